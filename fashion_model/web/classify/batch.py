"""The files on one visitor's Classify page and what became of each."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NoReturn

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.records import DecisionRecord
from fashion_model.formats import count_of
from fashion_model.photo.garment import FOR_SALE, Choice
from fashion_model.serving.classifier import Classifier
from fashion_model.web.classify.intake import Dropped, Intake, take_in


@dataclass(frozen=True)
class Saved:
    """What a person decided on one file.

    Attributes:
        decision: As the catalogue holds it.
        created: Whether the item was created for it.
    """

    decision: DecisionRecord
    created: bool


@dataclass
class Batch:
    """The files and what became of them, by their keys; it lives as long as the visit.

    Attributes:
        files: What was dropped, in this order; also on an earlier visit to the page, which the drop area forgets.
        in_hand: Keys of the files that the drop area, the camera or the samples hold now.
        changed: Whether the visitor added or removed files since they were last gathered.
        cleared: How often all files were removed.
        intakes: What was seen and suggested.
        saved: What was decided.
        problem: Why nothing can be saved just now; empty when it can. While it stands, the catalogue is left alone,
            so that a database that does not answer is waited for once and not for every photo.
        threshold: The confidence from which answers stand without a person, when last asked; None for the model's own.
    """

    files: dict[str, Dropped] = field(default_factory=dict)
    in_hand: frozenset[str] = frozenset()
    changed: bool = False
    cleared: int = 0
    intakes: dict[str, Intake] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    problem: str = ""
    threshold: float | None = None

    def follow_threshold(self, ask: Callable[[], float]) -> None:
        """Judge by the threshold that holds now; while the catalogue cannot be asked, as before.

        Args:
            ask: Returns the threshold, or raises CatalogueUnavailable.
        """
        if self.problem:
            return
        try:
            self.threshold = ask()
        except CatalogueUnavailable as problem:
            self.problem = str(problem)

    def missing(self, files: Iterable[Dropped], model_version: str) -> list[Dropped]:
        """Return the files that this model has not seen, or not by this threshold, or that can be kept only now."""
        return [one for one in files if not self._is_done(one.key, model_version)]

    def _is_done(self, key: str, model_version: str) -> bool:
        intake = self.intakes.get(key)
        if intake is None or intake.model_version != model_version:
            return False
        return bool(self.problem) or (self._is_by_threshold(intake) and not intake.problem)

    def _is_by_threshold(self, intake: Intake) -> bool:
        return self.threshold is None or intake.look is None or intake.look.decision.threshold == self.threshold

    def take_in(self, dropped: Dropped, classifier: Classifier, open_catalogue: Callable[[], Catalogue]) -> None:
        """Take in one file; bytes that this model has seen already are not classified again."""
        data = dropped.read()
        sha256 = hashlib.sha256(data).hexdigest()
        seen = self._same_bytes(sha256, classifier.version)
        if seen:
            self.intakes[dropped.key] = replace(seen, dropped=dropped)
        else:
            chosen = self._chosen(dropped.key, classifier.version)
            self._take_in(dropped, data, sha256, classifier, open_catalogue, chosen)

    def choose(self, key: str, chosen: Choice, classifier: Classifier, open_catalogue: Callable[[], Catalogue]) -> None:
        """Judge another garment of a photo; the suggestion that is kept follows."""
        seen = self.intakes[key]
        self._take_in(seen.dropped, seen.dropped.read(), seen.sha256, classifier, open_catalogue, chosen)

    def _take_in(
        self,
        dropped: Dropped,
        data: bytes,
        sha256: str,
        classifier: Classifier,
        open_catalogue: Callable[[], Catalogue],
        chosen: Choice,
    ) -> None:
        may_open = self._refuse_to_open if self.problem else open_catalogue
        intake = take_in(dropped, data, sha256, classifier, may_open, chosen, self.threshold)
        self.intakes[dropped.key] = intake
        self.problem = intake.problem or self.problem

    def _chosen(self, key: str, model_version: str) -> Choice:
        """Return what was chosen on a photo before the catalogue failed."""
        intake = self.intakes.get(key)
        return intake.look.chosen if intake and intake.look and intake.model_version == model_version else FOR_SALE

    def _same_bytes(self, sha256: str, model_version: str) -> Intake | None:
        same = (one for one in self.intakes.values() if (one.sha256, one.model_version) == (sha256, model_version))
        return next((one for one in same if self._is_by_threshold(one) and not one.problem), None)

    def _refuse_to_open(self) -> NoReturn:
        raise CatalogueUnavailable(self.problem)

    def mark_change(self) -> None:
        """Remember that the visitor, and not a change of pages, added or removed files."""
        self.changed = True

    def gather(self, files: Iterable[Dropped]) -> list[Dropped]:
        """Add the files that are in hand now, forget those that the visitor took away, and return all that are left.

        Args:
            files: What the drop area, the camera and the samples hold now.
        """
        now = {one.key: one for one in files}
        if self.changed:
            for key in self.in_hand - now.keys():
                self._forget(key)
        self.in_hand, self.changed = frozenset(now), False
        self.files |= now
        return list(self.files.values())

    def _forget(self, key: str) -> None:
        for kept in (self.files, self.intakes, self.saved):
            kept.pop(key, None)

    def has_earlier_files(self) -> bool:
        """Return whether some files are no longer in hand, so that only ``clear`` removes them."""
        return bool(self.files.keys() - self.in_hand)

    def clear(self) -> None:
        """Forget all files."""
        for key in list(self.files):
            self._forget(key)
        self.in_hand, self.changed, self.problem = frozenset(), False, ""
        self.cleared += 1

    def summary(self) -> str:
        """Return how many photos need no check, are to be checked, refused and saved, in a line."""
        looks = [intake.look for intake in self.intakes.values() if intake.look]
        automatic = sum(look.decision.status == "auto" for look in looks)
        refused = len(self.intakes) - len(looks)
        parts = {
            count_of(automatic, "needs no check", "need no check"): automatic,
            f"{len(looks) - automatic} to check": len(looks) - automatic,
            f"{refused} refused": refused,
            f"{len(self.saved)} saved": len(self.saved),
        }
        return " · ".join([count_of(len(self.intakes), "file", "files"), *(words for words, n in parts.items() if n)])


_BATCH = "batch"


def visitor_batch() -> Batch:
    """Return what the visitor has on the Classify page."""
    if _BATCH not in st.session_state:
        st.session_state[_BATCH] = Batch()
    batch: Batch = st.session_state[_BATCH]
    return batch
