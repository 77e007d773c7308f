"""What each column of the rows that can be downloaded means."""

from collections.abc import Mapping

import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.web.gallery_votes import VERDICT_RULES
from fashion_model.web.rows_export import DECIMALS, JUDGED, VOTES

VERDICT_RULE = "; ".join(f"{verdict}: {VERDICT_RULES[verdict]}" for verdict in VERDICTS)
"""The verdicts in the order in which they are tried, each with what has to be so."""
_SHARE = f"0 to 1, rounded to {DECIMALS} decimals"
_JUDGED = {
    **{column: f"How many analysts say “{judgement}” of this answer." for judgement, column in JUDGED.items()},
    "judgements": "What each analyst says now, with their note; several are parted by semicolons.",
    "judged_at": "When the newest of these was said, ISO 8601 in UTC.",
}
ROW_COLUMNS: Mapping[str, str] = {
    "picture": "Place in Fashion-MNIST's test set, from 0.",
    "label": "The category by the dataset's label.",
    "predicted": "The likeliest category by the network.",
    "right": "Whether the two are the same.",
    "confidence": f"Calibrated probability of what was predicted, {_SHARE}.",
    "label_probability": f"Calibrated probability of the label, {_SHARE}.",
    "second": "The second likeliest category.",
    "second_confidence": f"Its calibrated probability, {_SHARE}.",
    "near_duplicate": "Whether the training pictures hold a near-duplicate.",
    "people_agree": "Whether at least two thirds of about 67 people chose the same category, whichever it is.",
    "people_say": "Errors only: what most people chose.",
    "label_share": f"Errors only: share of the people who chose the label, {_SHARE}.",
    "predicted_share": f"Errors only: share of the people who chose what the network chose, {_SHARE}.",
    "entropy_bits": "Errors only: how divided the people are, from 0 (all chose the same) to 3.32.",
    "verdict": f"Errors only; the first that applies. {VERDICT_RULE[:1].upper()}{VERDICT_RULE[1:]}.",
    **{f"{VOTES}{name}": f"How many of about 67 people chose {name}." for name in CATEGORIES},
    **_JUDGED,
}
PHOTO_ROW_COLUMNS: Mapping[str, str] = {
    "file": "The photo's file name in the Clothing dataset.",
    "contributor": "Number of the person who took it; nobody's photos are both in training and here.",
    "category": "What the set says it shows: one of the ten, “footwear” (some shoe) or “none” (outside the ten).",
    "predicted": "The likeliest of the ten.",
    "confidence": f"Calibrated probability that it is right, {_SHARE}.",
    "status": "“auto” when the answer stands without a person, “review” when a person is asked.",
    "second_category": "The second likeliest of the ten.",
    "second_confidence": f"Its calibrated probability, {_SHARE}.",
    "scope": f"How probable it is that the item is one of the ten, {_SHARE}.",
    "cut_by": "How the item was found on the photo.",
    "label": "The set's own, finer word.",
    "kids": "Whether the set calls it a child's.",
    "shown": "How the item is shown; empty where nobody looked.",
    "audited": "The category on which two people agreed who looked again; empty where they did not, or nobody did.",
    "longest_edge": "Of the photo, in pixels.",
    "brightness": f"Mean of the photo's grey levels, {_SHARE}.",
    "held_back": "Whether the photo itself keeps the answer from standing alone, however sure the model is.",
    "right": "Whether the answer is what the set says; any shoe is right for “footwear”, nothing for “none”.",
    **_JUDGED,
}


def dictionary(frame: pd.DataFrame, meanings: Mapping[str, str]) -> pd.DataFrame:
    """Return a row a column of the frame, in its order: the name and what it means.

    Args:
        frame: As ``rows_frame`` or ``photo_rows_frame``.
        meanings: ``ROW_COLUMNS`` or ``PHOTO_ROW_COLUMNS``.

    Raises:
        KeyError: A column has no meaning.
    """
    return pd.DataFrame({"Column": list(frame), "Meaning": [meanings[name] for name in frame]})
