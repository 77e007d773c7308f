from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from fashion_model.analysis.confidence import (
    ExplorableAnswers,
    automatic_answers,
    calibration_of,
    delivery_weights,
    explorable,
    explorable_benchmark,
    explorable_photos,
    known_answers,
    shipped_stop,
    stops,
    things_outside,
)
from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.predictions import read_answers
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.calibration import check_calibration
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import KnownAnswers
from fashion_model.serving.artifacts import Artifact
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


ROWS = ("Shirt", "Coat")
SHIRT, COAT = CATEGORIES.index("Shirt"), CATEGORIES.index("Coat")
CONFIDENCES = np.array([0.9, 0.8, 0.8, 0.5, 0.0])
RIGHT = np.array([True, False, True, True, True])
TRUE = np.array([0, 0, 1, 1, 0])  # Shirt, Shirt, Coat, Coat, Shirt
NAMED = np.array([SHIRT, COAT, COAT, COAT, SHIRT])


def explored(right: np.ndarray = RIGHT, weights: np.ndarray | None = None) -> ExplorableAnswers:
    return explorable(KnownAnswers(CONFIDENCES, right, weights=weights, named=NAMED), TRUE, ROWS)


@pytest.fixture(scope="module")
def benchmark(artifact: Artifact) -> BenchmarkEvaluation:
    return read_evaluation(artifact).benchmark


def test_figures_at_a_threshold_by_hand() -> None:
    figures = explored().at(0.8)
    assert figures.coverage == pytest.approx(3 / 5)
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 5)
    assert figures.mistakes_per_1000 == pytest.approx(200)


def test_answer_as_sure_as_the_threshold_is_automatic_and_a_less_sure_one_is_not() -> None:
    ranked = explored()
    assert ranked.at(0.9).coverage == pytest.approx(1 / 5)
    assert ranked.at(0.901).coverage == 0


def test_threshold_that_nothing_reaches_has_no_precision() -> None:
    figures = explored().at(1.0)
    assert np.isnan(figures.precision)
    assert (figures.coverage, figures.recall, figures.mistakes_per_1000) == (0, 0, 0)


def test_what_is_held_back_is_not_automatic_even_from_nothing_on() -> None:
    assert explored().at(0.0).coverage == pytest.approx(4 / 5)


def test_weights_count_as_that_many_answers() -> None:
    weights = np.array([1.0, 3.0, 1.0, 1.0, 1.0])
    figures = explored(weights=weights).at(0.8)
    assert figures.coverage == pytest.approx(5 / 7)
    assert figures.precision == pytest.approx(2 / 5)


def test_categories_at_a_threshold_by_hand() -> None:
    table = explored().by_category(0.8).set_index("Category")
    shares = ["Automatic", "Precision", "Recall", "Tested"]
    assert table.loc["Shirt", shares].tolist() == pytest.approx([100 * 2 / 3, 100, 100 / 3, 3])
    assert table.loc["Coat", shares].tolist() == pytest.approx([50, 50, 50, 2])
    assert table["Right"].tolist() == ["1 of 1", "1 of 2"]


def test_counts_are_not_weighted_and_shares_are() -> None:
    weighted = explored(weights=np.array([1.0, 3.0, 1.0, 1.0, 1.0]))
    assert weighted.counted(0.8) == (3, 2)
    [coat, shirt] = weighted.precisions(0.8)
    assert (coat.automatic, coat.right, coat.precision.value) == (2, 1, pytest.approx(1 / 4))
    assert (shirt.counted, shirt.precision.value) == ("1 of 1", 1)


def test_category_that_no_automatic_answer_names_has_no_precision() -> None:
    table = explored().by_category(0.9).set_index("Category")
    assert table.loc["Shirt", "Precision"] == 100
    assert np.isnan(table.loc["Coat", "Precision"])
    assert table.loc["Coat", "Recall"] == 0


@pytest.mark.parametrize("threshold", [0.0, 0.5, 0.8286924372623315, 0.95, 0.99])
def test_figures_of_the_shipped_model_agree_with_scikit_learn(benchmark: BenchmarkEvaluation, threshold: float) -> None:
    confidences, named = benchmark.probabilities.max(axis=1), benchmark.probabilities.argmax(axis=1)
    automatic = confidences.astype(np.float64) >= threshold
    ranked = explorable_benchmark(benchmark.labels, benchmark.probabilities)
    figures, table = ranked.at(threshold), ranked.by_category(threshold)
    right = (named == benchmark.labels).astype(int)
    assert figures.coverage == pytest.approx(automatic.mean(), abs=1e-9)
    assert figures.precision == pytest.approx(precision_score(right, automatic), abs=1e-9)
    answered = np.where(automatic, named, len(CATEGORIES))  # one more class: shown to a person
    known = {"labels": range(10), "average": None, "zero_division": np.nan}
    precisions = precision_score(benchmark.labels, answered, **known)
    recalls = recall_score(benchmark.labels, answered, **known)
    assert table["Precision"].to_numpy() == pytest.approx(100 * precisions, abs=1e-9, nan_ok=True)
    assert table["Recall"].to_numpy() == pytest.approx(100 * recalls, abs=1e-9)
    assert figures.recall == pytest.approx((recalls * np.bincount(benchmark.labels)).sum() / 10_000, abs=1e-9)


def test_calibration_error_of_the_shipped_model_is_that_of_fifteen_equal_groups(benchmark: BenchmarkEvaluation) -> None:
    confidences = benchmark.probabilities.max(axis=1)
    right = benchmark.probabilities.argmax(axis=1) == benchmark.labels
    ranked = sorted(zip(confidences.astype(float), right, strict=True), key=lambda pair: pair[0])
    apart, start = 0.0, 0
    for group in range(15):
        size = 667 if group < 10_000 % 15 else 666
        part = ranked[start : start + size]
        apart += abs(sum(sure for sure, _ in part) - sum(bool(hit) for _, hit in part))
        start += size
    assert start == 10_000
    assert check_calibration(confidences, right, simulations=2).error == pytest.approx(apart / 10_000, abs=1e-9)


def test_shipped_threshold_does_to_photos_what_the_page_says_of_it(artifact: Artifact) -> None:
    answers = read_answers(Path(artifact.file("photo_predictions.csv")))
    decision = {name: float(artifact.manifest["decision"][name]) for name in DECISION}
    automatic = automatic_answers(answers, decision)
    figures = explorable_photos(answers, decision["outside_share"]).at(decision["auto_threshold"])
    assert figures.coverage == pytest.approx(automatic.coverage, abs=1e-9)
    assert figures.precision == pytest.approx(automatic.precision, abs=1e-9)


def test_photos_outside_the_ten_are_rows_without_what_they_cannot_have() -> None:
    answers = [
        answer("Sneaker", "Sneaker", 0.9),
        answer("footwear", "Sneaker", 0.9),
        answer("none", "Sneaker", 0.9),
        answer("none", "Bag", 0.3),
    ]
    table = explorable_photos(answers, 0.5).by_category(0.8).set_index("Category")
    assert table.index.tolist() == ["Sneaker", "Another shoe", "None of the ten"]
    assert table.loc["Sneaker", "Precision"] == pytest.approx(100 * 2 / 3)
    assert table.loc["Another shoe", "Recall"] == 100
    assert np.isnan(table.loc["Another shoe", "Precision"])
    assert table.loc["None of the ten", "Automatic"] == 50
    assert np.isnan(table.loc["None of the ten", "Recall"])


def test_shape_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="expected right of shape"):
        explored(RIGHT[:2])


def test_stops_reach_from_nothing_to_all_and_hold_the_shipped_threshold_exactly() -> None:
    chosen = stops(0.82869)
    assert list(chosen)[:3] == ["0", "5", "10"]
    assert list(chosen)[-3:] == ["99.8", "99.9", "100"]
    assert list(chosen.values()) == sorted(chosen.values())
    assert chosen[shipped_stop(0.82869)] == 0.82869
    assert shipped_stop(0.82869) == "82.9"


@pytest.mark.parametrize("threshold", [None, 1.0001])
def test_model_that_answers_nothing_alone_starts_the_slider_at_a_usual_place(threshold: float | None) -> None:
    assert shipped_stop(threshold) == "90"
    assert shipped_stop(threshold) in stops(threshold)
    assert len(stops(threshold)) == len(stops(None))
