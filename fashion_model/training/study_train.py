"""Trains one candidate of the study by the schedule that is the same for all."""

import time
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import per_category_scores
from fashion_model.evaluation.study import CandidateResult, StudyEpoch, StudyLayer
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.layers import describe_layers
from fashion_model.training.study_networks import Candidate, build_candidate

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
            layers=_layers(self._network),
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


def _layers(network: keras.Model) -> tuple[StudyLayer, ...]:
    return tuple(
        StudyLayer(layer.name, layer.output_shape, layer.parameters, layer.operations)
        for layer in describe_layers(network)
    )
