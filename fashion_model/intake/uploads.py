"""Uploads: arrived files added to deliveries, zips unpacked first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.deliveries import Deliveries
from fashion_model.catalogue.errors import DeliveryRefused, NameTaken
from fashion_model.clutter import is_clutter
from fashion_model.formats import count_of
from fashion_model.intake.archive import ArchiveBudget, files_below, read_zip
from fashion_model.intake.errors import AlreadyHere, ArchiveRefused, FileRefused, FileTooLarge
from fashion_model.intake.spool import Spool, StoredFile
from fashion_model.photo.decode import refusal_at_sight
from fashion_model.serving.results import read_within

LONGEST_PATH = 1000
LEFT_OUT = "Left out: this is no photo, computers keep such files beside photos on their own."
"""What becomes of clutter: it is neither in the delivery nor among its refusals."""
_SIGHT_BYTES = 1024


@dataclass(frozen=True)
class OfferedFile:
    """A file that a browser has and could send."""

    path: str
    """Its name, with the folders that it was dropped with; for showing, never for opening."""
    size: int
    """Its length in bytes."""
    readable: bool = True
    """False where the browser could not open it."""


@dataclass(frozen=True)
class UploadLimits:
    """What one file may have."""

    max_photo_bytes: int
    """Largest photo, and largest file of any other kind than zip."""
    max_zip_bytes: int
    """Largest zip."""

    def of(self, path: str) -> int:
        """Return the most bytes that a file of this name may have."""
        return self.max_zip_bytes if is_zip(path) else self.max_photo_bytes


LISTED_REFUSALS = 500
"""Files of a zip that are refused by name; of the others only the number is told."""


class DeliveryUploads:
    """Takes files into deliveries; safe between threads.

    Args:
        open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        spool: Where files wait.
        budget: What a zip may cost.
    """

    def __init__(self, open_catalogue: Callable[[], Catalogue], spool: Spool, budget: ArchiveBudget) -> None:
        self._open_catalogue = open_catalogue
        self._spool = spool
        self._budget = budget

    def already_here(self, delivery: str, files: Sequence[OfferedFile]) -> Collection[OfferedFile]:
        """Return those of the files, told by path and size, that need not be sent.

        Raises:
            UnknownDelivery: No delivery has the token.
        """
        if not files:
            self._deliveries.by_token(delivery)  # before each file: the list of all would cost more and more
            return []
        sizes = self._deliveries.sizes(delivery)
        unpacked = {PurePosixPath(path).parts[0] for path in sizes if "/" in path}
        return [
            file
            for file in files
            if sizes.get(file.path) == file.size or (is_zip(file.path) and inside(file.path) in unpacked)
        ]

    def receive(self, delivery: str, path: str, stored: StoredFile) -> str:
        """Take over a file that arrived whole; a zip is unpacked, and each of its files gets a line of its own.

        Clutter is left out. What is refused stands among the delivery's files, with the reason.

        Raises:
            UnknownDelivery: No delivery has the token.
            FileRefused: The delivery was taken back, or the file is neither photo nor zip that is accepted, or another
                one than that of the same name that is here.
            AlreadyHere: The delivery has this file.
        """
        if is_clutter(path):
            self._spool.delete(stored.name)
            return LEFT_OUT
        try:
            if is_zip(path) and stored.size_bytes:
                return self._unpack(delivery, path, stored)
            self._refuse_at_sight(self._spool.start(stored.name, _SIGHT_BYTES))
            if not self._deliveries.add_file(delivery, path, stored.name, stored.size_bytes, stored.sha256):
                raise AlreadyHere
        except DeliveryRefused as refusal:
            raise FileRefused(str(refusal)) from refusal
        except (FileRefused, ArchiveRefused, NameTaken) as refusal:
            self.refuse(delivery, {path: str(refusal)})
            raise FileRefused(str(refusal)) from refusal
        return "Here."

    def refuse(self, delivery: str, refusals: Mapping[str, str]) -> None:
        """Write down files that are not accepted, by name, each with the reason; clutter is left out.

        Raises:
            UnknownDelivery: No delivery has the token.
        """
        self._deliveries.add_refusals(
            delivery, {path: reason for path, reason in refusals.items() if not is_clutter(path)}
        )

    def take_folder(self, delivery: str, root: Path, folder: str) -> int:
        """Ingest the files of a folder on the server; files that are here already are left out.

        Args:
            delivery: The delivery's token.
            root: The folder that deliveries are put into.
            folder: The delivery's folder, from ``root`` on.

        Returns:
            How many files were added.

        Raises:
            FolderRefused: The folder lies outside ``root``, or is not there.
            UnknownDelivery: No delivery has the token.
            DeliveryRefused: It was taken back.
            SpoolUnavailable: The spool cannot be written.
        """
        added = 0
        refusals: dict[str, str] = {}
        for file in files_below(root, folder):
            path = file.relative_to(root).as_posix()
            try:
                data = read_within(file, self._budget.member_bytes)
            except OSError as error:
                refusals[path] = f"The file cannot be opened ({error.strerror}). Check that it may be read."
                continue
            added += self._add(delivery, path, data, refusals)
        self._deliveries.add_refusals(delivery, refusals)
        return added

    @property
    def _deliveries(self) -> Deliveries:
        return self._open_catalogue().deliveries

    def _unpack(self, delivery: str, path: str, stored: StoredFile) -> str:
        added, more, is_empty = 0, 0, True
        refusals: dict[str, str] = {}
        with self._spool.path(stored.name).open("rb") as file:
            for member in read_zip(file, self._budget):
                name, is_empty = f"{inside(path)}/{member.name}", False
                if not member.refusal:
                    added += self._add(delivery, name, member.data, refusals, member.raw_name)
                elif len(refusals) < LISTED_REFUSALS:
                    refusals[name] = member.refusal
                else:
                    more += 1
        if more:
            refusals[f"{inside(path)}/…"] = f"{more:,} more files of the zip were refused as well."
        if is_empty:
            raise FileRefused("The zip holds no photos. Put the photos into it, or drop them as they are.")
        self._deliveries.add_refusals(delivery, refusals)
        self._spool.delete(stored.name)
        return f"{count_of(added, 'file', 'files')} unpacked, {len(refusals) + more} refused."

    def _add(self, delivery: str, path: str, data: bytes, refusals: dict[str, str], raw_name: str = "") -> bool:
        """Keep a file's bytes and add it to the delivery; False when it is there already or joins the refusals."""
        try:
            self._refuse_at_sight(data[:_SIGHT_BYTES])
            if len(data) > self._budget.member_bytes:
                raise FileTooLarge(self._budget.member_bytes)
            stored = self._spool.store(data)
            try:
                added = self._deliveries.add_file(delivery, path, stored.name, len(data), stored.sha256, raw_name)
            except BaseException:
                self._spool.delete(stored.name)
                raise
        except (FileRefused, FileTooLarge, NameTaken) as refusal:
            refusals[path] = str(refusal)
            return False
        if not added:
            self._spool.delete(stored.name)
        return added

    @staticmethod
    def _refuse_at_sight(start: bytes) -> None:
        if refusal := refusal_at_sight(start):
            raise FileRefused(refusal)


def is_zip(path: str) -> bool:
    """Return whether a file's name says that it is a zip."""
    return path.lower().endswith(".zip")


def inside(path: str) -> str:
    """Return the folder under whose name a zip's files stand in a delivery; no SKU is ever read from it."""
    return f"{PurePosixPath(path).stem} (zip)"
