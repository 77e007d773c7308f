"""The command ``study``: what filters, kernels and convolutions bring."""

import argparse
import sys
from dataclasses import astuple
from pathlib import Path

from tqdm import tqdm

from fashion_model.cli import ALL_WELL, say_wrong
from fashion_model.evaluation.study_words import StudyConclusions, conclude
from fashion_model.serving.study import STUDY_FOLDER, write_study
from fashion_model.settings import Settings


def study_command(options: argparse.Namespace, settings: Settings) -> int:
    """Run the study and write its table; returns 0, or 2 when data, programs or the place for the table are missing."""
    try:
        from fashion_model.training.fashion_mnist import DatasetError
        from fashion_model.training.study import run_study, study_trial
        from fashion_model.training.study_networks import candidates
        from fashion_model.training.study_train import StudyConfig
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
    sys.stdout.write("\n".join(sentences(conclude(study))) + "\n")
    return ALL_WELL


def sentences(conclusions: StudyConclusions) -> list[str]:
    """Return the conclusions, a line each."""
    return [line for part in astuple(conclusions) for line in ([part] if isinstance(part, str) else part)]


def _say(line: str) -> None:
    tqdm.write(line, file=sys.stderr)
