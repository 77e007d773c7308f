"""A study with figures that can be worked out by hand."""

from dataclasses import replace

import numpy as np

from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.study import CandidateResult, Kind, Study, StudyEpoch, best_of, compare_all

PICTURES = 1000


def candidate_result(
    kind: Kind = "convolutional",
    filters: int = 16,
    kernel: int = 3,
    right: int = 900,
    parameters: int = 20_000,
    processor_s: float = 10.0,
    seed: int = 1,
) -> CandidateResult:
    """Return a result of one layer with 100 multiplications a parameter."""
    return CandidateResult(
        kind=kind,
        filters=filters,
        kernel=kernel,
        hidden=26 if kind == "fully connected" else 0,
        seed=seed,
        layers=(NetworkLayer("logits", (10,), parameters, 100 * parameters),),
        training_s=processor_s / 2,
        processor_s=processor_s,
        validation_pictures=PICTURES,
        right=right,
        validation_loss=0.3,
        recalls=(right / PICTURES,) * 10,
        history=(StudyEpoch(1, 0.5, 0.8, 0.3, right / PICTURES),),
    )


def first_right(number: int) -> np.ndarray:
    """Return ``(1000,)`` bool: the first pictures are answered rightly, so that the better one is never alone wrong."""
    return np.arange(PICTURES) < number


def study_of(*results: CandidateResult, repeats: tuple[int, ...] = (1, 2)) -> Study:
    """Return a study of these results.

    Args:
        results: Each right on the first pictures.
        repeats: How many fewer pictures the best is right on with each further seed.
    """
    best = best_of(results)
    return Study(
        training_pictures=20_000,
        validation_pictures=PICTURES,
        epochs=8,
        batch=64,
        peak_learning_rate=1e-3,
        results=results,
        repeats=tuple(replace(best, seed=seed, right=best.right - less) for seed, less in enumerate(repeats, start=2)),
        comparisons=compare_all(results, {result.name: first_right(result.right) for result in results}),
    )
