from dataclasses import replace

import numpy as np
import pytest

from fashion_model.evaluation.calibration import NEVER
from fashion_model.evaluation.metrics import CategoryScore, Interval
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation_data import read_evaluation
from fashion_model.web.evaluation_records import Evaluation, Layer, PhotoEvaluation
from fashion_model.web.evaluation_tables import (
    automatic_sentence,
    category_table,
    hardest_and_easiest,
    interval_text,
    layer_reading,
    layer_table,
    outside_sentence,
    score_text,
    size_text,
    training_story,
)

DRESS = CategoryScore(index=3, support=40, precision=0.5, recall=0.25, f1=1 / 3)
BAG = CategoryScore(index=8, support=10, precision=1.0, recall=0.9, f1=18 / 19)
UNSEEN = CategoryScore(index=5, support=0, precision=0.0, recall=0.0, f1=0.0)
LAYERS = (
    Layer("picture", "InputLayer", (28, 28, 1), 0, 0),
    Layer("stem", "Conv2D", (28, 28, 32), 288, 300),
    Layer("last", "Conv2D", (7, 7, 192), 900, 90),
    Layer("embedding", "GlobalAveragePooling2D", (192,), 0, 0),
    Layer("outputs", "Dense", (10,), 1930, 10),
)


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


def test_scores_are_written_with_one_decimal_on_one_line() -> None:
    assert score_text(0.94349) == "94.3\N{NO-BREAK SPACE}%"
    assert interval_text(Interval(0.9381, 0.94749)) == "93.8–94.7\N{NO-BREAK SPACE}%"


def test_category_table_is_in_per_cent_and_says_how_many() -> None:
    table = category_table((DRESS, BAG), "Photos")
    assert list(table.columns) == ["Category", "Precision", "Recall", "F1", "Photos"]
    assert table.iloc[0].tolist() == ["Dress", 50.0, 25.0, pytest.approx(100 / 3), 40]


def test_hardest_category_is_one_that_was_seen() -> None:
    said = hardest_and_easiest((UNSEEN, DRESS, BAG)).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Hardest to find: Dress (25.0 % found). Easiest: Bag (90.0 %)."


@pytest.fixture(scope="module")
def photos(evaluation: Evaluation) -> PhotoEvaluation:
    assert evaluation.photos is not None
    return evaluation.photos


def photos_with(photos: PhotoEvaluation, rows: tuple[str, ...], confusion: np.ndarray) -> PhotoEvaluation:
    return replace(photos, rows=rows, confusion=confusion, outside_automatic=2)


def test_sentence_counts_any_shoe_as_right_for_footwear(photos: PhotoEvaluation) -> None:
    confusion = np.array([[1, 0, 0, 0, 0, 2, 0, 3, 0, 4], [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]])
    said = outside_sentence(photos_with(photos, ("Some shoe", "None of the ten"), confusion))
    assert "10 of shoes whose kind nobody noted (9 were named as some shoe)" in said
    assert "3 of things outside the ten" in said
    assert "(2 would have been answered without a person)" in said


def test_there_is_no_sentence_when_all_photos_are_of_the_ten(photos: PhotoEvaluation) -> None:
    assert outside_sentence(photos_with(photos, ("Dress",), np.ones((1, 10), int))) == ""


def test_layer_table_shares_the_computing_out() -> None:
    table = layer_table(LAYERS)
    assert table["Output size"].tolist() == ["28 × 28 × 1", "28 × 28 × 32", "7 × 7 × 192", "192", "10"]
    assert table["Computing"].tolist() == [0.0, 75.0, 22.5, 0.0, 2.5]


def test_layers_that_compute_nothing_divide_by_nothing() -> None:
    assert layer_table(LAYERS[:1])["Computing"].tolist() == [0.0]


def test_reading_of_shrinking_maps_and_widening_channels() -> None:
    assert layer_reading(LAYERS) == (
        "From the picture to the answer: the maps shrink from 28 × 28 to 7 × 7 pixels, the channels widen from 1 to "
        "192, 192 numbers describe the item, 10 numbers come out, one for each category."
    )


def test_reading_follows_the_sizes_and_not_a_fixed_text() -> None:
    grown = (Layer("a", "x", (7, 7, 64), 0, 0), Layer("b", "x", (14, 14, 8), 0, 0), Layer("c", "x", (3,), 0, 0))
    said = layer_reading(grown)
    assert "the maps grow from 7 × 7 to 14 × 14 pixels, the channels narrow from 64 to 8" in said
    assert "one for each category" not in said


def test_sizes_are_written_with_a_multiplication_sign() -> None:
    assert size_text((28, 28, 32)) == "28 × 28 × 32"


def test_automatic_sentence_names_the_level_and_the_aim(photos: PhotoEvaluation) -> None:
    said = automatic_sentence(replace(photos, auto_threshold=0.8126, target_precision=0.9, all_photos=1665))
    assert "at least 81.3\N{NO-BREAK SPACE}% sure" in said
    assert "so that 90.0\N{NO-BREAK SPACE}% of the automatic answers are right" in said
    assert "all 1,665 test photos" in said


def test_automatic_sentence_says_when_nothing_is_automatic(photos: PhotoEvaluation) -> None:
    assert "every photo is shown to a person" in automatic_sentence(replace(photos, auto_threshold=NEVER))


def test_story_names_the_figures_of_the_model(evaluation: Evaluation, photos: PhotoEvaluation) -> None:
    once = evaluation.history[:1]
    said = training_story(replace(evaluation, version="v9", parameters=1234567, training_minutes=61.4, history=once))
    assert "Model v9 has 1,234,567 learned numbers" in said
    assert "in 1 round (61 minutes)" in said
    assert f"by {photos.contributors} people of whom no photo was used in training" in said


def test_story_without_photos_does_not_speak_of_people(evaluation: Evaluation) -> None:
    said = training_story(replace(evaluation, photos=None))
    assert "Fashion-MNIST pictures alone" in said
    assert "people" not in said
