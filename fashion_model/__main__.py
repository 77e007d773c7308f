"""The command line: ``python -m fashion_model`` and one of its commands, which ``--help`` lists."""

import argparse
import sys
from pathlib import Path
from typing import TypeAlias

from fashion_model.catalogue.deliveries.zip_names import ENCODINGS
from fashion_model.cli.model import analyse_command, classify_command, evaluate_command, study_command, train_command
from fashion_model.settings import Settings, SettingsError, get_settings

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_DESCRIPTION = "Put clothing items into the right category from a photo."
_CLASSIFY = """\
Classify photos and write one row per file:
  file,category,confidence,status,reason,second_category,second_confidence,model,garment,remark,
  likeliest,likeliest_confidence

status is one of
  auto     sure enough to stand without a person
  review   a best guess; `reason` says why a person should look
  refused  not a picture that is accepted; `category` is empty, `reason` says what to do

garment is what was judged, the item for sale: top, bottom, dress, footwear, bag,
accessory, item (found without telling which) or whole picture

Folders are searched with all their subfolders; hidden files in them are left out.
Cells that a spreadsheet would run as a formula start with an apostrophe.

examples:
  python -m fashion_model classify shirt.jpg
  python -m fashion_model classify delivery/ more/*.heic --output results.csv

exit status: 0 all files were read, 1 some were refused, 2 wrong usage
"""
_DELIVER = """\
Take photos in as a delivery, as the Deliveries page does, and classify them: files
with the same SKU belong to one item. Shows which photos belong to which items and
asks before anything is saved to an item. Afterwards the items are in the catalogue,
and those that a person should look at are on the Review page.

A folder's own name stands in front of the names of its files. Called again with the
same name, or with --resume and the delivery's number, it goes on where it stopped;
files that are there already are not taken in again. Run it on the server, with the
settings of the application: photos wait in FASHION_SPOOL_DIR.

how a file's name gives the SKU (--rule)
  before-view  what stands before a view or number: TS-1042_2.jpg, TS-1042-front.jpg
  whole-name   the name without its ending
  folder-name  the name of the folder
  own-pattern  the group "sku" of the regular expression given to --pattern

Where names leave a doubt (TS-8003_001.jpg: photo 1, or an item of its own?), nothing is
guessed: it is said, and those photos are left out until you answer, with --asked for all
of them, with --answer FAMILY=SKU for one family, or on the Deliveries page.

examples:
  python -m fashion_model deliver Tuesday/ --name "Tuesday" --person "Ann Smith"
  python -m fashion_model deliver shoes.zip --name Shoes --person Ann --yes --leave

exit status: 0 all photos were accepted, 1 some were refused or left out, 2 nothing
             could be done, 130 stopped with Ctrl-C
"""
_IMPORT = """\
Take in a list of items, CSV or XLSX: a column of SKUs, and of titles and categories if
there are any. Which column is which is guessed from its name (Artikelnummer, Référence,
Variant SKU, …), shown, and can be said with --column; what was said is remembered for the
next list with the same header. Product exports of Shopify, WooCommerce, Akeneo and Magento
are read as they are. Of a workbook the first visible sheet with SKUs is read, without rows
that are hidden or filtered out. Shows what would change, and everything that is wrong with
it, and asks before it is saved. It can be undone as a whole on the Deliveries page.

examples:
  python -m fashion_model import spring.xlsx --sheet Items --person "Ann Smith"
  python -m fashion_model import erp.csv --column sku=Material --column title=Text --yes

exit status: 0 every row was accepted, 1 rows were left out, 2 nothing could be done
"""
_EXPORT = """\
Write the items of the catalogue into a new file, CSV or XLSX by its name's ending. With
--shop, write those with a category as a list that the shop system takes back.

examples:
  python -m fashion_model export --output to-review.xlsx --status review
  python -m fashion_model export --output products.csv --shop shopify

exit status: 0 the file was written, 2 it was not
"""
_ALIKE = """\
List the items whose SKUs a person may take for each other, such as TS-1O42 and TS-1042,
with the characters that no plain keyboard has. Nothing is changed. The Catalogue page
shows the same with the filter “SKU looks like another one”.

exit status: 0 there are none, 1 there are some, 2 the catalogue cannot be used
"""
_MOVE = """\
Copy the whole catalogue of FASHION_DATABASE_URL into an empty database, from SQLite to
PostgreSQL or back: all or nothing, under the same numbers, and counted afterwards.
Stop the application first: what it writes meanwhile is not copied. Photos stay where
they are.

examples:
  python -m fashion_model move --to postgresql://shop@db.example/catalogue
  python -m fashion_model move --to sqlite:///data/catalogue.sqlite3

exit status: 0 copied, 2 nothing was copied
"""
STATUS_NAMES = ("done", "automatic", "review", "audit", "open", "withdrawn")
"""Those of the catalogue, which is not imported before it is needed."""
_TRAIN = """\
Train the network on Fashion-MNIST and real photos, write a model folder into
artifacts/, and serve it from the next start on. The same configuration, data and
stage versions are not trained twice; a run that was stopped goes on from its last finished
epoch. The result of a trial (--epochs, --pictures, --photos), or of a run without
photos, is not served unless you say --serve.

settings: FASHION_DATASET_DIR, FASHION_PHOTO_DATASET_DIR, FASHION_STREET_DATASET_DIR,
          FASHION_CACHE_DIR
"""
_STUDY = """\
Measure what would make the network better: small networks of 16, 32 and 64 filters
with kernels of 3, 5 and 7 pixels, and fully connected ones of equal size, trained
alike on 20,000 Fashion-MNIST pictures and scored on 5,000 others, none of them test
pictures; the best is trained again with two more seeds. Writes the table and says
what it shows. A study that was stopped goes on with its next network. The table of a
trial (--epochs, --pictures) is written only where --output says.

settings: FASHION_DATASET_DIR, FASHION_CACHE_DIR, FASHION_ARTIFACTS_DIR
"""
_EVALUATE = """\
Score the model that is served again, through the code that serves: on the
official Fashion-MNIST test pictures and, where the photo set is present, on the
photos of the test contributors. Says whether the published figures are its own.

exit status: 0 the figures are the published ones, 1 they differ, 2 wrong usage
"""
_ANALYSE = """\
Find out why the model that is served is wrong where it is wrong, and write it into
artifacts/analysis/, where the pages read it without dataset and TensorFlow: what
about 67 people said of each error, the nearest training pictures, near-duplicates,
and where the network looked. Keeps each model's answers in artifacts/scores/, so
that versions can be compared.

settings: FASHION_VOTES_DIR, FASHION_DATASET_DIR, FASHION_CACHE_DIR,
          FASHION_ARTIFACTS_DIR

example, with the answers of a version that is no longer in the folder:
  git archive OLD_COMMIT artifacts | tar -x -C /tmp/old
  python -m fashion_model analyse --earlier /tmp/old/artifacts/VERSION

exit status: 0 written, 2 a model, data or a program is missing
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options, get_settings()))
    except SettingsError as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fashion_model", description=_DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="command")
    classify = _add(commands, "classify", "classify photos, one row per file", _CLASSIFY)
    classify.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="a photo, or a folder of photos")
    classify.add_argument("--output", type=_path, help="CSV file to write (default: standard output)")
    classify.set_defaults(run=classify_command)
    _add_catalogue_commands(commands)
    train = _add(commands, "train", "train the network and write a model folder", _TRAIN)
    train.add_argument("--epochs", type=_positive, help="passes over the data (default: as shipped)")
    train.add_argument("--pictures", type=_positive, help="use only this many Fashion-MNIST pictures, for a trial")
    train.add_argument("--photos", type=_positive, help="use only this many training photos, for a trial")
    train.add_argument(
        "--serve",
        action=argparse.BooleanOptionalAction,
        help="serve the result, or leave the model that is served as it is (default: serve it unless it is a trial or "
        "knows no photos)",
    )
    train.set_defaults(run=train_command)
    study = _add(commands, "study", "measure what filters, kernels and convolutions bring", _STUDY)
    study.add_argument("--epochs", type=_positive, help="passes over the pictures, for a trial")
    study.add_argument("--pictures", type=_positive, help="learn from this many pictures only, for a trial")
    study.add_argument("--output", type=_path, metavar="FOLDER", help="folder for the table (default: artifacts/study)")
    study.set_defaults(run=study_command)
    evaluate = _add(commands, "evaluate", "score the model that is served again", _EVALUATE)
    evaluate.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    evaluate.set_defaults(run=evaluate_command)
    analyse = _add(commands, "analyse", "find out why the model that is served is wrong where it is", _ANALYSE)
    keep = "folder of an earlier model, whose answers are kept as well"
    analyse.add_argument("--earlier", nargs="+", type=_path, default=[], metavar="FOLDER", help=keep)
    analyse.set_defaults(run=analyse_command)
    return parser


def _add_catalogue_commands(commands: "_Commands") -> None:
    deliver = _add(commands, "deliver", "take photos in as a delivery and classify them", _DELIVER)
    deliver.add_argument("paths", nargs="*", type=_path, metavar="PATH", help="a folder, a zip or a photo")
    which = deliver.add_mutually_exclusive_group(required=True)
    which.add_argument("--name", type=_text, help="what the delivery is called")
    which.add_argument("--resume", type=_positive, metavar="NUMBER", help="the delivery to go on with")
    _add_person(deliver)
    rules = ("before-view", "whole-name", "folder-name", "own-pattern")
    deliver.add_argument("--rule", choices=rules, help="how a file's name gives the SKU (default: before-view)")
    deliver.add_argument("--pattern", type=_text, help='a regular expression in RE2\'s syntax with a group "sku"')
    unknown = ("create", "leave-out")
    deliver.add_argument(
        "--unknown", choices=unknown, help="what happens to photos of new SKUs (default: items are created)"
    )
    reading = "how names are written in zips that do not say so, such as cp932; the plan shows what they read as"
    deliver.add_argument("--zip-names", choices=ENCODINGS, metavar="ENCODING", help=reading)
    asked = ("one-item", "separate-items", "folder-names", "leave-out")
    deliver.add_argument("--asked", choices=asked, help="what to do with photos that names cannot tell apart")
    one = "that photos asked about are all of one item; can come several times"
    deliver.add_argument("--answer", action="append", metavar="FAMILY=SKU", help=one)
    deliver.add_argument("--leave", action="store_true", help="let the running application classify it")
    take_in = _add(commands, "import", "take in a list of items", _IMPORT)
    take_in.add_argument("list", type=_path, metavar="LIST", help="a CSV or XLSX file")
    take_in.add_argument("--name", type=_text, help="what the import is called (default: the file's name)")
    take_in.add_argument("--sheet", default="", help="the sheet to read (default: the first visible one with SKUs)")
    take_in.add_argument("--hidden-rows", action="store_true", help="read hidden and filtered rows too")
    column = "FIELD is sku, title or category, NAME the column that holds it; empty for none"
    take_in.add_argument("--column", action="append", default=[], type=_column, metavar="FIELD=NAME", help=column)
    _add_person(take_in)
    export = _add(commands, "export", "write the items into a file", _EXPORT)
    export.add_argument("--output", type=_path, required=True, help="new file, .csv or .xlsx")
    export.add_argument("--status", choices=STATUS_NAMES, help="only items of this status (default: all but withdrawn)")
    shops = ("shopify", "woocommerce", "akeneo", "magento")
    export.add_argument("--shop", choices=shops, help="write the list that this shop system takes back")
    alike = _add(commands, "alike", "list items whose SKUs look alike", _ALIKE)
    move = _add(commands, "move", "copy the catalogue into another database", _MOVE)
    move.add_argument("--to", type=_text, required=True, metavar="URL", help="address of the empty database")
    for name, command in (
        ("deliver", deliver),
        ("import", take_in),
        ("export", export),
        ("alike", alike),
        ("move", move),
    ):
        command.set_defaults(run=_with_catalogue, command=name)


def _with_catalogue(options: argparse.Namespace, settings: Settings) -> int:
    from fashion_model.cli.catalogue import run  # a second that commands without it need not wait

    return run(options, settings)


def _add_person(command: argparse.ArgumentParser) -> None:
    command.add_argument("--person", default="", help="who sends it (default: FASHION_REVIEWER)")
    command.add_argument("--yes", action="store_true", help="do not ask")


def _add(commands: "_Commands", name: str, line: str, text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=line, description=text, formatter_class=argparse.RawDescriptionHelpFormatter)


def _column(text: str) -> tuple[str, str]:
    field, sign, name = text.partition("=")
    if not sign or field not in ("sku", "title", "category"):
        raise argparse.ArgumentTypeError(f"expected sku=NAME, title=NAME or category=NAME, got “{text}”")
    return field, name


def _path(text: str) -> Path:
    return Path(_text(text))


def _text(text: str) -> str:
    """Return what was typed; blank is what a variable gives that is not set, and would mean this folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty. Name what is meant, or leave the option out")
    return text


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, got {value}")
    return value


if __name__ == "__main__":
    sys.exit(main())
