"""Classification results: one CSV row for each file."""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from fashion_model.clutter import is_clutter, was_named
from fashion_model.photo.decode import DecodersBusy, PhotoRefused
from fashion_model.photo.garment import FOR_SALE, WHOLE, Choice, Garment, NoSuchGarment
from fashion_model.serving.classifier import Classification, Classifier, fault_in_words
from fashion_model.serving.decision import RankedAnswer

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class ResultRow:
    """The answer for one file.

    Attributes:
        file: Name or path as it was given.
        category: The likeliest of the ten; empty when refused.
        confidence: Calibrated probability of ``category``, 0..1; None when refused.
        status: ``auto``, ``review`` or ``refused``.
        reason: Why a person is asked or the file was refused; empty for ``auto``.
        second_category: The second likeliest of the ten; empty when refused.
        second_confidence: Its calibrated probability, 0..1; None when refused.
        model: Version of the model that answered.
        garment: What was judged: ``top``, ``bottom``, ``dress``, ``footwear``, ``bag``, ``accessory``, ``item`` (found
            without telling which) or ``whole picture``; empty when refused.
        remark: What the file lacks although it was judged, as one that is cut short; empty when nothing.
        likeliest: The likeliest of all eleven answers: ``category``, or ``None of the ten``; empty when refused.
        likeliest_confidence: Its calibrated probability, 0..1; None when refused.
    """

    file: str
    category: str
    confidence: float | None
    status: str
    reason: str
    second_category: str
    second_confidence: float | None
    model: str
    garment: str
    remark: str = ""
    likeliest: str = ""
    likeliest_confidence: float | None = None


COLUMNS = tuple(field.name for field in fields(ResultRow))


def result_row(file: str, classification: Classification) -> ResultRow:
    """Return the row of a photo that was read."""
    decision = classification.decision
    return ResultRow(
        file=file,
        category=decision.category,
        confidence=round(decision.confidence, 4),
        status=decision.status,
        reason=decision.reason,
        second_category=decision.second_category,
        second_confidence=round(decision.second_confidence, 4),
        model=classification.model_version,
        garment=classification.garment.kind,
        remark=classification.photo.remark,
        likeliest=decision.answers[0].category,
        likeliest_confidence=round(decision.answers[0].confidence, 4),
    )


@dataclass(frozen=True)
class GarmentRow:
    """One garment that a photo shows.

    Attributes:
        kind: As ``ResultRow.garment``.
        box: Left, top, right and bottom, as shares of the photo's width and height, 0..1.
        area: Share of the photo that it covers, 0..1.
        confidence: How sure the finder is of its outline, 0..1.
    """

    kind: str
    box: tuple[float, float, float, float]
    area: float
    confidence: float


@dataclass(frozen=True)
class Answer:
    """The answer for one file with all that could be chosen on it.

    Attributes:
        row: For the garment that was judged.
        chosen: Its place in ``garments``, from 0, or ``whole``; None when refused.
        garments: What was found, the item for sale first; empty when refused.
        answers: All eleven, the likeliest first; empty when refused.
    """

    row: ResultRow
    chosen: int | str | None = None
    garments: tuple[GarmentRow, ...] = ()
    answers: tuple[RankedAnswer, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the row's fields and the others side by side."""
        lists = {name: [asdict(part) for part in getattr(self, name)] for name in ("garments", "answers")}
        return asdict(self.row) | {"chosen": self.chosen} | lists


def answer_of(file: str, classification: Classification) -> Answer:
    """Return the answer for a photo that was read."""
    chosen = classification.chosen
    return Answer(
        row=result_row(file, classification),
        chosen="whole" if chosen == WHOLE else chosen,
        garments=tuple(_garment_row(garment) for garment in classification.found.garments),
        answers=tuple(
            RankedAnswer(answer.category, round(answer.confidence, 4)) for answer in classification.decision.answers
        ),
    )


def _garment_row(garment: Garment) -> GarmentRow:
    left, top, right, bottom = (round(float(edge), 4) for edge in garment.box)
    return GarmentRow(
        kind=garment.kind,
        box=(left, top, right, bottom),
        area=round(garment.area, 4),
        confidence=round(garment.confidence, 4),
    )


def refused_row(file: str, reason: str, model: str) -> ResultRow:
    """Return the row of a file that is not a photo we accept."""
    return ResultRow(file, "", None, "refused", reason, "", None, model, "")


def cells(row: ResultRow) -> dict[str, str]:
    """Return the row as text cells that no spreadsheet runs as a formula, None as an empty cell."""
    return {name: "" if value is None else safe_cell(str(value)) for name, value in asdict(row).items()}


def safe_cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it instead of running it.

    A cell that starts with ``= + - @``, a tab or a line break gets a leading apostrophe
    (OWASP, "CSV Injection").
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def list_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named by ``paths``: a file as it is, a folder as all files below it, sorted by name.

    What computers put beside photos is left out. A path that does not exist is kept, to be refused by name.
    """
    return [file for path in paths if was_named(path) for file in (_below(path) if path.is_dir() else [path])]


def _below(folder: Path) -> list[Path]:
    """Return the files below a folder, and the folders that cannot be opened, which are then refused by name."""
    closed: list[OSError] = []
    found = [Path(root) / name for root, _, names in os.walk(folder, onerror=closed.append) for name in names]
    found += [Path(str(error.filename)) for error in closed]
    return sorted(file for file in found if not is_clutter(str(file.relative_to(folder))))


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

    Raises:
        DecodersBusy: Nothing can be said of it just now.
    """
    try:
        return answer_of(name, classifier.classify(data, chosen))
    except DecodersBusy:
        raise
    except (PhotoRefused, NoSuchGarment) as error:
        return Answer(refused_row(name, str(error), classifier.version))
    except Exception as error:  # one strange file must not end a run of thousands
        return Answer(refused_row(name, fault_in_words(error), classifier.version))


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file. Check the path."
    return f"The file cannot be opened ({error.strerror}). Check that it may be read."
