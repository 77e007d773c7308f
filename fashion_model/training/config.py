"""What decides a training run, and the names under which its stages and its result are kept."""

import hashlib
import io
import json
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from token import DEDENT, ENCODING, INDENT, NAME, NEWLINE, NL, NUMBER, STRING

_ROOMS = Path(__file__).resolve().parent.parent
_LEARNING_CODE = (
    "training/augment.py",
    "training/batches.py",
    "training/checkpoint.py",
    "training/network.py",
    "training/train.py",
)
_PREPARING_CODE = (
    "photo/close_up.py",
    "photo/decode.py",
    "photo/garment.py",
    "photo/grabcut.py",
    "photo/masks.py",
    "photo/parts.py",
    "photo/picture.py",
    "photo/segment.py",
    "photo/studio.py",
    "training/prepare.py",
    "training/skin_tones.py",
    "training/street.py",
    "training/street_labels.py",
    "training/thumbnails.py",
    "training/variation.py",
)
_PHOTO_NETWORK_CODE = (
    "photo/close_up.py",
    "training/augment_close_up.py",
    "training/photo_batches.py",
    "training/photo_network.py",
    "training/photo_train.py",
    "training/pretrained.py",
)
_DECIDING_CODE = (
    "serving/classifier.py",
    "serving/decision.py",
    "serving/photo_network.py",
    "serving/scope.py",
    "training/decision_fit.py",
    "training/photo_package.py",
    "training/prototypes.py",
    "training/scope.py",
    "training/unfit.py",
)
_SEGMENTER_CODE = (
    "photo/decode.py",
    "photo/grabcut.py",
    "photo/masks.py",
    "photo/parts.py",
    "photo/studio.py",
    "training/scene_frame.py",
    "training/scene_light.py",
    "training/scene_sources.py",
    "training/scene_surface.py",
    "training/scenes.py",
    "training/segmenter.py",
    "training/skin_tones.py",
    "training/street.py",
    "training/street_labels.py",
)
_WORDS = (NAME, NUMBER, STRING)


@dataclass(frozen=True)
class NetworkConfig:
    """The network's shape: arguments of ``build_network``."""

    stem: int = 32
    widths: tuple[int, ...] = (96, 192)
    blocks: tuple[int, ...] = (2, 2)
    dropout: float = 0.2


@dataclass(frozen=True)
class Stage:
    """One stretch of training, which goes on from the weights of the one before.

    Attributes:
        name: Of its checkpoint and in the history.
        epochs: Passes over the Fashion-MNIST training pictures.
        benchmark_batch: Fashion-MNIST pictures a step.
        photo_batch: Photo pictures a step; 0 trains on Fashion-MNIST alone.
        peak_learning_rate: Of stochastic gradient descent with Nesterov momentum 0.9, after the warm-up.
        warmup: Share of the stage in which the learning rate rises; a cosine to zero follows.
        weight_decay: Decoupled, a step, as a share of learning rate times weight; not on norms and biases.
        average_momentum: Of the exponential moving average of the weights, which is what the stage leaves.
        label_smoothing: On Fashion-MNIST's labels, 0..1.
        pruned: Share of the well-known Fashion-MNIST pictures that an epoch leaves out.
        whole_epochs: Last epochs that leave nothing out.
        photo_weight: Weight of a photo in the loss of the photo world.
        other_items_weight: There, of a Fashion-MNIST shoe or bag, which the photos name too little of.
        clothing_weight: There, of Fashion-MNIST clothing, so that the style of a picture does not give it away.
        joined_with_start: Leave the mean of the averaged weights and of those that the stage began from.
    """

    name: str
    epochs: int
    benchmark_batch: int = 128
    photo_batch: int = 0
    peak_learning_rate: float = 0.1
    warmup: float = 0.06
    weight_decay: float = 4e-3
    average_momentum: float = 0.998
    label_smoothing: float = 0.05
    pruned: float = 0.5
    whole_epochs: int = 2
    photo_weight: float = 0.5
    other_items_weight: float = 0.4
    clothing_weight: float = 0.15
    joined_with_start: bool = False


BENCHMARK_STAGE = Stage("benchmark", epochs=26)
BOTH_WORLDS_STAGE = Stage("both worlds", epochs=8, benchmark_batch=96, photo_batch=64, peak_learning_rate=0.03)
BOTH_WORLDS_AGAIN_STAGE = Stage("both worlds again", epochs=8, photo_batch=56, peak_learning_rate=0.04, whole_epochs=1)
LAST_STAGE = Stage(
    "both worlds, longer",
    epochs=18,
    photo_batch=24,
    peak_learning_rate=0.05,
    whole_epochs=3,
    joined_with_start=True,
)


@dataclass(frozen=True)
class Round:
    """One stretch of the segmenter's training, which goes on from the weights of the one before.

    Attributes:
        epochs: How many; each ends with a checkpoint.
        peak_learning_rate: Of AdamW, after the warm-up; a cosine to zero follows.
    """

    epochs: int
    peak_learning_rate: float


@dataclass(frozen=True)
class SegmenterConfig:
    """Everything the segmenter's training is free to choose.

    Attributes:
        widths: Channels of each stage of the network; each stage halves height and width.
        blocks: Residual blocks of each stage on the way down.
        rounds: Before every round but the first, the network corrects the guessed masks of lone clothes.
        steps: Of an epoch.
        batch: Scenes a step.
        seed: Of first weights and scenes.
        mixed_precision: bfloat16 arithmetic with float32 weights.
    """

    widths: tuple[int, ...] = (32, 64, 128, 192)
    blocks: tuple[int, ...] = (1, 1, 2, 2)
    rounds: tuple[Round, ...] = (Round(5, 2e-3), Round(9, 1.5e-3), Round(14, 1.5e-3))
    steps: int = 150
    batch: int = 32
    seed: int = 11
    mixed_precision: bool = True


@dataclass(frozen=True)
class PhotoNetworkConfig:
    """Everything the photo network's training is free to choose.

    Attributes:
        epochs: How many; each ends with a checkpoint.
        steps: Of an epoch.
        batch: Pictures a step.
        benchmark_share: Of a batch, the Fashion-MNIST items that are shown as photos, 0..1.
        clothing_weight: Weight in the loss of such an item of clothing, whose labels mean something else than a
            photo's; shoes and bags weigh 1.
        mixed: Share of the pictures that are shown through another one, 0..1.
        peak_learning_rate: Of AdamW, after a tenth of the steps; a cosine to zero follows.
        weight_decay: Decoupled.
        average_momentum: Of the exponential moving average of the weights, which is what training leaves.
        dropout: Share of the embedding that is dropped, 0..1.
        seed: Of batches, augmentation and the first weights of the output layer.
    """

    epochs: int = 9
    steps: int = 150
    batch: int = 32
    benchmark_share: float = 0.2
    clothing_weight: float = 0.3
    mixed: float = 0.5
    peak_learning_rate: float = 4e-4
    weight_decay: float = 0.05
    average_momentum: float = 0.99
    dropout: float = 0.4
    seed: int = 5


@dataclass(frozen=True)
class TrainingConfig:
    """Everything a run is free to choose.

    Attributes:
        network: The network's shape.
        segmenter: How the segmenter is trained, before the network.
        photo_network: How the network for close-ups of photos is trained, after the stages.
        stages: What is trained, in this order.
        photo_views: Pictures made of each training photo.
        street_views: Pictures made of each piece of a training street photo.
        street_share: Of the photo pictures, those from street photos, 0..1.
        mixed_precision: bfloat16 arithmetic with float32 weights.
        seed: Of the split, the order, the augmentation and the first weights.
        most_pictures: Train on this many Fashion-MNIST pictures only; None for all.
        most_photos: Train on this many photos only; None for all.
    """

    network: NetworkConfig = NetworkConfig()
    segmenter: SegmenterConfig = SegmenterConfig()
    photo_network: PhotoNetworkConfig = PhotoNetworkConfig()
    stages: tuple[Stage, ...] = (BENCHMARK_STAGE, BOTH_WORLDS_STAGE, BOTH_WORLDS_AGAIN_STAGE, LAST_STAGE)
    photo_views: int = 12
    street_views: int = 6
    street_share: float = 0.35
    mixed_precision: bool = True
    seed: int = 7
    most_pictures: int | None = None
    most_photos: int | None = None


def trial(config: TrainingConfig, epochs: int | None, pictures: int | None, photos: int | None) -> TrainingConfig:
    """Return a smaller run of the same kind, to see that everything works.

    Args:
        config: What to make smaller.
        epochs: Of each stage; None leaves them.
        pictures: Train on this many Fashion-MNIST pictures; None on all.
        photos: Train on this many photos and street photos; None on all. Few photos need few steps of the segmenter.
    """
    stages = config.stages
    if epochs:
        stages = tuple(replace(stage, epochs=epochs, whole_epochs=min(stage.whole_epochs, epochs)) for stage in stages)
    segmenter, photo_network = config.segmenter, config.photo_network
    if epochs:
        photo_network = replace(photo_network, epochs=epochs)
    if photos:
        segmenter = replace(segmenter, rounds=(Round(1, segmenter.rounds[0].peak_learning_rate),), steps=2)
        photo_network = replace(photo_network, steps=2)
    return replace(
        config,
        stages=stages,
        segmenter=segmenter,
        photo_network=photo_network,
        most_pictures=pictures,
        most_photos=photos,
    )


def run_key(config: TrainingConfig, data_hashes: dict[str, str]) -> str:
    """Return twelve hexadecimal digits that name a run: configuration, data and deciding code."""
    return _key({"config": asdict(config), "data": data_hashes, "code": code_hash()})


def stage_key(config: TrainingConfig, stage: int, data_hashes: dict[str, str]) -> str:
    """Return twelve hexadecimal digits that name what a stage leaves: all that decides it and the stages before it.

    Args:
        config: The run's choices.
        stage: Its index.
        data_hashes: Of the data that the stages up to this one learn from.
    """
    chosen = {
        "network": asdict(config.network),
        "stages": [asdict(one) for one in config.stages[: stage + 1]],
        "precision": config.mixed_precision,
        "seed": config.seed,
        "most pictures": config.most_pictures,
    }
    return _key({"chosen": chosen, "data": data_hashes, "code": _hash_of_code(_LEARNING_CODE)})


def segmenter_key(config: TrainingConfig, data_hashes: dict[str, str]) -> str:
    """Return twelve hexadecimal digits that name a segmenter: its configuration, data and deciding code."""
    chosen = {**asdict(config.segmenter), "most photos": config.most_photos, "seed of the split": config.seed}
    return _key({"chosen": chosen, "data": data_hashes, "code": _hash_of_code(_SEGMENTER_CODE)})


def photo_network_key(config: TrainingConfig, data_hashes: dict[str, str]) -> str:
    """Return twelve hexadecimal digits that name a photo network: its configuration, data and deciding code.

    Args:
        config: The run's choices.
        data_hashes: Of all data, and of the segmenter that finds the garments.
    """
    chosen = {
        **asdict(config.photo_network),
        "views": (config.photo_views, config.street_views),
        "street share": config.street_share,
        "most photos": config.most_photos,
        "most pictures": config.most_pictures,
        "seed of the split": config.seed,
    }
    code = _hash_of_code(_PHOTO_NETWORK_CODE) + preparing_code_hash()
    return _key({"chosen": chosen, "data": data_hashes, "code": code})


def _key(named: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]


def code_hash() -> str:
    """Return the SHA-256 of the code that decides what is learned; comments, docstrings and layout do not count."""
    return _hash_of_code(
        sorted({*_LEARNING_CODE, *_PREPARING_CODE, *_SEGMENTER_CODE, *_PHOTO_NETWORK_CODE, *_DECIDING_CODE})
    )


def preparing_code_hash() -> str:
    """Return the SHA-256 of the code that decides how a photo becomes pictures."""
    return _hash_of_code(_PREPARING_CODE)


def _hash_of_code(names: Iterable[str]) -> str:
    total = hashlib.sha256()
    for name in names:
        total.update(essence((_ROOMS / name).read_text(encoding="utf-8")).encode())
    return total.hexdigest()


def essence(source: str) -> str:
    """Return Python source without comments, docstrings and spaces between its tokens.

    Where a line begins, how deep it stands and every letter of a string count. The result is the same on every version
    of Python.
    """
    return "".join(_pieces(source))


def _pieces(source: str) -> Iterator[str]:
    """Yield what counts of each token; a docstring is a statement that is nothing but a string."""
    before, begins_statement, pending = NEWLINE, True, ""
    for kind, text in _tokens(source):
        if kind == NEWLINE:
            pending = ""  # a string alone on its line: a docstring
            if before != NEWLINE:
                yield "\n"
            before, begins_statement = NEWLINE, True
        elif kind in (INDENT, DEDENT):
            yield ">" if kind == INDENT else "<"
        elif kind == STRING and begins_statement:
            pending, begins_statement = text, False
        else:
            yield pending
            if before in _WORDS and kind in _WORDS:
                yield " "
            yield text
            pending, before, begins_statement = "", kind, False


def _tokens(source: str) -> Iterator[tuple[int, str]]:
    """Yield the kind and the text of each token; an f-string is one, as it is before Python 3.12."""
    opened, closed = getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1)
    lines = source.splitlines(keepends=True)
    depth, begun = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == opened:
            begun = begun if depth else token.start
            depth += 1
        elif token.type == closed:
            depth -= 1
            if not depth:
                yield STRING, _between(lines, begun, token.end)
        elif not depth and token.type not in (tokenize.COMMENT, NL, ENCODING, tokenize.ENDMARKER):
            yield token.type, token.string


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the source between two places: lines from 1, columns from 0, in characters."""
    (first, left), (last, right) = start, end
    if first == last:
        return lines[first - 1][left:right]
    return "".join([lines[first - 1][left:], *lines[first : last - 1], lines[last - 1][:right]])
