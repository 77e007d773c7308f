"""The training loop: mixed batches, one schedule, averaged weights, a checkpoint an epoch."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from tqdm import tqdm

from fashion_model.training.batches import allowed_categories, mixed_batches, steps_per_epoch
from fashion_model.training.config import TrainingConfig
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.network import BENCHMARK, PHOTOS, build_network
from fashion_model.training.prepare import PhotoPictures

HISTORY_COLUMNS = (
    "epoch",
    "loss",
    "accuracy",
    "validation_loss",
    "validation_accuracy",
    "photo_validation_accuracy",
    "seconds",
    "learning_rate",
)


@dataclass(frozen=True)
class TrainingData:
    """What a run learns from and watches itself on; no test picture is among them."""

    train: LabelledPictures
    validation: LabelledPictures
    train_photos: PhotoPictures
    validation_photos: PhotoPictures


@dataclass(frozen=True)
class Trained:
    """A finished run.

    Attributes:
        network: Float32, averaged weights, two outputs of logits.
        history: One row an epoch, keys as in ``HISTORY_COLUMNS``.
    """

    network: keras.Model
    history: list[dict[str, float]]


def train(data: TrainingData, config: TrainingConfig, checkpoint: Path, say: Callable[[str], None]) -> Trained:
    """Train, going on from the last finished epoch in ``checkpoint`` when there is one.

    Args:
        data: Training and validation pictures.
        config: The run's choices.
        checkpoint: The file that keeps the run's state after each epoch.
        say: Is given one line an epoch.

    Returns:
        The network with averaged weights, and its history.
    """
    keras.utils.set_random_seed(config.seed)
    steps = steps_per_epoch(data.train, config)
    with _precision(config):
        network = build_network(config.widths, config.blocks, config.dropout)
    _compile(network, config, steps)
    history = _restore(network, checkpoint)
    bar = tqdm(total=config.epochs * steps, initial=len(history) * steps, unit="step", disable=None, desc="training")
    watcher = _EpochWatcher(data, config, checkpoint, history, bar, say)
    network.fit(
        _dataset(data, config, len(history)),
        steps_per_epoch=steps,
        initial_epoch=len(history),
        epochs=config.epochs,
        callbacks=[watcher],
        verbose=0,
    )
    bar.close()
    finished = build_network(config.widths, config.blocks, config.dropout)  # under the default policy: float32
    finished.set_weights(network.get_weights())  # the averages: fit puts them in place when it ends
    return Trained(finished, history)


class _precision:  # noqa: N801 - reads as a verb phrase in the with statement
    """Build layers under the configured precision, and leave the default as it was."""

    def __init__(self, config: TrainingConfig) -> None:
        self._policy = "mixed_bfloat16" if config.mixed_precision else "float32"

    def __enter__(self) -> None:
        self._before = keras.mixed_precision.dtype_policy()
        keras.mixed_precision.set_dtype_policy(self._policy)

    def __exit__(self, *_error: object) -> None:
        keras.mixed_precision.set_dtype_policy(self._before)


def _compile(network: keras.Model, config: TrainingConfig, steps: int) -> None:
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.peak_learning_rate / 100,
        warmup_target=config.peak_learning_rate,
        warmup_steps=config.warmup_epochs * steps,
        decay_steps=max(1, (config.epochs - config.warmup_epochs) * steps),
    )
    optimizer = keras.optimizers.SGD(
        schedule,
        momentum=0.9,
        nesterov=True,
        weight_decay=config.weight_decay,
        use_ema=True,
        ema_momentum=config.average_momentum,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    losses = {
        BENCHMARK: keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=config.label_smoothing),
        PHOTOS: allowed_categories_loss,
    }
    network.compile(optimizer, loss=losses, weighted_metrics={BENCHMARK: ["categorical_accuracy"]}, jit_compile=False)


def allowed_categories_loss(allowed: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Return ``(B,)``: minus the logarithm of the probability of all allowed categories together.

    A photo of nothing among the ten (no category allowed) is pulled towards equal probabilities (Hendrycks et al.,
    "Deep Anomaly Detection with Outlier Exposure", ICLR 2019).

    Args:
        allowed: ``(B, 10)`` of 0 and 1.
        logits: ``(B, 10)``.
    """
    total = ops.logsumexp(logits, axis=-1)
    within = ops.logsumexp(ops.where(allowed > 0, logits, -1e9), axis=-1)
    even = ops.mean(logits, axis=-1)
    return total - ops.where(ops.max(allowed, axis=-1) > 0, within, even)


def _dataset(data: TrainingData, config: TrainingConfig, first_epoch: int) -> tf.data.Dataset:
    size = config.benchmark_batch + (config.photo_batch if len(data.train_photos) else 0)
    targets = {name: tf.TensorSpec((size, 10), tf.float32) for name in (BENCHMARK, PHOTOS)}
    weights = {name: tf.TensorSpec((size,), tf.float32) for name in (BENCHMARK, PHOTOS)}
    signature = (tf.TensorSpec((size, 28, 28, 1), tf.float32), targets, weights)
    batches = tf.data.Dataset.from_generator(
        lambda: mixed_batches(data.train, data.train_photos, config, first_epoch), output_signature=signature
    )
    return batches.prefetch(8)


class _EpochWatcher(keras.callbacks.Callback):
    """After each epoch: score the averaged weights on validation data, keep a checkpoint, say one line."""

    def __init__(
        self,
        data: TrainingData,
        config: TrainingConfig,
        checkpoint: Path,
        history: list[dict[str, float]],
        bar: tqdm,
        say: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._data, self._config, self._checkpoint = data, config, checkpoint
        self._history, self._bar, self._say = history, bar, say
        self._started = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._started = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self._bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logs = logs or {}
        raw = self.model.get_weights()
        self.model.optimizer.finalize_variable_values(self.model.trainable_variables)  # the averages
        validation_loss, validation_accuracy = _score_benchmark(self.model, self._data.validation)
        photo_accuracy = _score_photos(self.model, self._data.validation_photos)
        self.model.set_weights(raw)
        row = {
            "epoch": epoch + 1,
            "loss": logs["loss"],
            "accuracy": logs[f"{BENCHMARK}_categorical_accuracy"],
            "validation_loss": validation_loss,
            "validation_accuracy": validation_accuracy,
            "photo_validation_accuracy": photo_accuracy,
            "seconds": time.monotonic() - self._started,
            "learning_rate": float(self.model.optimizer.learning_rate),
        }
        self._history.append(row)
        _save(self.model, self._history, self._checkpoint)
        self._say(_epoch_line(row, self._config.epochs))


def _epoch_line(row: dict[str, float], epochs: int) -> str:
    left = (epochs - row["epoch"]) * row["seconds"] / 60
    return (
        f"epoch {row['epoch']:.0f}/{epochs}  loss {row['loss']:.4f}  validation accuracy "
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


def _save(network: keras.Model, history: list[dict[str, float]], path: Path) -> None:
    """Write weights, momenta, averages, step and history in one file, which appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    state = {f"w{index}": np.array(value) for index, value in enumerate(_state(network))}
    np.savez(unfinished, history=np.array(json.dumps(history)), **state)  # type: ignore[arg-type]
    os.replace(unfinished, path)


def _restore(network: keras.Model, path: Path) -> list[dict[str, float]]:
    """Load the last checkpoint into the network; returns the history up to it, empty for a new run."""
    network.optimizer.build(network.trainable_variables)
    if not path.is_file():
        return []
    with np.load(path) as kept:
        for index, variable in enumerate(_state(network)):
            variable.assign(kept[f"w{index}"])
        history: list[dict[str, float]] = json.loads(str(kept["history"]))
    return history


def _state(network: keras.Model) -> list[keras.Variable]:
    """Return every variable that a run needs to go on."""
    return [*network.weights, *network.optimizer.variables]
