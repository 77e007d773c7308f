"""Downloads of datasets: pinned addresses, named errors, complete folders only."""

import csv
import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


class DatasetError(RuntimeError):
    """A dataset is missing, incomplete or changed; the message says which and what to do."""


def download(origin: str, file: Path, what: str, advice: str, sha256: str | None = None) -> Path:
    """Download a file, unless it is there already.

    Args:
        origin: Its address.
        file: Where it is kept.
        what: Begins the sentence of an error: "The photo set could not be downloaded".
        advice: Ends it: what to do instead.
        sha256: Of its content, hexadecimal; None where the content is checked later.

    Returns:
        ``file``.

    Raises:
        DatasetError: It could not be downloaded.
    """
    try:
        import keras  # here, because reading a local copy needs no TensorFlow

        file.parent.mkdir(parents=True, exist_ok=True)  # or Keras keeps the file elsewhere
        return Path(
            keras.utils.get_file(
                origin=origin, fname=file.name, cache_dir=str(file.parent), cache_subdir="", file_hash=sha256
            )
        )
    except Exception as error:  # Keras passes on whatever urllib raises
        raise DatasetError(f"{what} ({error}). {advice}") from error


@dataclass(frozen=True)
class PinnedArchive:
    """A dataset that is a GitHub repository at one commit, and the folder that its archive is unpacked into.

    Attributes:
        repository: Such as ``owner/name``.
        commit: 40 hexadecimal digits.
        name: The dataset in a sentence, after "the".
        setting: What a person may set to use a copy.
        write: Writes what is used of the opened archive into a folder that is there and empty, ``labels.csv`` too.
    """

    repository: str
    commit: str
    name: str
    setting: str
    write: Callable[[zipfile.ZipFile, Path], None]

    def fetch(self, cache_dir: Path) -> Path:
        """Download and unpack the dataset, unless it is there; returns its folder.

        Raises:
            DatasetError: It could not be downloaded or is not the expected archive.
        """
        folder = cache_dir / f"{self.repository.split('/')[1]}-{self.commit[:12]}"
        if not (folder / "labels.csv").is_file():
            origin = f"https://github.com/{self.repository}/archive/{self.commit}.zip"
            what, advice = f"The {self.name} could not be downloaded", f"Set {self.setting}."
            self.unpack(download(origin, folder.with_suffix(".zip"), what, advice), folder)
        return folder

    def unpack(self, archive: Path, folder: Path) -> None:
        """Unpack what is used of a zip; the folder appears under its name only when it is complete.

        Raises:
            DatasetError: The file is not the expected archive.
        """
        staging = folder.with_name(f"unfinished-{folder.name}")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        try:
            with zipfile.ZipFile(archive) as pack:
                self.write(pack, staging)
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise DatasetError(
                f"{archive.name} is not the {self._genitive} archive ({error}). Delete it and try again."
            ) from error
        staging.rename(folder)

    def labels(self, folder: Path) -> list[dict[str, str]]:
        """Return the rows of the folder's ``labels.csv``.

        Raises:
            DatasetError: There is none.
        """
        try:
            with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
                return list(csv.DictReader(file))
        except FileNotFoundError as error:
            raise DatasetError(f"The {self._genitive} folder has no labels.csv. Set {self.setting}.") from error

    @property
    def _genitive(self) -> str:
        return f"{self.name}'" if self.name.endswith("s") else f"{self.name}'s"


def write_table(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as a CSV file, the column names first."""
    with file.open("w", newline="", encoding="utf-8") as table:
        csv.writer(table).writerows(rows)


def hash_of_lines(lines: Iterable[str]) -> str:
    """Return one SHA-256, hexadecimal, over lines in their order."""
    total = hashlib.sha256()
    for line in lines:
        total.update(f"{line}\n".encode())
    return total.hexdigest()
