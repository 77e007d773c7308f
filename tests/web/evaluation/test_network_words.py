from dataclasses import replace

import pytest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation, PhotoEvaluation, PhotoNetwork, TrainingStage
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.metrics import CategoryScore, Interval
from fashion_model.formats import score_text
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.categories import FEWEST_TO_NAME, category_table, lowest_and_highest
from fashion_model.web.evaluation.network import photo_network_story, training_story
from fashion_model.web.words import interval_text

DRESS = CategoryScore(index=3, support=40, precision=0.5, recall=0.25, f1=1 / 3)
BAG = CategoryScore(index=8, support=20, precision=1.0, recall=0.9, f1=18 / 19)
UNSEEN = CategoryScore(index=5, support=0, precision=0.0, recall=0.0, f1=0.0)


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


def test_lowest_recall_is_of_a_category_that_was_seen() -> None:
    said = lowest_and_highest((UNSEEN, DRESS, BAG)).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Lowest recall: Dress (25.0 % of its pictures found). Highest: Bag (90.0 %)."


@pytest.fixture(scope="module")
def photos(evaluation: Evaluation) -> PhotoEvaluation:
    assert evaluation.photos is not None
    return evaluation.photos


def test_a_category_with_a_handful_of_pictures_is_not_named() -> None:
    rare = replace(UNSEEN, support=FEWEST_TO_NAME - 1)
    assert "Lowest recall: Dress" in lowest_and_highest((rare, DRESS, BAG))
    assert "Sandal" in lowest_and_highest((replace(rare, support=FEWEST_TO_NAME), DRESS, BAG))


def test_only_rare_categories_are_no_ranking() -> None:
    assert "too few to name the lowest recall" in lowest_and_highest((UNSEEN,))


def test_story_names_the_figures_of_the_model(evaluation: Evaluation, photos: PhotoEvaluation) -> None:
    stages = (TrainingStage("first", 44, with_photos=False), TrainingStage("second", 1, with_photos=True))
    said = training_story(replace(evaluation, version="v9", parameters=1234567, training_minutes=61.4, stages=stages))
    assert "Model v9 has 1,234,567 parameters" in said
    assert "44 epochs on Fashion-MNIST alone, then 1 epoch on Fashion-MNIST and photos (61 minutes)" in said
    assert f"by {photos.clothing.people} people of whom no photo was used in training" in said


def test_story_without_photos_does_not_speak_of_people(evaluation: Evaluation) -> None:
    stages = (TrainingStage("first", 44, with_photos=False),)
    said = training_story(replace(evaluation, photos=None, stages=stages))
    assert "44 epochs on Fashion-MNIST alone (" in said
    assert "people" not in said


def test_story_of_the_photo_network_says_what_it_sees_and_how_much_it_counts() -> None:
    layers = (
        NetworkLayer("close_up", (160, 160, 3), 0, 0, "InputLayer"),
        NetworkLayer("head", (5, 5, 1280), 409_600, 100, "Conv2D"),
        NetworkLayer("embedding", (1280,), 0, 0, "GlobalAveragePooling2D"),
        NetworkLayer("photo_logits", (10,), 12_810, 10, "Dense"),
    )
    said = photo_network_story(PhotoNetwork(layers, parameters=3_425_834, weight=0.7))
    assert "sees the item at 160 × 160 pixels in colour" in said
    assert "Its 3,425,834 parameters begin from ImageNet's photos" in said
    assert "it counts 70 %, the network above 30 %;" in said
    assert "the maps shrink from 160 × 160 to 5 × 5 pixels, the channels widen from 3 to 1280" in said
