"""Input checks of the metrics: shapes, types and ranges, expected and got."""

import numpy as np

ROUNDING = 1e-5
"""How far above 1 a 32-bit softmax may land."""


def check_scores(labels: np.ndarray, scores: np.ndarray) -> None:
    """Raise ValueError unless labels ``(N,)`` are 0..K-1 and scores are ``(N, K)`` finite numbers."""
    if scores.ndim != 2 or scores.shape[1] < 1:
        raise ValueError(f"expected scores of shape (N, K), got {scores.shape}")
    if not np.isfinite(scores).all():
        raise ValueError("expected finite scores, got NaN or infinity")
    _check_indices(labels, len(scores), scores.shape[1], "labels")


def check_pair(labels: np.ndarray, predictions: np.ndarray, categories: int | None = None) -> None:
    """Raise ValueError unless labels and predictions are ``(N,)`` integers, 0..K-1 when K is given."""
    _check_indices(labels, len(labels), categories, "labels")
    _check_indices(predictions, len(labels), categories, "predictions")


def check_answers(confidences: np.ndarray, right: np.ndarray) -> None:
    """Raise ValueError unless confidences are ``(N,)`` numbers 0..1 and right is ``(N,)`` bool, N > 0."""
    if confidences.ndim != 1 or len(confidences) == 0:
        raise ValueError(f"expected confidences of shape (N,) with at least one, got {confidences.shape}")
    if right.shape != confidences.shape or right.dtype != np.bool_:
        raise ValueError(f"expected right of shape {confidences.shape} bool, got {right.shape} {right.dtype}")
    if not (confidences.min() >= 0 and confidences.max() <= 1 + ROUNDING):  # also refuses NaN
        raise ValueError(f"expected confidences 0..1, got {confidences.min()}..{confidences.max()}")


def _check_indices(values: np.ndarray, length: int, categories: int | None, what: str) -> None:
    if values.shape != (length,) or not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"expected {what} of shape ({length},) and integer type, got {values.shape} {values.dtype}")
    if length == 0:
        raise ValueError(f"expected at least one of the {what}, got none")
    top = np.inf if categories is None else categories - 1
    if values.min() < 0 or values.max() > top:
        raise ValueError(f"expected {what} 0..{top}, got {values.min()}..{values.max()}")
