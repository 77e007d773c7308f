"""The nearest training pictures, beside an upload and in words."""

import numpy as np
import pytest

from fashion_model.analysis.similar_pictures import SimilarPicture
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.loaded import get_similar_pictures
from fashion_model.web.similar import neighbours_in_words


def neighbours(*found: int) -> list[SimilarPicture]:
    return [SimilarPicture(row, label, 0.1, np.zeros((28, 28), np.uint8)) for row, label in enumerate(found)]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (
            "Shirt",
            "3 nearest training pictures: 2 × T-shirt/top, as the network says; 1 × Shirt, as this one is labelled.",
        ),
        (None, "Labels of the 3 nearest training pictures: 2 × T-shirt/top, as the network says."),
        ("T-shirt/top", "Labels of the 3 nearest training pictures: 2 × T-shirt/top, as the network says."),
    ],
)
def test_labels_of_the_nearest_are_counted(label: str | None, words: str) -> None:
    assert neighbours_in_words(neighbours(0, 6, 0), label, "T-shirt/top").endswith(words)


def test_search_gives_the_same_as_looking_at_every_picture(artifact: Artifact) -> None:
    similar = get_similar_pictures(artifact).value
    assert similar is not None
    query = np.random.default_rng(5).normal(size=similar.directions.shape[1])
    query += 10 * similar.directions[100]
    cosines = similar.directions @ query / np.linalg.norm(query)
    expected = sorted(range(len(cosines)), key=lambda row: -cosines[row])[:5]
    found = similar.nearest(query, 5)
    assert [one.training_index for one in found] == similar.training_indices[expected].tolist()
