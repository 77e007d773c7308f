"""What a card shows, preselects and saves of a suggestion: always the likeliest of the eleven answers, or nothing."""

import io

import numpy as np
import pytest
from PIL import Image

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.classify.suggestion import (
    CHANGE,
    category_to_save,
    choices_for,
    look_of,
    others_than_suggested,
    preselected,
    suggestion_in_words,
)
from tests.catalogue.fixtures import store, suggests
from tests.serving.test_decision import VECTORS, judge, share

VECTOR = pytest.mark.parametrize(("probabilities", "scope"), VECTORS)


def test_close_up_is_shown_pixel_for_pixel() -> None:
    classification = suggests("Sneaker", 0.73)
    look = look_of(classification.photo, classification.found, classification.chosen)
    shown = np.array(Image.open(io.BytesIO(look.close_up)))
    np.testing.assert_array_equal(shown, classification.garment.close_up)
    assert shown.shape == (160, 160, 3)


def test_headline_tells_the_probability_of_the_likeliest_answer() -> None:
    bag = judge(share(Bag=0.36, Coat=0.30), scope=0.11)
    assert suggestion_in_words(bag).startswith("Very likely (89 %). Unlike the items it has learned")
    assert choices_for(bag) == [NONE_OF_THE_TEN, CHANGE]
    assert others_than_suggested(bag)[:2] == ["Bag", "Coat"]


@VECTOR
def test_only_a_sure_category_that_leads_is_preselected(probabilities: np.ndarray, scope: float) -> None:
    for threshold in (0.0, 0.3, 0.7, 0.9, 1.1):
        decision = judge(probabilities, threshold, scope)
        shares = {answer.category: answer.confidence for answer in decision.answers}
        choice = preselected(decision)
        assert (choice is None) == (decision.status == "review")
        if choice:
            saved = category_to_save(decision, choice, None)
            assert saved in CATEGORIES
            assert all(shares[saved] > share for name, share in shares.items() if name != saved)
            assert shares[saved] >= threshold


@VECTOR
def test_what_is_accepted_is_the_headline_and_change_begins_with_nothing(
    probabilities: np.ndarray, scope: float
) -> None:
    decision = judge(probabilities, scope=scope)
    headline = decision.answers[0].category
    accept, change = choices_for(decision)[:2]
    assert category_to_save(decision, accept, None) == headline
    assert category_to_save(decision, None, None) is None
    assert category_to_save(decision, change, None) is None
    others = others_than_suggested(decision)
    assert sorted({headline, *others} - {NONE_OF_THE_TEN}) == sorted(CATEGORIES)
    assert headline not in others
    assert all(category_to_save(decision, CHANGE, other) == other for other in others)
    assert category_to_save(decision, NONE_OF_THE_TEN, others[0]) == NONE_OF_THE_TEN


@pytest.mark.parametrize(
    ("chosen", "kind"), [("Bag", "changed"), (NONE_OF_THE_TEN, "none of the ten"), ("Dress", "changed")]
)
def test_category_below_none_of_the_ten_is_written_as_changed_not_as_accepted(
    catalogue: Catalogue, chosen: str, kind: str
) -> None:
    said = suggests("Bag", 0.4, scope=0.1)
    assert said.decision.answers[0].category == NONE_OF_THE_TEN
    photo = store(catalogue)
    number = catalogue.record_suggestion(photo.photo_id, said)
    catalogue.create_item("S-1", "Hat")
    written = catalogue.actions.decide("S-1", chosen, "Ann", photo_id=photo.photo_id, suggestion_id=number)
    assert (written.category, written.kind) == (chosen, kind)
