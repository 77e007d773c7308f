"""Study candidates: small networks and their training, by one schedule for all."""

import time
from dataclasses import asdict, dataclass
from itertools import product

import keras
import numpy as np
from keras import layers

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import per_category_scores
from fashion_model.evaluation.study import CandidateResult, Kind, StudyEpoch
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.layers import describe_layers
from fashion_model.training.networks.resumable import warmup_then_cosine

FILTERS = (16, 32, 64)
KERNELS = (3, 5, 7)
MATCHED = ((16, 3), (32, 5), (64, 7))
"""Filters and kernel of the smallest, the middle and the largest CNN, which a fully connected network equals."""
_PIXELS, _CATEGORIES = 28 * 28, 10


@dataclass(frozen=True)
class Candidate:
    """One network of the study, before it is trained.

    Attributes:
        kind: Of network.
        filters: Of the first block, the second has twice as many; of a fully connected network, those of the
            convolutional one that it equals in parameters.
        kernel: Edge of a kernel in pixels, likewise.
        hidden: Width of the hidden layer; 0 in a convolutional network.
        seed: Of first weights, order and flips.
    """

    kind: Kind
    filters: int
    kernel: int
    hidden: int
    seed: int


def candidates(seed: int) -> tuple[Candidate, ...]:
    """Return the nine convolutional and three fully connected candidates of the study, the quick ones first."""
    sizes = product(FILTERS, KERNELS)
    convolutional = (Candidate("convolutional", filters, kernel, 0, seed) for filters, kernel in sizes)
    return (*(equal_in_size(filters, kernel, seed) for filters, kernel in MATCHED), *convolutional)


def equal_in_size(filters: int, kernel: int, seed: int) -> Candidate:
    """Return the fully connected candidate with as many parameters as a convolutional one, within 2 %."""
    parameters = build_convolutional(filters, kernel, "float32").count_params()
    hidden = round((parameters - _CATEGORIES) / (_PIXELS + 1 + _CATEGORIES))
    return Candidate("fully connected", filters, kernel, hidden, seed)


def build_candidate(candidate: Candidate, precision: str) -> keras.Model:
    """Build one candidate with first weights that Keras' seed draws.

    Args:
        candidate: Which.
        precision: Keras' name of a policy, ``float32`` or ``mixed_bfloat16``; the logits are float32.

    Returns:
        ``(B, 28, 28, 1)`` grey levels 0..255 to logits ``(B, 10)``.
    """
    if candidate.kind == "convolutional":
        return build_convolutional(candidate.filters, candidate.kernel, precision)
    return build_fully_connected(candidate.hidden, precision)


def build_convolutional(filters: int, kernel: int, precision: str) -> keras.Model:
    """Build two blocks of convolution and pooling with a dense layer after them; arguments as ``build_candidate``."""
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Rescaling(1 / 255, name="scale", dtype=precision)(picture)
    for block, width in enumerate((filters, 2 * filters), start=1):
        x = layers.Conv2D(
            width, kernel, padding="same", activation="relu", name=f"convolution{block}", dtype=precision
        )(x)
        x = layers.MaxPooling2D(2, name=f"pooling{block}", dtype=precision)(x)  # 14×14, then 7×7
    return keras.Model(picture, _logits(layers.Flatten(name="flatten", dtype=precision)(x)))


def build_fully_connected(hidden: int, precision: str) -> keras.Model:
    """Build one hidden layer that sees every pixel at once; arguments as ``build_candidate``."""
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Rescaling(1 / 255, name="scale", dtype=precision)(picture)
    x = layers.Flatten(name="flatten", dtype=precision)(x)  # (B, 784)
    return keras.Model(picture, _logits(layers.Dense(hidden, activation="relu", name="hidden", dtype=precision)(x)))


def _logits(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.Dense(_CATEGORIES, name="logits", dtype="float32")(x)


STUDY_VERSION = 1  # raise when what a candidate is, learns or is scored on changes
_DECIMALS = 5


@dataclass(frozen=True)
class StudyConfig:
    """What all candidates share.

    Attributes:
        pictures: Fashion-MNIST pictures to learn from, as many of each category.
        epochs: Passes over them.
        batch: Pictures a step.
        peak_learning_rate: Of Adam, after a tenth of the steps; a cosine to zero follows.
        seeds: Of first weights, order and flips: the first for all candidates, the others for the best again.
        split_seed: Draws the training and the validation pictures.
        precision: Keras' name of a policy: bfloat16 arithmetic with float32 weights takes half the time.
    """

    pictures: int = 20_000
    epochs: int = 8
    batch: int = 64
    peak_learning_rate: float = 3e-3  # 1e-3 leaves the small ones unfinished after 8 epochs; the largest bears it
    seeds: tuple[int, ...] = (1, 2, 3)
    split_seed: int = 7
    precision: str = "mixed_bfloat16"


@dataclass(frozen=True)
class StudyData:
    """What candidates learn from and are scored on; no test picture is among them."""

    train: LabelledPictures
    validation: LabelledPictures


@dataclass(frozen=True)
class Measured:
    """A trained candidate.

    Attributes:
        result: Its figures.
        predictions: ``(N,)`` uint8, its answers to the validation pictures.
    """

    result: CandidateResult
    predictions: np.ndarray


def train_candidate(candidate: Candidate, data: StudyData, config: StudyConfig) -> Measured:
    """Train one candidate from its first weights and score it on the validation pictures."""
    network = _compiled(candidate, config, len(data.train.labels) // config.batch)
    history, training_s, processor_s = [], 0.0, 0.0
    for epoch in range(config.epochs):
        pictures, labels = _epoch_of(data.train, config.batch, (candidate.seed, epoch))
        started, processor_started = time.monotonic(), time.process_time()
        seen = network.fit(pictures, labels, batch_size=config.batch, shuffle=False, verbose=0).history
        training_s += time.monotonic() - started
        processor_s += time.process_time() - processor_started
        loss, predictions = _validate(network, data.validation)
        right = float((predictions == data.validation.labels).mean())
        figures = (round(figure, _DECIMALS) for figure in (seen["loss"][0], seen["accuracy"][0], loss, right))
        history.append(StudyEpoch(epoch + 1, *figures))
    labels = data.validation.labels
    scores = per_category_scores(labels, predictions, len(CATEGORIES))
    result = CandidateResult(
        **asdict(candidate),
        layers=describe_layers(network),
        training_s=round(training_s, _DECIMALS),
        processor_s=round(processor_s, _DECIMALS),
        validation_pictures=len(labels),
        right=int((predictions == labels).sum()),
        validation_loss=history[-1].validation_loss,
        recalls=tuple(round(score.recall, _DECIMALS) for score in scores),
        history=tuple(history),
    )
    return Measured(result, predictions)


def _compiled(candidate: Candidate, config: StudyConfig, steps: int) -> keras.Model:
    """Build a candidate whose step is compiled: the seconds that this takes are none of training."""
    keras.utils.set_random_seed(candidate.seed)
    network = build_candidate(candidate, config.precision)
    total = config.epochs * steps
    optimizer = keras.optimizers.Adam(warmup_then_cosine(config.peak_learning_rate, total, total // 10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer, loss, metrics=["accuracy"], jit_compile=False)
    optimizer.build(network.trainable_variables)
    changing = [*network.variables, *optimizer.variables]
    first = [keras.ops.convert_to_numpy(variable) for variable in changing]
    network.fit(np.zeros((config.batch, 28, 28, 1), np.float32), np.zeros(config.batch, np.int64), verbose=0)
    for variable, value in zip(changing, first, strict=True):
        variable.assign(value)
    return network


def _epoch_of(train: LabelledPictures, batch: int, seed: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures of an epoch, half of them mirrored, and labels; fewer than a batch are left over."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(train.labels))[: len(train.labels) // batch * batch]
    pictures, is_mirrored = train.pictures[chosen], rng.random(len(chosen)) < 0.5
    shown = np.where(is_mirrored[:, None, None], pictures[..., ::-1], pictures)
    return shown[..., None].astype(np.float32), train.labels[chosen].astype(np.int64)


def _validate(network: keras.Model, validation: LabelledPictures) -> tuple[float, np.ndarray]:
    """Return the mean cross-entropy on the validation pictures, and the answers ``(N,)`` uint8."""
    logits = network.predict(validation.pictures[..., None].astype(np.float32), batch_size=500, verbose=0)
    losses = keras.losses.sparse_categorical_crossentropy(validation.labels, logits, from_logits=True)
    return float(np.mean(losses)), logits.argmax(axis=1).astype(np.uint8)
