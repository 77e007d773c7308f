"""CSV lists: encoding, delimiter and rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.cells import Cell, RowProblem, SheetRow, Table, typed_cell, without_empty_end
from fashion_model.catalogue.lists.columns import has_skus
from fashion_model.catalogue.names import printable

_DELIMITERS = (",", ";", "\t", "|")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_SAMPLE = 80
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_SEP_LINE = re.compile(r"""\s*["']?sep=(?P<delimiter>[^\w\s"']|\t)["']?[;,|\t ]*(?:\r\n|\r|\n|$)""", re.IGNORECASE)
"""Excel's own first line, which names the delimiter and is not shown as a row; programs that save it again quote it."""

_SAVE_AS_UTF_8 = "Save it as “CSV UTF-8” and send it again."

_Records = Iterator[tuple[int, list[str]]]


def read_csv(data: bytes, file_name: str) -> Table:
    """Open a CSV file whose columns are separated by commas, semicolons, tabs, bars, or as a line ``sep=`` says.

    Args:
        data: UTF-8, UTF-16 with its mark in front, or else Windows-1252, which is told in ``warnings``.
        file_name: As it was sent; for messages.

    Raises:
        InvalidList: It is in another encoding, not text, or its quotation marks do not match; the last also while
            ``rows`` are read.
    """
    text, encoding = _decoded(data, file_name)
    warnings = (_guessed(text),) if encoding == "Windows-1252" else ()
    said = _SEP_LINE.match(text)
    text = text[said.end() :] if said else text
    delimiter = said["delimiter"] if said else _delimiter(text, file_name)
    _, names = next(_records(text, delimiter, file_name), (0, []))
    header = without_empty_end(names)

    def rows(places: Sequence[int]) -> Iterator[SheetRow]:
        for number, values in islice(_records(text, delimiter, file_name), 1, None):
            yield SheetRow(number, _cells(values, places), any(value.strip() for value in values[len(header) :]))

    return Table(encoding, header, rows, warnings)


def _cells(values: list[str], places: Sequence[int]) -> tuple[Cell, ...]:
    return tuple(typed_cell(values[place]) if place < len(values) else Cell("") for place in places)


def _decoded(data: bytes, file_name: str) -> tuple[str, str]:
    encoding = "UTF-16" if data.startswith(_UTF_16_MARKS) else "UTF-8"
    try:
        text = data.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding == "UTF-16":
            raise InvalidList(f"“{file_name}” starts like UTF-16 but is damaged. {_SAVE_AS_UTF_8}") from error
        text, encoding = _as_windows_1252(data, file_name), "Windows-1252"
    if "\x00" in text:
        raise InvalidList(f"“{file_name}” is not a text file. Send the list as CSV in UTF-8, or as XLSX.")
    return text, encoding


def _as_windows_1252(data: bytes, file_name: str) -> str:
    """Return bytes that are not UTF-8 as the text that older spreadsheets on Windows write.

    A file with more letters in good UTF-8 than broken ones is a damaged UTF-8 file: as Windows-1252 its good letters
    would turn into pairs such as Ã¶.
    """
    attempt = data.decode("utf-8-sig", errors="replace")
    broken = attempt.count("\N{REPLACEMENT CHARACTER}")
    if len(_OUTSIDE_ASCII.findall(attempt)) - broken > broken:
        line = attempt[: attempt.index("\N{REPLACEMENT CHARACTER}")].count("\n") + 1
        raise InvalidList(f"“{file_name}” is UTF-8, but line {line} has bytes that are not. {_SAVE_AS_UTF_8}")
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise InvalidList(f"The encoding of “{file_name}” is unknown. {_SAVE_AS_UTF_8}") from error


def _guessed(text: str) -> RowProblem:
    """Return the warning that shows the first line on which a wrong guess of the encoding can be seen."""
    first = _OUTSIDE_ASCII.search(text)
    at = first.start() if first else 0
    start = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_SAMPLE // 2)
    sample = printable(text[start : start + _LONGEST_SAMPLE].splitlines()[0])
    return RowProblem(
        None,
        "",
        f"The file is not UTF-8; it was read as Windows-1252, in which a line reads “{sample}”. If a letter in it is "
        "wrong, save the list as “CSV UTF-8” and send it again.",
    )


def _delimiter(text: str, file_name: str) -> str:
    """Return the delimiter with which the header has a SKU column, or else the one that gives most columns."""
    headers = {delimiter: _header(text, delimiter, file_name) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: (has_skus(headers[delimiter]), len(headers[delimiter])))


def _header(text: str, delimiter: str, file_name: str) -> list[str]:
    try:
        _, names = next(_records(text, delimiter, file_name), (0, []))
    except InvalidList:  # quotation marks that do not match with this delimiter
        return []
    return names


def _records(text: str, delimiter: str, file_name: str) -> _Records:
    """Yield number and cells of each row that is not empty; a quoted cell may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            if any(value.strip() for value in values):
                yield number, values
    except csv.Error as error:
        raise InvalidList(
            f"The quotation marks of “{file_name}” do not match from row {number + 1} on. Put text with quotation "
            "marks in quotation marks and double those inside it, or send the list as XLSX."
        ) from error
