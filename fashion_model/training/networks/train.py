"""The training loop: stage after stage, one schedule each, averaged weights, a checkpoint an epoch."""

import json
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from tqdm import tqdm

from fashion_model.training.config import Stage, TrainingConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import Batch, allowed_categories, batches_of_epoch
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, build_network
from fashion_model.training.pictures.prepare import PhotoPictures


def keep_state(path: Path, variables: Sequence[keras.Variable], history: list[Any], **arrays: Any) -> None:
    """Write variables, history and whatever else the training goes on from.

    Args:
        path: The file.
        variables: All that changes: weights, momenta, averages, steps, draws.
        history: One row an epoch, as JSON can hold it.
        arrays: More, by name: NumPy arrays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    state: dict[str, Any] = {f"w{index}": keras.ops.convert_to_numpy(one) for index, one in enumerate(variables)}
    np.savez(unfinished, **state, **{**arrays, "history": np.array(json.dumps(history))})
    os.replace(unfinished, path)


def read_state(path: Path, variables: Sequence[keras.Variable]) -> tuple[list[Any], Mapping[str, np.ndarray]]:
    """Put the variables back as they were.

    Args:
        path: What ``keep_state`` wrote.
        variables: The same, in the same order.

    Returns:
        The history, and the arrays by name.
    """
    with np.load(path) as kept:
        for index, variable in enumerate(variables):
            variable.assign(kept[f"w{index}"])
        return json.loads(str(kept["history"])), {name: kept[name] for name in kept.files if name[0] != "w"}


BENCHMARK_VERSION = 1  # raise when what a stage of Fashion-MNIST alone learns, or how, changes
BOTH_DOMAINS_VERSION = 1  # raise when what a stage of Fashion-MNIST and photos learns, or how, changes
Row = dict[str, float | str]
_MEASURED = 100
"""Batches over which norms are measured anew."""


@dataclass(frozen=True)
class TrainingData:
    """What a run learns from and watches itself on; no test picture is among them."""

    train: LabelledPictures
    validation: LabelledPictures
    train_photos: PhotoPictures
    validation_photos: PhotoPictures


@dataclass(frozen=True)
class Trained:
    """What stages left.

    Attributes:
        network: Float32, averaged weights, two outputs of logits.
        history: One row an epoch, keys as in ``HISTORY_COLUMNS``.
    """

    network: keras.Model
    history: list[Row]


def new_network(config: TrainingConfig) -> keras.Model:
    """Build the network in float32, with first weights that the seed draws."""
    keras.utils.set_random_seed(config.seed)
    shape = config.network
    return build_network(shape.stem, shape.widths, shape.blocks, shape.dropout)


def train_stage(
    start: Trained,
    data: TrainingData,
    stage: Stage,
    config: TrainingConfig,
    checkpoint: Path,
    say: Callable[[str], None],
) -> Trained:
    """Train one stage, going on from the last finished epoch in ``checkpoint`` when there is one.

    Args:
        start: The network to go on from, and what came before.
        data: Training and validation pictures.
        stage: The stage's choices.
        config: The run's choices.
        checkpoint: The file that keeps the stage's state after each epoch.
        say: Is given one line an epoch.

    Returns:
        The network with averaged weights, and the whole history.
    """
    run = _StageRun(start, data, stage, config)
    run.restore(checkpoint)
    with tqdm(total=stage.epochs, initial=len(run.history), unit="epoch", disable=None, desc=stage.name) as bar:
        while len(run.history) < stage.epochs:
            run.history.append(run.epoch(len(run.history)))
            run.save(checkpoint)
            bar.update()
            say(_epoch_line(run.history[-1], stage))
    finished = new_network(config)
    finished.set_weights(run.averaged_weights())
    if stage.joined_with_start:
        finished = _joined(start.network, finished, data, stage, config)
    return Trained(finished, [*start.history, *run.history])


def _joined(
    first: keras.Model, second: keras.Model, data: TrainingData, stage: Stage, config: TrainingConfig
) -> keras.Model:
    """Return the network between two that one stage leads from and to.

    Source: Wortsman et al., "Model soups", ICML 2022; the norms' statistics are measured anew, as Izmailov et al.,
    "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018, do.
    """
    between = new_network(config)
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    between.set_weights([(one + other) / 2 for one, other in pairs])
    unknown = np.full(len(data.train.labels), np.inf, dtype=np.float32)
    batches = batches_of_epoch(data.train, data.train_photos, stage, unknown, config.seed, stage.epochs)
    measure_statistics(between, (batch.pictures for batch in islice(batches, _MEASURED)))
    return between


def measure_statistics(network: keras.Model, pictures: Iterable[np.ndarray]) -> None:
    """Set the norms' means and variances to their averages over batches of pictures ``(B, 28, 28, 1)``."""
    norms = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    kept = [norm.momentum for norm in norms]
    for number, batch in enumerate(pictures, start=1):
        for norm in norms:
            norm.momentum = 1 - 1 / number
        network(batch, training=True)
    for norm, momentum in zip(norms, kept, strict=True):
        norm.momentum = momentum


class _StageRun:
    """A stage under way: the network, its optimizer, and how well each Fashion-MNIST picture was known."""

    def __init__(self, start: Trained, data: TrainingData, stage: Stage, config: TrainingConfig) -> None:
        self._data, self._stage, self._config = data, stage, config
        keras.utils.set_random_seed(config.seed)
        self._network = _in_precision(config, start.network)
        self._optimizer = keras.optimizers.SGD(
            stage.peak_learning_rate,
            momentum=0.9,
            nesterov=True,
            weight_decay=stage.weight_decay,
            use_ema=True,
            ema_momentum=stage.average_momentum,
        )
        self._optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
        self._optimizer.build(self._network.trainable_variables)
        self._step = tf.function(self._one_step)
        self._losses = np.full(len(data.train.labels), np.inf, dtype=np.float32)
        self.history: list[Row] = []

    def epoch(self, epoch: int) -> Row:
        """Train one epoch and score the averaged weights on validation data."""
        started = time.monotonic()
        seen = _Seen()
        steps = len(self._data.train.labels) / self._stage.benchmark_batch
        for number, batch in enumerate(self._batches(epoch)):
            self._optimizer.learning_rate = _learning_rate(self._stage, epoch + min(1.0, number / steps))
            pictures, allowed, benchmark_weights, photo_weights, indices = batch
            losses, right, photo_loss = self._step(pictures, allowed, benchmark_weights, photo_weights)
            self._losses[indices.numpy()] = losses.numpy()
            seen.add(losses.numpy(), right.numpy(), benchmark_weights.numpy()[: len(losses)], float(photo_loss))
        return self._row(epoch, seen, started)

    def _batches(self, epoch: int) -> tf.data.Dataset:
        """Return the epoch's batches, made while the step before is under way."""

        def tuples() -> Iterator[tuple[np.ndarray, ...]]:
            for batch in self._generate(epoch):
                yield tuple(getattr(batch, name) for name in Batch.__dataclass_fields__)

        shapes: tuple[tuple[int | None, ...], ...] = ((None, 28, 28, 1), (None, 10), (None,), (None,), (None,))
        kinds = (tf.float32, tf.float32, tf.float32, tf.float32, tf.int64)
        signature = tuple(tf.TensorSpec(shape, kind) for shape, kind in zip(shapes, kinds, strict=True))
        return tf.data.Dataset.from_generator(tuples, output_signature=signature).prefetch(4)

    def _generate(self, epoch: int) -> Iterator[Batch]:
        data, stage = self._data, self._stage
        losses = self._losses.copy()  # the choice is that of the epoch's beginning
        return batches_of_epoch(data.train, data.train_photos, stage, losses, self._config.seed, epoch)

    def _one_step(
        self, pictures: tf.Tensor, allowed: tf.Tensor, benchmark_weights: tf.Tensor, photo_weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Learn from one batch; returns loss and right or wrong of each Fashion-MNIST picture, and the photos' loss."""
        amount = self._stage.benchmark_batch
        with tf.GradientTape() as tape:
            logits = self._network(pictures, training=True)
            smoothed = allowed * (1 - self._stage.label_smoothing) + self._stage.label_smoothing / 10
            benchmark = ops.categorical_crossentropy(smoothed[:amount], logits[BENCHMARK][:amount], from_logits=True)
            photos = photo_weights * allowed_categories_loss(allowed, logits[PHOTOS])
            photo_loss = ops.sum(photos[amount:]) / max(1, self._stage.photo_batch)
            total = ops.mean(benchmark_weights[:amount] * benchmark + photos[:amount]) + photo_loss
        weights = self._network.trainable_variables
        self._optimizer.apply(tape.gradient(total, weights), weights)
        chosen = logits[BENCHMARK][:amount]
        plain = ops.categorical_crossentropy(allowed[:amount], chosen, from_logits=True)
        right = ops.equal(ops.argmax(chosen, axis=-1), ops.argmax(allowed[:amount], axis=-1))
        return plain, right, photo_loss

    def _row(self, epoch: int, seen: "_Seen", started: float) -> Row:
        raw = self._network.get_weights()
        self._network.set_weights(self.averaged_weights())
        validation_loss, validation_accuracy = _score_benchmark(self._network, self._data.validation)
        photo_accuracy = _score_photos(self._network, self._data.validation_photos)
        self._network.set_weights(raw)
        return {
            "stage": self._stage.name,
            "epoch": epoch + 1,
            "loss": seen.mean_loss,
            "accuracy": seen.accuracy,
            "validation_loss": validation_loss,
            "validation_accuracy": validation_accuracy,
            "photo_loss": seen.mean_photo_loss,
            "photo_validation_accuracy": photo_accuracy,
            "seconds": time.monotonic() - started,
            "learning_rate": float(self._optimizer.learning_rate),
        }

    def averaged_weights(self) -> list[np.ndarray]:
        """Return the network's weights with the running averages in place of those that were trained last."""
        raw = self._network.get_weights()
        self._optimizer.finalize_variable_values(self._network.trainable_variables)
        averaged: list[np.ndarray] = self._network.get_weights()
        self._network.set_weights(raw)
        return averaged

    def save(self, path: Path) -> None:
        """Write all that the next epoch goes on from."""
        keep_state(path, self._state(), self.history, losses=self._losses)

    def restore(self, path: Path) -> None:
        """Load the last checkpoint, when there is one."""
        if path.is_file():
            self.history, arrays = read_state(path, self._state())
            self._losses = arrays["losses"]

    def _state(self) -> list[keras.Variable]:
        return [*self._network.variables, *self._optimizer.variables]  # dropout's draws among them


def _in_precision(config: TrainingConfig, network: keras.Model) -> keras.Model:
    """Return a copy of the network that computes in the configured precision and keeps float32 weights."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16" if config.mixed_precision else "float32")
    try:
        copy = new_network(config)
    finally:
        keras.mixed_precision.set_dtype_policy(before)
    copy.set_weights(network.get_weights())
    return copy


class _Seen:
    """Running means over an epoch, each picture by its weight."""

    def __init__(self) -> None:
        self._sums = np.zeros(3)
        self._photo_losses: list[float] = []

    def add(self, losses: np.ndarray, right: np.ndarray, weights: np.ndarray, photo_loss: float) -> None:
        self._sums += [(weights * losses).sum(), (weights * right).sum(), weights.sum()]
        self._photo_losses.append(photo_loss)

    @property
    def mean_loss(self) -> float:
        return float(self._sums[0] / self._sums[2])

    @property
    def accuracy(self) -> float:
        return float(self._sums[1] / self._sums[2])

    @property
    def mean_photo_loss(self) -> float:
        return float(np.mean(self._photo_losses))


def _learning_rate(stage: Stage, epoch: float) -> float:
    """Return the rate at a moment counted in epochs: a linear rise, then a cosine to nearly zero."""
    progress = min(1.0, epoch / stage.epochs)
    if progress < stage.warmup:
        return stage.peak_learning_rate * max(0.01, progress / stage.warmup)
    left = 1 - (progress - stage.warmup) / (1 - stage.warmup)
    return stage.peak_learning_rate * max(1e-3, (1 - math.cos(math.pi * left)) / 2)


def allowed_categories_loss(allowed: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Return ``(B,)``: minus the logarithm of the probability of all allowed categories together.

    Args:
        allowed: ``(B, 10)`` of 0 and 1, at least one of them 1.
        logits: ``(B, 10)``.
    """
    return ops.logsumexp(logits, axis=-1) - ops.logsumexp(ops.where(allowed > 0, logits, -1e9), axis=-1)


def _epoch_line(row: Row, stage: Stage) -> str:
    left = (stage.epochs - float(row["epoch"])) * float(row["seconds"]) / 60
    return (
        f"{stage.name}, epoch {row['epoch']}/{stage.epochs}  loss {row['loss']:.4f}  validation accuracy "
        f"{row['validation_accuracy']:.4f} (loss {row['validation_loss']:.4f})  photos "
        f"{row['photo_validation_accuracy']:.4f}  {row['seconds']:.0f} s  about {left:.0f} min left"
    )


def _score_benchmark(network: keras.Model, pictures: LabelledPictures) -> tuple[float, float]:
    logits = network.predict(pictures.pictures[..., None].astype(np.float32), batch_size=500, verbose=0)[BENCHMARK]
    loss = keras.losses.sparse_categorical_crossentropy(pictures.labels, logits, from_logits=True)
    return float(np.mean(loss)), float((logits.argmax(axis=1) == pictures.labels).mean())


def _score_photos(network: keras.Model, photos: PhotoPictures) -> float:
    """Return the share of photos of one of the ten, or of some shoe, that is answered rightly; NaN without photos."""
    allowed = np.array([allowed_categories(label) for label in photos.categories]).reshape(-1, 10)
    inside = allowed.any(axis=1)
    if not inside.any():
        return float("nan")
    pictures = photos.views[inside, 0][..., None].astype(np.float32)
    answers = network.predict(pictures, batch_size=500, verbose=0)[PHOTOS].argmax(axis=1)
    return float(allowed[inside][np.arange(len(answers)), answers].mean())
