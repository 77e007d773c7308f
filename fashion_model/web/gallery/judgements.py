"""Analysts' judgements of errors: asked beside a picture, listed, downloaded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo

import pandas as pd
import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError, CatalogueUnavailable
from fashion_model.catalogue.names import LONGEST_NOTE
from fashion_model.catalogue.review.judgement_records import (
    FASHION_MNIST,
    JUDGEMENTS,
    MODELS_FAULT,
    PHOTOS,
    REASONABLE,
    TAKEN_BACK,
    WRONG_LABEL,
    JudgementRecord,
)
from fashion_model.formats import count_of
from fashion_model.serving.results import safe_cell
from fashion_model.web.address import write
from fashion_model.web.gallery.link import PICTURE
from fashion_model.web.links import DATASETS, gallery_address
from fashion_model.web.resources import get_catalogue
from fashion_model.web.visitor import ask_person, visitor_zone
from fashion_model.web.words import escape_markdown, moment

SOURCE_OF = dict(zip(DATASETS, (FASHION_MNIST, PHOTOS), strict=True))
"""How the catalogue calls what the pages show."""
CSV_COLUMNS = ("source", "picture", "label", "predicted", "judgement", "note", "person", "created_at", "model_version")
_COLUMNS = {
    "picture": "Picture",
    "label": "Label",
    "predicted": "Network",
    "judgement": "Judgement",
    "note": "Note",
    "person": "By",
    "created_at": "When",
    "model_version": "Model",
}
"""Of the table, by the fields of a judgement."""


def judgement_in_words(record: JudgementRecord, zone: tzinfo | None) -> str:
    """Return a judgement as a line of Markdown."""
    said = f"says **{record.judgement}**" if record.judgement else "took it back"
    note = f": “{escape_markdown(record.note)}”" if record.note else ""
    return f"{moment(record.created_at, zone)} — {escape_markdown(record.person)} {said}{note}"


def counts_in_words(judged: Sequence[JudgementRecord]) -> str:
    """Return how often each judgement was made."""
    counts = Counter(record.judgement for record in judged)
    return ", ".join(f"{counts[judgement]} {judgement}" for judgement in JUDGEMENTS)


def judgement_table(judged: Sequence[JudgementRecord], of: str) -> pd.DataFrame:
    """Return a row a judgement, in the same order, with a link to the picture."""
    table = pd.DataFrame([asdict(record) for record in judged], columns=list(_COLUMNS))
    return table.assign(picture=[gallery_address(of=of, picture=record.picture) for record in judged]).rename(
        columns=_COLUMNS
    )


def judgements_csv(judged: Sequence[JudgementRecord]) -> bytes:
    """Return the judgements as CSV in UTF-8, moments in UTC; no cell is run as a formula by a spreadsheet."""
    rows = [{**asdict(record), "created_at": record.created_at.isoformat()} for record in judged]
    text: str = (
        pd.DataFrame(rows, columns=CSV_COLUMNS).astype(str).map(safe_cell).to_csv(index=False, lineterminator="\n")
    )
    return text.encode("utf-8")


_ICONS = {REASONABLE: ":material/thumb_up:", WRONG_LABEL: ":material/label_off:", MODELS_FAULT: ":material/error:"}
_NOTE = "judgement-note"


def judged_of(catalogue: Catalogue, of: str) -> tuple[JudgementRecord, ...]:
    """Return what each analyst says now of pictures of one of ``DATASETS``, newest first."""
    return catalogue.judgements.latest(SOURCE_OF[of])


def reachable_catalogue(of: str) -> tuple[Catalogue | None, tuple[JudgementRecord, ...]]:
    """Return the catalogue, and what each analyst says now of pictures of one of ``DATASETS``.

    Says why and returns None and nothing when the catalogue cannot be reached.
    """
    try:
        catalogue = get_catalogue()
        return catalogue, judged_of(catalogue, of)
    except CatalogueUnavailable as problem:
        st.warning(f"{escape_markdown(str(problem))} Judgements are left out meanwhile.", icon=":material/cloud_off:")
        return None, ()


def show_judgements(catalogue: Catalogue, model_version: str, of: str, row: pd.Series, following: str) -> None:
    """Ask what an analyst says of an answer, and go on to the next one; show what others said.

    Args:
        catalogue: Keeps it.
        model_version: The model that answered.
        of: One of ``DATASETS``.
        row: Of the gallery.
        following: The picture that comes next; empty for none.
    """
    picture = row["picture"]
    try:
        history = catalogue.judgements.history(SOURCE_OF[of], picture)
        person = ask_person()
        mine = next((record.judgement for record in history if record.person == person.strip()), TAKEN_BACK)
        st.markdown("**What do you say?** Keys 1, 2 and 3 judge and open the next.")
        pressed = _ask_judgement(mine, is_right=bool(row["right"]))
        note = st.text_area(
            "Note",
            key=f"{_NOTE}-{picture}",
            max_chars=LONGEST_NOTE,
            height=68,
            placeholder="Why? (may stay empty)",
            label_visibility="collapsed",
        )
        if pressed is not None:
            catalogue.judgements.judge(
                source=SOURCE_OF[of],
                picture=picture,
                model_version=model_version,
                label=row["label"],
                predicted=row["predicted"],
                judgement=pressed,
                note=note,
                person=person,
            )
            if following and pressed != TAKEN_BACK:
                write(PICTURE, following)
            st.rerun()
        for record in history:
            st.markdown(f"- {judgement_in_words(record, visitor_zone())}")
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))


def _ask_judgement(mine: str, *, is_right: bool) -> str | None:
    """Return which button was pressed; None when none was. A right answer is nobody's fault."""
    pressed = None
    with st.container(horizontal=True, gap="small"):
        for number, judgement in enumerate(JUDGEMENTS, 1):
            if st.button(
                judgement.capitalize(),
                key=f"judge-{judgement}",
                icon=_ICONS[judgement],
                type="primary" if judgement == mine else "secondary",
                shortcut=str(number),
                disabled=is_right and judgement == MODELS_FAULT,
            ):
                pressed = judgement
        if mine and st.button("Take back", icon=":material/undo:", type="tertiary"):
            pressed = TAKEN_BACK
    return pressed


def show_all_judgements(catalogue: Catalogue, of: str) -> None:
    """Show what all analysts say now, as a table to sort and download."""
    try:
        judged = judged_of(catalogue, of)
    except CatalogueUnavailable as problem:
        st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
        return
    if not judged:
        st.info(
            "Nobody has judged an error yet. Open a picture and say whether the answer is reasonable, the label wrong, "
            "or the model at fault.",
            icon=":material/gavel:",
        )
        return
    st.markdown(f"**{count_of(len(judged), 'judgement', 'judgements')}** — {counts_in_words(judged)}")
    table = judgement_table(judged, of)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "Picture": st.column_config.LinkColumn(display_text=r"picture=([^&]+)"),
            "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
        },
    )
    st.download_button(
        "Download CSV",
        lambda: judgements_csv(judged),
        file_name=f"judgements-{SOURCE_OF[of]}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
