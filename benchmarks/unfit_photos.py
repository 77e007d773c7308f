"""Photos that nobody can put into a category from: how many of them the product lets through.

    python -m benchmarks.unfit_photos [OUT.png]

Prints, for each kind, how many of 40 photos are answered without a person (it should be none, or nearly), and the
commonest reason for asking. The photos are put together from held-out street photos and photos of test contributors,
by a fixed seed. With a file name, writes a sheet of some of them.
"""

import sys
from collections import Counter

import cv2
import numpy as np
from PIL import Image

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import NONE_LABEL
from fashion_model.settings import Settings, get_settings
from fashion_model.training.data.photo_set import load_photo_set, part_of
from fashion_model.training.data.street import load_street_set, part_of_street_photo, read_street_photo
from fashion_model.training.decision.fit import as_photo
from fashion_model.training.decision.unfit import DISORDERS, SCENES, Material

AMOUNT = 40


def gather(settings: Settings, amount: int = AMOUNT) -> Material:
    """Read ``amount`` test photos of each set."""
    photos = [
        photo
        for photo in load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
        if part_of(photo.contributor) == "test" and photo.category != NONE_LABEL
    ]
    street = [
        photo
        for photo in load_street_set(settings.street_dataset_dir, settings.cache_dir)
        if part_of_street_photo(photo.number) == "test"
    ]
    chosen = np.random.default_rng(0).permutation(len(photos))[:amount]
    return Material(
        tuple(decode(photos[index].path.read_bytes()).rgb for index in chosen),
        tuple(read_street_photo(photo) for photo in street[:amount]),
    )


def reason_for(classifier: Classifier, picture: np.ndarray) -> str:
    """Return why the product asks about a picture ``(H, W, 3)`` uint8; empty when it does not."""
    try:
        photo = as_photo(picture, classifier.limits)
        return classifier.classify_found(photo, classifier.find(photo)).decision.reason
    except PhotoRefused:
        return "(refused)"


def main() -> None:
    """Print the table."""
    settings = get_settings()
    classifier, material = load_classifier(settings), gather(settings)
    print(f"model {classifier.version}; {AMOUNT} photos a kind")
    rows = []
    for kind, make in (SCENES | DISORDERS).items():
        rng = np.random.default_rng(1)
        pictures = [make(material, rng) for _ in range(AMOUNT)]
        reasons = Counter(reason_for(classifier, picture) for picture in pictures)
        through = reasons.pop("", 0)
        asked = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(2))
        print(f"{kind:<26} let through {through:>3}   asked: {asked}")
        rows.append(np.hstack([cv2.resize(picture, (120, 160)) for picture in pictures[:8]]))
    if len(sys.argv) > 1:
        Image.fromarray(np.vstack(rows)).save(sys.argv[1])


if __name__ == "__main__":
    main()
