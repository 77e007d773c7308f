"""Analysts' judgements in words, as a table and as a file."""

import csv
import io
from collections.abc import Sequence
from datetime import tzinfo

import pandas as pd

from fashion_model.catalogue.judgement_records import FASHION_MNIST, JUDGEMENTS, PHOTOS, JudgementRecord
from fashion_model.serving.results import safe_cell
from fashion_model.web.analysis_links import WORLDS, gallery_address
from fashion_model.web.wording import escape_markdown, moment

SOURCE_OF = dict(zip(WORLDS, (FASHION_MNIST, PHOTOS), strict=True))
"""How the catalogue calls what the pages show."""
CSV_COLUMNS = ("source", "picture", "label", "predicted", "judgement", "note", "person", "created_at", "model_version")


def judgement_in_words(one: JudgementRecord, zone: tzinfo | None) -> str:
    """Return a judgement as a line of Markdown."""
    said = f"says **{one.judgement}**" if one.judgement else "took it back"
    note = f": “{escape_markdown(one.note)}”" if one.note else ""
    return f"{moment(one.created_at, zone)} — {escape_markdown(one.person)} {said}{note}"


def counts_in_words(judged: Sequence[JudgementRecord]) -> str:
    """Return how often each judgement was made."""
    return ", ".join(f"{sum(one.judgement == said for one in judged)} {said}" for said in JUDGEMENTS)


def judgement_table(judged: Sequence[JudgementRecord], of: str) -> pd.DataFrame:
    """Return a row a judgement, in the same order, with a link to the picture."""
    return pd.DataFrame(
        {
            "Picture": [gallery_address(of=of, picture=one.picture) for one in judged],
            "Label": [one.label for one in judged],
            "Network": [one.predicted for one in judged],
            "Judgement": [one.judgement for one in judged],
            "Note": [one.note for one in judged],
            "By": [one.person for one in judged],
            "When": [one.created_at for one in judged],
            "Model": [one.model_version for one in judged],
        }
    )


def judgements_csv(judged: Sequence[JudgementRecord]) -> bytes:
    """Return the judgements as CSV in UTF-8, moments in UTC; no cell is run as a formula by a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in judged:
        row = {name: getattr(one, name) for name in CSV_COLUMNS} | {"created_at": one.created_at.isoformat()}
        writer.writerow({name: safe_cell(str(value)) for name, value in row.items()})
    return text.getvalue().encode("utf-8")
