"""The Error gallery's results: cards, or families of errors."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import families_of
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import Family, page_count
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.formats import count_of, percent
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import write
from fashion_model.web.gallery import link
from fashion_model.web.gallery.data import (
    NOT_HERE,
    PHOTOS_MISSING,
    Gallery,
    benchmark_picture,
    photo_file,
    photo_square,
    picture_shares,
    pixels_of,
)
from fashion_model.web.gallery.search import say_nothing_found
from fashion_model.web.gallery.words import badged_rules, shares_in_words, verdict_badge
from fashion_model.web.links import BENCHMARK, ERRORS, EVERY_ANSWER, PAGE, PHOTOS, gallery_address
from fashion_model.web.loaded import get_error_analysis, get_evaluation
from fashion_model.web.words import escape_markdown

_NARROWEST = 165
_LEGEND = (
    "The bar under a picture: what about 67 people said. :blue[■] the label · :orange[■] what the network said · "
    ":green[■] the most frequent other answer · ■ the rest."
)


def show_found(artifact: Artifact, gallery: Gallery, found: pd.DataFrame, judged: Sequence[JudgementRecord]) -> None:
    """Show a page of the errors that were found, or a way on when there are none.

    Args:
        artifact: The model.
        gallery: All errors.
        found: Those that were found, in their order.
        judged: What each analyst says now of pictures of this kind.
    """
    pages = page_count(len(found), link.PAGE_SIZE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(found_in_words(gallery, found), width="content")
        number = st.pagination(pages, key=PAGE, bind="query-params") if pages > 1 else 1
    if found.empty:
        say_nothing_found(gallery)
        return
    first = (number - 1) * link.PAGE_SIZE
    rows = found.iloc[first : first + link.PAGE_SIZE]
    analysis = get_error_analysis(artifact)
    if gallery.has_people:
        st.caption(_LEGEND)
    said = Counter((record.picture, record.judgement) for record in judged)
    grid = st.grid("auto", min_column_width=_NARROWEST, border=True)
    for row in rows.to_dict("records"):
        with grid.cell(), st.container(gap="xsmall"):
            judged_as = _judged_in_words(said, row["picture"])
            if gallery.of == BENCHMARK:
                _show_benchmark_card(row, artifact, judged_as)
            else:
                _show_photo_card(row, judged_as)
            st.button(
                "Look closer",
                key=f"open-{row['picture']}",
                icon=":material/zoom_in:",
                type="tertiary",
                on_click=write,
                args=(link.PICTURE, row["picture"]),
            )
    if gallery.has_people and analysis.value:
        with st.expander("How the verdict is found", icon=":material/gavel:"):
            st.markdown(badged_rules())
            st.caption(escape_markdown(analysis.value.attribution))


def found_in_words(gallery: Gallery, found: pd.DataFrame) -> str:
    """Return how many answers were found and what people make of the errors among them, as Markdown."""
    total = count_of(len(gallery.shown), *gallery.noun)
    said = f"**{len(found):,} of {total}**"
    if not gallery.has_people or found.empty:
        return said
    counts = found["verdict"].value_counts()
    return f"{said} · " + " ".join(f"{counts[verdict]} {verdict_badge(verdict)}" for verdict in VERDICTS)


def _show_benchmark_card(row: dict[str, Any], artifact: Artifact, judged_as: str) -> None:
    analysis = get_error_analysis(artifact).value
    picture, label, predicted = row["picture"], row["label"], row["predicted"]
    shares = picture_shares(analysis, picture, label, predicted)
    people = "; people: " + ", ".join(f"{percent(part.share)} {part.name}" for part in shares) if shares else ""
    pixels = pixels_of(get_evaluation(artifact).benchmark, analysis, picture)
    if pixels is None:
        st.markdown(NOT_HERE)
    else:
        alt = f"Test picture {picture}: {label}, taken for {predicted}{people}"
        st.image(benchmark_picture(pixels, shares), width="stretch", alt=alt)
    said = f"**{label}**  \n{_seen_as(row)}"
    if shares and analysis:
        said += f"  \n{verdict_badge(analysis.errors[int(picture)].verdict)}  \n{shares_in_words(shares)}"
    sure = _in_small(f"{percent(row['confidence'])} sure · picture {picture}")
    st.markdown(f"{said}{sure}{judged_as}")


def _show_photo_card(row: dict[str, Any], judged_as: str) -> None:
    shown = photo_square(row["picture"])
    if shown:
        st.image(shown, width="stretch", alt=f"Photo: {row['label']}, taken for {row['predicted']}")
    else:
        st.markdown(NOT_HERE)
    said = f"**{row['label']}** ({escape_markdown(row['shows'])})  \n{_seen_as(row)}"
    sure = _in_small(f"{percent(row['confidence'])} sure · {row['status'].lower()}")
    st.markdown(f"{said}{sure}{judged_as}")


def _seen_as(row: dict[str, Any]) -> str:
    return f"seen as **{row['predicted']}**{' :green[:material/check:]' if row['right'] else ''}"


def _judged_in_words(said: Counter[tuple[str, str]], picture: str) -> str:
    found = {judgement: count for (judged, judgement), count in said.items() if judged == picture}
    words = ", ".join(f"{judgement}{f' ({count})' if count > 1 else ''}" for judgement, count in found.items())
    return _in_small(f":material/gavel: {words}") if words else ""


def _in_small(words: str) -> str:
    """Return a further line of Markdown, small and grey; a card of few elements is on screen sooner."""
    return f"  \n:small[:gray[{words}]]"


def say_what_is_missing(gallery: Gallery) -> None:
    """Say what cannot be shown on this machine, and how to get it."""
    if gallery.people_problem:
        st.warning(
            f"What people said of the errors is not known. {escape_markdown(gallery.people_problem)}",
            icon=":material/groups:",
        )
    if gallery.of == PHOTOS and not any(photo_file(name) for name in gallery.answers["picture"].head(3)):
        st.info(PHOTOS_MISSING, icon=":material/hide_image:")


_NAMED = 3


def family_in_words(family: Family) -> str:
    """Return a family in a few words: ``Shirt seen as T-shirt/top: 87, the label outvoted in 61``."""
    return (
        f"{CATEGORIES[family.label]} seen as {CATEGORIES[family.predicted]}: {family.errors}, the label outvoted in "
        f"{family.outvoted}"
    )


def family_table(found: tuple[Family, ...]) -> pd.DataFrame:
    """Return a row a family, with a link to its pictures and how many errors have each verdict."""
    names = [(CATEGORIES[family.label], CATEGORIES[family.predicted]) for family in found]
    verdicts = {verdict.capitalize(): [family.verdicts.get(verdict, 0) for family in found] for verdict in VERDICTS}
    return pd.DataFrame(
        {
            "Pictures": [gallery_address(true=label, predicted=said) for label, said in names],
            "Label": [label for label, _ in names],
            "Seen as": [said for _, said in names],
            "Errors": [family.errors for family in found],
            "Label outvoted": [family.outvoted for family in found],
            "Share": [100 * family.outvoted / family.errors for family in found],
            **verdicts,
        }
    )


def pair_table(errors: pd.DataFrame, of: str, answers: str = ERRORS) -> pd.DataFrame:
    """Return a row a label and answer; ``answers`` is one of ``ANSWERS``."""
    counts = errors.groupby(["label", "predicted"], observed=True).size().sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Pictures": [
                gallery_address(of=of, true=label, predicted=said, answers=answers) for label, said in counts.index
            ],
            "Label": [label for label, _ in counts.index],
            "Seen as": [said for _, said in counts.index],
            answers if answers != EVERY_ANSWER else "Answers": counts.to_numpy(),
        }
    )


def show_families(gallery: Gallery, errors: pd.DataFrame) -> None:
    """Show the families of some errors of a gallery, each with a link to its pictures; a way on when there are none."""
    if errors.empty:
        say_nothing_found(gallery)
        return
    if gallery.has_people and gallery.answers_shown == ERRORS:
        found = families_of(errors)
        table, total = family_table(found), sum(family.outvoted for family in found)
        st.markdown("\n".join(f"- {family_in_words(family)}" for family in found[:_NAMED]))
        st.caption(
            f"Outvoted: another category than the label got the most votes of about 67 people, be they half of them "
            f"or not; so in {total:,} of all {count_of(len(errors), 'error', 'errors')} found."
        )
    else:
        table = pair_table(errors, gallery.of, gallery.answers_shown)
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "Pictures": st.column_config.LinkColumn(display_text="Open", width="small", pinned=True),
            "Share": st.column_config.ProgressColumn(
                "… of them",
                format="%.0f %%",
                min_value=0,
                max_value=100,
                help="Share of the errors in which the label is outvoted.",
            ),
        },
    )
