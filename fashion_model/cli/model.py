"""Commands on models: ``classify``, ``train``, ``study``, ``evaluate`` and ``analyse``."""

import argparse
import csv
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from tqdm import tqdm

from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.analysis.score_files import SCORES_FOLDER, save_scores, scores_of_model
from fashion_model.analysis.study import STUDY_FOLDER, StudyConclusions, conclude, write_study
from fashion_model.cli.terminal import ALL_WELL, NOBODY_READS, SOME_REFUSED, say_wrong
from fashion_model.evaluation.baselines import HonestScores, honest_scores
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.results import COLUMNS, cells, classify_files, list_files
from fashion_model.settings import Settings

_FIRST_COLUMNS = 9
"""Results of earlier versions have so many."""


def classify_command(options: argparse.Namespace, settings: Settings) -> int:
    """Classify files; returns 0, 1 when some were refused, 2 when nothing could be done, 141 when nobody reads on."""
    output_file: Path | None = options.output
    if output_file and _holds_something_else(output_file):
        return say_wrong(f"“{output_file.name}” exists and holds something else. Choose another name for the output.")
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
    header = ",".join(COLUMNS[:_FIRST_COLUMNS]).encode()
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
        f"{count_of(total, 'file', 'files')}: {statuses['auto']} auto "
        f"({statuses['auto'] / total:.0%} coverage), {statuses['review']} review, {statuses['refused']} refused"
    )


def train_command(options: argparse.Namespace, settings: Settings) -> int:
    """Train and serve the result; returns 0, or 2 when the data or the programs it needs are missing."""
    try:
        from fashion_model.training.config import TrainingConfig, trial
        from fashion_model.training.data.download import DatasetError
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
    from fashion_model.training.data.download import DatasetError
    from fashion_model.training.rescore import rescore

    try:
        report = rescore(load_classifier(settings), settings)
    except (ArtifactError, DatasetError) as error:
        return say_wrong(str(error))
    print(json.dumps(report.as_dict(), indent=1) if options.json else report.as_text())
    return ALL_WELL if report.is_as_published else SOME_REFUSED


def analyse_command(options: argparse.Namespace, settings: Settings) -> int:
    """Analyse the served model and keep the scores; returns 0, or 2 when a model, data or a program is missing."""
    try:
        from fashion_model.training.data.download import DatasetError
        from fashion_model.training.data.votes import load_votes
    except ModuleNotFoundError as error:
        return say_wrong(f"The analysis needs {error.name}, which is not installed here. `make train` installs it.")
    try:
        classifier = load_classifier(settings)
        _keep_scores([classifier.artifact.folder, *options.earlier], settings.artifacts_dir / SCORES_FOLDER)
        votes = load_votes(settings.votes_dir, settings.cache_dir)
        figures, scores = _analyse(classifier, votes, settings)
    except (ArtifactError, DatasetError) as error:
        return say_wrong(str(error))
    except OSError as error:
        return say_wrong(f"The analysis cannot be written ({error.strerror}). Make room in the folder of the models.")
    sys.stdout.write("\n".join(analysis_sentences(figures, scores)) + "\n")
    return ALL_WELL


def _keep_scores(models: list[Path], folder: Path) -> None:
    for model in models:
        _say(f"Kept: {save_scores(scores_of_model(model), folder)}")


def _analyse(classifier: Classifier, votes: np.ndarray, settings: Settings) -> tuple[dict[str, Any], HonestScores]:
    from fashion_model.training.analysis.analysis import analyse, load_analysis_data
    from fashion_model.training.analysis.package import write_analysis

    data = load_analysis_data(classifier.artifact, settings.dataset_dir, votes)
    analysis = analyse(classifier, data, _say)
    figures = write_analysis(settings.artifacts_dir / ANALYSIS_FOLDER, analysis, data, classifier.version)
    near_duplicate = np.array([bool(several) for several in analysis.near_duplicates])
    return figures, honest_scores(data.test.labels, data.predicted, near_duplicate, analysis.people_agree)


def analysis_sentences(figures: dict[str, Any], scores: HonestScores) -> list[str]:
    """Return what was found out, a line each."""
    clean, agreed = scores.without_near_duplicates, scores.where_people_agree
    return [
        f"people, by plurality: {figures['human_accuracy']:.2%} of the {figures['test_pictures']:,} test pictures",
        f"the network: {scores.all_pictures.accuracy:.2%} on all of them",
        f"  {clean.accuracy:.2%} on the {clean.pictures:,} without near-duplicate among the training pictures",
        f"  {agreed.accuracy:.2%} on the {agreed.pictures:,} that at least two thirds of the people put together",
        f"its {figures['errors']} errors, as people see them:",
        *(f"  {count:>4} {verdict}" for verdict, count in figures["verdicts"].items()),
    ]


def _say(line: str) -> None:
    tqdm.write(line, file=sys.stderr)


def study_command(options: argparse.Namespace, settings: Settings) -> int:
    """Run the study and write its table; returns 0, or 2 when data, programs or the place for the table are missing."""
    try:
        from fashion_model.training.data.download import DatasetError
        from fashion_model.training.study.study import run_study, study_trial
        from fashion_model.training.study.train import StudyConfig, candidates
    except ModuleNotFoundError as error:
        return say_wrong(f"The study needs {error.name}, which is not installed here. `make train` installs it.")
    config = study_trial(StudyConfig(), options.epochs, options.pictures)
    folder: Path | None = options.output
    if folder is None and config == StudyConfig():
        folder = settings.artifacts_dir / STUDY_FOLDER
    try:
        study = run_study(candidates(config.seeds[0]), config, settings.dataset_dir, settings.cache_dir, _say)
        where = (
            f"Written to {write_study(study, folder)}." if folder else "Not written: a trial. --output changes that."
        )
    except DatasetError as error:
        return say_wrong(str(error))
    except OSError as error:
        return say_wrong(f"The study cannot be written ({error.strerror}). Choose another folder with --output.")
    _say(where)
    sys.stdout.write("\n".join(study_sentences(conclude(study))) + "\n")
    return ALL_WELL


def study_sentences(conclusions: StudyConclusions) -> list[str]:
    """Return the conclusions, a line each."""
    return [line for part in astuple(conclusions) for line in ([part] if isinstance(part, str) else part)]
