"""The head of a list: its columns with examples, its sheets, and what a person chose of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.cells import MOST_COLUMNS, Sheet, Table, shortened
from fashion_model.catalogue.lists.columns import COLUMNS, SKU, column_key, guessed_columns, header_key
from fashion_model.catalogue.lists.shops import Shop, shop_of
from fashion_model.catalogue.names import printable, search_key

_EXAMPLES, _EXAMPLE_ROWS = 3, 30

Remembered = Mapping[str, Mapping[str, str]]
"""Columns that people chose before, by ``header_key``."""


@dataclass(frozen=True)
class ListChoices:
    """How a person wants a list to be read; nothing chosen lets the list decide."""

    sheet: str = ""
    """Name of the sheet."""
    hidden_rows: bool = False
    """Whether rows that the sheet hides or filters out are read too."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name of the column that holds ``sku``, ``title`` or ``category``; an empty name for none."""


@dataclass(frozen=True)
class ListHead:
    """What a list looks like."""

    header: tuple[str, ...]
    """Names of its columns."""
    examples: tuple[tuple[str, ...], ...]
    """For each column the first few different texts."""
    columns: Mapping[str, str]
    """Name of the column that was taken for ``sku``, ``title`` and ``category``."""
    shop: Shop | None
    """The shop system whose export it is."""
    sheet: str
    """Name of the sheet that was read; empty for a file without sheets."""
    sheets: tuple[Sheet, ...]
    """All sheets of the file."""

    @property
    def key(self) -> str:
        """What tells this header row from others."""
        return header_key(self.header)


class ColumnsUnclear(InvalidList):
    """No column looks like SKUs: a person has to choose it.

    Args:
        sentence: What was found, and what to do.
        head: What there is to choose from.
    """

    def __init__(self, sentence: str, head: ListHead) -> None:
        super().__init__(sentence)
        self.head = head


def head_of(table: Table, file_name: str, choices: ListChoices, remembered: Remembered) -> ListHead:
    """Return the head of a table, with the column of each field: as chosen, else as remembered, else as guessed.

    Args:
        table: The file.
        file_name: As it was sent; for messages.
        choices: What a person chose.
        remembered: What people chose for other lists.

    Raises:
        ColumnsUnclear: No column is the SKU's.
        InvalidList: There are too many columns, or two of a name that is needed, or none of a name that was chosen.
    """
    header = table.header
    if len(header) > MOST_COLUMNS:
        raise InvalidList(f"“{file_name}” has more than {MOST_COLUMNS} columns. Keep sku, title and category.")
    shop = shop_of([column_key(name) for name in header])
    columns = guessed_columns(header, shop, table.hidden_columns)
    if known := remembered.get(header_key(header)):  # of names that may be written in another way here
        columns = {name: _column_named(header, column, file_name) for name, column in known.items()}
    chosen = {name: _column_named(header, choices.columns[name], file_name) for name in choices.columns}
    columns = {name: column for name, column in columns.items() if column not in chosen.values()} | chosen
    columns = {name: columns[name] for name in COLUMNS if columns.get(name)}
    head = ListHead(header, _examples(table), columns, shop, table.sheet, table.sheets)
    names = [search_key(name) for name in header]
    if repeated := next((name for name in columns.values() if names.count(search_key(name)) > 1), None):
        raise InvalidList(f"“{file_name}” has more than one column “{search_key(repeated)}”. Keep one of them.")
    if SKU not in columns:
        found = ", ".join(f"“{shortened(printable(name))}”" for name in header[:5] if name) or "nothing"
        raise ColumnsUnclear(
            f"The first row of “{file_name}” has no column “sku”, but {found}. Choose the column that holds the SKUs, "
            "or name it sku.",
            head,
        )
    return head


def _column_named(header: tuple[str, ...], wanted: str, file_name: str) -> str:
    """Return a column's name as the header writes it; empty for none."""
    if not wanted.strip():
        return ""
    exact = next((name for name in header if search_key(name) == search_key(wanted.strip())), None)
    alike = next((name for name in header if column_key(name) == column_key(wanted)), None)
    if found := exact or alike:
        return found
    names = ", ".join(f"“{shortened(printable(name))}”" for name in header[:10] if name)
    raise InvalidList(f"“{file_name}” has no column “{shortened(printable(wanted))}”. Choose one of {names}.")


def _examples(table: Table) -> tuple[tuple[str, ...], ...]:
    examples: list[dict[str, None]] = [{} for _ in table.header]
    for row in islice(table.rows(range(len(table.header))), _EXAMPLE_ROWS):
        for texts, cell in zip(examples, row.cells, strict=True):
            if cell.text and not row.hidden and len(texts) < _EXAMPLES:
                texts[shortened(printable(cell.text))] = None
    return tuple(map(tuple, examples))
