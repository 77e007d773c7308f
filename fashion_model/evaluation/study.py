"""A study of network architectures: candidates' results and paired comparisons of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.metrics import Interval, accuracy_interval
from fashion_model.evaluation.paired import difference_range

Kind = Literal["convolutional", "fully connected"]
Question = Literal["filters", "kernel", "convolutions", "best"]


@dataclass(frozen=True)
class StudyEpoch:
    """One pass over the training pictures, and the validation pictures after it.

    Attributes:
        epoch: From 1.
        loss: Mean cross-entropy in training, in nats.
        accuracy: Share right in training, 0..1.
        validation_loss: Mean cross-entropy, in nats.
        validation_accuracy: Share right, 0..1.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True)
class CandidateResult:
    """A candidate that was trained.

    Attributes:
        kind: Of network.
        filters: Of the first block; of a fully connected network, those of the convolutional one it equals in size.
        kernel: Edge of a kernel in pixels, likewise.
        hidden: Width of the hidden layer; 0 in a convolutional network.
        seed: Of first weights, order and flips.
        layers: From the input to the output.
        training_s: Seconds on the clock for all training steps, without scoring.
        processor_s: Seconds of all processor cores together, likewise; other work on the machine counts less in it.
        validation_pictures: How many it answered.
        right: How many of them rightly.
        validation_loss: Mean cross-entropy, in nats.
        recalls: Share of each category's validation pictures that is recognised, 0..1, in the categories' order.
        history: One row an epoch.
    """

    kind: Kind
    filters: int
    kernel: int
    hidden: int
    seed: int
    layers: tuple[NetworkLayer, ...]
    training_s: float
    processor_s: float
    validation_pictures: int
    right: int
    validation_loss: float
    recalls: tuple[float, ...]
    history: tuple[StudyEpoch, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.validation_pictures or not self.validation_pictures:
            raise ValueError(f"expected 0..{self.validation_pictures} right answers, got {self.right}")
        if not self.processor_s > 0:
            raise ValueError(f"expected some seconds of training, got {self.processor_s}")
        if len(self.recalls) != len(CATEGORIES) or not all(0 <= recall <= 1 for recall in self.recalls):
            raise ValueError(f"expected {len(CATEGORIES)} recalls 0..1, got {self.recalls}")
        if not self.history:
            raise ValueError("expected at least one epoch, got none")
        if not self.parameters or not self.multiply_adds:
            raise ValueError("expected layers that learn and compute, got none")

    @property
    def name(self) -> str:
        """What it is called in words; its seed is left out."""
        if self.kind == "convolutional":
            return f"{self.filters} filters, {self.kernel}×{self.kernel}"
        return f"fully connected, {self.hidden} hidden units"

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiplications with additions for one picture."""
        return sum(layer.operations for layer in self.layers)

    @property
    def accuracy(self) -> float:
        """Share of the validation pictures that is answered rightly, 0..1."""
        return self.right / self.validation_pictures

    @property
    def interval(self) -> Interval:
        """The 95 % range of the accuracy."""
        return accuracy_interval(self.right, self.validation_pictures)


@dataclass(frozen=True)
class Comparison:
    """Two candidates on the same validation pictures.

    Attributes:
        question: ``filters`` (twice as many first), ``kernel`` (the next larger one first), ``convolutions`` (they
            first, beside fully connected of equal size) or ``best`` (it first, beside another).
        first: Name of the one.
        second: Name of the other.
        only_first: Pictures that the first alone answers rightly.
        only_second: Pictures that the second alone answers rightly.
        difference: Accuracy of the first less that of the second, -1..1.
        low: Lower end of the difference's 95 % range.
        high: Upper end.
    """

    question: Question
    first: str
    second: str
    only_first: int
    only_second: int
    difference: float
    low: float
    high: float

    def is_clear(self, spread: float) -> bool:
        """Return whether the range leaves out zero and the difference exceeds what seeds alone bring, 0..1."""
        return not self.low <= 0 <= self.high and abs(self.difference) > spread


@dataclass(frozen=True)
class Study:
    """All that was measured.

    Attributes:
        training_pictures: How many each candidate learned from.
        validation_pictures: How many each was scored on; none of them was learned from.
        epochs: Of each candidate.
        batch: Pictures a step.
        peak_learning_rate: Of Adam; the same schedule for all.
        results: One a candidate, all with the same seed.
        repeats: The best candidate with other seeds, at least one.
        comparisons: Of the results.
    """

    training_pictures: int
    validation_pictures: int
    epochs: int
    batch: int
    peak_learning_rate: float
    results: tuple[CandidateResult, ...]
    repeats: tuple[CandidateResult, ...]
    comparisons: tuple[Comparison, ...]

    def __post_init__(self) -> None:
        if not self.results:
            raise ValueError("expected at least one result")
        if {repeat.name for repeat in self.repeats} != {self.best.name}:
            raise ValueError(f"expected the best candidate, {self.best.name}, with other seeds as well")
        unknown = {name for pair in self.comparisons for name in (pair.first, pair.second)} - set(self._by_name())
        if unknown:
            raise ValueError(f"expected comparisons of results, got {sorted(unknown)}")

    @property
    def best(self) -> CandidateResult:
        """The candidate with the most right answers."""
        return best_of(self.results)

    @property
    def ranked(self) -> tuple[CandidateResult, ...]:
        """The candidates, the best first, those with the most right answers next."""
        return tuple(sorted(self.results, key=lambda result: (-result.right, result.parameters)))

    @property
    def rivals(self) -> tuple[CandidateResult, ...]:
        """The candidates over which the best's lead could be noise, without the best itself."""
        unclear = (compared for compared in self.answers_to("best") if not compared.is_clear(self.spread))
        return tuple(self.result(compared.second) for compared in unclear)

    @property
    def best_accuracies(self) -> tuple[float, ...]:
        """Accuracy of the best candidate with each seed, 0..1, the first as in ``results``."""
        return (self.best.accuracy, *(repeat.accuracy for repeat in self.repeats))

    @property
    def spread(self) -> float:
        """Highest less lowest accuracy of the best candidate over its seeds, 0..1."""
        return max(self.best_accuracies) - min(self.best_accuracies)

    def result(self, name: str) -> CandidateResult:
        """Return the candidate of that name; raises KeyError when there is none."""
        return self._by_name()[name]

    def answers_to(self, question: Question) -> tuple[Comparison, ...]:
        """Return the comparisons that answer one question."""
        return tuple(comparison for comparison in self.comparisons if comparison.question == question)

    def _by_name(self) -> dict[str, CandidateResult]:
        return {result.name: result for result in self.results}


def best_of(results: tuple[CandidateResult, ...]) -> CandidateResult:
    """Return the result with the most right answers; of equal ones that with the fewest parameters."""
    return max(results, key=lambda result: (result.right, -result.parameters))


def compare_all(results: tuple[CandidateResult, ...], right: Mapping[str, np.ndarray]) -> tuple[Comparison, ...]:
    """Compare every pair that answers a question of the study.

    Args:
        results: One a candidate.
        right: By a candidate's name, ``(N,)`` bool: which validation pictures it answered rightly.

    Raises:
        ValueError: The answers are not of the same pictures.
    """
    return tuple(
        compare(question, (first.name, right[first.name]), (second.name, right[second.name]))
        for question, first, second in _pairs(results)
    )


def compare(question: Question, first: tuple[str, np.ndarray], second: tuple[str, np.ndarray]) -> Comparison:
    """Compare two candidates by the pictures that only one of them answers rightly.

    The range is that of ``difference_range``.

    Args:
        question: What the pair answers.
        first: Its name, and ``(N,)`` bool: which pictures it answered rightly.
        second: The same of the other.

    Raises:
        ValueError: The answers are not of the same pictures, or there are none.
    """
    (first_name, first_right), (second_name, second_right) = first, second
    if first_right.shape != second_right.shape or not first_right.size:
        raise ValueError(f"expected answers to the same pictures, got {first_right.shape} and {second_right.shape}")
    only_first = int(np.count_nonzero(first_right & ~second_right))
    only_second = int(np.count_nonzero(second_right & ~first_right))
    difference = difference_range(only_first, only_second, first_right.size)
    return Comparison(
        question=question,
        first=first_name,
        second=second_name,
        only_first=only_first,
        only_second=only_second,
        difference=difference.value,
        low=difference.low,
        high=difference.high,
    )


def _pairs(results: tuple[CandidateResult, ...]) -> Iterator[tuple[Question, CandidateResult, CandidateResult]]:
    for larger, smaller in permutations(results, 2):
        kinds = (larger.kind, smaller.kind)
        if kinds == ("convolutional", "convolutional"):
            if larger.kernel == smaller.kernel and larger.filters == 2 * smaller.filters:
                yield "filters", larger, smaller
            if larger.filters == smaller.filters and larger.kernel == smaller.kernel + 2:
                yield "kernel", larger, smaller
        same = (larger.filters, larger.kernel) == (smaller.filters, smaller.kernel)
        if kinds == ("convolutional", "fully connected") and same:
            yield "convolutions", larger, smaller
    best = best_of(results)
    yield from (("best", best, other) for other in results if other is not best)
