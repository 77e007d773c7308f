"""The Help page says what the shipped model and the program do."""

import pytest
from PIL import Image

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.web.classify.samples import fashion_mnist_samples, photo_samples
from fashion_model.web.classify.suggestion import trust_in_words
from fashion_model.web.help.photos import bad_photos, good_photos
from fashion_model.web.help.words import does


def test_help_names_how_often_answers_without_a_check_were_right(artifact: Artifact) -> None:
    trust = trust_in_words(artifact.manifest["scores"])
    assert trust is not None
    assert trust in does(trust)
    assert "None" not in does(None)


@pytest.mark.parametrize("words", good_photos())
def test_good_photos_are_answered_without_a_person(words: str, classifier: Classifier) -> None:
    assert classifier.classify(good_photos()[words].read_bytes()).decision.status == "auto"


@pytest.mark.parametrize("words", bad_photos())
def test_hard_photos_are_asked_about(words: str, classifier: Classifier) -> None:
    assert classifier.classify(bad_photos()[words].read_bytes()).decision.status == "review"


def test_samples_are_photos_beside_the_small_pictures(artifact: Artifact) -> None:
    assert set(fashion_mnist_samples(artifact)) == set(CATEGORIES)
    assert len(photo_samples()) == 10
    assert all(min(Image.open(path).size) >= 300 for path in photo_samples().values())
