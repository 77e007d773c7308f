"""Lists of items: imported from spreadsheets and shop systems, and written for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile
from starlette.responses import StreamingResponse

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.cells import RowProblem, Sheet
from fashion_model.catalogue.lists.export import csv_lines, to_xlsx
from fashion_model.catalogue.lists.head import ListChoices
from fashion_model.catalogue.lists.importing import ListPlan
from fashion_model.catalogue.lists.read import USUAL_BUDGET, ListPreview, read_list
from fashion_model.catalogue.lists.shops import SHOP_NAMES
from fashion_model.web.api.errors import UNAVAILABLE, quoted
from fashion_model.web.api.gate import ForwardedUser, Person, acting_person
from fashion_model.web.api.models import RecordRoute, one_of, publish
from fashion_model.web.resources import get_catalogue

router = APIRouter(tags=["Lists"], route_class=RecordRoute, responses=UNAVAILABLE)
NOTES = "X-Export-Notes"
FORMATS = ("csv", "xlsx", *SHOP_NAMES)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AUTO = "; left out, it is remembered from the last list with the same header row, or told from its name"
_FILES: dict[str, Any] = {
    "text/csv": {
        "schema": {"type": "string"},
        "examples": {
            "magento": {"value": "sku,name,categories\nTS-1042,Striped shirt,Default Category/Shirt\n"},
            "akeneo": {"value": "sku;categories\nTS-1042;shirts\n"},
        },
    },
    _XLSX: {"schema": {"type": "string", "format": "binary"}, "examples": {"xlsx": {"value": "a workbook"}}},
}


@dataclass(frozen=True)
class ListColumn:
    """One column of a list."""

    name: str
    """As its header says."""
    examples: tuple[str, ...]
    """The first few different texts in it."""


@dataclass(frozen=True)
class ReadList:
    """What a list says, and what its import does."""

    shop: str | None
    """The shop system whose product export it is; None for another list."""
    sheet: str
    """The sheet that was read; empty for a file without sheets."""
    sheets: tuple[Sheet, ...]
    """All sheets of the file."""
    columns: tuple[ListColumn, ...]
    """All columns of the list."""
    read_from: Mapping[str, str]
    """The column that was read as `sku`, `title` and `category`."""
    hidden_rows: int
    """Number of rows that were left out because the sheet hides them or filters them out."""
    new: int
    """Number of items that are created."""
    changed: int
    """Number of items that get another category."""
    same: int
    """Number of items that stay as they are."""
    problems: tuple[RowProblem, ...]
    """Everything that is wrong with rows, which are left out."""
    warnings: tuple[RowProblem, ...]
    """What is right only if a person says so."""
    delivery_id: int | None
    """Number of the delivery by which the import is taken back; None where nothing was saved."""


publish(RowProblem, "RowProblemAnswer")
publish(Sheet, "SheetAnswer")
publish(ListColumn, "ListColumnAnswer")
publish(ReadList, "ListAnswer")


def choices_of(
    sheet: Annotated[str, Form(description="The sheet to read; the first visible one with SKUs when left out.")] = "",
    hidden_rows: Annotated[bool, Form(description="Whether hidden and filtered rows are read too.")] = False,
    sku_column: Annotated[str | None, Form(description=f"The column of SKUs{_AUTO}.")] = None,
    title_column: Annotated[str | None, Form(description=f"The column of titles, empty for none{_AUTO}.")] = None,
    category_column: Annotated[str | None, Form(description=f"That of categories, empty for none{_AUTO}.")] = None,
) -> ListChoices:
    """Return what a request chooses of a list."""
    columns = {"sku": sku_column, "title": title_column, "category": category_column}
    return ListChoices(sheet, hidden_rows, {key: column for key, column in columns.items() if column is not None})


@router.post("/lists", summary="Import a list of items")
def import_list(
    file: Annotated[UploadFile, File(description="A CSV or XLSX file, or the product export of a shop system.")],
    save: Annotated[bool, Form(description="Whether to save it; without it nothing is saved.")] = False,
    person: Annotated[str, Form(description="Who imports; needed to save.", examples=["Ann Smith"])] = "",
    name: Annotated[str, Form(description="What the import is called; the file's name when left out.")] = "",
    choices: Annotated[ListChoices, Depends(choices_of)] = ListChoices(),  # noqa: B008 # frozen
    forwarded: ForwardedUser = "",
) -> ReadList:
    """Read a list and tell what its import does and what is wrong with it; with `save`, import it as a delivery.

    The file's content tells whether it is CSV or XLSX. What is chosen of its columns is remembered once it is saved.
    """
    catalogue = get_catalogue()
    codes = {code: category for category, code in catalogue.rules.codes().items() if code}
    data, file_name = file.file.read(USUAL_BUDGET.bytes + 1), file.filename or "list"
    preview = read_list(data, file_name, codes, choices=choices, remembered=catalogue.lists.remembered())
    plan = catalogue.lists.plan(preview.rows, preview.head)
    delivery_id = None
    if save and plan.anything:
        who = acting_person(Person(person=person), forwarded)
        delivery_id = catalogue.lists.save(preview.rows, name or file_name, who, preview.head).delivery_id
    return _told(preview, plan, delivery_id)


@router.get(
    "/exports/{format}",
    summary="Export items",
    response_class=Response,
    responses={200: {"description": "The file.", "content": _FILES}},
)
def export_items(
    kind: Annotated[
        str,
        Path(
            alias="format",
            description="`csv` or `xlsx` with all that is known, or the list that a shop system takes back.",
            json_schema_extra=one_of(FORMATS),
            examples=["csv", "shopify"],
        ),
    ],
    status: Annotated[
        str | None,
        Query(description="Only items of this status; all but withdrawn ones when left out.", examples=["done"]),
    ] = None,
) -> Response:
    """Return items as a file. Lists for shop systems hold items with a category only, so that nothing is emptied there.

    What such a list leaves out stands in the header `X-Export-Notes`, percent-encoded, a sentence each, separated by
    line breaks.
    """
    catalogue, wanted = get_catalogue(), Search(status=status, order="sku")
    if kind not in FORMATS:
        raise InvalidItem(f"{quoted(kind)} is no format. Choose among {', '.join(FORMATS)}.")
    if status is not None and status not in STATUSES:
        raise InvalidItem(f"{quoted(status)} is no status. Choose among {', '.join(STATUSES)}.")
    if kind == "csv":
        return _named(StreamingResponse(csv_lines(catalogue.every(wanted)), media_type="text/csv"), "catalogue.csv")
    if kind == "xlsx":
        return _named(Response(to_xlsx(catalogue.every(wanted)), media_type=_XLSX), "catalogue.xlsx")
    made = catalogue.for_shop(kind, wanted)
    answer = _named(Response(made.csv, media_type="text/csv", status_code=HTTPStatus.OK), f"{kind}.csv")
    answer.headers[NOTES] = quote("\n".join(made.notes), safe=" ,.:")
    return answer


def _named(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _told(preview: ListPreview, plan: ListPlan, delivery_id: int | None) -> ReadList:
    head = preview.head
    return ReadList(
        shop=head.shop.key if head.shop else None,
        sheet=head.sheet,
        sheets=head.sheets,
        columns=tuple(ListColumn(*column) for column in zip(head.header, head.examples, strict=True)),
        read_from=head.columns,
        hidden_rows=preview.hidden_rows,
        new=plan.new,
        changed=plan.changed,
        same=plan.same,
        problems=(*preview.problems, *plan.problems),
        warnings=preview.warnings,
        delivery_id=delivery_id,
    )
