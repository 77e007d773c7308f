"""The view of two model versions: how far apart they are, and whether that could be noise."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from fashion_model.analysis.score_files import ModelScores
from fashion_model.analysis.versions import (
    CLEAR,
    Flip,
    KnownPictures,
    NotComparable,
    VersionComparison,
    basis_sentence,
    categories_sentence,
    compare_benchmark,
    compare_photos,
    difference_sentence,
    flips_sentence,
    p_text,
    range_text,
    verdict,
)
from fashion_model.evaluation.errors import page_count
from fashion_model.evaluation.paired import PairedComparison
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, percent
from fashion_model.photo.thumbnails import crisp
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.evaluation.sections import (
    LOCALIZED,
    PERCENT,
    PINNED,
    Block,
    Column,
    Figure,
    Heading,
    Table,
    Text,
    show,
)
from fashion_model.web.figures import BLUE, GREY, as_plot, error_bars
from fashion_model.web.gallery.data import NOT_HERE, get_photo_answers, photo_square
from fashion_model.web.gallery.link import PAGE_SIZE
from fashion_model.web.links import (
    BENCHMARK,
    FLIPPED,
    FLIPS,
    NEWER,
    NOW_RIGHT,
    NOW_WRONG,
    OF,
    OLDER,
    PHOTOS,
    WAYS,
    gallery_address,
    misread_page,
    misread_versions,
)
from fashion_model.web.loaded import get_all_scores, get_error_analysis, get_evaluation
from fashion_model.web.words import escape_markdown, shortened

_NARROWEST_PX = 150
_ROW_PX, _FRAME_PX = 30, 90


def show_all_versions(artifact: Artifact) -> None:
    """Show two of the versions whose answers were kept, on what the pictures of the served model show.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    kept, analysis = get_all_scores(), get_error_analysis(artifact).value
    if kept.problem:
        st.warning(escape_markdown(kept.problem))
    benchmark = get_evaluation(artifact).benchmark
    pictures = {**(analysis.pictures if analysis else {}), **benchmark.error_pictures}
    show_versions(kept.value or (), KnownPictures(benchmark, get_photo_answers(artifact), pictures, photo_square))


def show_versions(scores: Sequence[ModelScores], known: KnownPictures) -> None:
    """Show two versions side by side; which ones, and on which pictures, is kept in the address.

    Args:
        scores: The answers of each version that was kept, the oldest first.
        known: The pictures that were answered.
    """
    asked = arrived_with(OLDER)
    st.header("Two versions side by side", anchor="versions")
    if len(scores) < 2:
        _show_too_few(scores)
        return
    datasets = (BENCHMARK, PHOTOS) if known.photos else (BENCHMARK,)
    older, newer = _choose_versions(scores)
    chosen = st.segmented_control(
        "On which pictures?",
        datasets,
        default=BENCHMARK,
        required=True,
        key=OF,
        bind="query-params",
        on_change=_first_page,
    )
    of = chosen or BENCHMARK
    say_misread(misread_versions(asked, [kept.version for kept in scores], datasets), "The link to these versions")
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
    show(comparison_blocks(comparison, "photo" if of == PHOTOS else "picture"))
    show_flips(comparison, known, of, asked)


def _show_too_few(scores: Sequence[ModelScores]) -> None:
    kept = f"Only the answers of {escape_markdown(scores[0].version)} are" if scores else "No version's answers are"
    st.info(
        f"{kept} kept here, and it takes two versions to compare. `python -m fashion_model analyse` keeps the answers "
        "of the model that is served, and with `--earlier FOLDER` those of an earlier one as well."
    )


def _choose_versions(scores: Sequence[ModelScores]) -> tuple[ModelScores, ModelScores]:
    by_version = {kept.version: kept for kept in scores}
    left, right = st.columns(2)
    chosen = [
        column.selectbox(
            label,
            list(by_version),
            index=len(by_version) - places,
            key=key,
            bind="query-params",
            on_change=_first_page,
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
    _first_page()


def comparison_blocks(comparison: VersionComparison, noun: str) -> tuple[Block, ...]:
    """Return how far two versions are apart, as a whole and category by category.

    Args:
        comparison: The newer version first.
        noun: What one of the pictures is called.
    """
    whole, categories = comparison.whole, comparison.categories
    counted = f"{noun.capitalize()}s"
    recall = Column(PERCENT, "Of those that show this category, how many are recognised.")
    columns = {
        "Category": PINNED,
        counted: Column(LOCALIZED),
        "Older": recall,
        "Newer": recall,
        "Difference": Column("%+.1f", "In points: newer less older."),
        "Only newer": Column(help="How many only the newer version recognises."),
        "Only older": Column(help="How many only the older version recognises."),
        "p": Column("%.3f", "Adjusted for the number of categories."),
    }
    alt = "Difference of the two versions in each category, in points, with its 95 % confidence interval."
    return (
        *((Text(photos_sentence(comparison), small=True),) if whole.people is not None else ()),
        Text(flips_sentence(whole, noun, comparison.wrong_otherwise)),
        Text(difference_sentence(whole)),
        Heading("What changed, category by category"),
        Text(categories_sentence(categories)),
        Table(versions_table(categories, counted), columns=columns),
        Figure(differences_figure(categories), alt),
        Text(basis_sentence(whole, len(categories)), small=True),
    )


def _first_page() -> None:
    """Go back to the first page of flipped pictures: others are chosen now."""
    if st.session_state.get(FLIPS, 1) != 1:
        st.session_state[FLIPS] = 1


def show_flips(comparison: VersionComparison, known: KnownPictures, of: str, asked: Mapping[str, str]) -> None:
    """Show the flipped pictures of one way, a page at a time; the way and the page are kept in the address.

    Args:
        comparison: Of two versions.
        known: How the pictures look.
        of: One of ``DATASETS``.
        asked: What a link said with which somebody came.
    """
    st.write("**The pictures that flipped**")
    way = st.segmented_control(
        "Which way?",
        WAYS,
        default=NOW_RIGHT,
        required=True,
        key=FLIPPED,
        bind="query-params",
        on_change=_first_page,
        label_visibility="collapsed",
    )
    flips = comparison.lost if way == NOW_WRONG else comparison.gained
    pages = page_count(len(flips), PAGE_SIZE)
    if problem := misread_page(asked, pages):
        st.warning(problem, icon=":material/link_off:")
    if not flips:
        st.info("None flipped this way. Look at the other way.")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        counted = count_of(len(flips), "picture", "pictures")
        st.markdown(f"**{counted}**, the newer version's surest answers first", width="content")
        number = st.pagination(pages, key=FLIPS, bind="query-params") if pages > 1 else 1
    errors = _errors(known, of)
    gallery = st.grid("auto", min_column_width=_NARROWEST_PX, border=True)
    for flip in flips[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]:
        with gallery.cell():
            _show_flip(flip, known, of, errors)


def _errors(known: KnownPictures, of: str) -> Collection[str]:
    """Return the names of what the model that is served gets wrong: these are in the Error gallery."""
    if of == PHOTOS:
        return {photo.file for photo in known.photos if not photo.is_right}
    return {str(error.index) for error in known.benchmark.errors}


def _show_flip(flip: Flip, known: KnownPictures, of: str, errors: Collection[str]) -> None:
    name = f"Photo {shortened(flip.name)}" if of == PHOTOS else f"Picture {flip.name}"
    shown = _picture(flip, known, of)
    if shown:
        said = f"{flip.true}; the older version says {flip.older}, the newer {flip.newer}"
        st.image(shown, width="stretch", alt=f"{name}: {said}")
    else:
        st.markdown(NOT_HERE)
    st.markdown(
        f"**{flip.true}**  \nolder: {flip.older} ({_sure(flip.older_confidence)})  \n"
        f"newer: {flip.newer} ({_sure(flip.newer_confidence)})"
    )
    st.caption(escape_markdown(name))
    if flip.name in errors:
        st.caption(f"[In the Error gallery]({gallery_address(of=of, picture=flip.name)})")


def _sure(confidence: float) -> str:
    """Return a confidence that stays on one line."""
    return percent(confidence).replace(" ", "\N{NO-BREAK SPACE}")


def _picture(flip: Flip, known: KnownPictures, of: str) -> bytes | None:
    if of == PHOTOS:
        return known.photo_picture(flip.name)
    picture = known.test_pictures.get(int(flip.name))
    return None if picture is None else crisp(255 - picture)


def versions_table(categories: Mapping[str, PairedComparison], counted: str) -> pd.DataFrame:
    """Return one row a category: recall of both versions in per cent, their difference in points, and what it is worth.

    Args:
        categories: By name, the newer version first in each.
        counted: What the pictures are called, as a heading.
    """
    return pd.DataFrame(
        {
            "Category": name,
            counted: pair.pictures,
            "Older": 100 * pair.second_right / pair.pictures,
            "Newer": 100 * pair.first_right / pair.pictures,
            "Difference": 100 * pair.difference.value,
            CONFIDENCE_INTERVAL: range_text(pair.difference),
            "Verdict": verdict(pair),
            "p": pair.p_value,
            "Only newer": pair.only_first,
            "Only older": pair.only_second,
        }
        for name, pair in categories.items()
    )


def differences_figure(categories: Mapping[str, PairedComparison]) -> go.Figure:
    """Draw the difference of each category in points and its interval; what could be noise is grey.

    Args:
        categories: By name, the newer version first in each.
    """
    figure = go.Figure()
    for is_clear, name, colour, symbol in (
        (True, CLEAR.capitalize(), BLUE, "circle"),
        (False, "Could be noise", GREY, "circle-open"),
    ):
        shown = {category: pair for category, pair in categories.items() if pair.is_clear == is_clear}
        if shown:
            figure.add_trace(_dots(shown, name, colour, symbol))
    figure.add_vline(0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="Points by which the newer version finds more", tickformat="+", zeroline=False)
    figure.update_yaxes(categoryorder="array", categoryarray=list(categories), autorange="reversed")
    as_plot(figure).update_layout(height=_FRAME_PX + _ROW_PX * len(categories), showlegend=True)
    return figure.update_layout(legend={"yanchor": "bottom", "y": 1})


def _dots(shown: Mapping[str, PairedComparison], name: str, colour: str, symbol: str) -> go.Scatter:
    differences = [pair.difference for pair in shown.values()]
    values = [difference.value for difference in differences]
    return go.Scatter(
        x=[100 * value for value in values],
        y=list(shown),
        mode="markers",
        marker={"color": colour, "size": 10, "symbol": symbol, "line": {"width": 2, "color": colour}},
        error_x=error_bars(values, differences, 100, color=colour, thickness=1.5),
        name=name,
        hovertext=[
            f"{category}: {100 * pair.difference.value:+.1f} points ({range_text(pair.difference)}), "
            f"{p_text(pair.p_value)}"
            for category, pair in shown.items()
        ],
        hoverinfo="text",
    )


def photos_sentence(comparison: VersionComparison) -> str:
    """Return which photos are compared."""
    left_out = count_of(comparison.left_out, "photo", "photos")
    unshared = f" {left_out} that not both versions answered are left out as well." if comparison.left_out else ""
    people = count_of(comparison.whole.people or 0, "person", "people")
    return (
        f"{count_of(comparison.whole.pictures, 'photo', 'photos')} of the six kinds of clothes by {people}. Shoes and "
        f"things outside the ten are left out, as in the photo score.{unshared}"
    )
