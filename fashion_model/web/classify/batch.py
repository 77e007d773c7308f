"""The files on one visitor's Classify page and what became of each."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import streamlit as st

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.records import CatalogueRow, DecisionRecord, Seen
from fashion_model.catalogue.items.visits import Typed, VisitedFile
from fashion_model.formats import count_of
from fashion_model.intake.visits import Dropped, OpenCatalogue, VisitFiles
from fashion_model.photo.decode import DecodersBusy, Photo, PhotoRefused, decode
from fashion_model.photo.garment import FOR_SALE, Choice, NoSuchGarment
from fashion_model.serving.classifier import Classification, Classifier, fault_in_words
from fashion_model.serving.decision import PhotoSuggestion, by_threshold
from fashion_model.web.classify.suggestion import Look, look_of
from fashion_model.web.resources import get_spool

Result = TypeVar("Result")
_GONE = "The file is not here any more: nobody came back for it within a day, or its folder was emptied. Drop it again."


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
        decision: What is suggested; None when refused.
        look: What to show; None when refused, and until it is shown after the page was opened anew.
        chosen: Which garment was judged.
        refusal: Why the file is not a photo that is accepted; empty when it is.
        kept: Where the catalogue holds it; None when refused, or when the catalogue could not be used.
        problem: Why the catalogue does not hold it; empty when it does, or when refused.
    """

    dropped: Dropped
    sha256: str
    model_version: str
    decision: PhotoSuggestion | None = None
    look: Look | None = None
    chosen: Choice = FOR_SALE
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
    """The files and what became of them, by their keys; another window may show the same visit.

    Attributes:
        visit: What is written down, by the visit that the page's address names.
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
        notices: What happened elsewhere, in sentences that were not shown yet.
    """

    visit: VisitFiles = field(default_factory=VisitFiles)
    files: dict[str, Dropped] = field(default_factory=dict)
    in_hand: frozenset[str] = frozenset()
    changed: bool = False
    cleared: int = 0
    intakes: dict[str, Intake] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    problem: str = ""
    threshold: float | None = None
    shown: dict[str, tuple[str, Seen | None]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def recall(self, model_version: str, open_catalogue: OpenCatalogue) -> bool:
        """Bring back the visit's files that are not on this page yet, and what was decided on them in other windows.

        Returns:
            False when the address names a visit that is not known.
        """
        kept = self._while_it_works(lambda: self.visit.recall(model_version, open_catalogue)) or ()
        for file in kept:
            self._recall(file, model_version)
            self._follow_decision(file)
        return bool(kept or self.files or self.problem or not self.visit.name)

    def _recall(self, file: VisitedFile, model_version: str) -> None:
        key = file.key
        if key not in self.files or (file.photo and key not in self.in_hand):
            self.files[key] = self.visit.as_dropped(file)
        there, dropped = self.intakes.get(key), self.files[key]
        if (there is None or (there.refusal and file.photo)) and (file.refusal or file.said):
            photo, number = file.photo, file.suggestion_id
            self.intakes[key] = Intake(
                dropped,
                photo.sha256 if photo else "",
                model_version,
                decision=file.said,
                chosen=self.visit.as_dropped(file).chosen,
                refusal=file.refusal,
                kept=Kept(photo.photo_id, number) if photo and number else None,
            )

    def _follow_decision(self, file: VisitedFile) -> None:
        saved = self.saved.get(file.key)
        if file.decision and (saved is None or saved.decision.decision_id != file.decision.decision_id):
            self.saved[file.key] = Saved(file.decision, created=False)
        elif saved and file.decision is None and saved.decision.decision_id == file.decision_id:
            del self.saved[file.key]
            self.notices.append(f"The decision on {saved.decision.sku} was undone already, in another window.")

    def told_notices(self) -> list[str]:
        """Return what happened elsewhere, in sentences, and forget it."""
        told, self.notices = self.notices, []
        return told

    def write_down(self, open_catalogue: OpenCatalogue) -> None:
        """Write down which files came in and which were taken away."""
        self._while_it_works(lambda: self.visit.write_down(self.files.values(), open_catalogue))

    def note(self, key: str, typed: Typed, open_catalogue: OpenCatalogue) -> None:
        """Write down what is typed for a photo and not saved."""
        self._while_it_works(lambda: self.visit.note(key, typed, open_catalogue))

    def keep_decision(self, key: str, saved: Saved, open_catalogue: OpenCatalogue) -> None:
        """Write down what was decided on a file."""
        self.saved[key] = saved
        self._while_it_works(lambda: self.visit.decided(key, saved.decision.decision_id, open_catalogue))

    def _while_it_works(self, step: Callable[[], Result]) -> Result | None:
        """Do a step with the catalogue, unless it could not be used before; where it cannot, remember why."""
        if self.problem:
            return None
        try:
            return step()
        except CatalogueUnavailable as problem:
            self.problem = str(problem)
            return None

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
        asked = self._while_it_works(ask)
        self.threshold = self.threshold if asked is None else asked
        if self.threshold is None:
            return
        for key, intake in self.intakes.items():
            if intake.decision and intake.decision.threshold != self.threshold:
                self.intakes[key] = replace(intake, decision=by_threshold(intake.decision, self.threshold))

    def missing(self, files: Iterable[Dropped], model_version: str) -> list[Dropped]:
        """Return the files that this model has not seen, or that can be kept only now."""
        return [dropped for dropped in files if not self._is_done(dropped.key, model_version)]

    def _is_done(self, key: str, model_version: str) -> bool:
        intake = self.intakes.get(key)
        if intake is None or intake.model_version != model_version:
            return False
        return bool(self.problem) or not intake.problem

    def ingest(self, dropped: Dropped, classifier: Classifier, open_catalogue: OpenCatalogue) -> None:
        """Keep a photo, classify it and write the suggestion down; bytes that were seen already, only once.

        Of a file that is not a photo only the name and the reason are kept. When the catalogue cannot be used, the
        suggestion is made all the same.

        Args:
            dropped: The file.
            classifier: The model.
            open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        """
        try:
            data = dropped.read()
        except OSError:
            self.intakes[dropped.key] = Intake(dropped, "", classifier.version, refusal=_GONE)
            return
        sha256 = dropped.stored.sha256 if dropped.stored else hashlib.sha256(data).hexdigest()
        new = Intake(dropped, sha256, classifier.version)
        if seen := self._same_bytes(new):
            self.intakes[dropped.key] = replace(seen, dropped=dropped)
        else:
            self._judge(new, data, self._chosen(new), classifier, open_catalogue)
        self._settle(dropped.key, open_catalogue)

    def choose(self, key: str, chosen: Choice, classifier: Classifier, open_catalogue: OpenCatalogue) -> None:
        """Judge another garment of a photo; the suggestion that is kept follows, and is asked about anew."""
        seen = self.intakes[key]
        new = Intake(seen.dropped, seen.sha256, classifier.version)
        try:
            self._judge(new, seen.dropped.read(), chosen, classifier, open_catalogue)
        except OSError:
            self.intakes[key] = replace(new, refusal=_GONE)
            return
        self._settle(key, open_catalogue)
        self.note(key, replace(self.visit.typed.get(key, Typed()), answer="", category=""), open_catalogue)

    def complete(self, key: str, classifier: Classifier, open_catalogue: OpenCatalogue) -> None:
        """Make what is shown of a photo of which only the suggestion is here, as after a reload."""
        intake = self.intakes[key]
        if intake.look or intake.refusal:
            return
        try:
            data = intake.dropped.read()
            photo = decode(data, classifier.limits)
            self.intakes[key] = replace(intake, look=look_of(photo, classifier.find(photo), intake.chosen))
        except (OSError, DecodersBusy) as error:  # ``recall`` lets it be tried again
            self.intakes[key] = replace(intake, refusal=str(error) if isinstance(error, DecodersBusy) else _GONE)
        except (PhotoRefused, NoSuchGarment):  # the copy shows less than the file that came in
            again = Intake(intake.dropped, intake.sha256, classifier.version)
            self._judge(again, data, FOR_SALE, classifier, open_catalogue)

    def _settle(self, key: str, open_catalogue: OpenCatalogue) -> None:
        """Write down what became of a file; it waits no longer."""
        intake = self.intakes[key]
        if not intake.problem:
            photo_id = intake.kept.photo_id if intake.kept else None
            settled = (key, photo_id, intake.refusal, intake.chosen, open_catalogue)
            self._while_it_works(lambda: self.visit.settle(*settled))

    def _same_bytes(self, new: Intake) -> Intake | None:
        wanted = (new.sha256, new.model_version)
        same = (seen for seen in self.intakes.values() if (seen.sha256, seen.model_version) == wanted)
        return next((seen for seen in same if not seen.problem), None)

    def _chosen(self, new: Intake) -> Choice:
        """Return what was chosen on a photo before the catalogue failed, or the page was opened anew."""
        seen = self.intakes.get(new.dropped.key)
        return seen.chosen if seen and seen.look and seen.model_version == new.model_version else new.dropped.chosen

    def _judge(
        self,
        new: Intake,
        data: bytes,
        chosen: Choice,
        classifier: Classifier,
        open_catalogue: OpenCatalogue,
    ) -> None:
        try:
            photo = decode(data, classifier.limits)
            found = classifier.find(photo)
            chosen = chosen if isinstance(chosen, str) or chosen < len(found.garments) else FOR_SALE
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
        self, new: Intake, photo: Photo, classify: Callable[[], Classification], open_catalogue: OpenCatalogue
    ) -> Intake:
        try:
            if self.problem:
                raise CatalogueUnavailable(self.problem)
            catalogue, stored = open_catalogue(), new.dropped.stored
            stored = stored or catalogue.store_photo(photo.rgb, new.sha256, new.dropped.file_name)
            said = classify()
            kept = Kept(stored.photo_id, catalogue.record_suggestion(stored.photo_id, said))
            return replace(_judged(new, said), kept=kept)
        except CatalogueUnavailable as problem:
            return replace(_judged(new, classify()), problem=str(problem))

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
            self.visit.remove(key)

    def has_earlier_files(self) -> bool:
        """Return whether some files are no longer in hand, so that only ``clear`` removes them."""
        return bool(self.files.keys() - self.in_hand)

    def summary(self) -> str:
        """Return how many photos need no check, are to be checked, refused and saved, in a line."""
        refused = sum(bool(intake.refusal) for intake in self.intakes.values())
        suggested = len(self.intakes) - refused
        automatic = sum(
            intake.decision.status == "auto"
            for intake in self.intakes.values()
            if intake.decision and not intake.refusal
        )
        parts = {
            count_of(automatic, "needs no check", "need no check"): automatic,
            f"{suggested - automatic} to check": suggested - automatic,
            f"{refused} refused": refused,
            f"{len(self.saved)} saved": len(self.saved),
        }
        return " · ".join([count_of(len(self.intakes), "file", "files"), *(words for words, n in parts.items() if n)])


def _judged(new: Intake, said: Classification) -> Intake:
    look = look_of(said.photo, said.found, said.chosen)
    return replace(new, decision=said.decision, look=look, chosen=said.chosen)


VISIT = "visit"
"""Names the visit in the page's address."""


def visitor_batch() -> Batch:
    """Return what the visitor has on the Classify page: the visit that its address names, else the one before."""
    asked = st.query_params.get(VISIT, "")
    batch: Batch = st.session_state.setdefault("batch", Batch(VisitFiles(get_spool())))
    if asked and asked != batch.visit.name:
        batch = st.session_state["batch"] = Batch(VisitFiles(get_spool(), asked), cleared=batch.cleared + 1)
    return batch


def name_visit(batch: Batch) -> None:
    """Write the visit into the page's address; it has a name from its first file on."""
    if batch.files:
        batch.visit.begin()
    if batch.visit.name and st.query_params.get(VISIT) != batch.visit.name:
        st.query_params[VISIT] = batch.visit.name


def say_unknown(batch: Batch) -> None:
    """Say that the address names no visit that is known, and forget it; what is dropped now begins a new one."""
    batch.visit.name = ""
    st.query_params.pop(VISIT, None)
    st.info(
        "The link names no photos that are known here. It may be cut short. Drop photos to begin.",
        icon=":material/link_off:",
    )


def leave_visit() -> None:
    """Begin anew with an empty page; the visit before stays under its own address."""
    cleared = st.session_state["batch"].cleared + 1
    st.session_state["batch"] = Batch(VisitFiles(get_spool()), cleared=cleared)
    st.query_params.pop(VISIT, None)
