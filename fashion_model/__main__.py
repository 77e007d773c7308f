"""The command line: ``python -m fashion_model classify | train | evaluate``."""

import argparse
import sys
from pathlib import Path

from fashion_model.cli import classify_command, evaluate_command, train_command
from fashion_model.settings import SettingsError, get_settings

_DESCRIPTION = "Put clothing items into the right category from a photo."
_CLASSIFY = """\
Classify photos and write one row per file:
  file,category,confidence,status,reason,second_category,second_confidence,model,garment

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
_TRAIN = """\
Train the network on Fashion-MNIST and real photos, write a model folder into
artifacts/, and serve it from the next start on. The same configuration, data and
code are not trained twice; a run that was stopped goes on from its last finished
epoch. The result of a trial (--epochs, --pictures, --photos), or of a run without
photos, is not served unless you say --serve.

settings: FASHION_DATASET_DIR, FASHION_PHOTO_DATASET_DIR, FASHION_STREET_DATASET_DIR,
          FASHION_CACHE_DIR
"""
_EVALUATE = """\
Score the model that is served again, through the code that serves: on the
official Fashion-MNIST test pictures and, where the photo set is present, on the
photos of the test contributors. Says whether the published figures are its own.

exit status: 0 the figures are the published ones, 1 they differ, 2 wrong usage
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
    classify.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a photo, or a folder of photos")
    classify.add_argument("--output", type=Path, help="CSV file to write (default: standard output)")
    classify.set_defaults(run=classify_command)
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
    evaluate = _add(commands, "evaluate", "score the model that is served again", _EVALUATE)
    evaluate.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    evaluate.set_defaults(run=evaluate_command)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, line: str, text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=line, description=text, formatter_class=argparse.RawDescriptionHelpFormatter)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, got {value}")
    return value


if __name__ == "__main__":
    sys.exit(main())
