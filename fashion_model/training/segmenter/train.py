"""Segmenter: the network that maps pixels to garments, its training and export.

Source of its shape: Ronneberger, Fischer and Brox, "U-Net", MICCAI 2015, with residual blocks and added skips.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from fashion_model.photo.masks import PARTS
from fashion_model.training.config import Round, SegmenterConfig
from fashion_model.training.networks.resumable import precision, train_epochs, warmup_then_cosine
from fashion_model.training.segmenter.scenes import HEIGHT, WIDTH, draw_scene
from fashion_model.training.segmenter.sources import SceneSources, relabelled

SEGMENTER_VERSION = 1  # raise when the scenes, the training or the exported answers change
CELL = 2
"""Pixels of the network's input on the edge of one cell of its answer."""
_PART_WEIGHTS = np.array([1.0, 1.0, 1.0, 1.3, 1.8, 2.0, 2.0, 1.5], np.float32)
"""Of each of ``PARTS`` in the loss: the rare and the small ones count more."""


def train_segmenter(
    sources: SceneSources, config: SegmenterConfig, checkpoint: Path, target: Path, say: Callable[[str], None]
) -> Path:
    """Train, going on from the last finished epoch in ``checkpoint`` when there is one, and export.

    Args:
        sources: What the training scenes are drawn from.
        config: The run's choices.
        checkpoint: A folder that keeps the state after each epoch.
        target: The LiteRT file to write; its name ends in ``.tflite``.
        say: Is given one line an epoch.

    Returns:
        ``target``.
    """
    trained = None
    for index in range(len(config.rounds)):
        trained = _train_round(sources, config, index, trained, checkpoint / f"round{index + 1}.npz", say)
    return export_segmenter(_in_full_precision(trained, config), target)


def _in_full_precision(network: keras.Model, config: SegmenterConfig) -> keras.Model:
    copy = build_segmenter(config)
    copy.set_weights(network.get_weights())
    return copy


def build_segmenter(config: SegmenterConfig) -> keras.Model:
    """Build the network.

    Args:
        config: Its widths and blocks are used.

    Returns:
        ``(B, 128, 96, 3)`` sRGB 0..255, the photo stretched to that size, to ``(B, 64, 48, 8)`` shares of ``PARTS``.
    """
    photo = keras.Input((HEIGHT, WIDTH, 3), name="photo")
    x = layers.Rescaling(1 / 128, offset=-1, name="standardise")(photo)
    skips = []
    for stage, (width, blocks) in enumerate(zip(config.widths, config.blocks, strict=True)):
        x = _convolution(x, width, f"down{stage + 1}", strides=2)
        for block in range(blocks):
            x = _residual_block(x, width, f"down{stage + 1}_block{block + 1}")
        skips.append(x)
    for stage in reversed(range(len(config.widths) - 1)):
        width = config.widths[stage]
        x = _convolution(x, width, f"up{stage + 1}_narrow", kernel=1)
        x = layers.UpSampling2D(2, interpolation="bilinear", name=f"up{stage + 1}")(x)
        x = layers.Add(name=f"up{stage + 1}_add")([x, skips[stage]])
        x = _convolution(x, width, f"up{stage + 1}_mix")
    logits = layers.Conv2D(len(PARTS), 1, name="logits")(x)
    return keras.Model(photo, layers.Softmax(name="shares", dtype="float32")(logits), name="segmenter")


def _convolution(x: keras.KerasTensor, width: int, name: str, strides: int = 1, kernel: int = 3) -> keras.KerasTensor:
    x = layers.Conv2D(width, kernel, strides=strides, padding="same", use_bias=False, name=name)(x)
    return layers.ReLU(name=f"{name}_relu")(layers.BatchNormalization(name=f"{name}_norm")(x))


def _residual_block(x: keras.KerasTensor, width: int, name: str) -> keras.KerasTensor:
    y = _convolution(x, width, f"{name}_first")
    y = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_second")(y)
    y = layers.BatchNormalization(name=f"{name}_second_norm")(y)
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_add")([x, y]))


def _train_round(
    sources: SceneSources,
    config: SegmenterConfig,
    index: int,
    before: keras.Model | None,
    checkpoint: Path,
    say: Callable[[str], None],
) -> keras.Model:
    """Train one round from the weights of the one before, with the masks that it corrects."""
    this = config.rounds[index]
    network = _new_network(config, this)
    if before:
        network.set_weights(before.get_weights())
    corrected = cache(lambda: _corrected(sources, config, before) if before else sources)
    train_epochs(
        network,
        lambda epoch: SceneBatches(corrected(), config, (config.seed, index, epoch)),
        this.epochs,
        checkpoint,
        lambda _epoch, figures: figures,
        lambda epoch, row: say(f"segmenter, round {index + 1}, epoch {epoch}/{this.epochs}  loss {row['loss']:.4f}"),
    )
    return network


def _new_network(config: SegmenterConfig, this: Round) -> keras.Model:
    keras.utils.set_random_seed(config.seed)
    with precision(config.mixed_precision):
        network = build_segmenter(config)
    steps = this.epochs * config.steps
    schedule = warmup_then_cosine(this.peak_learning_rate, steps, steps // 20)
    network.compile(keras.optimizers.AdamW(schedule, weight_decay=0.02), loss=keras.losses.CategoricalCrossentropy())
    return network


class SceneBatches(keras.utils.PyDataset):
    """The batches of one epoch, the same for the same seed."""

    def __init__(self, sources: SceneSources, config: SegmenterConfig, seed: tuple[int, ...]) -> None:
        super().__init__(workers=2, max_queue_size=8)
        self._sources, self._config, self._seed = sources, config, seed

    def __len__(self) -> int:
        return self._config.steps

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return scenes ``(B, 128, 96, 3)``, shares ``(B, 64, 48, 8)`` and weights ``(B, 64, 48)``, all float32."""
        rng = np.random.default_rng((*self._seed, index))
        scenes = [draw_scene(self._sources, rng) for _ in range(self._config.batch)]
        shares, weights = zip(*(cell_targets(scene.parts) for scene in scenes), strict=True)
        pictures = np.stack([scene.rgb for scene in scenes]).astype(np.float32)
        return pictures, np.stack(shares), np.stack(weights)


def cell_targets(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the network should say of a scene, and how much each cell counts.

    Args:
        parts: ``(H, W)`` uint8, index into ``PARTS`` or ``IGNORED``.

    Returns:
        Shares of the known pixels ``(H / 2, W / 2, 8)`` and weights ``(H / 2, W / 2)``, float32.
    """
    height, width = parts.shape[0] // CELL, parts.shape[1] // CELL
    cells = parts.reshape(height, CELL, width, CELL).swapaxes(1, 2).reshape(height, width, CELL * CELL)
    shares = (cells[..., None] == np.arange(len(PARTS))).mean(axis=2, dtype=np.float32)
    weights = shares @ _PART_WEIGHTS
    unknown = 1 - shares.sum(axis=2)
    shares[unknown == 1, 0] = 1  # any answer will do: its weight is 0
    return shares / shares.sum(axis=2, keepdims=True), weights


def _corrected(sources: SceneSources, config: SegmenterConfig, trained: keras.Model) -> SceneSources:
    """Let the network mend the guessed masks of lone clothes, where it is sure."""
    network = _in_full_precision(trained, config)
    size = (WIDTH, HEIGHT)
    pictures = [cv2.resize(layer.rgb, size, interpolation=cv2.INTER_AREA) for layer in sources.alone]
    shares = network.predict(np.stack(pictures).astype(np.float32), batch_size=32, verbose=0)
    mended = (relabelled(layer, said) for layer, said in zip(sources.alone, shares, strict=True))
    return replace(sources, alone=tuple(mended))


def export_segmenter(network: keras.Model, target: Path) -> Path:
    """Write the network as LiteRT with builtin operations only, its weights as 16-bit floats."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"unfinished-{target.name}")
    network.export(
        unfinished,
        format="litert",
        verbose=False,
        input_signature=[keras.InputSpec(shape=(1, HEIGHT, WIDTH, 3), dtype="float32", name="photo")],
        optimizations=[tf.lite.Optimize.DEFAULT],
        target_spec={"supported_types": [tf.float16], "supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]},
    )
    os.replace(unfinished, target)
    return target
