"""The Error gallery's pictures side by side, each with what it is, what it was taken for, and what people said."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.formats import percent
from fashion_model.web.gallery import link
from fashion_model.web.gallery.data import NOT_HERE, benchmark_picture, photo_square, picture_shares
from fashion_model.web.gallery.votes import shares_in_words, verdict_badge
from fashion_model.web.links import BENCHMARK
from fashion_model.web.words import escape_markdown

_NARROWEST = 165


def show_cards(
    rows: pd.DataFrame,
    of: str,
    benchmark: BenchmarkEvaluation,
    analysis: ErrorAnalysis | None,
    judged: Sequence[JudgementRecord],
) -> None:
    """Show errors as cards.

    Args:
        rows: Of a gallery.
        of: One of ``DATASETS``.
        benchmark: Has the test pictures.
        analysis: What people said of them; None when it is not known.
        judged: What each analyst says now of pictures of this kind.
    """
    said = Counter((one.picture, one.judgement) for one in judged)
    grid = st.grid("auto", min_column_width=_NARROWEST, border=True)
    for row in rows.to_dict("records"):
        with grid.cell(), st.container(gap="xsmall"):
            judged_as = _judged_in_words(said, row["picture"])
            if of == BENCHMARK:
                _show_benchmark_card(row, benchmark, analysis, judged_as)
            else:
                _show_photo_card(row, judged_as)
            st.button(
                "Look closer",
                key=f"open-{row['picture']}",
                icon=":material/zoom_in:",
                type="tertiary",
                on_click=open_picture,
                args=(row["picture"],),
            )


def open_picture(picture: str) -> None:
    """Open a picture with the next run of the page; the address then leads to it."""
    st.query_params[link.PICTURE] = picture


def close_picture() -> None:
    """Close the picture."""
    st.query_params.pop(link.PICTURE, None)


def _show_benchmark_card(
    row: dict[str, Any], benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis | None, judged_as: str
) -> None:
    picture, label, predicted = row["picture"], row["label"], row["predicted"]
    shares = picture_shares(analysis, picture, label, predicted)
    people = "; people: " + ", ".join(f"{percent(one.share)} {one.name}" for one in shares) if shares else ""
    st.image(
        benchmark_picture(benchmark, picture, shares),
        width="stretch",
        alt=f"Test picture {picture}: {label}, taken for {predicted}{people}",
    )
    said = f"**{label}**  \nseen as **{predicted}**"
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
    said = f"**{row['label']}** ({escape_markdown(row['shows'])})  \nseen as **{row['predicted']}**"
    sure = _in_small(f"{percent(row['confidence'])} sure · {row['status'].lower()}")
    st.markdown(f"{said}{sure}{judged_as}")


def _judged_in_words(said: Counter[tuple[str, str]], picture: str) -> str:
    found = {judgement: count for (judged, judgement), count in said.items() if judged == picture}
    words = ", ".join(f"{judgement}{f' ({count})' if count > 1 else ''}" for judgement, count in found.items())
    return _in_small(f":material/gavel: {words}") if words else ""


def _in_small(words: str) -> str:
    """Return a further line of Markdown, small and grey; a card of few elements is on screen sooner."""
    return f"  \n:small[:gray[{words}]]"
