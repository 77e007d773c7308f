"""What each part of the preparation, and each part of the decision, is worth: each on and off, with the same network.

    python -m benchmarks.ablation

Prints ten-way accuracy on the six clothing categories, photos of test contributors and worn thumbnails from held-out
street photos, by way of preparation, with the median time of preparation and network; then how many answers can be
automatic at 95 % precision when the decision looks at the network's probability alone, and with each further part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import cv2
import numpy as np

from benchmarks.measures import Tally, percent, photos_of, street_of
from benchmarks.photos import Answered, answer
from benchmarks.tables import print_table
from fashion_model.categories import CATEGORIES, CLOTHING
from fashion_model.evaluation.risk_coverage import outside_weights, risk_coverage
from fashion_model.photo.decode import Photo, decode
from fashion_model.photo.garment import Garment, find_garments
from fashion_model.photo.masks import cut_by_border_colour, cut_by_grabcut, grow, to_working_size
from fashion_model.photo.picture import negated_grey, to_close_up, to_picture
from fashion_model.serving.classifier import Classifier, NetworkAnswers, load_classifier
from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import get_settings
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.decision.fit import OUTSIDE_SHARE, TARGET_PRECISION
from fashion_model.training.pictures.thumbnails import studio_thumbnails

Preparation = Callable[[np.ndarray], np.ndarray]
"""``(H, W, 3)`` uint8 upright sRGB to ``(V, 28, 28)`` uint8: what the network sees."""
Answerer = Callable[[np.ndarray], np.ndarray]
"""``(H, W, 3)`` uint8 upright sRGB to ``(10,)`` probabilities."""


@dataclass(frozen=True)
class Labelled:
    """N pictures of clothes.

    Attributes:
        pixels: ``(H, W, 3)`` uint8 each.
        truth: ``(N,)`` str, their categories.
        groups: ``(N,)`` int, contributors or street photos.
    """

    pixels: tuple[np.ndarray, ...]
    truth: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True)
class Way:
    """One way to answer.

    Attributes:
        name: For the table.
        answer: From pixels to probabilities.
    """

    name: str
    answer: Answerer


def squashed(rgb: np.ndarray) -> np.ndarray:
    """Squash the photo to 28×28 grey, light or dark as it is: what apps of this kind do."""
    return 255 - squashed_and_negated(rgb)


def squashed_and_negated(rgb: np.ndarray) -> np.ndarray:
    """Squash and negate: the second thing they do."""
    return negated_grey(cv2.resize(rgb, (28, 28), interpolation=cv2.INTER_AREA)).astype(np.uint8)[None]


def whole_picture(rgb: np.ndarray) -> np.ndarray:
    """Follow Fashion-MNIST's own steps, without finding the item."""
    return to_picture(rgb, np.ones(rgb.shape[:2], dtype=bool))[None]


def border_colour(rgb: np.ndarray) -> np.ndarray:
    """Cut what differs from the border's colour; the whole picture where that finds nothing."""
    return _cut(rgb, cut_by_border_colour(to_working_size(rgb)))


def grabcut(rgb: np.ndarray) -> np.ndarray:
    """Cut by GrabCut; the whole picture where that finds nothing."""
    return _cut(rgb, cut_by_grabcut(to_working_size(rgb)))


def border_or_grabcut(rgb: np.ndarray) -> np.ndarray:
    """Prepare as the product does when its model has no segmenter."""
    return find_garments(rgb).garments[0].views


def _cut(rgb: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    return whole_picture(rgb) if mask is None else to_picture(rgb, grow(mask, rgb.shape))[None]


def ways_of(classifier: Classifier) -> list[Way]:
    """Return all ways, of which the last is the product."""

    def by_benchmark(prepare: Preparation) -> Answerer:
        return lambda rgb: classifier.predict(prepare(rgb)).benchmark_probabilities.mean(axis=0)

    def by_picture(prepare: Preparation) -> Answerer:
        return lambda rgb: classifier.predict(prepare(rgb)).photo_probabilities.mean(axis=0)

    def item(rgb: np.ndarray) -> Garment:
        return classifier.find(Photo(rgb, "PNG")).garments[0]

    def views(rgb: np.ndarray) -> np.ndarray:
        return item(rgb).views

    def judged(rgb: np.ndarray) -> NetworkAnswers:
        found = item(rgb)
        return classifier.judge(found.views, found.close_up)

    def uncut(rgb: np.ndarray) -> NetworkAnswers:
        everything = np.ones(rgb.shape[:2], dtype=bool)
        return classifier.judge(whole_picture(rgb), to_close_up(rgb, everything))

    def by_close_up(judge: Callable[[np.ndarray], NetworkAnswers]) -> Answerer:
        return lambda rgb: _present(judge(rgb).of_close_up)

    ways = [
        Way("squashed, benchmark layer", by_benchmark(squashed)),
        Way("squashed and negated, benchmark layer", by_benchmark(squashed_and_negated)),
        Way("28×28: whole picture", by_picture(whole_picture)),
        Way("28×28: cut by the border's colour", by_picture(border_colour)),
        Way("28×28: cut by GrabCut", by_picture(grabcut)),
        Way("28×28: border's colour, else GrabCut", by_picture(border_or_grabcut)),
        Way("28×28: found by the segmenter, benchmark layer", by_benchmark(views)),
        Way("28×28: found by the segmenter", lambda rgb: judged(rgb).of_picture),
    ]
    if classifier.has_photo_network:
        ways += [
            Way("close-up: whole picture", by_close_up(uncut)),
            Way("close-up: found by the segmenter", by_close_up(judged)),
            Way("both: whole picture", lambda rgb: uncut(rgb).probabilities),
        ]
    return [*ways, Way("the product", lambda rgb: judged(rgb).probabilities)]


def _present(probabilities: np.ndarray | None) -> np.ndarray:
    if probabilities is None:
        raise ValueError("expected a model with a photo network")
    return probabilities


def answer_by(classifier: Classifier, way: Way, shown: Labelled) -> tuple[Tally, float]:
    """Answer pictures in one way.

    Returns:
        The answers, and the median time for preparation and network, in milliseconds.
    """
    predicted, seconds = [], []
    for rgb in shown.pixels:
        started = perf_counter()
        probabilities = way.answer(rgb)
        seconds.append(perf_counter() - started)
        predicted.append(CATEGORIES[int(probabilities.argmax())])
    return Tally(shown.truth, np.array(predicted), shown.groups), float(np.median(seconds)) * 1000


def clothing_photos(photos: Sequence[LabelledFile]) -> Labelled:
    """Read the photos of the six clothing categories."""
    photos = [photo for photo in photos if photo.category in CLOTHING]
    pixels = tuple(decode(photo.path.read_bytes()).rgb for photo in photos)
    truth, groups = [photo.category for photo in photos], [photo.contributor for photo in photos]
    return Labelled(pixels, np.array(truth, dtype=str), np.array(groups, dtype=int))


def worn_thumbnails(photos: Sequence[StreetPhoto]) -> Labelled:
    """Make the studio-like thumbnails of street photos."""
    pieces = [(photo.number, piece) for photo in photos for piece in studio_thumbnails(*read_street_photo(photo))]
    truth, groups = [piece.category for _, piece in pieces], [number for number, _ in pieces]
    return Labelled(tuple(p.rgb for _, p in pieces), np.array(truth, dtype=str), np.array(groups, dtype=int))


def decisions_without(answered: Answered) -> dict[str, float]:
    """Return how many answers can be automatic at ``TARGET_PRECISION`` with part after part of the decision."""
    weights = outside_weights(answered.inside, OUTSIDE_SHARE)
    confidences = np.array([one.confidence for one in answered.answers])
    scopes = np.array([one.scope for one in answered.answers])
    parts = {
        "the network's probability alone": np.clip(confidences / scopes, 0, 1),
        "times the probability to be one of the ten": confidences,
        "and the reasons in the photo and the item (the product)": answered.confidences,
    }
    return {
        name: risk_coverage(given, answered.right, weights).coverage_at(TARGET_PRECISION)
        for name, given in parts.items()
    }


def main() -> None:
    """Print both tables."""
    settings = get_settings()
    classifier = load_classifier(settings)
    test = photos_of(settings, "test")
    photos, worn = clothing_photos(test), worn_thumbnails(street_of(settings, "test"))
    print(f"model {classifier.version}, {len(photos.truth)} photos, {len(worn.truth)} worn thumbnails\n")
    rows = [_row(classifier, way, photos, worn) for way in ways_of(classifier)]
    print_table(["way", "photos right", "balanced", "ms a photo", "worn right", "balanced"], rows)
    print(f"\nautomatic at {TARGET_PRECISION:.0%} precision, photos outside the ten weighing one in five")
    found = decisions_without(answer(classifier, test))
    print_table(["the decision looks at", "automatic"], [[name, percent(share)] for name, share in found.items()])


def _row(classifier: Classifier, way: Way, photos: Labelled, worn: Labelled) -> list[str]:
    (on_photos, photo_ms), (on_worn, _) = answer_by(classifier, way, photos), answer_by(classifier, way, worn)
    shares = [percent(share) for one in (on_photos, on_worn) for share in (one.accuracy().value, one.balanced().value)]
    return [way.name, *shares[:2], f"{photo_ms:.1f}", *shares[2:]]


if __name__ == "__main__":
    main()
