"""Scope detector: fitting the detector of out-of-distribution items, and its prototypes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from fashion_model.evaluation.cosine import unit
from fashion_model.serving.scope import ITEM_FEATURES, Prototypes, ScopeDetector

STRENGTHS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
"""Inverse strengths of the penalty on the weights among which cross-validation chooses."""
FOLDS = 5
_LEAST_SCALE = 1e-3
_TRUST_IN_EMBEDDING = 0.2
"""The embedding tells the kinds that were seen best; of others, the distance to what was learned tells more."""


@dataclass(frozen=True)
class ScopeExamples:
    """Items with what the detector looks at.

    Attributes:
        features: ``(N, F)`` float32, of ``scope_features``.
        inside: ``(N,)`` bool, True for one of the ten.
        kinds: For each item its kind: what it is, in a word.
        groups: ``(N,)`` of what must not be split between fitting and checking: contributors, street photos.
    """

    features: np.ndarray
    inside: np.ndarray
    kinds: tuple[str, ...]
    groups: np.ndarray

    def take(self, chosen: np.ndarray) -> "ScopeExamples":
        """Return the items at ``chosen``, ``(N,)`` bool or indices."""
        indices = np.arange(len(self.kinds))[chosen]
        kinds = tuple(self.kinds[index] for index in indices)
        return ScopeExamples(self.features[indices], self.inside[indices], kinds, self.groups[indices])


def joined_examples(parts: Sequence[ScopeExamples]) -> ScopeExamples:
    """Return all examples together."""
    return ScopeExamples(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.inside for part in parts]),
        tuple(kind for part in parts for kind in part.kinds),
        np.concatenate([part.groups for part in parts]),
    )


def fit_scope(examples: ScopeExamples, outside_share: float) -> ScopeDetector:
    """Fit the detector.

    Each kind outside the ten weighs the same, and so do the categories inside, so that hats do not vanish beside
    shorts. The penalty is chosen by cross-validation over groups.

    Args:
        examples: Items inside and outside.
        outside_share: Of a delivery that is none of the ten, 0..1; what the probabilities assume.

    Raises:
        ValueError: There are no items inside, or none outside.
    """
    if examples.inside.all() or not examples.inside.any():
        raise ValueError("expected items inside and items outside the ten")
    return _fitted(examples, outside_share, _strength(examples, outside_share))


def out_of_fold(examples: ScopeExamples, outside_share: float) -> np.ndarray:
    """Return ``(N,)``: how probable it is that each item is inside, by a detector that did not see its group.

    With a single group there is no such detector: each item is as probable as all are on average.
    """
    return _out_of_fold(examples, outside_share, _strength(examples, outside_share))


def _strength(examples: ScopeExamples, outside_share: float) -> float:
    weights = _weights(examples, outside_share)

    def loss(strength: float) -> float:
        inside = np.clip(_out_of_fold(examples, outside_share, strength), 1e-6, 1 - 1e-6)
        return float(np.average(-np.log(np.where(examples.inside, inside, 1 - inside)), weights=weights))

    return min(STRENGTHS, key=loss)


def _out_of_fold(examples: ScopeExamples, outside_share: float, strength: float) -> np.ndarray:
    inside = np.full(len(examples.kinds), examples.inside.mean())
    groups = len(np.unique(examples.groups))
    splitter = GroupKFold(min(FOLDS, max(2, groups)))
    for fit, check in splitter.split(examples.features, groups=examples.groups) if groups > 1 else ():
        part = examples.take(fit)
        if part.inside.all() or not part.inside.any():
            inside[check] = part.inside.mean()
        else:
            inside[check] = _fitted(part, outside_share, strength).probability(examples.features[check])
    return inside


def _fitted(examples: ScopeExamples, outside_share: float, strength: float) -> ScopeDetector:
    weights = _weights(examples, outside_share)
    centre = np.average(examples.features, axis=0, weights=weights)
    scale = np.sqrt(np.average((examples.features - centre) ** 2, axis=0, weights=weights)) + _LEAST_SCALE
    scale[: max(0, len(scale) - ITEM_FEATURES)] /= _TRUST_IN_EMBEDDING
    regression = LogisticRegression(C=strength, max_iter=3000)
    with threadpool_limits(1):  # for so small a problem, more threads cost ten times what they gain
        regression.fit((examples.features - centre) / scale, examples.inside, sample_weight=weights)
    return ScopeDetector(centre, scale, regression.coef_[0], float(regression.intercept_[0]))


def _weights(examples: ScopeExamples, outside_share: float) -> np.ndarray:
    """Return ``(N,)`` summing to N: the same for each kind on its side, the sides as ``outside_share`` says."""
    weights = np.zeros(len(examples.kinds))
    kinds = np.array(examples.kinds)
    for side, share in ((True, 1 - outside_share), (False, outside_share)):
        present = np.unique(kinds[examples.inside == side])
        for kind in present:
            members = (kinds == kind) & (examples.inside == side)
            weights[members] = share / len(present) / members.sum()
    total: np.ndarray = weights * len(weights)
    return total


GROUPS = 50
"""Groups of alike items at most; on validation photos, more told no more."""


def fit_prototypes(embeddings: np.ndarray, seed: int) -> Prototypes:
    """Cluster what the photo network learned from.

    Args:
        embeddings: ``(N, D)`` float, of the close-up that serving makes of each training photo and street item.
        seed: Of the clusters' first centres.
    """
    middle = embeddings.mean(axis=0)
    directions = unit(embeddings - middle)
    with threadpool_limits(1):
        means = KMeans(min(GROUPS, len(directions)), n_init=1, random_state=seed).fit(directions).cluster_centers_
    return Prototypes(middle, unit(means))
