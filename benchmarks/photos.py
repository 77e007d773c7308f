"""What preparing photos is worth: the shipped model on the photos of the test contributors, prepared in five ways.

    python -m benchmarks.photos

Prints ten-way accuracy on the six clothing categories (contributors that neither trained nor validated), by way of
preparation and by category. All ways are answered by the same network, in one run.
"""

from collections.abc import Callable

import cv2
import numpy as np

from fashion_model.categories import CATEGORIES, CLOTHING
from fashion_model.photo.decode import decode
from fashion_model.photo.garment import find_garment
from fashion_model.photo.picture import negated_grey, to_picture
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.settings import get_settings
from fashion_model.training.photo_set import load_photo_set, part_of

Preparation = Callable[[np.ndarray], np.ndarray]


def squashed(rgb: np.ndarray) -> np.ndarray:
    """Squash the photo to 28×28 grey, light or dark as it is: what apps of this kind do."""
    return 255 - negated_grey(cv2.resize(rgb, (28, 28), interpolation=cv2.INTER_AREA)).astype(np.uint8)


def squashed_and_negated(rgb: np.ndarray) -> np.ndarray:
    """Squash and negate: the second thing they do."""
    return 255 - squashed(rgb)


def whole_picture(rgb: np.ndarray) -> np.ndarray:
    """Follow Fashion-MNIST's own steps, without finding the item."""
    return to_picture(rgb, np.ones(rgb.shape[:2], dtype=bool))


def found_item(rgb: np.ndarray) -> np.ndarray:
    """Prepare as the product does."""
    return find_garment(rgb).picture


WAYS: dict[str, tuple[Preparation, str]] = {
    "squashed, benchmark layer": (squashed, "benchmark_probabilities"),
    "squashed and negated, benchmark layer": (squashed_and_negated, "benchmark_probabilities"),
    "whole picture, photo layer": (whole_picture, "photo_probabilities"),
    "item found, benchmark layer": (found_item, "benchmark_probabilities"),
    "item found, photo layer (the product)": (found_item, "photo_probabilities"),
}


def main() -> None:
    """Print the table."""
    settings = get_settings()
    classifier = load_classifier(settings)
    photos = [
        photo
        for photo in load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
        if part_of(photo.contributor) == "test" and photo.category in CLOTHING
    ]
    pixels = [decode(photo.path.read_bytes()).rgb for photo in photos]
    truth = np.array([photo.category for photo in photos])
    contributors = len({photo.contributor for photo in photos})
    print(f"model {classifier.version}, {len(photos)} photos by {contributors} contributors")
    print(f"{'':<40}{'right':>8}{'balanced':>10}" + "".join(f"{name:>13}" for name in CLOTHING))
    for name, (prepare, output) in WAYS.items():
        right = _answers(classifier, pixels, prepare, output) == truth
        recalls = [right[truth == category].mean() for category in CLOTHING]
        print(
            f"{name:<40}{right.mean():>8.1%}{np.mean(recalls):>10.1%}"
            + "".join(f"{recall:>13.1%}" for recall in recalls)
        )


def _answers(classifier: Classifier, pixels: list[np.ndarray], prepare: Preparation, output: str) -> np.ndarray:
    pictures = np.stack([prepare(rgb) for rgb in pixels])
    return np.array(CATEGORIES)[getattr(classifier.predict(pictures), output).argmax(axis=1)]


if __name__ == "__main__":
    main()
