"""What a model answered for every test picture, a row each, with what people said of its errors beside it."""

import numpy as np
import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.checks import check_scores
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.serving.error_analysis import ErrorAnalysis

ANSWER_COLUMNS = (
    "picture",
    "label",
    "predicted",
    "right",
    "confidence",
    "label_probability",
    "second",
    "second_confidence",
)
PEOPLE_COLUMNS = (
    "near_duplicate",
    "people_agree",
    "people_say",
    "label_share",
    "predicted_share",
    "entropy_bits",
    "verdict",
)
_ERROR_NUMBERS = ("label_share", "predicted_share", "entropy_bits")


def answer_table(labels: np.ndarray, probabilities: np.ndarray, analysis: ErrorAnalysis | None) -> pd.DataFrame:
    """Return a row a test picture, in the order of the test set.

    Args:
        labels: ``(N,)`` integer, 0..9.
        probabilities: ``(N, 10)`` float.
        analysis: What was found out about the errors; None leaves ``PEOPLE_COLUMNS`` empty.

    Returns:
        ``ANSWER_COLUMNS`` and ``PEOPLE_COLUMNS``: categories and verdicts by name, shares 0..1; what people said, their
        shares and the verdict stand beside errors only.

    Raises:
        ValueError: The shapes do not fit.
    """
    check_scores(labels, probabilities)
    rows = np.arange(len(labels))
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    first, second = ranked[:, 0], ranked[:, 1]
    table = pd.DataFrame(
        {
            "picture": rows,
            "label": _named(labels),
            "predicted": _named(first),
            "right": first == labels,
            "confidence": probabilities[rows, first].astype(np.float64),
            "label_probability": probabilities[rows, labels].astype(np.float64),
            "second": _named(second),
            "second_confidence": probabilities[rows, second].astype(np.float64),
        }
    )
    return table.assign(**_people(len(labels), analysis))


def _people(pictures: int, analysis: ErrorAnalysis | None) -> dict[str, pd.Series]:
    numbers = {name: np.full(pictures, np.nan) for name in _ERROR_NUMBERS}
    said, verdict = np.full(pictures, -1), np.full(pictures, -1)
    for index, found in analysis.errors.items() if analysis else ():
        for name in _ERROR_NUMBERS:
            numbers[name][index] = getattr(found, name)
        said[index], verdict[index] = found.majority, VERDICTS.index(found.verdict)
    masks = {name: getattr(analysis, name) if analysis else None for name in ("near_duplicate", "people_agree")}
    return {
        **{name: pd.Series(mask, index=range(pictures), dtype="boolean") for name, mask in masks.items()},
        "people_say": pd.Series(_named(said)),
        **{name: pd.Series(values) for name, values in numbers.items()},
        "verdict": pd.Series(pd.Categorical.from_codes(verdict, list(VERDICTS))),
    }


def _named(categories: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(categories, list(CATEGORIES))
