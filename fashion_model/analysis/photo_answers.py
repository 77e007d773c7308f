"""Reads what a model answered for the photos it was tested on: one row a photo of ``photo_predictions.csv``."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_type_hints

from fashion_model.categories import CATEGORIES
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL, PhotoAnswer

OUTSIDE = {FOOTWEAR_LABEL: "Another shoe", NONE_LABEL: "None of the ten"}
"""Labels of test photos that are not one of the ten categories, and their names on screen."""


LABELS = (*CATEGORIES, FOOTWEAR_LABEL, NONE_LABEL)
"""What a person may have said that a photo shows."""
_TRUTH = {"True": True, "False": False}
_ALLOWED = {
    "category": LABELS,
    "predicted": CATEGORIES,
    "second_category": CATEGORIES,
    "audited": ("", *LABELS),
    "status": ("auto", "review"),
}
_SHARES = ("confidence", "second_confidence", "scope", "brightness")


def read_answers(path: Path) -> tuple[PhotoAnswer, ...]:
    """Read the answers in the file's order; columns that are not of ``PhotoAnswer`` are passed over.

    Raises:
        KeyError: A column is missing.
        ValueError: There is no row, or a value is not what its column holds.
    """
    types = get_type_hints(PhotoAnswer)
    with path.open(newline="", encoding="utf-8") as file:
        answers = tuple(_answer(row, types) for row in csv.DictReader(file))
    if not answers:
        raise ValueError("it has no rows")
    return answers


def _answer(row: Mapping[str, str], types: Mapping[str, type]) -> PhotoAnswer:
    values: dict[str, Any] = {
        name: _TRUTH[row[name]] if types[name] is bool else types[name](row[name])
        for name in PhotoAnswer.__dataclass_fields__
    }
    for name, allowed in _ALLOWED.items():
        if values[name] not in allowed:
            raise ValueError(f"expected as {name} one of {', '.join(allowed)}, got {values[name]}")
    for name in _SHARES:
        if not 0 <= values[name] <= 1:
            raise ValueError(f"expected as {name} a number 0..1, got {values[name]}")
    return PhotoAnswer(**values)


SMALL_EDGE = 450
"""A photo whose longest edge has fewer pixels is small."""
DARK = 0.35
"""A photo whose mean brightness, 0..1, is lower is dark."""

SLICES: dict[str, Callable[[PhotoAnswer], bool]] = {
    "laid flat": lambda answer: answer.shown == "laid flat",
    "hung": lambda answer: answer.shown == "hung",
    "worn": lambda answer: answer.shown == "worn",
    "children's": lambda answer: answer.kids,
    "small": lambda answer: answer.longest_edge < SMALL_EDGE,
    "dark": lambda answer: answer.brightness < DARK,
}


def slices_of(answers: Sequence[PhotoAnswer]) -> dict[str, list[PhotoAnswer]]:
    """Return the answers of each slice that has any; a photo may be in several."""
    parts = {name: [answer for answer in answers if belongs(answer)] for name, belongs in SLICES.items()}
    return {name: part for name, part in parts.items() if part}
