"""Photos that nobody can put into a category from: how many of them the product lets through.

    python -m benchmarks.unfit_photos [OUT.png]

Prints, for each kind, how many of 40 photos are answered without a person (it should be none, or nearly), and the
commonest reason for asking. The photos are put together from held-out street photos and photos of test contributors,
by a fixed seed. With a file name, writes a sheet of some of them.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import NONE_LABEL
from fashion_model.settings import Settings, get_settings
from fashion_model.training.data.photo_set import load_photo_set, part_of
from fashion_model.training.data.street import load_street_set, read_street_photo
from fashion_model.training.decision.fit import classify_pixels
from fashion_model.training.decision.unfit import SCENES, Street
from fashion_model.training.pictures.thumbnails import Piece, cut_outs

AMOUNT = 40


@dataclass(frozen=True)
class Material:
    """What unfit photos are put together from: ``(h, w, 3)`` uint8 photos of items of the ten, and street photos."""

    photos: tuple[np.ndarray, ...]
    street: Street


def rail(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return five garments beside each other before a wall."""
    wall = np.full((360, 640, 3), rng.integers(180, 250), np.uint8)
    for place in range(5):
        pieces: list[Piece] = []
        while not pieces:
            drawn = material.street[rng.integers(len(material.street))]
            pieces = [piece for piece in cut_outs(*drawn) if piece.category != NONE_LABEL]
        piece = max(pieces, key=lambda piece: piece.mask.sum())
        scale = min(115 / piece.mask.shape[1], 300 / piece.mask.shape[0])
        size = (max(1, int(piece.mask.shape[1] * scale)), max(1, int(piece.mask.shape[0] * scale)))
        rgb, mask = cv2.resize(piece.rgb, size), cv2.resize(piece.mask.astype(np.uint8), size) > 0
        window = wall[30 : 30 + size[1], 10 + place * 126 : 10 + place * 126 + size[0]]
        window[mask] = rgb[mask]
    return wall


def collage(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return four photos in one."""
    parts = [cv2.resize(_any_photo(material, rng), (240, 300)) for _ in range(4)]
    return np.vstack([np.hstack(parts[:2]), np.hstack(parts[2:])])


def upside_down(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a good photo that was turned over."""
    return np.ascontiguousarray(_any_photo(material, rng)[::-1, ::-1])


def _any_photo(material: Material, rng: np.random.Generator) -> np.ndarray:
    return material.photos[rng.integers(len(material.photos))]


DISORDERS: dict[str, Callable[[Material, np.random.Generator], np.ndarray]] = {
    "five garments on a rail": rail,
    "collage of four": collage,
    "upside down": upside_down,
}
"""Photos of several items, or of one the wrong way round."""


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
        if part_of(photo.number) == "test"
    ]
    chosen = np.random.default_rng(0).permutation(len(photos))[:amount]
    return Material(
        tuple(decode(photos[index].path.read_bytes()).rgb for index in chosen),
        tuple(read_street_photo(photo) for photo in street[:amount]),
    )


def drawn(kind: str, material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a photo of one of ``SCENES`` or ``DISORDERS``, ``(h, w, 3)`` uint8."""
    return SCENES[kind](material.street, rng) if kind in SCENES else DISORDERS[kind](material, rng)


def reason_for(classifier: Classifier, picture: np.ndarray) -> str:
    """Return why the product asks about a picture ``(H, W, 3)`` uint8; empty when it does not."""
    try:
        return classify_pixels(classifier, picture).decision.reason
    except PhotoRefused:
        return "(refused)"


def main() -> None:
    """Print the table."""
    settings = get_settings()
    classifier, material = load_classifier(settings), gather(settings)
    print(f"model {classifier.version}; {AMOUNT} photos a kind")
    rows = []
    for kind in (*SCENES, *DISORDERS):
        rng = np.random.default_rng(1)
        pictures = [drawn(kind, material, rng) for _ in range(AMOUNT)]
        reasons = Counter(reason_for(classifier, picture) for picture in pictures)
        through = reasons.pop("", 0)
        asked = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(2))
        print(f"{kind:<26} let through {through:>3}   asked: {asked}")
        rows.append(np.hstack([cv2.resize(picture, (120, 160)) for picture in pictures[:8]]))
    if len(sys.argv) > 1:
        Image.fromarray(np.vstack(rows)).save(sys.argv[1])


if __name__ == "__main__":
    main()
