"""The candidates of the study: one small CNN in nine sizes, and fully connected networks of equal size."""

from dataclasses import dataclass
from itertools import product

import keras
from keras import layers

from fashion_model.evaluation.study import Kind

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
