"""The files on one visitor's Classify page and what became of each."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.records import CatalogueRow, DecisionRecord, Seen
from fashion_model.formats import count_of
from fashion_model.photo.decode import DecodersBusy, Photo, PhotoRefused, decode
from fashion_model.photo.garment import FOR_SALE, Choice
from fashion_model.serving.classifier import Classification, Classifier, fault_in_words
from fashion_model.web.classify.suggestion import Look, look_of


@dataclass(frozen=True)
class Dropped:
    """A file that came in.

    Attributes:
        key: Names this drop for as long as it is on the page.
        file_name: As the sender named it; for showing, never for opening.
        read: Returns its bytes.
        sku: What its name suggests as the SKU; may be empty.
    """

    key: str
    file_name: str
    read: Callable[[], bytes]
    sku: str = ""


@dataclass(frozen=True)
class Kept:
    """The numbers under which the catalogue holds a photo and what was suggested for it."""

    photo_id: int
    suggestion_id: int


@dataclass(frozen=True)
class Intake:
    """What became of one file.

    Attributes:
        dropped: The file.
        sha256: Hash of its bytes, hexadecimal.
        model_version: The model that answered.
        look: What to show; None when refused.
        refusal: Why the file is not a photo that is accepted; empty when it is.
        kept: Where the catalogue holds it; None when refused, or when the catalogue could not be used.
        problem: Why the catalogue does not hold it; empty when it does, or when refused.
    """

    dropped: Dropped
    sha256: str
    model_version: str
    look: Look | None = None
    refusal: str = ""
    kept: Kept | None = None
    problem: str = ""


@dataclass(frozen=True)
class Saved:
    """What a person decided on one file, as the catalogue holds it, and whether the item was created for it."""

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
        shown: The SKU that was typed for each file when it was last shown, and what its item had then; None for none.
    """

    files: dict[str, Dropped] = field(default_factory=dict)
    in_hand: frozenset[str] = frozenset()
    changed: bool = False
    cleared: int = 0
    intakes: dict[str, Intake] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    problem: str = ""
    threshold: float | None = None
    shown: dict[str, tuple[str, Seen | None]] = field(default_factory=dict)

    def unseen(self, key: str, sku: str, item: CatalogueRow | None) -> str:
        """Return why a click saves nothing, in sentences: its item has another state than was shown; empty when not.

        From now on what it has counts as shown.
        """
        before, now = self.shown.get(key), (sku, item.seen if item else None)
        self.shown[key] = now
        if before and before[0] == sku and before != now:
            by = f" by {item.person}" if item and item.person else ""
            return f"{sku} was changed{by} since you saw it: nothing was saved. Look at it and press the button again."
        if item and item.category and (before is None or before[0] != sku):
            return f"{sku} is {item.category} already. Press the button again to replace that."
        return ""

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
        return [dropped for dropped in files if not self._is_done(dropped.key, model_version)]

    def _is_done(self, key: str, model_version: str) -> bool:
        intake = self.intakes.get(key)
        if intake is None or intake.model_version != model_version:
            return False
        return bool(self.problem) or self._stands(intake)

    def _stands(self, intake: Intake) -> bool:
        """Whether a file is kept, or refused, and judged by the threshold that holds now."""
        if intake.problem:
            return False
        return self.threshold is None or intake.look is None or intake.look.decision.threshold == self.threshold

    def ingest(self, dropped: Dropped, classifier: Classifier, open_catalogue: Callable[[], Catalogue]) -> None:
        """Keep a photo, classify it and write the suggestion down; bytes that were seen already, only once.

        A file that is not a photo leaves nothing behind. When the catalogue cannot be used, the suggestion is made
        all the same.

        Args:
            dropped: The file.
            classifier: The model.
            open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        """
        data = dropped.read()
        new = Intake(dropped, hashlib.sha256(data).hexdigest(), classifier.version)
        if seen := self._same_bytes(new):
            self.intakes[dropped.key] = replace(seen, dropped=dropped)
        else:
            self._judge(new, data, self._chosen(new), classifier, open_catalogue)

    def choose(self, key: str, chosen: Choice, classifier: Classifier, open_catalogue: Callable[[], Catalogue]) -> None:
        """Judge another garment of a photo; the suggestion that is kept follows."""
        seen = self.intakes[key]
        new = Intake(seen.dropped, seen.sha256, classifier.version)
        self._judge(new, seen.dropped.read(), chosen, classifier, open_catalogue)

    def _same_bytes(self, new: Intake) -> Intake | None:
        wanted = (new.sha256, new.model_version)
        same = (seen for seen in self.intakes.values() if (seen.sha256, seen.model_version) == wanted)
        return next(filter(self._stands, same), None)

    def _chosen(self, new: Intake) -> Choice:
        """Return what was chosen on a photo before the catalogue failed."""
        seen = self.intakes.get(new.dropped.key)
        return seen.look.chosen if seen and seen.look and seen.model_version == new.model_version else FOR_SALE

    def _judge(
        self,
        new: Intake,
        data: bytes,
        chosen: Choice,
        classifier: Classifier,
        open_catalogue: Callable[[], Catalogue],
    ) -> None:
        try:
            photo = decode(data, classifier.limits)
            found = classifier.find(photo)
            threshold = self.threshold
            intake = self._kept(
                new, photo, lambda: classifier.classify_found(photo, found, chosen, threshold), open_catalogue
            )
        except DecodersBusy as busy:  # it is tried again when the page is drawn next
            self.intakes[new.dropped.key] = replace(new, refusal=str(busy), problem=str(busy))
            return
        except PhotoRefused as refusal:
            intake = replace(new, refusal=str(refusal))
        except Exception as error:  # one strange file must not break the page of all the others
            intake = replace(new, refusal=fault_in_words(error))
        self.intakes[new.dropped.key] = intake
        self.problem = intake.problem or self.problem

    def _kept(
        self, new: Intake, photo: Photo, classify: Callable[[], Classification], open_catalogue: Callable[[], Catalogue]
    ) -> Intake:
        try:
            if self.problem:
                raise CatalogueUnavailable(self.problem)
            catalogue = open_catalogue()
            photo_id = catalogue.store_photo(photo.rgb, new.sha256, new.dropped.file_name).photo_id
            classification = classify()
            kept = Kept(photo_id, catalogue.record_suggestion(photo_id, classification))
            return replace(new, look=look_of(classification), kept=kept)
        except CatalogueUnavailable as problem:
            return replace(new, look=look_of(classify()), problem=str(problem))

    def mark_change(self) -> None:
        """Remember that the visitor, and not a change of pages, added or removed files."""
        self.changed = True

    def gather(self, files: Iterable[Dropped]) -> list[Dropped]:
        """Add the files that are in hand now, forget those that the visitor took away, and return all that are left.

        Args:
            files: What the drop area, the camera and the samples hold now.
        """
        now = {dropped.key: dropped for dropped in files}
        if self.changed:
            self._forget(self.in_hand - now.keys())
        self.in_hand, self.changed = frozenset(now), False
        self.files |= now
        return list(self.files.values())

    def _forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            for kept in (self.files, self.intakes, self.saved, self.shown):
                kept.pop(key, None)

    def has_earlier_files(self) -> bool:
        """Return whether some files are no longer in hand, so that only ``clear`` removes them."""
        return bool(self.files.keys() - self.in_hand)

    def clear(self) -> None:
        """Forget all files."""
        self._forget(list(self.files))
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


def visitor_batch() -> Batch:
    """Return what the visitor has on the Classify page."""
    batch: Batch = st.session_state.setdefault("batch", Batch())
    return batch
