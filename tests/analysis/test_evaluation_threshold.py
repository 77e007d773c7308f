from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from fashion_model.analysis.confidence import (
    ExplorableAnswers,
    automatic_answers,
    benchmark_calibration_sentence,
    explorable,
    explorable_benchmark,
    explorable_photos,
    shipped_stop,
    stops,
)
from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.predictions import read_answers
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.calibration import check_calibration
from fashion_model.evaluation.selective import KnownAnswers
from fashion_model.serving.artifacts import Artifact
from tests.analysis.photo_answers import DECISION, answer

ROWS = ("Shirt", "Coat")
SHIRT, COAT = CATEGORIES.index("Shirt"), CATEGORIES.index("Coat")
CONFIDENCES = np.array([0.9, 0.8, 0.8, 0.5, 0.0])
RIGHT = np.array([True, False, True, True, True])
TRUE = np.array([0, 0, 1, 1, 0])  # Shirt, Shirt, Coat, Coat, Shirt
NAMED = np.array([SHIRT, COAT, COAT, COAT, SHIRT])


def explored(right: np.ndarray = RIGHT, weights: np.ndarray | None = None) -> ExplorableAnswers:
    return explorable(KnownAnswers(CONFIDENCES, right, weights=weights), TRUE, NAMED, ROWS)


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
    assert table.loc["Shirt"].tolist() == pytest.approx([100 * 2 / 3, 100, 100 / 3, 3])
    assert table.loc["Coat"].tolist() == pytest.approx([50, 50, 50, 2])


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


def test_calibration_of_test_pictures_in_words_says_whether_it_is_more_than_chance() -> None:
    confidences = np.repeat([0.6, 0.9], 500)
    alternately = np.tile([True, False], 250)
    poor = check_calibration(confidences, np.concatenate([alternately, alternately]), bins=2, simulations=200)
    said = benchmark_calibration_sentence(poor)
    assert "differ by 25.0 points (the expected calibration error), over 2 groups of the 1,000 test pictures" in said
    assert "points more than chance explains" in said


def test_calibration_within_chance_can_be_believed() -> None:
    confidences = np.full(1000, 0.9)
    good = check_calibration(confidences, np.arange(1000) % 10 > 0, bins=1, simulations=200)
    assert "So it can be believed" in benchmark_calibration_sentence(good)
