"""The groups in which people review, so that the eye stays with one question."""

from typing import Final

from fashion_model.categories import INDEX
from fashion_model.serving.combine import ItemSuggestion
from fashion_model.serving.decision import INSIDE

PHOTOS_DISAGREE: Final = "Photos disagree"
ONE_OF_THE_TEN: Final = "One of the ten?"


def question_of(suggestion: ItemSuggestion) -> str:
    """Return the question that a suggestion leaves open, such as “Pullover or Shirt?”, whichever is likelier."""
    if suggestion.disagree:
        return PHOTOS_DISAGREE
    if suggestion.scope < INSIDE:
        return ONE_OF_THE_TEN
    one, other = sorted((suggestion.category, suggestion.second_category), key=INDEX.__getitem__)
    return f"{one} or {other}?"
