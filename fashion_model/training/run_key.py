"""TODO."""

import hashlib
import io
import json
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from token import DEDENT, ENCODING, INDENT, NAME, NEWLINE, NL, NUMBER, STRING

from fashion_model.training.config import TrainingConfig

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
