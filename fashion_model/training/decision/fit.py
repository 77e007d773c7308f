"""Decision fitting: scope detector and automatic threshold, on validation photos."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import cv2
import numpy as np

from fashion_model.evaluation.risk_coverage import (
    NEVER,
    OperatingPoint,
    lowest_threshold,
    outside_weights,
    risk_coverage,
)
from fashion_model.photo.decode import PhotoRefused, decode_here
from fashion_model.serving.classifier import Classification, Classifier
from fashion_model.serving.scope import ScopeDetector
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile, is_right
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import MEANING
from fashion_model.training.decision.scope import ScopeExamples, fit_scope, joined_examples, out_of_fold
from fashion_model.training.decision.unfit import SCENES, NothingToDraw
from fashion_model.training.pictures.prepare import pieces_of

DECISION_VERSION = 1  # raise when what is fitted after training changes: temperatures, weights, scope, threshold
OUTSIDE_SHARE = 0.2
"""Share of the photos that shows nothing of the ten, in the delivery that thresholds are meant for."""
TARGET_PRECISION = 0.95
"""Share of the automatic answers that should be right in such a delivery."""
UPSIDE_DOWN = "upside down"
"""The kind of photos of the ten that were turned over."""
_WORKERS = 2
_SCENES_OF_A_PHOTO = 2
_FIRST_STREET_GROUP, _FIRST_SCENE_GROUP = 100_000, 200_000


@dataclass(frozen=True)
class Judged:
    """Labelled items with what the classifier made of them, before it knows its scope and its threshold.

    Attributes:
        examples: What the scope detector looks at.
        results: One an item.
        right: ``(N,)`` bool, whether the likeliest of the ten is what a person said; False outside the ten.
    """

    examples: ScopeExamples
    results: tuple[Classification, ...]
    right: np.ndarray


@dataclass(frozen=True)
class FittedDecision:
    """What serving needs to decide.

    Attributes:
        scope: Tells items of the ten from others; None when there was nothing to learn it from.
        threshold: The confidence from which an answer stands alone, and what it does on the validation photos.
    """

    scope: ScopeDetector | None
    threshold: OperatingPoint


def fit_decision(
    classifier: Classifier,
    validation: Sequence[LabelledFile],
    outsiders: Sequence[LabelledFile],
    street: Sequence[StreetPhoto],
) -> FittedDecision:
    """Fit the scope detector and the threshold on items that the network never learned from.

    The confidences that the threshold is fitted on are out of fold: no photo is judged by a detector that was fitted
    on its contributor.

    Args:
        classifier: The network and its finder, without scope detector; nothing but the photo itself keeps an answer
            from being automatic.
        validation: Photos by validation contributors.
        outsiders: Photos of nothing among the ten by training contributors; the network never saw them either.
        street: Validation street photos, whose pieces are items inside and outside; scenes without an item are made of
            them.
    """
    if not validation:
        return FittedDecision(None, OperatingPoint(threshold=NEVER, coverage=0.0, precision=0.0, photos=0))
    judged = judge_photos(classifier, validation)
    turned = judge_turned(classifier, validation)
    others = judge_photos(classifier, outsiders), judge_pieces(classifier, street), judge_scenes(classifier, street)
    parts = [judged, turned, *others]
    examples = joined_examples([part.examples for part in parts if part.results])
    if examples.inside.all() or not examples.inside.any():
        return FittedDecision(None, fit_threshold(judged, np.ones(len(judged.results))))
    scope = fit_scope(examples, OUTSIDE_SHARE)
    inside = out_of_fold(examples, OUTSIDE_SHARE)[: len(judged.results)]
    return FittedDecision(scope, fit_threshold(judged, inside))


def fit_threshold(judged: Judged, inside: np.ndarray) -> OperatingPoint:
    """Fit on the photos that may be automatic at all, those outside the ten weighing as much as they will be many.

    Args:
        judged: Photos of a delivery.
        inside: ``(N,)`` how probable it is that each is one of the ten, 0..1, by a detector that did not see it.
    """
    confidences = inside * np.array([float(result.probabilities.max()) for result in judged.results])
    may = np.array([result.decision.status == "auto" for result in judged.results]) & (inside >= 0.5)
    weights = outside_weights(judged.examples.inside, OUTSIDE_SHARE)
    return lowest_threshold(risk_coverage(np.where(may, confidences, 0.0), judged.right, weights), TARGET_PRECISION)


def judge_photos(classifier: Classifier, photos: Sequence[LabelledFile]) -> Judged:
    """Classify photos of the set, as the product does."""
    results = _side_by_side(lambda photo: classifier.classify(photo.path.read_bytes()), photos)
    return _judged(
        _Answered(
            result, photo.category, photo.label if photo.category == NONE_LABEL else photo.category, photo.contributor
        )
        for photo, result in zip(photos, results, strict=True)
    )


def judge_turned(classifier: Classifier, photos: Sequence[LabelledFile]) -> Judged:
    """Classify photos of the ten that were turned by 180 degrees: nothing that an answer should be given to."""

    def turned(photo: LabelledFile) -> Classification:
        return classify_pixels(classifier, decode_here(photo.path.read_bytes(), classifier.limits).rgb[::-1, ::-1])

    photos = [photo for photo in photos if photo.category != NONE_LABEL]
    return _judged(
        _Answered(result, NONE_LABEL, UPSIDE_DOWN, photo.contributor)
        for photo, result in zip(photos, _side_by_side(turned, photos), strict=True)
    )


def judge_pieces(classifier: Classifier, photos: Iterable[StreetPhoto]) -> Judged:
    """Classify what people wear on street photos, worn and cut out, as the product does; refused ones are left out."""
    answered = []
    for photo in photos:
        for piece in pieces_of(photo):
            kind = _kind_outside(piece.name) if piece.category == NONE_LABEL else piece.category
            with suppress(PhotoRefused):
                result = classify_pixels(classifier, piece.rgb)
                answered.append(_Answered(result, piece.category, kind, _FIRST_STREET_GROUP + photo.number))
    return _judged(answered)


def judge_scenes(classifier: Classifier, street: Sequence[StreetPhoto], amount: int = 40) -> Judged:
    """Classify scenes of each kind that show no item at all; refused ones are left out.

    Args:
        classifier: Answers them.
        street: What the scenes are made of.
        amount: Scenes of a kind; fewer when there are so few photos that the scenes would repeat.
    """
    amount = min(amount, _SCENES_OF_A_PHOTO * len(street))
    material = tuple(read_street_photo(photo) for photo in street[:amount])
    answered: list[_Answered] = []
    for kind, make in SCENES.items():
        rng = np.random.default_rng(len(kind))
        for _ in range(amount):
            with suppress(PhotoRefused, NothingToDraw):
                result = classify_pixels(classifier, make(material, rng))
                answered.append(_Answered(result, NONE_LABEL, kind, _FIRST_SCENE_GROUP + len(answered)))
    return _judged(answered)


def classify_pixels(classifier: Classifier, rgb: np.ndarray) -> Classification:
    """Classify pixels ``(H, W, 3)`` uint8 as the photo that shows them.

    Raises:
        PhotoRefused: They are not accepted as a photo.
    """
    return classifier.classify(as_file(rgb))


def as_file(rgb: np.ndarray) -> bytes:
    """Return pixels ``(H, W, 3)`` uint8 as a lossless file, so that they are read as any photo is."""
    _, data = cv2.imencode(".png", cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2BGR))
    return data.tobytes()


@dataclass(frozen=True)
class _Answered:
    """One item, what was answered, what a person said, and its kind and group as in ``ScopeExamples``."""

    result: Classification
    category: str
    kind: str
    group: int


def _judged(items: Iterable[_Answered]) -> Judged:
    items = tuple(items)
    results = tuple(item.result for item in items)
    right = [is_right(item.category, item.result.decision.category) for item in items]
    examples = ScopeExamples(
        features=np.stack([result.features for result in results]) if results else np.zeros((0, 0), np.float32),
        inside=np.array([item.category != NONE_LABEL for item in items], dtype=bool),
        kinds=tuple(item.kind for item in items),
        groups=np.array([item.group for item in items], dtype=int),
    )
    return Judged(examples, results, np.array(right, dtype=bool))


def _side_by_side(
    classify: Callable[[LabelledFile], Classification], photos: Sequence[LabelledFile]
) -> tuple[Classification, ...]:
    with ThreadPoolExecutor(_WORKERS) as pool:
        return tuple(pool.map(classify, photos))


def _kind_outside(name: str) -> str:
    """Return the kind of an item outside the ten: all accessories are one, so that ten words do not weigh ten times."""
    return "accessory" if MEANING[name].part == "accessory" else name
