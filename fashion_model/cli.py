"""What each command does; the parser and its help texts are in ``__main__``."""

import argparse
import csv
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.bulk import classify_files, list_files
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.results import COLUMNS, cells
from fashion_model.settings import Settings

ALL_WELL, SOME_REFUSED, WRONG_USAGE = 0, 1, 2
NOBODY_READS = 141
"""What a shell reports of a program whose reader went away: 128 and the signal's number."""


def classify_command(options: argparse.Namespace, settings: Settings) -> int:
    """Classify files; returns 0, 1 when some were refused, 2 when nothing could be done, 141 when nobody reads on."""
    output_file: Path | None = options.output
    if output_file and _holds_something_else(output_file):
        return say_wrong(f"{output_file} exists and holds something else. Choose another name for the output.")
    files = [file for file in list_files(options.paths) if not _is_same(file, output_file)]
    if not files:
        return say_wrong("There is no file in the folders given. Name a photo or a folder with photos.")
    try:
        classifier = load_classifier(settings)
        with _output(output_file) as output:
            statuses = _write_rows(classifier, files, output)
    except ArtifactError as error:
        return say_wrong(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again when it ends
        return NOBODY_READS
    except OSError as error:
        return say_wrong(f"The output cannot be written ({error.strerror}). Choose another place for it.")
    print(_summary(statuses), file=sys.stderr)
    return SOME_REFUSED if statuses["refused"] else ALL_WELL


def _holds_something_else(path: Path) -> bool:
    """Return whether a file is there already that is not a result of this command, such as a photo."""
    if not path.is_file() or not path.stat().st_size:
        return False
    header = ",".join(COLUMNS).encode()
    with path.open("rb") as file:
        return file.read(len(header)) != header


def _is_same(file: Path, other: Path | None) -> bool:
    return other is not None and file.exists() and other.exists() and file.samefile(other)


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """Open the output; a name that is no UTF-8 is written with its bytes as backslash escapes."""
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        yield sys.stdout
        return
    with path.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        yield file


def _write_rows(classifier: Classifier, files: list[Path], output: TextIO) -> Counter[str]:
    """Write each row as soon as it is known, so that a run that is stopped leaves what it did."""
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    statuses: Counter[str] = Counter()
    rows = classify_files(classifier, files)
    for row in tqdm(rows, total=len(files), unit="photo", disable=None, file=sys.stderr):
        writer.writerow(cells(row))
        output.flush()
        statuses[row.status] += 1
    return statuses


def _summary(statuses: Counter[str]) -> str:
    total = statuses.total()
    return (
        f"{total} {'file' if total == 1 else 'files'}: {statuses['auto']} auto "
        f"({statuses['auto'] / total:.0%} coverage), {statuses['review']} review, {statuses['refused']} refused"
    )


def say_wrong(sentence: str) -> int:
    """Say on standard error why nothing could be done; returns the exit status that says so too."""
    print(f"python -m fashion_model: {sentence}", file=sys.stderr)
    return WRONG_USAGE


class NobodyToAsk(Exception):
    """A question came up where no terminal is."""

    def __init__(self) -> None:
        super().__init__("Nothing more was done, as nobody is there to ask. Look at the above, then add --yes.")


def agreed(question: str, yes: bool) -> bool:
    """Return whether the person at the terminal agrees.

    Args:
        question: What is asked.
        yes: Whether the person has said so beforehand.

    Raises:
        NobodyToAsk: There is no terminal.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise NobodyToAsk
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def train_command(options: argparse.Namespace, settings: Settings) -> int:
    """Train and serve the result; returns 0, or 2 when the data or the programs it needs are missing."""
    try:
        from fashion_model.training.config import TrainingConfig, trial
        from fashion_model.training.fashion_mnist import DatasetError
        from fashion_model.training.run import run
    except ModuleNotFoundError as error:
        return say_wrong(f"Training needs {error.name}, which is not installed here. `make train` installs it.")
    config = trial(TrainingConfig(), options.epochs, options.pictures, options.photos)
    try:
        result = run(config, settings, lambda line: tqdm.write(line, file=sys.stderr), options.serve)
    except DatasetError as error:
        return say_wrong(str(error))
    print(result.version)
    return ALL_WELL


def evaluate_command(options: argparse.Namespace, settings: Settings) -> int:
    """Score the served model again; returns 0, 1 when the published figures are not its own, or 2."""
    from fashion_model.training.fashion_mnist import DatasetError
    from fashion_model.training.rescore import rescore

    try:
        report = rescore(load_classifier(settings), settings)
    except (ArtifactError, DatasetError) as error:
        return say_wrong(str(error))
    print(json.dumps(report.as_dict(), indent=1) if options.json else report.as_text())
    return ALL_WELL if report.is_as_published else SOME_REFUSED
