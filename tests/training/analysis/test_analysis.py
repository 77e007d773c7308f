"""The parts of an analysis: neighbours, near-duplicates, where the network looked, and a small run of all."""

from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.classifier import Classifier
from fashion_model.training.analysis.analysis import Analysis, AnalysisData, analyse, load_analysis_data
from fashion_model.training.analysis.findings import (
    choose_index,
    near_duplicates,
    nearest,
    occlusion_map,
    pixel_distances,
)
from fashion_model.training.analysis.package import figures_of, in_8_bits
from tests.analysis.small_analysis import KEPT_BACK, LEARNED, RIGHT, TESTED, TWIN, TWIN_KEPT_BACK, small_data

EMBEDDINGS = np.array([[1, 0], [0, 2], [3, 3], [-1, 0]], np.float32)


def square(top: int, left: int, grey: int = 200) -> np.ndarray:
    picture = np.zeros((28, 28), np.uint8)
    picture[top : top + 10, left : left + 10] = grey
    return picture


def test_nearest_is_by_angle_not_by_length():
    found = nearest(np.array([[10, 1], [0, -1]], np.float32), EMBEDDINGS, 2)
    assert found.indices.tolist() == [[0, 2], [0, 3]]
    assert found.distances[0, 0] == pytest.approx(1 - 10 / 101**0.5, abs=1e-6)
    assert found.distances[1].tolist() == [1, 1]


def test_more_neighbours_than_pictures_are_refused():
    with pytest.raises(ValueError, match="expected 1 to 4 nearest pictures, got 5"):
        nearest(EMBEDDINGS, EMBEDDINGS, 5)


def test_index_holds_what_is_needed_and_fills_up_each_category():
    labels = np.repeat([0, 1, 2], [6, 6, 2])
    needed, others = np.array([0, 1, 2, 3, 6]), np.arange(14) != 7
    chosen = choose_index(labels, needed, others, of_each=3, seed=1)
    assert set(needed) <= set(chosen)
    assert np.bincount(labels[chosen]).tolist() == [4, 3, 2]  # more were needed of one, and another has but two
    assert 7 not in chosen
    assert chosen.tolist() == choose_index(labels, needed, others, of_each=3, seed=1).tolist()
    assert chosen.tolist() != choose_index(labels, needed, others, of_each=3, seed=3).tolist()


def test_pixels_are_compared_at_the_best_shift_and_by_their_share():
    others = np.stack([square(5, 5), square(6, 4), square(5, 7), square(5, 5, grey=180), np.zeros((28, 28), np.uint8)])
    distances = pixel_distances(square(5, 5), others)
    assert distances[:2].tolist() == [0, 0]
    assert distances[2] == pytest.approx((20 / 100) ** 0.5)  # one pixel remains: 2 of 10 columns differ
    assert distances[3] == pytest.approx(0.1)
    assert distances[4] == 1
    assert pixel_distances(others[4], others)[4] == 0


def test_near_duplicates_are_those_within_the_distance_the_nearest_first():
    training = np.stack([square(5, 5, 190), square(5, 5), square(15, 15), square(5, 7)])
    shortlists = np.array([[0, 1, 2, 3], [0, 1, 3, 2]])
    found = near_duplicates(np.stack([square(5, 5), square(0, 18)]), training, shortlists, largest=0.06)
    assert [(one.training_index, one.distance) for one in found[0]] == [(1, 0), (0, pytest.approx(0.05))]
    assert found[1] == ()


def looks_at_the_left(pictures: np.ndarray) -> np.ndarray:
    """Answer by the brightness of the left third alone."""
    left = pictures[:, :, :9].mean(axis=(1, 2)) / 255
    return np.stack([1 - left, left], axis=1)


def test_hiding_shows_where_an_answer_came_from():
    seen = occlusion_map(np.full((28, 28), 255, np.uint8) - 55, 1, looks_at_the_left)
    assert seen.shape == (28, 28)
    assert seen.dtype == np.uint8
    assert seen[14, 4] == seen.max() == 255
    assert (seen[:, 15:] == 0).all()


def test_what_only_speaks_against_an_answer_is_not_shown():
    assert (occlusion_map(square(5, 0), 0, looks_at_the_left) == 0).all()
    assert (occlusion_map(np.zeros((28, 28), np.uint8), 1, looks_at_the_left) == 0).all()


def test_8_bits_keep_directions():
    kept = in_8_bits(np.array([[0.5, 1.0], [0, 0], [-2, 1]], np.float32))
    assert kept.tolist() == [[64, 127], [0, 0], [-127, 64]]


@pytest.fixture(scope="module")
def data(artifact: Artifact) -> AnalysisData:
    return small_data(artifact)


@pytest.fixture(scope="module")
def analysis(classifier: Classifier, data: AnalysisData) -> Analysis:
    return analyse(classifier, data, lambda line: None)


def test_every_wrong_answer_is_analysed_and_no_right_one(analysis: Analysis):
    assert analysis.errors.tolist() == [index for index in range(TESTED) if index != RIGHT]
    assert analysis.saliency.shape == (TESTED - 1, 28, 28)
    assert analysis.saliency.max(axis=(1, 2)).tolist() == [255] * (TESTED - 1)


def test_errors_get_what_people_said(analysis: Analysis):
    assert analysis.label_share[:2].tolist() == [pytest.approx(5 / 6), 0.5]
    assert analysis.predicted_share[:2].tolist() == [pytest.approx(1 / 6), 0.5]
    assert analysis.entropy_bits[1] == 1
    assert analysis.verdicts == ("the network's fault", *["reasonable"] * (TESTED - 2))
    assert analysis.people_agree.tolist() == [True, *[False] * (TESTED - 2), True]


def test_errors_get_what_most_people_said_and_what_they_said_besides(analysis: Analysis, data: AnalysisData):
    assert analysis.majority[0] == data.test.labels[0]
    label, predicted = data.test.labels[1], data.predicted[1]
    assert analysis.majority[1] == min(label, predicted)  # 30 votes each
    assert analysis.third_share.tolist() == [0] * (TESTED - 1)
    assert not ({int(analysis.third[1])} & {int(label), int(predicted)})


def test_pictures_are_drawn_for_blind_rounds_and_all_are_kept(analysis: Analysis, data: AnalysisData):
    assert analysis.blind.index.tolist() == list(range(TESTED))  # all, where there are no more
    assert analysis.blind.agreement[0] == pytest.approx(5 / 6)
    assert analysis.blind.majority[0] == data.test.labels[0]
    assert analysis.shown.tolist() == list(range(TESTED))  # right answers are looked at, too
    np.testing.assert_array_equal(analysis.shown_pictures, data.test.pictures)


def test_twin_is_the_nearest_neighbour_and_only_where_it_was_learned_from(analysis: Analysis):
    assert analysis.neighbours.indices[0, 0] == TWIN
    assert (analysis.neighbours.indices < LEARNED).all()


def test_twin_is_a_near_duplicate_wherever_it_lies(analysis: Analysis):
    assert {one.training_index for one in analysis.near_duplicates[0]} == {TWIN, TWIN_KEPT_BACK}
    assert analysis.near_duplicates[1] == ()


def test_index_holds_what_was_learned_from_and_the_twin_that_was_not(analysis: Analysis, data: AnalysisData):
    assert analysis.index.indices.tolist() == [*range(LEARNED), TWIN_KEPT_BACK]
    assert len(data.training.labels) == LEARNED + KEPT_BACK
    np.testing.assert_array_equal(analysis.index.pictures[TWIN], data.training.pictures[TWIN])


def test_figures_count_what_was_found(analysis: Analysis, data: AnalysisData):
    figures = figures_of(analysis, data)
    assert (figures["test_pictures"], figures["errors"]) == (TESTED, TESTED - 1)
    assert figures["verdicts"] == {
        "suspect label": 0,
        "reasonable": TESTED - 2,
        "the network's fault": 1,
        "ambiguous": 0,
    }
    assert (figures["people_agree"], figures["near_duplicates"], figures["training_pictures"]) == (2, 1, LEARNED + 1)


def test_published_answers_of_other_pictures_are_told(artifact: Artifact, tmp_path: Path):
    votes = np.ones((10_000, 10), int)
    np.savez(tmp_path / "test_predictions.npz", labels=np.zeros(3), probabilities=np.eye(3))
    with pytest.raises(ArtifactError, match="other pictures than Fashion-MNIST's test set"):
        load_analysis_data(Artifact(tmp_path, artifact.manifest), None, votes)
    (tmp_path / "test_predictions.npz").write_bytes(b"no archive")
    with pytest.raises(ArtifactError, match=r"test_predictions\.npz .* is damaged"):
        load_analysis_data(Artifact(tmp_path, artifact.manifest), None, votes)


def test_data_of_the_shipped_model_fit_each_other(artifact: Artifact):
    loaded = load_analysis_data(artifact, None, np.ones((10_000, 10), int))
    wrong = (loaded.predicted != loaded.test.labels).mean()
    assert 1 - wrong == pytest.approx(artifact.manifest["scores"]["benchmark"]["accuracy"])
    assert (len(loaded.training.labels), int(loaded.learned.sum())) == (60_000, 55_000)
