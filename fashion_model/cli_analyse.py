"""The command ``analyse``: why the served model is wrong where it is wrong."""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from fashion_model.cli import ALL_WELL, say_wrong
from fashion_model.evaluation.honest_scores import HonestScores, honest_scores
from fashion_model.serving.analysis_folder import ANALYSIS_FOLDER
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.score_files import SCORES_FOLDER, load_all_scores, save_scores, scores_of_model
from fashion_model.settings import Settings


def analyse_command(options: argparse.Namespace, settings: Settings) -> int:
    """Analyse the served model and keep the scores; returns 0, or 2 when a model, data or a program is missing."""
    try:
        from fashion_model.training.fashion_mnist import DatasetError
        from fashion_model.training.votes import load_votes
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
    sys.stdout.write("\n".join(sentences(figures, scores)) + "\n")
    return ALL_WELL


def _keep_scores(models: list[Path], folder: Path) -> None:
    for model in models:
        _say(f"Kept: {save_scores(scores_of_model(model), folder)}")


def _analyse(classifier: Classifier, votes: np.ndarray, settings: Settings) -> tuple[dict[str, Any], HonestScores]:
    from fashion_model.training.analysis import analyse
    from fashion_model.training.analysis_data import load_analysis_data
    from fashion_model.training.analysis_package import write_analysis

    others = load_all_scores(settings.artifacts_dir / SCORES_FOLDER)
    data = load_analysis_data(classifier.artifact, settings.dataset_dir, votes, others)
    analysis = analyse(classifier, data, _say)
    figures = write_analysis(settings.artifacts_dir / ANALYSIS_FOLDER, analysis, data, classifier.version)
    near_duplicate = np.array([bool(several) for several in analysis.near_duplicates])
    return figures, honest_scores(data.test.labels, data.predicted, near_duplicate, analysis.people_agree)


def sentences(figures: dict[str, Any], scores: HonestScores) -> list[str]:
    """Return what was found out, a line each."""
    clean, agreed = scores.without_near_duplicates, scores.where_people_agree
    return [
        f"people: most are right on {figures['human_accuracy']:.2%} of the {figures['test_pictures']:,} test pictures",
        f"the network: {scores.all_pictures.accuracy:.2%} on all of them",
        f"  {clean.accuracy:.2%} on the {clean.pictures:,} without near-duplicate among the training pictures",
        f"  {agreed.accuracy:.2%} on the {agreed.pictures:,} that at least two thirds of the people put together",
        f"its {figures['errors']} errors, as people see them:",
        *(f"  {count:>4} {verdict}" for verdict, count in figures["verdicts"].items()),
    ]


def _say(line: str) -> None:
    tqdm.write(line, file=sys.stderr)
