"""Files of one visit to the Classify page, written down as they come and while they wait."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import PhotoRecord
from fashion_model.catalogue.items.visits import Typed, VisitedFile, new_visit
from fashion_model.intake.errors import SpoolUnavailable
from fashion_model.intake.spool import Spool
from fashion_model.photo.garment import FOR_SALE, Choice, choice_named

OpenCatalogue = Callable[[], Catalogue]
"""Returns the catalogue, or raises CatalogueUnavailable."""


@dataclass(frozen=True)
class Dropped:
    """A file that came in.

    Attributes:
        key: Names this drop for as long as it is on the page.
        file_name: As the sender named it; for showing, never for opening.
        read: Returns its bytes; those of the stored copy where the page was opened anew.
        sku: What its name suggests as the SKU; may be empty.
        stored: Where the catalogue holds it already; None when that is not known.
        chosen: Which garment was judged before.
    """

    key: str
    file_name: str
    read: Callable[[], bytes]
    sku: str = ""
    stored: PhotoRecord | None = None
    chosen: Choice = FOR_SALE


@dataclass
class VisitFiles:
    """What is written down of one visit, so that it is there again when its address is opened anew.

    Every method that is handed a catalogue raises ``CatalogueUnavailable`` when that cannot be used, and does nothing
    while the visit has no name.

    Attributes:
        spool: Where files wait until they are looked at; None keeps them in memory alone.
        name: In the page's address; empty before the first file.
        typed: What was typed for each file and is not saved.
        waiting: Of each file that is written down its name in the spool; empty when it does not wait.
        removed: Files that were taken away and are still written down.
    """

    spool: Spool | None = None
    name: str = ""
    typed: dict[str, Typed] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Give the visit its name, unless it has one."""
        self.name = self.name or new_visit()

    def recall(self, model_version: str, open_catalogue: OpenCatalogue) -> tuple[VisitedFile, ...]:
        """Return all that is written down, with what a model says of the photos."""
        files = open_catalogue().visits.files(self.name, model_version) if self.name else ()
        for file in files:
            self.waiting.setdefault(file.key, file.spool_name)
            self.typed.setdefault(file.key, file.typed)
        return tuple(file for file in files if file.key not in self.removed)

    def as_dropped(self, file: VisitedFile) -> Dropped:
        """Return a file that was recalled as if it had just come in; reading it may raise OSError."""
        chosen = choice_named(file.choice or str(FOR_SALE))
        return Dropped(file.key, file.file_name, self._reader(file), file.typed.sku, file.photo, chosen)

    def _reader(self, file: VisitedFile) -> Callable[[], bytes]:
        if file.photo:
            return file.photo.path.read_bytes
        waits = self.spool.path(file.spool_name) if self.spool and file.spool_name else Path()
        return waits.read_bytes

    def write_down(self, files: Iterable[Dropped], open_catalogue: OpenCatalogue) -> None:
        """Write down which files came in, before anything is made of them: a reload loses none."""
        if not self.name:
            return
        visits = open_catalogue().visits
        if self.removed:
            visits.forget(self.name, self.removed)
            self.removed.clear()
        for file in files:
            if file.key not in self.waiting:
                spool_name = self._spooled(file)
                visits.receive(self.name, file.key, file.file_name, spool_name, file.sku)
                self.waiting[file.key], self.typed[file.key] = spool_name, Typed(sku=file.sku)

    def _spooled(self, file: Dropped) -> str:
        """Return the name under which the spool holds a file; empty when it cannot."""
        try:
            return self.spool.store(file.read()).name if self.spool else ""
        except SpoolUnavailable:
            return ""

    def settle(
        self, key: str, photo_id: int | None, refusal: str, chosen: Choice, open_catalogue: OpenCatalogue
    ) -> None:
        """Write down what became of a file: the stored photo and the judged garment, or why it was refused."""
        if self.name:
            open_catalogue().visits.settle(self.name, key, photo_id, refusal, str(chosen))
            self._wait_no_longer(key)

    def note(self, key: str, typed: Typed, open_catalogue: OpenCatalogue) -> None:
        """Write down what is typed for a file, when it is something new."""
        if self.name and typed != self.typed.get(key, Typed()):
            open_catalogue().visits.note(self.name, key, typed)
        self.typed[key] = typed

    def decided(self, key: str, decision_id: int, open_catalogue: OpenCatalogue) -> None:
        """Write down what was decided on a file."""
        if self.name:
            open_catalogue().visits.decided(self.name, key, decision_id)

    def remove(self, key: str) -> None:
        """Take a file off the visit; ``write_down`` does so in the catalogue too."""
        self.typed.pop(key, None)
        if key in self.waiting:
            self._wait_no_longer(key)
            del self.waiting[key]
            self.removed.add(key)

    def _wait_no_longer(self, key: str) -> None:
        spool_name = self.waiting.get(key)
        if spool_name and self.spool:
            self.spool.delete(spool_name)
        self.waiting[key] = ""
