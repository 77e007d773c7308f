"""Perceptual fingerprints that find near-duplicates of a photo.

Copies of one photo have near fingerprints, whether encoded again, resized or slightly cropped.

The hash is the DCT hash of ImageHash (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions",
2010), which looks at light and dark alone and bears no cropping. So a fingerprint holds the hash of the whole photo and
of six frames within it, and beside them the colour of its middle: a red and a black shirt on one bed are two pieces.
"""

from dataclasses import dataclass

import imagehash
import numpy as np
from PIL import Image

NEAR = 52
"""Largest distance of near-duplicates: on photos for training and validation it finds 99 % of each kind of copy."""
_EDGE = 80
_WHOLE = (0, 0, _EDGE, _EDGE)
_FRAMES = (
    _WHOLE,
    (2, 2, 78, 78),
    (4, 4, 76, 76),
    (4, 2, 80, 78),
    (0, 2, 76, 78),
    (2, 4, 78, 80),
    (2, 0, 78, 76),
)
"""Left, top, right and bottom, in pixels: up to 5 % less a side, so that some frame is close to any such crop."""
_HASH_EDGE = 16
_HASH_BYTES = _HASH_EDGE**2 // 8
_MIDDLE = slice(_EDGE // 4, _EDGE - _EDGE // 4)
_LEVELS = 64
"""A colour channel fills as many of 64 bits as it is bright: differing bits then count how far colours are apart."""
_COLOUR_BYTES = 3 * _LEVELS // 8
FINGERPRINT_BYTES = len(_FRAMES) * _HASH_BYTES + _COLOUR_BYTES
"""Length of every fingerprint: 248 bytes."""
_WORDS_A_HASH = _HASH_BYTES // 8
_WORDS_OF_COLOUR = _COLOUR_BYTES // 8
_ROWS_AT_ONCE = 8192  # 2 MB: as much as the processor keeps close


@dataclass(frozen=True)
class NearDuplicates:
    """The K rows that are near, the nearest first, equally near ones in their order.

    Attributes:
        rows: ``(K,)`` int64, places in the fingerprints that were searched.
        distances: ``(K,)`` int64, 0..``NEAR``.
    """

    rows: np.ndarray
    distances: np.ndarray


def fingerprint(rgb: np.ndarray) -> bytes:
    """Return the fingerprint of an upright sRGB photo ``(H, W, 3)`` uint8: ``FINGERPRINT_BYTES`` bytes."""
    square = Image.fromarray(rgb).resize((_EDGE, _EDGE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    grey = square.convert("L")
    hashes = [imagehash.phash(grey.crop(frame), hash_size=_HASH_EDGE).hash for frame in _FRAMES]
    return np.packbits(np.array(hashes)).tobytes() + _colour(np.asarray(square))


def _colour(square: np.ndarray) -> bytes:
    mean = square[_MIDDLE, _MIDDLE].mean(axis=(0, 1))  # (3,)
    return np.packbits(np.arange(_LEVELS) < np.round(mean / 255 * _LEVELS)[:, None]).tobytes()


def distances(wanted: bytes, fingerprints: np.ndarray) -> np.ndarray:
    """Return ``(N,)`` int64: how far one photo is from each of many, in either order of the two.

    0 for the same, at most ``NEAR`` for near-duplicates. It counts the bits in which the nearest two frames differ, one
    of them a whole photo, and those of the colour.

    Args:
        wanted: The photo's fingerprint.
        fingerprints: ``(N, FINGERPRINT_BYTES)`` uint8, one a row.

    Raises:
        ValueError: A fingerprint has another length.
    """
    sought, words = _words(np.frombuffer(wanted, dtype=np.uint8)[None])[0], _words(fingerprints)
    starts = range(0, len(words), _ROWS_AT_ONCE)
    parts = [_distances(sought, words[start : start + _ROWS_AT_ONCE]) for start in starts]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def near(wanted: bytes, fingerprints: np.ndarray) -> NearDuplicates:
    """Find a photo's near-duplicates; takes and raises what ``distances`` does."""
    found = distances(wanted, fingerprints)
    rows = np.flatnonzero(found <= NEAR)
    ranked = rows[np.argsort(found[rows], kind="stable")]
    return NearDuplicates(ranked, found[ranked])


def _words(fingerprints: np.ndarray) -> np.ndarray:
    """Return ``(N, W)`` uint64: eight bytes are compared at once."""
    if fingerprints.ndim != 2 or fingerprints.shape[1] != FINGERPRINT_BYTES or fingerprints.dtype != np.uint8:
        raise ValueError(f"expected (N, {FINGERPRINT_BYTES}) uint8, got {fingerprints.shape} {fingerprints.dtype}")
    return np.ascontiguousarray(fingerprints).view(np.uint64)


def _distances(sought: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return ``(N,)`` distances of one fingerprint ``(W,)`` to N of them ``(N, W)``."""
    columns = np.ascontiguousarray(words.T)  # (W, N): long rows are what NumPy is fast on
    frames, colours = _apart(columns)
    sought_frames, sought_colours = _apart(sought[:, None])
    of_frames = np.minimum(
        _differing(frames ^ sought_frames[0]).min(axis=0),
        _differing(frames[0] ^ sought_frames).min(axis=0),
    )
    total: np.ndarray = of_frames + _differing(colours ^ sought_colours)
    return total


def _apart(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(frames, words, N)`` of the hashes and ``(words, N)`` of the colour."""
    hashes = columns[:-_WORDS_OF_COLOUR]
    return hashes.reshape(len(_FRAMES), _WORDS_A_HASH, -1), columns[-_WORDS_OF_COLOUR:]


def _differing(bits: np.ndarray) -> np.ndarray:
    counts: np.ndarray = np.bitwise_count(bits).sum(axis=-2, dtype=np.uint16)
    return counts
