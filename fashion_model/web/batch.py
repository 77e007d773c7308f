"""The files on one visitor's Classify page and what became of each."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import DecisionRecord
from fashion_model.serving.classifier import Classifier
from fashion_model.web.intake import Dropped, Intake, take_in
from fashion_model.web.wording import count_of


@dataclass
class Batch:
    """What became of the files, by their keys; it lives as long as the visit.

    Attributes:
        intakes: What was seen and suggested.
        saved: What was decided.
        problem: Why nothing can be saved just now; empty when it can. While it stands, the catalogue is left alone,
            so that a database that does not answer is waited for once and not for every photo.
    """

    intakes: dict[str, Intake] = field(default_factory=dict)
    saved: dict[str, DecisionRecord] = field(default_factory=dict)
    problem: str = ""

    def missing(self, files: Iterable[Dropped], model_version: str) -> list[Dropped]:
        """Return the files that this model has not seen, or that the catalogue could not keep and now may."""
        return [one for one in files if not self._is_done(one.key, model_version)]

    def _is_done(self, key: str, model_version: str) -> bool:
        intake = self.intakes.get(key)
        if intake is None or intake.model_version != model_version:
            return False
        return bool(self.problem) or not intake.problem

    def take_in(self, dropped: Dropped, classifier: Classifier, open_catalogue: Callable[[], Catalogue]) -> None:
        """Take in one file; bytes that this model has seen already are not classified again."""
        data = dropped.read()
        seen = self._same_bytes(hashlib.sha256(data).hexdigest(), classifier.version)
        intake = (
            replace(seen, dropped=dropped)
            if seen
            else take_in(dropped, data, classifier, self._refuse_to_open if self.problem else open_catalogue)
        )
        self.intakes[dropped.key] = intake
        self.problem = intake.problem or self.problem

    def _same_bytes(self, sha256: str, model_version: str) -> Intake | None:
        same = (one for one in self.intakes.values() if (one.sha256, one.model_version) == (sha256, model_version))
        return next((one for one in same if not one.problem), None)

    def _refuse_to_open(self) -> NoReturn:
        raise CatalogueUnavailable(self.problem)

    def keep_only(self, files: Iterable[Dropped]) -> None:
        """Forget what became of files that are no longer on the page."""
        keys = {one.key for one in files}
        self.intakes = {key: intake for key, intake in self.intakes.items() if key in keys}
        self.saved = {key: decision for key, decision in self.saved.items() if key in keys}

    def summary(self) -> str:
        """Return how many photos are sure, to be checked, refused and saved, in a line."""
        looks = [intake.look for intake in self.intakes.values() if intake.look]
        automatic = sum(look.decision.status == "auto" for look in looks)
        refused = len(self.intakes) - len(looks)
        parts = [
            count_of(len(self.intakes), "file", "files"),
            f"{automatic} sure",
            f"{len(looks) - automatic} to check",
            f"{refused} refused",
            f"{len(self.saved)} saved",
        ]
        return " · ".join(parts)
