"""Downloads of datasets: pinned addresses, named errors, complete folders only."""

import shutil
import zipfile
from collections.abc import Callable
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


def unpack(archive: Path, folder: Path, what: str, write: Callable[[zipfile.ZipFile, Path], None]) -> None:
    """Unpack what is used of an archive; the folder appears under its name only when it is complete.

    Args:
        archive: A zip.
        folder: Where its content goes.
        what: Whose archive it should be, for the sentence of an error.
        write: Writes what is used of the opened archive into a folder that is there and empty.

    Raises:
        DatasetError: The file is not the expected archive.
    """
    staging = folder.with_name(f"unfinished-{folder.name}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as pack:
            write(pack, staging)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DatasetError(f"{archive.name} is not {what} archive ({error}). Delete it and try again.") from error
    staging.rename(folder)
