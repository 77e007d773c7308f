"""One row a file: the interface that scripts, spreadsheets and other systems read."""

from dataclasses import asdict, dataclass, fields

from fashion_model.serving.classifier import Classification

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class ResultRow:
    """The answer for one file.

    Attributes:
        file: Name or path as it was given.
        category: One of the ten; empty when refused.
        confidence: Calibrated probability of ``category``, 0..1; None when refused.
        status: ``auto``, ``review`` or ``refused``.
        reason: Why a person is asked or the file was refused; empty for ``auto``.
        second_category: The second likeliest; empty when refused.
        second_confidence: Its calibrated probability, 0..1; None when refused.
        model: Version of the model that answered.
    """

    file: str
    category: str
    confidence: float | None
    status: str
    reason: str
    second_category: str
    second_confidence: float | None
    model: str


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
    )


def refused_row(file: str, reason: str, model: str) -> ResultRow:
    """Return the row of a file that is not a photo we accept."""
    return ResultRow(file, "", None, "refused", reason, "", None, model)


def cells(row: ResultRow) -> dict[str, str]:
    """Return the row as text cells that no spreadsheet runs as a formula, None as an empty cell."""
    return {name: "" if value is None else safe_cell(str(value)) for name, value in asdict(row).items()}


def safe_cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it instead of running it.

    A cell that starts with ``= + - @``, a tab or a line break gets a leading apostrophe
    (OWASP, "CSV Injection").
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
