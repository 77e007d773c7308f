import numpy as np
import pytest

from fashion_model.analysis.confidence import (
    automatic_answers,
    calibration_of,
    delivery_weights,
    known_answers,
    things_outside,
)
from fashion_model.evaluation.risk_coverage import NEVER
from tests.analysis.photo_answers import DECISION, answer

INSIDE = [
    answer("Shirt", "Shirt", 0.95, contributor=8),
    answer("Shirt", "Coat", 0.85, contributor=8),
    answer("Coat", "Coat", 0.6, contributor=18),
    answer("Bag", "Bag", 0.99, contributor=18, held_back=True),
]
HAT = answer("none", "Bag", 0.9, contributor=28, label="Hat", scope=0.9)
ANSWERS = [*INSIDE, HAT]


def test_photos_outside_the_ten_weigh_as_much_as_a_delivery_has_of_them() -> None:
    assert delivery_weights(ANSWERS, DECISION["outside_share"]) == pytest.approx(np.ones(5))  # one in five already
    rare = delivery_weights([*INSIDE, *INSIDE, HAT], DECISION["outside_share"])
    assert rare[-1] / rare.sum() == pytest.approx(0.2)


def test_automatic_answers_by_hand() -> None:
    automatic = automatic_answers([*INSIDE, *INSIDE, HAT], DECISION)
    # inside, 4 of 8 photos are automatic and 2 of these right; the hat, 0.2 of a delivery, is automatic and wrong
    assert automatic.coverage == pytest.approx(0.8 * 4 / 8 + 0.2)
    assert automatic.precision == pytest.approx(0.8 * 2 / 8 / automatic.coverage)
    assert (automatic.counted_coverage, automatic.counted_precision) == (5 / 9, 2 / 5)


def test_shipped_level_is_a_point_of_the_curve() -> None:
    automatic = automatic_answers(ANSWERS, DECISION)
    at = np.flatnonzero(automatic.curve.thresholds >= DECISION["auto_threshold"])[-1]
    assert automatic.curve.coverage[at] == pytest.approx(automatic.coverage)
    assert automatic.curve.precision[at] == pytest.approx(automatic.precision)


def test_what_the_photo_holds_back_is_on_no_point_of_the_curve() -> None:
    curve = automatic_answers(ANSWERS, DECISION).curve
    assert curve.coverage.max() == pytest.approx(4 / 5)
    assert 0.99 not in curve.thresholds


def test_nothing_automatic_is_no_coverage_and_no_precision() -> None:
    answers = [answer("Shirt", "Shirt", 0.9, status="review")]
    automatic = automatic_answers(answers, DECISION | {"auto_threshold": NEVER})
    assert (automatic.coverage, automatic.precision, automatic.counted_precision) == (0, 0, 0)


def test_things_outside_are_counted_by_kind_the_frequent_ones_first() -> None:
    answers = [*ANSWERS, *[answer("none", "Trouser", 0.5, label="Shorts", contributor=38, scope=0.4)] * 2]
    outside = things_outside(answers)
    assert outside is not None
    assert (outside.photos, outside.automatic) == (3, 1)
    assert [(kind.name, kind.photos, kind.automatic) for kind in outside.kinds] == [("Shorts", 2, 0), ("Hat", 1, 1)]


def test_separation_is_the_chance_of_the_right_order() -> None:
    answers = [answer("Shirt", "Shirt", scope=scope) for scope in (0.9, 0.3)]
    outside = things_outside([*answers, *[answer("none", "Bag", scope=scope) for scope in (0.5, 0.1)]])
    assert outside is not None
    assert outside.auroc.value == 0.75  # 0.9 above both, 0.3 above one of two


@pytest.mark.parametrize("answers", [INSIDE, [HAT]])
def test_one_kind_alone_cannot_be_told_apart(answers: list) -> None:
    assert things_outside(answers) is None


def test_confidence_in_a_thing_outside_the_ten_is_never_right() -> None:
    check, bins = calibration_of([answer("none", "Bag", 0.7), answer("Bag", "Bag", 0.9)], DECISION)
    assert bins.confidences.tolist() == pytest.approx([0.7, 0.9])
    assert bins.right.tolist() == [0, 1]
    assert check.error == pytest.approx(0.2 * 0.7 + 0.8 * 0.1)


def test_what_was_held_back_has_no_confidence() -> None:
    known = known_answers([answer("Bag", "Bag", 0.99, held_back=True), answer("none", "Bag", 0.7)], outside_share=0.2)
    assert known.confidences.tolist() == [0.0, 0.7]
    assert known.right.tolist() == [True, False]
    assert known.weights is not None
    assert known.weights / known.weights.sum() == pytest.approx([0.8, 0.2])
