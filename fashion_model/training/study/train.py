"""Trains one candidate of the study by the schedule that is the same for all."""

import time
from dataclasses import dataclass
from itertools import product

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import per_category_scores
from fashion_model.evaluation.study import CandidateResult, Kind, StudyEpoch
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.layers import describe_layers

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
    run = _Run(candidate, data, config)
    history = []
    for epoch in range(config.epochs):
        loss, accuracy = run.epoch(epoch)
        validation_loss, predictions = run.validate()
        right = float((predictions == data.validation.labels).mean())
        figures = (round(figure, _DECIMALS) for figure in (loss, accuracy, validation_loss, right))
        history.append(StudyEpoch(epoch + 1, *figures))
    return Measured(run.result(tuple(history), predictions), predictions)


class _Run:
    """Training under way, with its seconds."""

    def __init__(self, candidate: Candidate, data: StudyData, config: StudyConfig) -> None:
        keras.utils.set_random_seed(candidate.seed)
        self._candidate, self._data, self._config = candidate, data, config
        self._network = build_candidate(candidate, config.precision)
        self._steps = len(data.train.labels) // config.batch
        self._optimizer = keras.optimizers.Adam(_schedule(config, self._steps))
        self._optimizer.build(self._network.trainable_variables)
        pictures = tf.TensorSpec((config.batch, 28, 28, 1), tf.float32)
        labels = tf.TensorSpec((config.batch,), tf.int64)
        self._step = tf.function(self._one_step, input_signature=(pictures, labels))
        self._step.get_concrete_function()  # or the time to compile would be counted as training
        self._training_s = self._processor_s = 0.0

    def epoch(self, epoch: int) -> tuple[float, float]:
        """Train one epoch; returns mean loss in nats and share right. Fewer pictures than a batch are left over."""
        rng = np.random.default_rng((self._candidate.seed, epoch))
        batches = rng.permutation(len(self._data.train.labels))[: self._steps * self._config.batch]
        started, processor_started = time.monotonic(), time.process_time()
        seen = [self._learn(chosen, rng) for chosen in batches.reshape(self._steps, -1)]
        self._training_s += time.monotonic() - started
        self._processor_s += time.process_time() - processor_started
        loss, accuracy = np.mean(seen, axis=0)
        return float(loss), float(accuracy)

    def _learn(self, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        pictures = _half_flipped(self._data.train.pictures[chosen], rng)
        learned: np.ndarray = self._step(
            pictures[..., None].astype(np.float32), self._data.train.labels[chosen].astype(np.int64)
        ).numpy()
        return learned

    def _one_step(self, pictures: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        """Learn from one batch; returns ``(2,)``: its mean loss and its share right."""
        with tf.GradientTape() as tape:
            logits = self._network(pictures, training=True)
            loss = ops.mean(ops.sparse_categorical_crossentropy(labels, logits, from_logits=True))
        weights = self._network.trainable_variables
        self._optimizer.apply(tape.gradient(loss, weights), weights)
        right = ops.equal(ops.argmax(logits, axis=-1), ops.cast(labels, "int32"))
        return ops.stack([loss, ops.mean(ops.cast(right, "float32"))])

    def validate(self) -> tuple[float, np.ndarray]:
        """Return the mean cross-entropy on the validation pictures, and the answers ``(N,)`` uint8."""
        validation = self._data.validation
        pictures = validation.pictures[..., None].astype(np.float32)
        logits = self._network.predict(pictures, batch_size=500, verbose=0)
        losses = keras.losses.sparse_categorical_crossentropy(validation.labels, logits, from_logits=True)
        return float(np.mean(losses)), logits.argmax(axis=1).astype(np.uint8)

    def result(self, history: tuple[StudyEpoch, ...], predictions: np.ndarray) -> CandidateResult:
        """Return the figures after the last epoch."""
        labels = self._data.validation.labels
        scores = per_category_scores(labels, predictions, len(CATEGORIES))
        return CandidateResult(
            kind=self._candidate.kind,
            filters=self._candidate.filters,
            kernel=self._candidate.kernel,
            hidden=self._candidate.hidden,
            seed=self._candidate.seed,
            layers=describe_layers(self._network),
            training_s=round(self._training_s, _DECIMALS),
            processor_s=round(self._processor_s, _DECIMALS),
            validation_pictures=len(labels),
            right=int((predictions == labels).sum()),
            validation_loss=history[-1].validation_loss,
            recalls=tuple(round(score.recall, _DECIMALS) for score in scores),
            history=history,
        )


def _schedule(config: StudyConfig, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    total = config.epochs * steps
    return keras.optimizers.schedules.CosineDecay(
        config.peak_learning_rate / 50,
        decay_steps=total - total // 10,
        warmup_target=config.peak_learning_rate,
        warmup_steps=total // 10,
    )


def _half_flipped(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirror each of ``(B, 28, 28)`` left to right, half of the time."""
    mirrored = rng.random(len(pictures)) < 0.5
    return np.where(mirrored[:, None, None], pictures[..., ::-1], pictures)
