"""Error analysis of the served model: neighbours, near-duplicates, saliency and votes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.analysis.predictions import BENCHMARK_FILE, read_benchmark_predictions, readable
from fashion_model.evaluation.votes import (
    Verdict,
    agreement,
    majority,
    people_agree,
    verdicts,
    vote_entropy_bits,
    vote_shares,
)
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.classifier import Classifier
from fashion_model.training.analysis.findings import (
    SHORTLIST,
    NearDuplicate,
    Nearest,
    choose_index,
    near_duplicates,
    nearest,
    occlusion_map,
)
from fashion_model.training.data.fashion_mnist import (
    VALIDATION_PER_CATEGORY,
    LabelledPictures,
    load_test,
    load_training,
    split,
)


@dataclass(frozen=True)
class AnalysisData:
    """Pictures, answers and votes that belong together.

    Attributes:
        test: N test pictures in the official order, or some of them.
        predicted: ``(N,)`` integer, what the network chose for each.
        votes: ``(N, 10)`` integer, how many people chose each category.
        training: T training pictures in the official order, or some of them.
        learned: ``(T,)`` bool: the network learned from it; the others were kept back to watch and calibrate it.
    """

    test: LabelledPictures
    predicted: np.ndarray
    votes: np.ndarray
    training: LabelledPictures
    learned: np.ndarray


def load_analysis_data(artifact: Artifact, dataset_dir: Path | None, votes: np.ndarray) -> AnalysisData:
    """Load the pictures and the published answers of a model.

    Args:
        artifact: The model.
        dataset_dir: As in ``load_fashion_mnist``.
        votes: ``(10000, 10)`` integer.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed.
        ArtifactError: The model's published answers are damaged, or of other pictures.
    """
    test, training = load_test(dataset_dir), load_training(dataset_dir)
    kept, _ = split(training.labels, VALIDATION_PER_CATEGORY, int(artifact.manifest["training"]["seed"]))
    learned = np.zeros(len(training.labels), dtype=bool)
    learned[kept] = True
    predicted = _published_answers(artifact, test.labels)
    return AnalysisData(test, predicted, votes, training, learned)


def _published_answers(artifact: Artifact, labels: np.ndarray) -> np.ndarray:
    """Return ``(N,)``, those that the pages show: another processor may round a few pictures to other categories."""
    with readable(artifact, BENCHMARK_FILE):
        published = read_benchmark_predictions(artifact.file(BENCHMARK_FILE))
        predicted = published.probabilities.argmax(axis=1)
    if not np.array_equal(published.labels, labels):
        raise ArtifactError(
            f"{BENCHMARK_FILE} of model {artifact.version} is of other pictures than Fashion-MNIST's test set. "
            "Train the model again."
        )
    answers: np.ndarray = predicted
    return answers


NEIGHBOURS = 5
INDEX_OF_EACH = 160
"""Training pictures of each category to search in, at least: with the neighbours of all errors about 2,400, 0.7 MB."""
INDEX_SEED = 17
BLIND_PICTURES = 300
"""Test pictures for blind rounds: fifteen rounds of twenty before one comes again."""
BLIND_SEED = 23

Say = Callable[[str], None]


@dataclass(frozen=True)
class TrainingIndex:
    """The training pictures that are kept.

    Attributes:
        indices: ``(M,)`` int64, sorted, into all training pictures.
        labels: ``(M,)`` uint8.
        pictures: ``(M, 28, 28)`` uint8.
        embeddings: ``(M, D)`` float32.
    """

    indices: np.ndarray
    labels: np.ndarray
    pictures: np.ndarray
    embeddings: np.ndarray


@dataclass(frozen=True)
class BlindLot:
    """Test pictures drawn by lot, and what people said of them.

    Attributes:
        index: ``(B,)`` int64, sorted, places among the test pictures.
        majority: ``(B,)`` integer, what most people said.
        agreement: ``(B,)`` float, share of them who said it, 0..1.
    """

    index: np.ndarray
    majority: np.ndarray
    agreement: np.ndarray


@dataclass(frozen=True)
class Analysis:
    """What was found out about N test pictures, of which the network has E wrong.

    Attributes:
        errors: ``(E,)`` int64, places among the test pictures, in their order.
        label_share: ``(E,)`` float: share of people who chose the label, 0..1.
        predicted_share: ``(E,)`` float: share of people who chose what the network chose, 0..1.
        third: ``(E,)`` integer: what most people chose besides these two.
        third_share: ``(E,)`` float: share of people who chose it, 0..1.
        majority: ``(E,)`` integer: what most people chose.
        entropy_bits: ``(E,)`` float: how divided people are.
        verdicts: E verdicts.
        saliency: ``(E, 28, 28)`` uint8: where the network looked.
        neighbours: Of each error, among the pictures that the network learned from; indices into all training pictures.
        near_duplicates: Of each of the N test pictures, among all training pictures.
        people_agree: ``(N,)`` bool.
        blind: Test pictures drawn by lot.
        shown: ``(S,)`` int64, sorted: test pictures that are kept to be looked at, which are all of them.
        shown_pictures: ``(S, 28, 28)`` uint8.
        index: The training pictures that are kept.
    """

    errors: np.ndarray
    label_share: np.ndarray
    predicted_share: np.ndarray
    third: np.ndarray
    third_share: np.ndarray
    majority: np.ndarray
    entropy_bits: np.ndarray
    verdicts: tuple[Verdict, ...]
    saliency: np.ndarray
    neighbours: Nearest
    near_duplicates: tuple[tuple[NearDuplicate, ...], ...]
    people_agree: np.ndarray
    blind: BlindLot
    shown: np.ndarray
    shown_pictures: np.ndarray
    index: TrainingIndex


def analyse(classifier: Classifier, data: AnalysisData, say: Say) -> Analysis:
    """Find out about every error of the network for Fashion-MNIST pictures.

    Args:
        classifier: The model.
        data: What it is judged on and what it learned from.
        say: Is given progress, a line at a time.
    """
    errors = np.flatnonzero(data.predicted != data.test.labels)
    say(f"{len(errors)} of {len(data.predicted):,} test pictures are errors. Embedding all pictures.")
    of_test = classifier.predict(data.test.pictures).embedding
    of_training = classifier.predict(data.training.pictures).embedding
    say("Looking for near-duplicates and neighbours.")
    shortlists = nearest(of_test, of_training, min(SHORTLIST, len(of_training))).indices
    duplicates = near_duplicates(data.test.pictures, data.training.pictures, shortlists)
    neighbours = _neighbours(of_test[errors], of_training, data.learned)
    say("Hiding parts of each error to see where the network looked.")
    votes, labels, predicted = data.votes[errors], data.test.labels[errors], data.predicted[errors]
    shares, rows = vote_shares(votes), np.arange(len(errors))
    third = _third(shares, labels, predicted)
    blind = _blind(data.votes)
    return Analysis(
        errors=errors,
        label_share=shares[rows, labels],
        predicted_share=shares[rows, predicted],
        third=third,
        third_share=shares[rows, third],
        majority=majority(votes),
        entropy_bits=vote_entropy_bits(votes),
        verdicts=verdicts(votes, labels, predicted),
        saliency=_saliency(classifier, data.test.pictures[errors], predicted),
        neighbours=neighbours,
        near_duplicates=duplicates,
        people_agree=people_agree(data.votes),
        blind=blind,
        shown=np.arange(len(data.test.labels)),
        shown_pictures=data.test.pictures,
        index=_index(data, of_training, neighbours, [duplicates[error] for error in errors]),
    )


def _third(shares: np.ndarray, labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return ``(E,)``: what most people chose besides the label and what the network chose."""
    others, rows = shares.copy(), np.arange(len(shares))
    others[rows, labels] = others[rows, predicted] = -1
    third: np.ndarray = others.argmax(axis=1)
    return third


def _blind(votes: np.ndarray) -> BlindLot:
    drawn = np.random.default_rng(BLIND_SEED).permutation(len(votes))[:BLIND_PICTURES]
    index = np.sort(drawn)
    return BlindLot(index, majority(votes[index]), agreement(votes[index]))


def _neighbours(of_errors: np.ndarray, of_training: np.ndarray, learned: np.ndarray) -> Nearest:
    candidates = np.flatnonzero(learned)
    found = nearest(of_errors, of_training[candidates], NEIGHBOURS)
    return Nearest(candidates[found.indices], found.distances)


def _saliency(classifier: Classifier, pictures: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return ``(E, 28, 28)`` uint8."""
    return np.stack(
        [
            occlusion_map(picture, int(category), lambda hidden: classifier.predict(hidden).benchmark_probabilities)
            for picture, category in zip(pictures, predicted, strict=True)
        ]
    )


def _index(
    data: AnalysisData, of_training: np.ndarray, neighbours: Nearest, duplicates: list[tuple[NearDuplicate, ...]]
) -> TrainingIndex:
    """Keep all that is shown beside an error, and others the network learned from."""
    of_errors = [duplicate.training_index for several in duplicates for duplicate in several]
    needed = np.concatenate([neighbours.indices.ravel(), np.array(of_errors, dtype=np.int64)])
    indices = choose_index(data.training.labels, needed, data.learned, INDEX_OF_EACH, INDEX_SEED)
    return TrainingIndex(indices, data.training.labels[indices], data.training.pictures[indices], of_training[indices])
