"""Sheets of misclassified test pictures for the report, one a verdict."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fashion_model.evaluation.votes import Verdict
from fashion_model.web.pictures import crisp
from fashion_model.web.report_blocks import Block, Heading, Paragraph, Picture, Sheet
from fashion_model.web.wording import percent

MOST_PICTURES = 24
"""On a sheet."""


def verdict_sheet(verdict: Verdict, errors: pd.DataFrame, pictures: Mapping[int, np.ndarray]) -> tuple[Block, ...]:
    """Return a heading, what is shown, and the surest errors of one verdict.

    Args:
        verdict: Theirs.
        errors: A row an error, at least one, with ``picture``, ``label``, ``predicted``, ``confidence``,
            ``label_share`` and ``predicted_share``, all known.
        pictures: ``(28, 28)`` uint8, light item on black, by index in the test set.
    """
    surest = errors.sort_values("confidence", ascending=False, kind="stable").head(MOST_PICTURES)
    which = "All" if len(surest) == len(errors) else f"The {len(surest)} surest"
    return (
        Heading(f"{verdict[:1].upper()}{verdict[1:]}: {len(errors):,}"),
        Paragraph(
            f"{which} of them. Below each: its label, what the network said, and how many people chose the one and "
            "the other.",
            small=True,
        ),
        Sheet(tuple(_picture(row, pictures[row["picture"]]) for row in surest.to_dict("records"))),
    )


def _picture(row: Mapping[str, object], pixels: np.ndarray) -> Picture:
    label, predicted = row["label"], row["predicted"]
    shares = [percent(float(str(row[name]))) for name in ("label_share", "predicted_share")]
    return Picture(
        png=crisp(255 - pixels),
        alt=f"Test picture {row['picture']}: {label}, taken for {predicted}",
        lines=(f"{label}", f"seen as {predicted}", " : ".join(shares)),
    )
