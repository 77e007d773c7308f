"""What decides a training run, and the name under which its result is kept."""

import hashlib
import io
import json
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_ROOMS = Path(__file__).resolve().parent.parent
_DECIDING_CODE = (
    "photo/decode.py",
    "photo/garment.py",
    "photo/picture.py",
    "photo/segment.py",
    "training/augment.py",
    "training/batches.py",
    "training/network.py",
    "training/prepare.py",
    "training/train.py",
)
_LAYOUT = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
_PREPARING_CODE = ("photo/decode.py", "photo/garment.py", "photo/picture.py", "photo/segment.py", "training/augment.py")


@dataclass(frozen=True)
class TrainingConfig:
    """Everything a run is free to choose.

    Attributes:
        widths: Channels of each stage.
        blocks: Residual blocks of each stage.
        dropout: Share of the embedding dropped in training, 0..1.
        epochs: Passes over the Fashion-MNIST training pictures.
        benchmark_batch: Fashion-MNIST pictures a step.
        photo_batch: Photo pictures a step.
        peak_learning_rate: Of stochastic gradient descent with Nesterov momentum 0.9, after the warm-up.
        warmup_epochs: Linear warm-up; a cosine to zero follows.
        weight_decay: Decoupled, not on norms and biases.
        average_momentum: Of the exponential moving average of the weights, which is what ships.
        label_smoothing: On Fashion-MNIST's labels, 0..1.
        photo_views: Pictures made of each training photo.
        photo_weight: Weight of a photo in the loss of the photo world.
        other_items_weight: There, of a Fashion-MNIST shoe or bag, which the photos name too little of.
        clothing_weight: There, of Fashion-MNIST clothing, so that the style of a picture does not give it away.
        mixed_precision: bfloat16 arithmetic with float32 weights.
        seed: Of the split, the order, the augmentation and the first weights.
        most_pictures: Train on this many Fashion-MNIST pictures only; None for all.
        most_photos: Train on this many photos only; None for all.
    """

    widths: tuple[int, ...] = (32, 64, 128)
    blocks: tuple[int, ...] = (1, 2, 2)
    dropout: float = 0.2
    epochs: int = 36
    benchmark_batch: int = 96
    photo_batch: int = 32
    peak_learning_rate: float = 0.08
    warmup_epochs: int = 2
    weight_decay: float = 5e-4
    average_momentum: float = 0.995
    label_smoothing: float = 0.05
    photo_views: int = 12
    photo_weight: float = 1.5
    other_items_weight: float = 0.4
    clothing_weight: float = 0.15
    mixed_precision: bool = True
    seed: int = 7
    most_pictures: int | None = None
    most_photos: int | None = None


def run_key(config: TrainingConfig, data_hashes: dict[str, str]) -> str:
    """Return twelve hexadecimal digits that name a run: configuration, data and deciding code."""
    named = {"config": asdict(config), "data": data_hashes, "code": code_hash()}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]


def code_hash() -> str:
    """Return the SHA-256 of the code that decides what is learned; comments, docstrings and layout do not count."""
    return _hash_of_code(_DECIDING_CODE)


def preparing_code_hash() -> str:
    """Return the SHA-256 of the code that decides how a photo becomes pictures."""
    return _hash_of_code(_PREPARING_CODE)


def _hash_of_code(names: Iterable[str]) -> str:
    total = hashlib.sha256()
    for name in names:
        total.update(essence((_ROOMS / name).read_text(encoding="utf-8")).encode())
    return total.hexdigest()


def essence(source: str) -> str:
    """Return Python source without comments, docstrings and white space; the same on every version of Python."""
    lines = source.splitlines(keepends=True)
    for start, end in sorted(_words(source), reverse=True):
        (first, left), (last, right) = start, end
        lines[first - 1 : last] = [lines[first - 1][:left] + lines[last - 1][right:]]
    return "".join("".join(lines).split())


def _words(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where comments and docstrings begin and end: lines from 1, columns from 0, in characters."""
    at_start = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and at_start):
            yield token.start, token.end
        elif token.type not in _LAYOUT:
            at_start = False
        if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            at_start = True
