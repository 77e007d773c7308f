from copy import deepcopy
from typing import Any

import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.serving.artifacts import Artifact
from fashion_model.training.card import model_card

MANIFEST: dict[str, Any] = {
    "version": "v7",
    "categories": list(CATEGORIES),
    "network": {"parameters": 1_548_340},
    "training": {
        "stages": [
            {"name": "a", "epochs": 32, "photo_batch": 0},
            {"name": "b", "epochs": 12, "photo_batch": 64},
        ],
        "training_pictures": 55_000,
        "validation_pictures": 5_000,
        "training_photos": 2_076,
        "training_street_items": 4_021,
        "validation_photos": 332,
        "minutes": 130.4,
    },
    "decision": {
        "auto_threshold": 0.8126,
        "target_precision": 0.95,
        "outside_share": 0.2,
        "scope_detector": True,
        "validation": {"photos": 360, "coverage": 0.51, "precision": 0.9512},
    },
    "scores": {
        "benchmark": {"pictures": 10_000, "accuracy": 0.9561, "loss": 0.1432},
        "photos": {
            "photos": 588,
            "contributors": 30,
            "accuracy": 0.81,
            "balanced_accuracy": 0.79,
            "per_category": {
                "Coat": {"photos": 39, "recall": 0.6},
                "Dress": {"photos": 73, "recall": 0.9},
                "Shirt": {"photos": 55, "recall": 0.7},
            },
            "auto": {"photos": 665, "coverage": 0.6, "precision": 0.94},
        },
    },
}


def card(**changes: dict[str, Any]) -> str:
    """Return the card of the manifest with some entries of its sections changed."""
    manifest = deepcopy(MANIFEST)
    for section, entries in changes.items():
        manifest[section].update(entries)
    return model_card(manifest)


def test_every_set_stands_with_its_licence_and_what_was_used_of_it() -> None:
    said = card()
    assert "fashion-mnist) | MIT | 55,000 pictures |" in said
    assert "clothing-dataset) | CC0 1.0 | 2,076 photos |" in said
    assert "clothing-co-parsing) | Apache-2.0 | 4,021 garments cut out of street photos |" in said


def test_stages_say_what_they_learned_from() -> None:
    assert "32 epochs on Fashion-MNIST alone, then 12 epochs on Fashion-MNIST and photos together, in 130" in card()
    alone = card(training={"training_photos": 0, "training_street_items": 0})
    assert "then 12 epochs on Fashion-MNIST alone" in alone


def test_decision_says_what_the_level_means() -> None:
    said = card()
    assert "from a confidence of 0.813 on" in said
    assert "fitted on 360 validation photos, those of things outside the ten counting as 20% of a delivery" in said
    assert "Seen there: 95.1% right, 51.0% of the delivery automatic" in said


def test_no_level_is_called_so() -> None:
    said = card(decision={"auto_threshold": NEVER})
    assert "a person is asked about every photo" in said
    assert "from a confidence of" not in said


def test_weakest_categories_are_those_of_the_figures() -> None:
    assert "Weakest on photos: Coat (60% found) and Shirt (70% found)." in card()
    better = deepcopy(MANIFEST["scores"]["photos"])
    better["per_category"]["Coat"]["recall"] = 0.95
    assert "Weakest on photos: Shirt (70% found) and Dress (90% found)." in card(scores={"photos": better})


@pytest.mark.parametrize(
    ("changes", "kept", "dropped"),
    [
        ({"training": {"training_street_items": 0}}, "Garments are not told from the person", "segmentation network"),
        ({"decision": {"scope_detector": False}}, "recognised only by a low confidence", "linear detector"),
    ],
)
def test_a_part_that_is_missing_is_not_praised(changes: dict[str, Any], kept: str, dropped: str) -> None:
    assert kept in card(**changes)
    assert dropped not in card(**changes)
    assert kept not in card()
    assert dropped in card()


PHOTO_NETWORK = {"parameters": 3_425_834, "close_up_edge": 160, "minutes": 61.7}


def card_with_photo_network() -> str:
    manifest = deepcopy(MANIFEST)
    manifest["training"]["photo_network"] = {"epochs": 14, "steps": 150}
    answer = {"weight": 0.7, "temperature": 1.2}
    return model_card({**manifest, "photo_network": PHOTO_NETWORK, "photo_answer": answer})


def test_photo_network_is_described_where_there_is_one() -> None:
    said = card_with_photo_network()
    assert "EfficientNet-Lite0 of 3,425,834 parameters, which sees a close-up of 160×160 pixels in colour" in said
    assert "70% of it the photo network's" in said
    assert "trained for 14 epochs of 150 steps, in 62 minutes" in said
    assert "| ImageNet, as the weights of EfficientNet-Lite0" in said
    assert "Photos are answered by the second." not in said


def test_no_photo_network_is_not_spoken_of() -> None:
    assert "photo network" not in card()
    assert "ImageNet" not in card()
    assert "Photos are answered by the second." in card()


def test_no_photos_is_said_and_no_score_invented() -> None:
    none = {"photos": 0, "contributors": 0, "accuracy": 0.0, "balanced_accuracy": 0.0, "per_category": {}}
    said = card(scores={"photos": none | {"auto": {"photos": 0, "coverage": 0.0, "precision": 0.0}}})
    assert "There were no photos to score it on" in said
    assert "Weakest" not in said
    assert "contributors never seen" not in said


def test_shipped_card_is_the_one_of_its_manifest(artifact: Artifact) -> None:
    assert artifact.file("MODEL_CARD.md").read_text(encoding="utf-8") == model_card(artifact.manifest)
