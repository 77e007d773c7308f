"""The likeliest answers of a card, by hand: a probability among the ten times the probability of being one of them."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.classify.suggestion import likeliest_answers, look_of
from tests.catalogue.fixtures import suggests


def look(scope: float):
    seen = look_of(suggests("Sneaker", 0.73))  # and the other nine 0.03 each
    return replace(seen, decision=replace(seen.decision, scope=scope))


def test_close_up_is_shown_pixel_for_pixel() -> None:
    classification = suggests("Sneaker", 0.73)
    shown = np.array(Image.open(io.BytesIO(look_of(classification).close_up)))
    np.testing.assert_array_equal(shown, classification.garment.close_up)
    assert shown.shape == (160, 160, 3)


def test_item_that_is_surely_one_of_the_ten_shows_their_probabilities() -> None:
    shown = likeliest_answers(look(scope=1.0))
    assert [name for name, _ in shown] == ["Sneaker", "T-shirt/top", "Trouser"]
    assert [share for _, share in shown] == pytest.approx([0.73, 0.03, 0.03])


def test_item_that_may_be_none_of_the_ten_shows_that_among_the_likeliest() -> None:
    shown = likeliest_answers(look(scope=0.6))
    assert [name for name, _ in shown] == ["Sneaker", NONE_OF_THE_TEN, "T-shirt/top"]
    assert [share for _, share in shown] == pytest.approx([0.438, 0.4, 0.018])


def test_all_answers_share_one() -> None:
    assert sum(share for _, share in likeliest_answers(look(scope=0.6), len(CATEGORIES) + 1)) == pytest.approx(1)
