"""Resumable training: learning rate schedule, averaged weights, checkpoints."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tqdm import tqdm

Row = dict[str, Any]


def warmup_then_cosine(
    peak: float, steps: float, warmup: float, start: float = 0.02
) -> keras.optimizers.schedules.CosineDecay:
    """Return a learning rate that rises to ``peak`` as a line and falls to zero as a cosine.

    >>> schedule = warmup_then_cosine(0.1, steps=100, warmup=20)
    >>> [round(float(schedule(step)), 3) for step in (0, 10, 20, 60, 100)]
    [0.002, 0.051, 0.1, 0.05, 0.0]

    Args:
        peak: The rate after the warm-up.
        steps: Of the whole training.
        warmup: How many of them the rate rises.
        start: The rate before the first step, as a share of ``peak``.
    """
    return keras.optimizers.schedules.CosineDecay(
        start * peak, decay_steps=steps - warmup, warmup_target=peak, warmup_steps=warmup
    )


@contextmanager
def precision(is_mixed: bool) -> Iterator[None]:
    """Let layers that are made meanwhile compute in bfloat16, with float32 weights, when ``is_mixed``."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16" if is_mixed else "float32")
    try:
        yield
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def train_epochs(
    network: keras.Model,
    batches: Callable[[int], Any],
    epochs: int,
    checkpoint: Path,
    describe: Callable[[int, Row], Row],
    say: Callable[[int, Row], None],
    callbacks: Sequence[keras.callbacks.Callback] = (),
    kept: Mapping[str, tf.Variable] = MappingProxyType({}),
) -> list[Row]:
    """Fit a network epoch by epoch, going on from the last finished one in ``checkpoint`` when there is one.

    A training that was killed and one that was not end alike: a checkpoint holds all that the next epoch goes on from.
    An optimizer that averages the weights has them averaged while an epoch is described, and at the end.

    Args:
        network: Compiled.
        batches: Makes what ``fit`` takes of an epoch, from 0.
        epochs: How many in all.
        checkpoint: The file that keeps the state after each epoch.
        describe: Makes the history's row of an epoch, from 0, of the figures that it was trained with.
        say: Is given the number of each finished epoch, from 1, and its row.
        callbacks: More of them for ``fit``.
        kept: Variables that a checkpoint holds beside those of network and optimizer, by name.

    Returns:
        The history, one row an epoch.
    """
    network.optimizer.build(network.trainable_variables)
    changing = [*network.variables, *network.optimizer.variables]  # dropout's draws among them
    state = {**kept, **{f"w{index}": variable for index, variable in enumerate(changing)}}
    history = read_state(checkpoint, state) if checkpoint.is_file() else []
    trained = _LastTrained()
    left = range(len(history), epochs)
    for epoch in tqdm(left, initial=len(history), total=epochs, unit="epoch", disable=None, desc=checkpoint.stem):
        started = time.monotonic()
        network.fit(
            batches(epoch),
            initial_epoch=epoch,
            epochs=epoch + 1,
            shuffle=False,
            verbose=0,
            callbacks=[trained, *callbacks],
        )
        figures = {name: float(figure) for name, figure in network.get_metrics_result().items()}
        history.append({**describe(epoch, figures), "seconds": time.monotonic() - started})
        network.set_weights(trained.weights)
        keep_state(checkpoint, state, history)
        say(epoch + 1, history[-1])
    network.optimizer.finalize_variable_values(network.trainable_variables)
    return history


class _LastTrained(keras.callbacks.Callback):
    """Keeps the weights as they were trained last: ``fit`` ends with their averages in their place."""

    weights: list[np.ndarray]

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        self.weights = self.model.get_weights()


def keep_state(path: Path, variables: Mapping[str, keras.Variable], history: list[Any]) -> None:
    """Write all that the next epoch goes on from.

    Args:
        path: The file.
        variables: All that changes, by names of the file: weights, momenta, averages, steps, draws.
        history: One row an epoch, as JSON can hold it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    arrays: dict[str, Any] = {name: keras.ops.convert_to_numpy(variable) for name, variable in variables.items()}
    np.savez(unfinished, **arrays, history=np.array(json.dumps(history)))
    os.replace(unfinished, path)


def read_state(path: Path, variables: Mapping[str, keras.Variable]) -> list[Any]:
    """Put the variables back as ``keep_state`` found them, and return the history.

    Raises:
        KeyError: The file is of other variables.
    """
    with np.load(path) as arrays:
        for name, variable in variables.items():
            variable.assign(arrays[name])
        history: list[Any] = json.loads(str(arrays["history"]))
    return history
