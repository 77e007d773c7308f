"""Training stages of the Fashion-MNIST network, without and with photos."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from fashion_model.analysis.model_scores import HISTORY_COLUMNS
from fashion_model.training.config import Stage, TrainingConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import (
    Batch,
    allowed_categories,
    allowed_categories_loss,
    batches_of_epoch,
    pictures_of_epoch,
)
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, build_network, predict
from fashion_model.training.networks.resumable import Row, precision, train_epochs, warmup_then_cosine
from fashion_model.training.pictures.prepare import PhotoPictures

BENCHMARK_VERSION = 1  # raise when what a stage of Fashion-MNIST alone learns, or how, changes
BOTH_DOMAINS_VERSION = 1  # raise when what a stage of Fashion-MNIST and photos learns, or how, changes
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
    trainer = _trainer(start.network, len(data.train.labels), stage, config)

    def describe(epoch: int, figures: Row) -> Row:
        validation_loss, validation_accuracy = _score_benchmark(trainer, data.validation)
        return {
            **figures,
            "stage": stage.name,
            "epoch": epoch + 1,
            "validation_loss": validation_loss,
            "validation_accuracy": validation_accuracy,
            "photo_validation_accuracy": _score_photos(trainer, data.validation_photos),
            "learning_rate": float(trainer.optimizer.learning_rate),
        }

    history = train_epochs(
        trainer,
        lambda epoch: _dataset(data, stage, trainer.losses_seen.numpy(), config.seed, epoch),
        stage.epochs,
        checkpoint,
        describe,
        lambda _epoch, row: say(_epoch_line(row, stage)),
        [_LearningRate(stage, len(data.train.labels) / stage.benchmark_batch)],
        {"losses": trainer.losses_seen},
    )
    finished = new_network(config)
    finished.set_weights(trainer.get_weights())
    if stage.joined_with_start:
        finished = _joined(start.network, finished, data, stage, config)
    return Trained(finished, [*start.history, *({name: row[name] for name in HISTORY_COLUMNS} for row in history)])


def _trainer(network: keras.Model, pictures: int, stage: Stage, config: TrainingConfig) -> "_StageNetwork":
    """Return a copy of a network, compiled, that computes in the configured precision and keeps float32 weights."""
    with precision(config.mixed_precision):
        trainer = _StageNetwork(new_network(config), stage, pictures)
    trainer.set_weights(network.get_weights())
    optimizer = keras.optimizers.SGD(
        stage.peak_learning_rate,
        momentum=0.9,
        nesterov=True,
        weight_decay=stage.weight_decay,
        use_ema=True,
        ema_momentum=stage.average_momentum,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    trainer.compile(optimizer, jit_compile=False)
    return trainer


def _dataset(data: TrainingData, stage: Stage, losses: np.ndarray, seed: int, epoch: int) -> tf.data.Dataset:
    """Return an epoch's batches, made while the step before is under way; ``losses`` are those of its beginning."""

    def batches() -> Iterator[dict[str, np.ndarray]]:
        return map(vars, batches_of_epoch(data.train, data.train_photos, stage, losses, seed, epoch))

    shapes = {"pictures": (None, 28, 28, 1), "allowed": (None, 10)}
    signature = {
        field: tf.TensorSpec(shapes.get(field, (None,)), tf.int64 if field == "indices" else tf.float32)
        for field in Batch.__dataclass_fields__
    }
    order, _ = pictures_of_epoch(losses, stage, epoch, np.random.default_rng((seed, epoch)))
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature).prefetch(4)
    return dataset.apply(tf.data.experimental.assert_cardinality(len(order) // stage.benchmark_batch))


def _joined(
    first: keras.Model, second: keras.Model, data: TrainingData, stage: Stage, config: TrainingConfig
) -> keras.Model:
    """Return the network between two that one stage leads from and to.

    Source: Wortsman et al., "Model soups", ICML 2022; the norms' statistics are measured anew, as Izmailov et al.,
    "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018, do.
    """
    between = new_network(config)
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    between.set_weights([(start + end) / 2 for start, end in pairs])
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


class _StageNetwork(keras.Model):
    """The network while it learns by the losses of a stage; it remembers how well it knew each Fashion-MNIST picture.

    Attributes:
        losses_seen: ``(N,)`` of each Fashion-MNIST picture when it was last seen; infinite before.
    """

    def __init__(self, network: keras.Model, stage: Stage, pictures: int) -> None:
        super().__init__(network.input, network.output, name=network.name)
        self._stage = stage
        self._means = {name: keras.metrics.Mean(name) for name in ("loss", "accuracy", "photo_loss")}
        self.losses_seen = tf.Variable(np.full(pictures, np.inf, np.float32), trainable=False)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The figures of an epoch: of Fashion-MNIST pictures by their weights, and the mean loss of photos."""
        return list(self._means.values())

    def train_step(self, data: Mapping[str, tf.Tensor]) -> dict[str, tf.Tensor]:
        """Learn from one ``Batch``."""
        figures: dict[str, tf.Tensor] = super().train_step((data["pictures"], data))
        return figures

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> tf.Tensor:
        """Return the loss in both domains, each picture by its weights."""
        amount, smoothing = self._stage.benchmark_batch, self._stage.label_smoothing
        smoothed = y["allowed"][:amount] * (1 - smoothing) + smoothing / 10
        benchmark = ops.categorical_crossentropy(smoothed, y_pred[BENCHMARK][:amount], from_logits=True)
        photos = y["photo_weights"] * allowed_categories_loss(y["allowed"], y_pred[PHOTOS])
        photo_loss = ops.sum(photos[amount:]) / max(1, self._stage.photo_batch)
        self._means["photo_loss"].update_state(photo_loss)
        return ops.mean(y["benchmark_weights"][:amount] * benchmark + photos[:amount]) + photo_loss

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, tf.Tensor]:
        """Remember loss and right or wrong of each Fashion-MNIST picture."""
        allowed, logits = y["allowed"][: self._stage.benchmark_batch], y_pred[BENCHMARK][: self._stage.benchmark_batch]
        weights = y["benchmark_weights"][: self._stage.benchmark_batch]
        losses = ops.categorical_crossentropy(allowed, logits, from_logits=True)
        self.losses_seen.scatter_nd_update(y["indices"][:, None], losses)
        self._means["loss"].update_state(losses, weights)
        self._means["accuracy"].update_state(ops.equal(ops.argmax(logits, -1), ops.argmax(allowed, -1)), weights)
        figures: dict[str, tf.Tensor] = self.get_metrics_result()
        return figures


class _LearningRate(keras.callbacks.Callback):
    """Sets the learning rate: an epoch that leaves pictures out takes as much of the schedule as a whole one."""

    def __init__(self, stage: Stage, steps_of_epoch: float) -> None:
        super().__init__()
        steps = stage.epochs * steps_of_epoch
        self._schedule = warmup_then_cosine(stage.peak_learning_rate, steps, stage.warmup * steps, start=0.01)
        self._steps_of_epoch, self._epoch = steps_of_epoch, 0

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        step = self._epoch * self._steps_of_epoch + min(batch, self._steps_of_epoch)
        self.model.optimizer.learning_rate = self._schedule(step)


def _epoch_line(row: Row, stage: Stage) -> str:
    left = (stage.epochs - float(row["epoch"])) * float(row["seconds"]) / 60
    return (
        f"{stage.name}, epoch {row['epoch']}/{stage.epochs}  loss {row['loss']:.4f}  validation accuracy "
        f"{row['validation_accuracy']:.4f} (loss {row['validation_loss']:.4f})  photos "
        f"{row['photo_validation_accuracy']:.4f}  {row['seconds']:.0f} s  about {left:.0f} min left"
    )


def _score_benchmark(network: keras.Model, pictures: LabelledPictures) -> tuple[float, float]:
    logits = predict(network, pictures.pictures)[BENCHMARK]
    loss = keras.losses.sparse_categorical_crossentropy(pictures.labels, logits, from_logits=True)
    return float(np.mean(loss)), float((logits.argmax(axis=1) == pictures.labels).mean())


def _score_photos(network: keras.Model, photos: PhotoPictures) -> float:
    """Return the share of photos of one of the ten, or of some shoe, that is answered rightly; NaN without photos."""
    allowed = np.array([allowed_categories(label) for label in photos.categories]).reshape(-1, 10)
    inside = allowed.any(axis=1)
    if not inside.any():
        return float("nan")
    answers = predict(network, photos.views[inside, 0])[PHOTOS].argmax(axis=1)
    return float(allowed[inside][np.arange(len(answers)), answers].mean())
