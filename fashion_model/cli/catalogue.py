"""Commands ``import``, ``export``, ``alike`` and ``move``, and errors of all on the catalogue."""

import argparse
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path

from tqdm import tqdm

from fashion_model.catalogue.catalogue import LOCK_TIMEOUT_S, Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueError, CatalogueUnavailable
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.cells import RowProblem
from fashion_model.catalogue.lists.export import csv_lines, to_xlsx
from fashion_model.catalogue.lists.head import ListChoices
from fashion_model.catalogue.lists.importing import ListPlan
from fashion_model.catalogue.lists.read import ListPreview, read_list
from fashion_model.catalogue.lists.shop_export import ShopFile
from fashion_model.catalogue.names import alike_key, name_of
from fashion_model.catalogue.store.engine import normalise_url, open_engine
from fashion_model.catalogue.store.transfer import copy_catalogue
from fashion_model.cli.delivery import deliver_command
from fashion_model.cli.terminal import ALL_WELL, SOME_REFUSED, NobodyToAsk, agreed, say_wrong
from fashion_model.formats import count_of
from fashion_model.intake.errors import FolderRefused, SpoolUnavailable
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.settings import Settings

_LISTED = 20


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run the command that was chosen; what it refuses or cannot do is told in a sentence, with exit status 2."""
    try:
        return COMMANDS[options.command](options, settings)
    except (CatalogueError, SpoolUnavailable, FolderRefused, ArtifactError, NobodyToAsk) as problem:
        return say_wrong(str(problem))


def export_command(options: argparse.Namespace, settings: Settings) -> int:
    """Write the catalogue's items into a new file; returns 0, or 2 when that cannot be done."""
    output: Path = options.output
    if output.suffix.lower() not in (".csv", ".xlsx"):
        return say_wrong(f"“{output.name}” says neither CSV nor XLSX. Let the name end in .csv or .xlsx.")
    if options.shop and output.suffix.lower() != ".csv":
        return say_wrong(f"“{output.name}” is no CSV, which shop systems take back. Let the name end in .csv.")
    with closing(_opened(settings)) as catalogue:
        wanted = Search(status=options.status, order="sku")
        try:
            if options.shop:
                return _write_for_shop(catalogue.for_shop(options.shop, wanted), output)
            items = _write(catalogue, output, wanted)
        except FileExistsError:
            return say_wrong(f"“{output.name}” exists. Choose another name for the output, or remove the file first.")
        except OSError as error:
            return say_wrong(f"“{output.name}” cannot be written ({error.strerror}). Choose another place for it.")
    print(f"{count_of(items, 'item', 'items')} written to {output}", file=sys.stderr)
    return ALL_WELL


def _write_for_shop(made: ShopFile, output: Path) -> int:
    with output.open("x", encoding="utf-8", newline="") as file:
        file.write(made.csv)
    print(f"{count_of(made.products, 'product', 'products')} written to {output}", file=sys.stderr)
    for note in made.notes:
        print(f"  {note}", file=sys.stderr)
    return ALL_WELL


def _write(catalogue: Catalogue, output: Path, wanted: Search) -> int:
    """Write the items that a search finds; what is half-written is removed.

    Returns:
        How many they are.
    """
    total = catalogue.search(wanted, limit=0).total  # before there is a file: an unknown status is told here
    rows = tqdm(catalogue.every(wanted), total=total, unit="item", disable=None, file=sys.stderr)
    with output.open("xb") as file:
        try:
            lines = (line.encode() for line in csv_lines(rows))
            file.writelines(lines if output.suffix.lower() == ".csv" else [to_xlsx(rows)])
        except BaseException:
            output.unlink()
            raise
    return total


def import_command(options: argparse.Namespace, settings: Settings) -> int:
    """Import a list of items; returns 0, 1 when rows were left out, 2 when nothing could be done."""
    path: Path = options.list
    try:
        data = path.read_bytes()
    except OSError as error:
        return say_wrong(f"“{path.name}” cannot be read ({error.strerror}). Check the path.")
    with closing(_opened(settings)) as catalogue:
        codes = {code: category for category, code in catalogue.rules.codes().items() if code}
        choices = ListChoices(options.sheet, options.hidden_rows, dict(options.column))
        preview = read_list(data, path.name, codes, choices=choices, remembered=catalogue.lists.remembered())
        plan = catalogue.lists.plan(preview.rows, preview.head)
        print("\n".join(_preview(preview, plan)))
        if not plan.anything:
            print("There is nothing to save.", file=sys.stderr)
        elif agreed("Save?", options.yes):
            name, person = options.name or path.name, options.person or settings.reviewer
            delivery = catalogue.lists.save(preview.rows, name, person, preview.head)
            print(f"Saved as delivery {delivery.delivery_id} “{delivery.name}”; it can be undone as a whole.")
    return SOME_REFUSED if preview.problems or plan.problems else ALL_WELL


def _preview(preview: ListPreview, plan: ListPlan) -> Iterable[str]:
    """Yield what a list would do, line by line, then what is wrong with it."""
    problems = sorted((*preview.problems, *plan.problems), key=lambda problem: problem.row or 0)
    yield (
        f"{count_of(plan.new, 'new item', 'new items')} · {plan.changed:,} with another category · "
        f"{plan.same:,} as they are · {count_of(len(problems), 'problem', 'problems')}"
    )
    if plan.linked:
        yield f"  kept for {_shop_name(preview)} is what it needs to know of {count_of(plan.linked, 'item', 'items')}"
    taken = ", ".join(f"{field} from “{column}”" for field, column in preview.head.columns.items())
    yield f"  read are {taken}{f' of a {_shop_name(preview)} export' if preview.head.shop else ''}"
    if preview.ignored_columns:
        yield f"  left out are the columns {', '.join(preview.ignored_columns)}"
    yield from (f"  please check {_in_words(warning)}" for warning in (*preview.warnings, *plan.warnings)[:_LISTED])
    yield from (f"  left out is {_in_words(problem)}" for problem in problems[:_LISTED])
    if len(problems) > _LISTED:
        yield f"  and {len(problems) - _LISTED:,} more"


def _shop_name(preview: ListPreview) -> str:
    return preview.head.shop.name if preview.head.shop else "the shop system"


def _in_words(problem: RowProblem) -> str:
    where = f"row {problem.row}" if problem.row else "the file"
    return f"{where}{f', {problem.column}' if problem.column else ''}: {problem.sentence}"


def alike_command(_options: argparse.Namespace, settings: Settings) -> int:
    """List the items whose SKUs look like each other's, a group at a time; returns 0, or 1 when there are any."""
    with closing(_opened(settings)) as catalogue:
        rows = catalogue.every(Search(alike=True, order="sku"))
        groups = [list(group) for _, group in groupby(rows, key=lambda row: alike_key(row.sku))]
    for group in groups:
        print("\n".join(f"{row.sku} · {row.title}{_unusual_in_words(row.sku)}" for row in group), end="\n\n")
    print(f"{count_of(len(groups), 'group', 'groups')} of SKUs that look alike", file=sys.stderr)
    return SOME_REFUSED if groups else ALL_WELL


def _unusual_in_words(sku: str) -> str:
    """Return the names of characters that no plain keyboard has, by which SKUs that look the same are told apart."""
    names = ", ".join(name_of(character) for character in sku if not character.isascii())
    return f" ({names})" if names else ""


def move_command(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the whole catalogue into another database; returns 0, or 2 when nothing was copied."""
    try:
        normalise_url(options.to)
    except CatalogueUnavailable:  # which would blame a setting
        return say_wrong(
            "What was given to --to is not an address that is understood. Accepted are "
            "sqlite:///folder/file.sqlite3 and postgresql://user:password@host/database."
        )
    source, target = (open_engine(url, LOCK_TIMEOUT_S) for url in (settings.database_url, options.to))
    try:
        with tqdm(desc="Copying", unit="row", disable=None, file=sys.stderr) as bar:
            copied = copy_catalogue(source, target, lambda done, total: _show(bar, done, total))
    finally:
        source.dispose()
        target.dispose()
    print(
        f"{count_of(copied.items, 'item', 'items')} and everything that was decided about them are copied "
        f"({copied.total:,} rows, counted in both databases).\n"
        "Now set FASHION_DATABASE_URL to the new address and start the application again. The photos stay in "
        f"{settings.photos_dir}. The old database was only read: keep it until you have seen the new one at work."
    )
    return ALL_WELL


def _show(bar: "tqdm[None]", done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _opened(settings: Settings) -> Catalogue:
    return open_catalogue(settings.database_url, settings.photos_dir)


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "deliver": deliver_command,
    "import": import_command,
    "export": export_command,
    "alike": alike_command,
    "move": move_command,
}
