"""Trains the photo network from its pretrained weights: one schedule, averaged weights, a checkpoint an epoch."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from fashion_model.training.config import PhotoNetworkConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import PhotoBatches, allowed_categories
from fashion_model.training.networks.photo_network import PHOTO_LOGITS, answer, build_photo_network, load_pretrained
from fashion_model.training.networks.train import allowed_categories_loss, keep_state, read_state
from fashion_model.training.pictures.prepare import PhotoPictures

PHOTO_NETWORK_VERSION = 1  # raise when what the photo network learns, or how, changes
Row = dict[str, float]


@dataclass(frozen=True)
class TrainedPhotoNetwork:
    """What training left.

    Attributes:
        network: Averaged weights, as ``build_photo_network`` built it.
        history: One row an epoch: loss, validation accuracy and loss, seconds.
    """

    network: keras.Model
    history: list[Row]


def train_photo_network(
    photos: PhotoPictures,
    benchmark: LabelledPictures,
    validation: PhotoPictures,
    config: PhotoNetworkConfig,
    checkpoint: Path,
    say: Callable[[str], None],
) -> TrainedPhotoNetwork:
    """Train, going on from the last finished epoch in ``checkpoint`` when there is one.

    Args:
        photos: Training photos and street items, with their close-ups.
        benchmark: Fashion-MNIST training pictures.
        validation: Photos by other contributors; watched, never learned from.
        config: The run's choices.
        checkpoint: The file that keeps the state after each epoch.
        say: Is given one line an epoch.

    Raises:
        PretrainedError: The weights to begin from are not installed.
    """
    run = _Run(photos, benchmark, config)
    run.restore(checkpoint)
    while len(run.history) < config.epochs:
        row = run.epoch(len(run.history), validation)
        run.history.append(row)
        run.save(checkpoint)
        say(
            f"photo network, epoch {len(run.history)}/{config.epochs}  loss {row['loss']:.4f}  validation accuracy "
            f"{row['validation_accuracy']:.4f} (loss {row['validation_loss']:.4f})  {row['seconds']:.0f} s"
        )
    return TrainedPhotoNetwork(run.averaged(), run.history)


class _Run:
    """Training under way."""

    def __init__(self, photos: PhotoPictures, benchmark: LabelledPictures, config: PhotoNetworkConfig) -> None:
        keras.utils.set_random_seed(config.seed)
        self._photos, self._benchmark, self._config = photos, benchmark, config
        self._network = build_photo_network(config.dropout)
        load_pretrained(self._network)
        total = config.epochs * config.steps
        schedule = keras.optimizers.schedules.CosineDecay(
            config.peak_learning_rate / 50,
            decay_steps=total - total // 10,
            warmup_target=config.peak_learning_rate,
            warmup_steps=total // 10,
        )
        self._optimizer = keras.optimizers.AdamW(
            schedule, weight_decay=config.weight_decay, use_ema=True, ema_momentum=config.average_momentum
        )
        self._optimizer.build(self._network.trainable_variables)
        self._step = tf.function(self._one_step)
        self.history: list[Row] = []

    def epoch(self, epoch: int, validation: PhotoPictures) -> Row:
        """Train one epoch and score the averaged weights."""
        started = time.monotonic()
        batches = PhotoBatches(self._photos, self._benchmark, self._config, (self._config.seed, epoch))
        with ThreadPoolExecutor(2) as pool:  # OpenCV lets go of the interpreter: batches are made beside the steps
            losses = [float(self._step(*batch)) for batch in pool.map(batches.__getitem__, range(len(batches)))]
        loss, accuracy = _score(self.averaged(), validation)
        return {
            "loss": float(np.mean(losses)),
            "validation_loss": loss,
            "validation_accuracy": accuracy,
            "seconds": time.monotonic() - started,
        }

    def _one_step(self, close_ups: tf.Tensor, allowed: tf.Tensor, weights: tf.Tensor, shares: tf.Tensor) -> tf.Tensor:
        """Learn from one batch in which each picture has ``shares`` of itself and the rest of its partner.

        Source: Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
        """
        own = ops.reshape(shares, (-1, 1, 1, 1))
        pictures = ops.cast(close_ups, "float32")
        with tf.GradientTape() as tape:
            logits = self._network(own * pictures + (1 - own) * pictures[::-1], training=True)[PHOTO_LOGITS]
            first, second = (allowed_categories_loss(meant, logits) for meant in (allowed, allowed[::-1]))
            loss = ops.mean(shares * weights * first + (1 - shares) * weights[::-1] * second)
        trained = self._network.trainable_variables
        self._optimizer.apply(tape.gradient(loss, trained), trained)
        return loss

    def averaged(self) -> keras.Model:
        """Return a copy of the network with the running averages of its weights."""
        raw = self._network.get_weights()
        self._optimizer.finalize_variable_values(self._network.trainable_variables)
        copy = build_photo_network(self._config.dropout)
        copy.set_weights(self._network.get_weights())
        self._network.set_weights(raw)
        return copy

    def save(self, path: Path) -> None:
        """Write all that the next epoch goes on from."""
        keep_state(path, self._state(), self.history)

    def restore(self, path: Path) -> None:
        """Load the last checkpoint, when there is one."""
        if path.is_file():
            self.history, _ = read_state(path, self._state())

    def _state(self) -> list[keras.Variable]:
        return [*self._network.variables, *self._optimizer.variables]  # dropout's draws among them


def _score(network: keras.Model, photos: PhotoPictures) -> tuple[float, float]:
    """Return cross-entropy and accuracy on the photos of one of the ten, or of some shoe; NaN without photos."""
    allowed = np.array([allowed_categories(label) for label in photos.categories]).reshape(-1, 10)
    if not len(photos):
        return float("nan"), float("nan")
    logits = answer(network, photos.close_ups[:, 0])
    loss = float(ops.mean(allowed_categories_loss(allowed, logits)))
    return loss, float(allowed[np.arange(len(logits)), logits.argmax(axis=1)].mean())
