"""Training of the photo network from its pretrained weights."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from fashion_model.training.config import PhotoNetworkConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import PhotoBatches, allowed_categories, allowed_categories_loss
from fashion_model.training.networks.photo_network import PHOTO_LOGITS, answer, build_photo_network, load_pretrained
from fashion_model.training.networks.resumable import Row, train_epochs, warmup_then_cosine
from fashion_model.training.pictures.prepare import PhotoPictures

PHOTO_NETWORK_VERSION = 1  # raise when what the photo network learns, or how, changes


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
    keras.utils.set_random_seed(config.seed)
    network = build_photo_network(config.dropout)
    load_pretrained(network)
    trainer = _compiled(network, config)

    def describe(_epoch: int, figures: Row) -> Row:
        loss, accuracy = _score(network, validation)
        return {**figures, "validation_loss": loss, "validation_accuracy": accuracy}

    def tell(epoch: int, row: Row) -> None:
        say(
            f"photo network, epoch {epoch}/{config.epochs}  loss {row['loss']:.4f}  validation accuracy "
            f"{row['validation_accuracy']:.4f} (loss {row['validation_loss']:.4f})  {row['seconds']:.0f} s"
        )

    history = train_epochs(
        trainer,
        lambda epoch: PhotoBatches(photos, benchmark, config, (config.seed, epoch)),
        config.epochs,
        checkpoint,
        describe,
        tell,
    )
    return TrainedPhotoNetwork(network, history)


def _compiled(network: keras.Model, config: PhotoNetworkConfig) -> "_MixingNetwork":
    trainer = _MixingNetwork(network.input, network.output, name=network.name)
    steps = config.epochs * config.steps
    optimizer = keras.optimizers.AdamW(
        warmup_then_cosine(config.peak_learning_rate, steps, steps // 10),
        weight_decay=config.weight_decay,
        use_ema=True,
        ema_momentum=config.average_momentum,
    )
    trainer.compile(optimizer, jit_compile=False)
    return trainer


class _MixingNetwork(keras.Model):
    """The photo network while it learns pictures of which each shows a share of itself and the rest of its partner.

    Source: Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
    """

    def train_step(self, data: Any) -> dict[str, tf.Tensor]:
        """Learn from one batch of ``PhotoBatches``."""
        (close_ups, shares), allowed, weights = data
        own, pictures = ops.reshape(shares, (-1, 1, 1, 1)), ops.cast(close_ups, "float32")
        mixed = own * pictures + (1 - own) * pictures[::-1]
        figures: dict[str, tf.Tensor] = super().train_step((mixed, (allowed, shares), weights))
        return figures

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> tf.Tensor:
        """Return the mean loss of both pictures that each mixed one shows."""
        allowed, shares = y
        first, second = (allowed_categories_loss(meant, y_pred[PHOTO_LOGITS]) for meant in (allowed, allowed[::-1]))
        return ops.mean(shares * sample_weight * first + (1 - shares) * sample_weight[::-1] * second)


def _score(network: keras.Model, photos: PhotoPictures) -> tuple[float, float]:
    """Return cross-entropy and accuracy on the photos of one of the ten, or of some shoe; NaN without photos."""
    allowed = np.array([allowed_categories(label) for label in photos.categories]).reshape(-1, 10)
    if not len(photos):
        return float("nan"), float("nan")
    logits = answer(network, photos.close_ups[:, 0])
    loss = float(ops.mean(allowed_categories_loss(allowed, logits)))
    return loss, float(allowed[np.arange(len(logits)), logits.argmax(axis=1)].mean())
