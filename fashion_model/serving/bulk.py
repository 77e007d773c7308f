"""Many files, one row each, whatever happens to one of them."""

import errno
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from fashion_model.photo.decode import PhotoRefused
from fashion_model.serving.choice import FOR_SALE, Choice, NoSuchGarment
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import Answer, ResultRow, answer_of, refused_row

LOGGER = logging.getLogger(__name__)


def list_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named by ``paths``: a file as it is, a folder as all files below it, sorted by name.

    Hidden files of a folder (a leading dot) are left out. A path that does not exist is kept, to be refused by name.
    """
    return [file for path in paths for file in (_below(path) if path.is_dir() else [path])]


def _below(folder: Path) -> list[Path]:
    """Return the files below a folder, and the folders that cannot be opened, which are then refused by name."""
    closed: list[OSError] = []
    found = [Path(root) / name for root, _, names in os.walk(folder, onerror=closed.append) for name in names]
    found += [Path(str(error.filename)) for error in closed]
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def classify_files(classifier: Classifier, files: Iterable[Path]) -> Iterator[ResultRow]:
    """Yield one row a file, in their order, as each is done."""
    for file in files:
        try:
            data = read_within(file, classifier.limits.max_bytes)
        except OSError as error:
            yield refused_row(str(file), _unreadable(error), classifier.version)
        else:
            yield classify_bytes(classifier, str(file), data).row


def read_within(file: Path, max_bytes: int) -> bytes:
    """Read a file, but no more than one byte beyond what is accepted, which is enough to refuse it.

    Raises:
        OSError: It cannot be opened, or is a pipe or a device, which might never end.
    """
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device")
    with file.open("rb") as opened:
        return opened.read(max_bytes + 1)


def classify_bytes(classifier: Classifier, name: str, data: bytes, chosen: Choice = FOR_SALE) -> Answer:
    """Return the answer for one file's bytes; a photo that is not accepted gives a refused row.

    Args:
        classifier: The model.
        name: The file's name, for the row.
        data: Its bytes.
        chosen: Which garment to judge; a photo that does not show it is refused.
    """
    try:
        return answer_of(name, classifier.classify(data, chosen))
    except (PhotoRefused, NoSuchGarment) as error:
        return Answer(refused_row(name, str(error), classifier.version))
    except Exception as error:  # one strange file must not end a run of thousands
        return Answer(refused_row(name, fault_in_words(error), classifier.version))


def fault_in_words(error: Exception) -> str:
    """Write to the log what went wrong inside the program, and return the sentence that its user reads."""
    LOGGER.error("An accepted file could not be classified", exc_info=error)
    return (
        f"The photo could not be processed because of a fault in this program ({type(error).__name__}); its log says "
        "more. Save the photo in another format and try again."
    )


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file. Check the path."
    return f"The file cannot be opened ({error.strerror}). Check that it may be read."
