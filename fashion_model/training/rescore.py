"""Rescoring: a model folder's figures computed again beside the published ones."""

from dataclasses import dataclass
from typing import Any

from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import answer_photos, score_benchmark, score_photos, scores_as_dict
from fashion_model.settings import Settings
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import load_test
from fashion_model.training.data.photo_set import load_photo_set, part_of

TOLERANCE = 5e-4
"""Another processor rounds differently: a handful of the 10,000 pictures, a few of the photos, may change sides."""
PHOTO_TOLERANCE = 5e-3


@dataclass(frozen=True)
class RescoreReport:
    """Figures seen now beside the published ones.

    Attributes:
        version: The model.
        seen: Figures as in the manifest's ``scores``; ``photos`` is missing when the photo set is.
        published: The manifest's ``scores``.
        missing: Why the photos were not scored; empty when they were.
        decision: The manifest's ``decision``: which answers stand without a person.
    """

    version: str
    seen: dict[str, Any]
    published: dict[str, Any]
    missing: str
    decision: dict[str, Any]

    @property
    def is_as_published(self) -> bool:
        """True when every figure that was seen is the published one, within rounding of another processor."""
        seen, published = self.seen, self.published
        return _close(seen["benchmark"], published["benchmark"], ("accuracy", "loss"), TOLERANCE) and (
            "photos" not in seen or _close_on_photos(seen["photos"], published["photos"])
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "model": self.version,
            "as_published": self.is_as_published,
            "scores": self.seen,
            "published": self.published,
            "missing": self.missing,
            "decision": self.decision,
        }

    def as_text(self) -> str:
        """Return the report as lines for a person."""
        verdict = "These are the published figures." if self.is_as_published else "THE PUBLISHED FIGURES DIFFER."
        scores = self.seen["benchmark"]
        benchmark = (
            f"Fashion-MNIST, {scores['pictures']:,} test pictures: accuracy {scores['accuracy']:.2%}, "
            f"loss {scores['loss']:.4f}"
        )
        return "\n".join([f"model {self.version}", benchmark, *self._photo_lines(), verdict])

    def _photo_lines(self) -> list[str]:
        if self.missing:
            return [f"photos: not scored. {self.missing}"]
        scores, auto = self.seen["photos"], self.seen["photos"]["auto"]
        return [
            f"photos of {scores['contributors']} test contributors, {scores['photos']} of six clothing categories: "
            f"accuracy {scores['accuracy']:.1%}, balanced {scores['balanced_accuracy']:.1%}",
            *(
                f"  {name:<12} {score['photos']:>4} photos  {score['recall']:6.1%} right"
                for name, score in scores["per_category"].items()
            ),
            f"automatic: {auto['coverage']:.1%} of all {auto['photos']} photos, {auto['precision']:.1%} of those right",
            f"  {_level(self.decision)}",
        ]


def _level(decision: dict[str, Any]) -> str:
    """Return in words which answers are automatic."""
    aim = f"{decision['target_precision']:.0%} right where {decision['outside_share']:.0%} show none of the ten"
    if decision["auto_threshold"] > 1:
        return f"no confidence was found from which answers are {aim}"
    return f"from a confidence of {decision['auto_threshold']:.3f} on, fitted on validation photos for {aim}"


def _close(seen: dict[str, Any], published: dict[str, Any], names: tuple[str, ...], tolerance: float) -> bool:
    return all(abs(seen[name] - published[name]) <= tolerance for name in names)


def _close_on_photos(seen: dict[str, Any], published: dict[str, Any]) -> bool:
    """Return whether the same photos were scored alike; in a category, up to two photos may change sides."""
    categories, again = published["per_category"], seen["per_category"]
    return (
        _close(seen, published, ("photos", "contributors"), 0)
        and _close(seen["auto"], published["auto"], ("photos",), 0)
        and _close(seen, published, ("accuracy", "balanced_accuracy"), PHOTO_TOLERANCE)
        and _close(seen["auto"], published["auto"], ("coverage", "precision"), 2 * PHOTO_TOLERANCE)
        and again.keys() == categories.keys()
        and all(_close(again[name], score, ("photos",), 0) for name, score in categories.items())
        and all(
            _close(again[name], score, ("recall",), 2 / max(1, score["photos"])) for name, score in categories.items()
        )
    )


def rescore(classifier: Classifier, settings: Settings) -> RescoreReport:
    """Score the model on the official test pictures and the photos of the test contributors.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed; a missing photo set is told in the report.
    """
    test = load_test(settings.dataset_dir)
    benchmark = score_benchmark(classifier, test.pictures, test.labels)
    manifest = classifier.artifact.manifest
    photos, missing = None, ""
    try:
        labelled = load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
    except DatasetError as error:
        missing = str(error)
    else:
        answers = answer_photos(classifier, [photo for photo in labelled if part_of(photo.contributor) == "test"])
        photos = score_photos(answers, classifier.artifact.auto_threshold)
    seen = scores_as_dict(benchmark, photos)
    return RescoreReport(classifier.version, seen, manifest["scores"], missing, manifest["decision"])
