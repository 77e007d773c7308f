"""Files of zips and server folders, read within budgets and checked by name."""

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import filterfalse
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO
from unicodedata import normalize

from fashion_model.catalogue.deliveries.zip_names import RAW
from fashion_model.clutter import is_clutter
from fashion_model.intake.errors import ArchiveRefused, FolderRefused, MemberRefused
from fashion_model.serving.results import list_files

PACKED_ENDINGS = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".cab", ".iso")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
_MAYBE_HALF = re.compile(r"(?<=[^\x00-\x7f])\\")  # the first half of a character is never ASCII
_PIECE = 1 << 16
_DIRECTORY_BYTES, _DIRECTORY_BYTES_PER_MEMBER = 1_000_000, 1_000
_LOCAL_HEADER = struct.Struct("<26xHH")  # of a member: the lengths of its name and of what follows the name
_SAYS_UTF8 = 0x800
_FIELD, _UNICODE_PATH = struct.Struct("<HH"), 0x7075  # of an extra field: its kind and length
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # by password, strongly, with a hidden table of contents
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


@dataclass(frozen=True)
class ArchiveBudget:
    """What one zip may cost."""

    members: int = 5_000
    """Most files, without folders and what computers add on their own."""
    member_bytes: int = 30_000_000
    """Largest file, unpacked, in bytes."""
    total_bytes: int = 4_000_000_000
    """All files together, unpacked, in bytes."""


@dataclass(frozen=True)
class Member:
    """One file of a zip."""

    name: str
    """Its name with its folders, parted by ``/``, fit to be shown and read for a SKU; not to be written under."""
    data: bytes = b""
    """Its bytes; empty when refused."""
    refusal: str = ""
    """Why it is not accepted, in a sentence; empty when it is."""
    raw_name: str = ""
    """The bytes of the name, as ``zip_names.RAW`` reads them, where the zip does not say how names are written; else
    empty.
    """


def read_zip(file: BinaryIO, budget: ArchiveBudget | None = None) -> Iterator[Member]:
    """Yield the files of a zip in its order, each read when it is asked for; a bad one stops no other.

    Folders and what computers put beside photos are left out. The size that a zip states only ever refuses a file: what
    states less than it holds is cut there by ``zipfile``, and then its checksum is wrong.

    Args:
        file: The zip, open for reading and seekable, until the last member was asked for.
        budget: What it may cost; the defaults when omitted.

    Raises:
        ArchiveRefused: It is no zip, damaged in its table of contents, or lists far too many files. Raised at once.
    """
    budget = budget or ArchiveBudget()
    archive = _opened(file, budget)
    return _Unpacking(archive, _overlapping(file, archive), budget).members()


class _ShortReads:
    """A file that gives only so much at once: the table of contents is read whole, however long a zip says it is."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise ArchiveRefused(
                "The zip lists far too many files, or it is damaged. Make several smaller zips and add them in turn."
            )
        return self._file.read(-1 if size is None else size)


def _opened(file: BinaryIO, budget: ArchiveBudget) -> zipfile.ZipFile:
    most = _DIRECTORY_BYTES + _DIRECTORY_BYTES_PER_MEMBER * budget.members
    try:
        return zipfile.ZipFile(_ShortReads(file, most))
    except UnicodeDecodeError as error:
        raise ArchiveRefused(
            "The zip has file names that are not written in UTF-8 although it says so. Make the zip again with another "
            "program."
        ) from error
    except NotImplementedError as error:
        raise ArchiveRefused(
            "The zip is of a newer kind than this program reads. Make an ordinary zip of the photos."
        ) from error
    except ArchiveRefused:
        raise
    except _DAMAGED as error:
        raise ArchiveRefused(
            "The file is not a zip, or it is damaged or cut short. Make the zip again and add the new file."
        ) from error


def _overlapping(file: BinaryIO, archive: zipfile.ZipFile) -> frozenset[int]:
    """Return where members begin that share bytes with others or with the table of contents.

    A few shared bytes can unpack to any number of files (Fifield, "A better zip bomb", WOOT 2019).
    """
    spans = sorted((info.header_offset, _end_of(file, archive, info)) for info in archive.infolist())
    shared, furthest = set(), (0, 0)  # the member that reaches furthest: where it begins and ends
    for start, end in spans:
        if start < furthest[1]:
            shared |= {start, furthest[0]}
        if end > archive.start_dir:
            shared.add(start)
        furthest = max(furthest, (start, end), key=lambda span: span[1])
    return frozenset(shared)


def _end_of(file: BinaryIO, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Return where a member's bytes end: behind a header of its own, whose length only the header tells."""
    header = b""
    if 0 <= info.header_offset < archive.start_dir:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER.size)
    lengths: tuple[int, ...] = _LOCAL_HEADER.unpack(header) if len(header) == _LOCAL_HEADER.size else ()
    return info.header_offset + _LOCAL_HEADER.size + sum(lengths) + info.compress_size


class _Unpacking:
    """One pass over a zip, and what it has cost so far."""

    def __init__(self, archive: zipfile.ZipFile, shared: frozenset[int], budget: ArchiveBudget) -> None:
        self._archive, self._shared, self._budget = archive, shared, budget
        self._count, self._bytes_left = 0, budget.total_bytes
        self._seen: dict[str, zipfile.ZipInfo] = {}

    def members(self) -> Iterator[Member]:
        with self._archive:
            every = self._archive.infolist()
            names_are_utf8 = all(map(_is_utf8, filterfalse(_says_its_name, every)))
            for info in every:
                name, raw = _name_of(info, names_are_utf8)
                if not _is_left_out(info, name) and not self._is_copy(info, name):
                    yield self._member(info, name, raw)

    def _is_copy(self, info: zipfile.ZipInfo, name: str) -> bool:
        """Return whether the same file came before: zips that were added to hold some twice."""
        before = self._seen.get(name)
        return before is not None and (before.CRC, before.file_size) == (info.CRC, info.file_size)

    def _member(self, info: zipfile.ZipInfo, name: str, raw: str) -> Member:
        self._count += 1
        try:
            self._refuse_by_budget()
            self._refuse_by_name(name)
            self._refuse_by_kind(info)
            data = self._unpacked(info)
        except MemberRefused as refused:
            return Member(_UNSEEN.sub("\N{REPLACEMENT CHARACTER}", name), refusal=str(refused))
        self._seen[name] = info
        return Member(name, data, raw_name=raw)

    def _refuse_by_budget(self) -> None:
        if self._count > self._budget.members:
            raise MemberRefused(
                f"The zip has more than {self._budget.members:,} files; this one and those after it were not read. Put "
                "them into another zip."
            )
        if self._bytes_left < 0:
            raise MemberRefused(
                f"The files of the zip unpack to more than {_size(self._budget.total_bytes)}; this one and those after "
                "it were not read. Put them into another zip."
            )

    def _refuse_by_name(self, name: str) -> None:
        if not name or _UNSEEN.search(name):
            raise MemberRefused("The file's name is empty or has characters that cannot be seen. Rename it.")
        if _leads_outside(name):
            raise MemberRefused("The file's name leads to a place outside the zip. Make the zip again from one folder.")
        if name in self._seen:
            raise MemberRefused(
                "Another file of the same name came before in the zip; the two may differ in how an accent is stored. "
                "Rename one of the two."
            )

    def _refuse_by_kind(self, info: zipfile.ZipInfo) -> None:
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise MemberRefused("This is a link to another file, not a photo. Put the photo itself into the zip.")
        if info.flag_bits & _ENCRYPTED:
            raise MemberRefused("The file is locked with a password. Make the zip again without one.")
        if PurePosixPath(info.filename).suffix.casefold() in PACKED_ENDINGS:
            raise MemberRefused("This is an archive inside the zip. Unpack it and put its photos into the zip.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise MemberRefused("The file is packed in an unusual way. Make the zip again with the usual “Deflate”.")
        if info.file_size > self._budget.member_bytes:
            raise MemberRefused(
                f"The file has {_size(info.file_size)}; at most {_size(self._budget.member_bytes)} are accepted. Save "
                "the photo smaller."
            )
        if info.header_offset in self._shared:
            raise MemberRefused(
                "The file shares its bytes with another part of the zip, as in a zip that is damaged or made to "
                "overload. Make the zip again."
            )

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        """Return a member's bytes; whole pieces read of a damaged one count too."""
        data, most = bytearray(), self._bytes_left
        try:
            with self._archive.open(info) as opened:
                while len(data) <= most and (piece := opened.read(min(_PIECE, most + 1 - len(data)))):
                    data += piece
        except _DAMAGED as error:
            raise MemberRefused("The file is damaged inside the zip. Make the zip again.") from error
        finally:
            self._bytes_left -= len(data)
        self._refuse_by_budget()
        return bytes(data)


def _name_of(info: zipfile.ZipInfo, names_are_utf8: bool) -> tuple[str, str]:
    """Return the name as it was meant, its folders parted by slashes, and its bytes where that cannot be told.

    Args:
        info: The file.
        names_are_utf8: Whether all names that do not say how they are written are UTF-8, as macOS writes them.
    """
    name = info.orig_filename
    if not _says_its_name(info):
        if not names_are_utf8:
            return name, name  # a backslash may be half a character
        name = name.encode(RAW).decode()
    return normalize("NFC", _unicode_path(info) or name).replace("\\", "/"), ""


def _says_its_name(info: zipfile.ZipInfo) -> bool:
    name = info.orig_filename
    return bool(info.flag_bits & _SAYS_UTF8) or name.isascii() or _unicode_path(info) != ""


def _is_utf8(info: zipfile.ZipInfo) -> bool:
    try:
        info.orig_filename.encode(RAW).decode()
    except UnicodeError:
        return False
    return True


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """Return the name that Info-ZIP's and others' extra field 0x7075 tells; empty without one that is of this name.

    Source: PKWARE's APPNOTE 6.3.10, section 4.6.9.
    """
    if info.flag_bits & _SAYS_UTF8:
        return ""
    of_this_name = b"\x01" + zlib.crc32(info.orig_filename.encode(RAW)).to_bytes(4, "little")
    extra = info.extra
    while len(extra) >= _FIELD.size:
        kind, length = _FIELD.unpack_from(extra)
        field, extra = extra[_FIELD.size : _FIELD.size + length], extra[_FIELD.size + length :]
        if kind == _UNICODE_PATH and field.startswith(of_this_name):
            with suppress(UnicodeError):
                return field[len(of_this_name) :].decode()
    return ""


def _is_left_out(info: zipfile.ZipInfo, name: str) -> bool:
    is_folder = name.endswith("/") or stat.S_ISDIR(info.external_attr >> 16)
    return not _leads_outside(name) and (is_folder or is_clutter(_parted(name)))


def _parted(name: str) -> str:
    """Return a name with its folders parted by slashes; a backslash that may be half a character parts nothing."""
    return _MAYBE_HALF.sub("_", name).replace("\\", "/")


def _leads_outside(name: str) -> bool:
    name = _parted(name)
    return name.startswith("/") or bool(PureWindowsPath(name).drive) or ".." in PurePosixPath(name).parts


def _size(number: int) -> str:
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"


def files_below(root: Path, folder: str) -> tuple[Path, ...]:
    """Return the files of a delivery's folder and of the folders below it, sorted by name.

    What computers put beside photos is left out. Links to folders are not followed. A folder that
    cannot be opened stands for its files, to be refused by name.

    Args:
        root: The folder that deliveries are put into.
        folder: The delivery's folder, named from ``root`` on; empty for ``root`` itself.

    Raises:
        FolderRefused: It lies outside ``root``, by its name or by a link, or is not there.
    """
    if not root.is_dir():
        raise FolderRefused(
            "The folder for deliveries is not there. Ask who runs this server to set FASHION_DELIVERIES_DIR to one."
        )
    _refuse_name(folder)
    chosen = root / folder
    _refuse_outside(root, chosen)
    if not _is_folder(chosen):
        raise FolderRefused(f"“{folder}” is no folder among the deliveries. Check how it is written.")
    files = tuple(list_files([chosen]))
    for link in filter(Path.is_symlink, files):
        _refuse_outside(root, link)
    return files


def _refuse_name(folder: str) -> None:
    if not folder.isprintable():
        raise FolderRefused("The folder's name has characters that cannot be seen. Type it again without them.")
    as_windows = PureWindowsPath(folder)  # parts names by both kinds of slashes
    if folder.startswith(("/", "\\")) or as_windows.drive:
        raise FolderRefused(
            f"“{folder}” names a place on the whole server. Name the folder from the folder for deliveries on, such as "
            "“May/shoes”."
        )
    if ".." in as_windows.parts:
        raise FolderRefused(f"“{folder}” leads upwards with “..”. Name a folder among the deliveries without it.")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder on the way that may not be entered
        return False


def _refuse_outside(root: Path, path: Path) -> None:
    """Refuse what a link on the way leads out of ``root``."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise FolderRefused(
            f"“{path.relative_to(root).as_posix()}” is a link to a place outside the deliveries. Put the photos "
            "themselves there, or remove the link."
        )
