"""Study run: candidates trained one by one, kept and compared."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from fashion_model.evaluation.study import CandidateResult, Study, best_of, compare_all
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import (
    CONTENT_SHA256,
    VALIDATION_PER_CATEGORY,
    LabelledPictures,
    load_fashion_mnist,
    split,
)
from fashion_model.training.study.train import (
    STUDY_VERSION,
    Candidate,
    Measured,
    StudyConfig,
    StudyData,
    train_candidate,
)

Say = Callable[[str], None]
_RESULT = TypeAdapter(CandidateResult)


def study_trial(config: StudyConfig, epochs: int | None, pictures: int | None) -> StudyConfig:
    """Return a smaller study of the same kind, to see that everything works; None leaves a choice as it is."""
    return replace(config, epochs=epochs or config.epochs, pictures=pictures or config.pictures)


def load_study_data(config: StudyConfig, dataset_dir: Path | None) -> StudyData:
    """Load the pictures of the study, as many of each category; the test pictures are left alone.

    Args:
        config: How many to learn from; a trial on few is scored on as few.
        dataset_dir: As in ``load_fashion_mnist``.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed, or has too few pictures for a step or for the study.
    """
    benchmark = load_fashion_mnist(dataset_dir, config.split_seed)
    most = int(np.bincount(benchmark.train.labels).min()) * 10
    if not config.batch <= config.pictures // 10 * 10 <= most:
        raise DatasetError(
            f"A study needs {config.batch} to {most:,} pictures to learn from, got {config.pictures:,}. "
            "Choose a number in between; tens count."
        )
    of_each = config.pictures // 10
    return StudyData(
        train=_some(benchmark.train, of_each, config.split_seed),
        validation=_some(benchmark.validation, min(of_each, VALIDATION_PER_CATEGORY), config.split_seed),
    )


def run_study(
    candidates: tuple[Candidate, ...], config: StudyConfig, dataset_dir: Path | None, cache_dir: Path, say: Say
) -> Study:
    """Train every candidate, then the best one again with the other seeds, and compare them.

    Args:
        candidates: All with the first of the seeds.
        config: What they share.
        dataset_dir: As in ``load_fashion_mnist``.
        cache_dir: Keeps each candidate's result from one run to the next.
        say: Is given a line a candidate.

    Raises:
        DatasetError: As in ``load_study_data``.
    """
    data = load_study_data(config, dataset_dir)
    folder = cache_dir / "study"
    measured = [_measured(candidate, data, config, folder, say) for candidate in candidates]
    results = tuple(candidate.result for candidate in measured)
    best = candidates[results.index(best_of(results))]
    say(f"The best is {best_of(results).name}; it is trained again with other seeds.")
    again = [_measured(replace(best, seed=seed), data, config, folder, say) for seed in config.seeds[1:]]
    right = {candidate.result.name: candidate.predictions == data.validation.labels for candidate in measured}
    return Study(
        training_pictures=len(data.train.labels),
        validation_pictures=len(data.validation.labels),
        epochs=config.epochs,
        batch=config.batch,
        peak_learning_rate=config.peak_learning_rate,
        results=results,
        repeats=tuple(repeat.result for repeat in again),
        comparisons=compare_all(results, right),
    )


def _some(pictures: LabelledPictures, of_each: int, seed: int) -> LabelledPictures:
    _, chosen = split(pictures.labels, of_each, seed)
    return pictures.take(chosen)


def _measured(candidate: Candidate, data: StudyData, config: StudyConfig, folder: Path, say: Say) -> Measured:
    """Return what was measured of a candidate before, or train it now."""
    path = folder / f"{candidate_key(candidate, config)}.npz"
    was_there = path.is_file()
    if not was_there:
        _keep(path, train_candidate(candidate, data, config))
    measured = _read(path)
    result = measured.result
    say(
        f"{result.name}, seed {result.seed}: {result.accuracy:.2%} of {result.validation_pictures:,} validation "
        f"pictures right, {result.parameters:,} parameters, {result.training_s:.0f} s"
        f"{' (trained before)' if was_there else ''}"
    )
    return measured


def candidate_key(candidate: Candidate, config: StudyConfig) -> str:
    """Return twelve hexadecimal digits that name a result: candidate, schedule, data and version."""
    shared = asdict(replace(config, seeds=()))  # how often the best is repeated does not change a candidate
    named = {"candidate": asdict(candidate), "shared": shared, "data": CONTENT_SHA256, "version": STUDY_VERSION}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]


def _keep(path: Path, measured: Measured) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    np.savez(unfinished, result=np.array(json.dumps(asdict(measured.result))), predictions=measured.predictions)
    os.replace(unfinished, path)


def _read(path: Path) -> Measured:
    with np.load(path) as kept:
        return Measured(_RESULT.validate_json(str(kept["result"])), kept["predictions"])
