"""The Evaluation page's section on two model versions: how far apart they are, and whether that could be noise."""

from collections.abc import Sequence

import streamlit as st

from fashion_model.evaluation.version_words import (
    basis_sentence,
    categories_sentence,
    difference_sentence,
    flips_sentence,
)
from fashion_model.serving.score_files import ModelScores
from fashion_model.web.analysis_links import BENCHMARK, PHOTOS
from fashion_model.web.charts import STILL
from fashion_model.web.versions_data import (
    KnownPictures,
    NotComparable,
    VersionComparison,
    compare_benchmark,
    compare_photos,
)
from fashion_model.web.versions_flips_view import first_page, show_flips
from fashion_model.web.versions_link import NEWER, OF, OLDER, misread_parts
from fashion_model.web.versions_tables import differences_figure, photos_sentence, versions_table
from fashion_model.web.wording import escape_markdown


def show_versions(scores: Sequence[ModelScores], known: KnownPictures) -> None:
    """Show two versions side by side; which ones, and on which pictures, is kept in the address.

    Args:
        scores: The answers of each version that was kept, the oldest first.
        known: The pictures that were answered.
    """
    asked = {} if OLDER in st.session_state else st.query_params.to_dict()  # a link counts on arrival only
    st.subheader("Two versions side by side", anchor="versions")
    if len(scores) < 2:
        _show_too_few(scores)
        return
    worlds = (BENCHMARK, PHOTOS) if known.photos else (BENCHMARK,)
    older, newer = _choose_versions(scores)
    chosen = st.segmented_control(
        "On which pictures?",
        worlds,
        default=BENCHMARK,
        required=True,
        key=OF,
        bind="query-params",
        on_change=first_page,
    )
    of = chosen or BENCHMARK
    if problems := misread_parts(asked, [one.version for one in scores], worlds):
        st.warning(
            f"The link to these versions could not be followed in full. {' '.join(problems)}",
            icon=":material/link_off:",
        )
    if not _in_order(scores, older, newer):
        return
    try:
        if of == PHOTOS:
            comparison = compare_photos(known.photos, older, newer)
        else:
            comparison = compare_benchmark(known.benchmark.labels, older, newer)
    except NotComparable as error:
        st.warning(escape_markdown(str(error)))
        return
    _show_whole(comparison, "photo" if of == PHOTOS else "picture")
    _show_categories(comparison, "Photos" if of == PHOTOS else "Pictures")
    show_flips(comparison, known, of, asked)


def _show_too_few(scores: Sequence[ModelScores]) -> None:
    kept = f"Only the answers of {escape_markdown(scores[0].version)} are" if scores else "No version's answers are"
    st.info(
        f"{kept} kept here, and it takes two versions to compare. `python -m fashion_model analyse` keeps the answers "
        "of the model that is served, and with `--earlier FOLDER` those of an earlier one as well."
    )


def _choose_versions(scores: Sequence[ModelScores]) -> tuple[ModelScores, ModelScores]:
    by_version = {one.version: one for one in scores}
    left, right = st.columns(2)
    chosen = [
        column.selectbox(
            label,
            list(by_version),
            index=len(by_version) - places,
            key=key,
            bind="query-params",
            on_change=first_page,
        )
        for column, label, places, key in ((left, "Older version", 2, OLDER), (right, "Newer version", 1, NEWER))
    ]
    return by_version[chosen[0]], by_version[chosen[1]]


def _in_order(scores: Sequence[ModelScores], older: ModelScores, newer: ModelScores) -> bool:
    """Return True when the older version is the older; otherwise say what to do."""
    if older.version == newer.version:
        st.info("Both are the same version, so nothing changed. Choose two versions.")
    elif scores.index(older) > scores.index(newer):
        st.info("The version chosen as the older one was made after the other. Choose again, or press the button.")
        st.button("Let them change places", icon=":material/swap_horiz:", on_click=_change_places)
    else:
        return True
    return False


def _change_places() -> None:
    state = st.session_state
    state[OLDER], state[NEWER] = state[NEWER], state[OLDER]
    first_page()


def _show_whole(comparison: VersionComparison, noun: str) -> None:
    if comparison.whole.people is not None:
        st.caption(photos_sentence(comparison))
    st.write(flips_sentence(comparison.whole, noun, comparison.wrong_otherwise))
    st.write(difference_sentence(comparison.whole))


def _show_categories(comparison: VersionComparison, counted: str) -> None:
    st.write("**What changed, category by category**")
    st.write(categories_sentence(comparison.categories))
    share = st.column_config.NumberColumn(
        format="%.1f %%", help="Of those that show this category, how many are recognised."
    )
    st.dataframe(
        versions_table(comparison.categories, counted),
        hide_index=True,
        height="content",
        column_config={
            "Category": st.column_config.TextColumn(pinned=True),
            counted: st.column_config.NumberColumn(format="localized"),
            "Older": share,
            "Newer": share,
            "Difference": st.column_config.NumberColumn(format="%+.1f", help="In points: newer less older."),
            "Only newer": st.column_config.NumberColumn(help="How many only the newer version recognises."),
            "Only older": st.column_config.NumberColumn(help="How many only the older version recognises."),
            "p": st.column_config.NumberColumn(format="%.3f", help="Adjusted for the number of categories."),
        },
    )
    st.plotly_chart(
        differences_figure(comparison.categories),
        config=STILL,
        alt="Difference of the two versions in each category, in points, with its 95 % range.",
    )
    st.caption(basis_sentence(comparison.whole, len(comparison.categories)))
