"""Copies of one photo: how many are found by their fingerprints, and how often different pieces are taken for copies.

    python -m benchmarks.duplicates [--part PART]

Prints the share of copies that is found, by kind of copy; the share of photos that look like a copy of some other
contributor's photo, and of such pairs, with those of one contributor's own photos apart; both by threshold; then the
milliseconds for a fingerprint and for a search among 300,000, and the process's own time on the processor, which a
busy machine does not stretch. Shown are the photo set, and studio-like thumbnails and cut-outs made from street photos,
where a street photo counts as a contributor. The threshold was chosen on the parts for training and validation; what
is reported is the test part.
"""

import argparse
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter, process_time
from typing import get_args

import numpy as np
from PIL import Image

from benchmarks.measures import percent, photos_of, street_of, with_interval
from benchmarks.tables import print_table
from fashion_model.evaluation.metrics import bootstrap_by_group
from fashion_model.photo.decode import SMALLEST_EDGE, decode
from fashion_model.photo.fingerprint import FINGERPRINT_BYTES, NEAR, distances, fingerprint, near
from fashion_model.photo.upright import LARGEST_EDGE
from fashion_model.settings import Settings, get_settings
from fashion_model.training.data.photo_set import Part
from fashion_model.training.pictures.prepare import pieces_of

THRESHOLDS = (*range(NEAR - 8, NEAR, 4), NEAR, *range(NEAR + 4, NEAR + 24, 4))
CATALOGUE = 300_000
LARGEST_CROP = 0.05
_SEED = 0
_REPEATS = 20
_RESAMPLINGS = 1000
_KERNELS = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)

Copier = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""``(H, W, 3)`` uint8 to a copy of another size or quality."""


@dataclass(frozen=True)
class Shown:
    """N photos and their copies.

    Attributes:
        fingerprints: ``(N, FINGERPRINT_BYTES)`` uint8.
        groups: ``(N,)`` int, contributors or street photos.
        of_copies: For each kind of copy ``(N,)`` int distances to the photo it was made from.
    """

    fingerprints: np.ndarray
    groups: np.ndarray
    of_copies: dict[str, np.ndarray]


def encoded(rgb: np.ndarray, file_format: str, rng: np.random.Generator) -> np.ndarray:
    """Encode at a quality of 40 to 90 and read as any upload is read."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, file_format, quality=int(rng.integers(40, 91)))
    return decode(buffer.getvalue()).rgb


def resized(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scale by 0.25 to 2, as often up as down by the same factor; no edge gets too short for an upload."""
    height, width = rgb.shape[:2]
    scale = max(2 ** rng.uniform(-2, 1), SMALLEST_EDGE / min(height, width))
    size = (round(width * scale), round(height * scale))
    return np.asarray(Image.fromarray(rgb).resize(size, _KERNELS[rng.integers(len(_KERNELS))]))


def cropped(rgb: np.ndarray, shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Cut a share off the left, the right, the top and the bottom."""
    height, width = rgb.shape[:2]
    left, right, top, bottom = shares
    rows = slice(round(top * height), height - round(bottom * height))
    return rgb[rows, round(left * width) : width - round(right * width)]


def _cropped_by_chance(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return cropped(rgb, rng.uniform(0, LARGEST_CROP, 4))


def _cropped_on_one_side(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return cropped(rgb, LARGEST_CROP * (np.arange(4) == rng.integers(4)))


def _cropped_all_round(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return cropped(rgb, [LARGEST_CROP] * 4)


def _resized_and_encoded(crop: Copier) -> Copier:
    return lambda rgb, rng: encoded(resized(crop(rgb, rng), rng), ("JPEG", "WEBP")[rng.integers(2)], rng)


COPIES: dict[str, Copier] = {
    "JPEG, quality 40 to 90": lambda rgb, rng: encoded(rgb, "JPEG", rng),
    "WebP, quality 40 to 90": lambda rgb, rng: encoded(rgb, "WEBP", rng),
    "resized, 0.25 to 2×": resized,
    "cropped, 0 to 5 % on each side": _cropped_by_chance,
    "cropped, 5 % on one side": _cropped_on_one_side,
    "cropped, 5 % on all sides": _cropped_all_round,
    "cropped 0 to 5 %, resized, encoded": _resized_and_encoded(_cropped_by_chance),
    "cropped 5 % all round, resized, encoded": _resized_and_encoded(_cropped_all_round),
}


def photo_pixels(settings: Settings, part: Part) -> list[tuple[np.ndarray, int]]:
    """Return the photo set's photos with their contributors."""
    return [(decode(photo.path.read_bytes()).rgb, photo.contributor) for photo in photos_of(settings, part)]


def studio_pixels(settings: Settings, part: Part) -> list[tuple[np.ndarray, int]]:
    """Return thumbnails and cut-outs with the numbers of their street photos; as few as an upload allows."""
    pieces = [(piece.rgb, photo.number) for photo in street_of(settings, part) for piece in pieces_of(photo)]
    return [(rgb, number) for rgb, number in pieces if min(rgb.shape[:2]) >= SMALLEST_EDGE]


def copy_all(pictures: Sequence[tuple[np.ndarray, int]], seed: int = _SEED) -> Shown:
    """Take the fingerprints of pictures, with their groups, and of one copy of each kind."""
    rng = np.random.default_rng(seed)
    own = [fingerprint(rgb) for rgb, _ in pictures]
    of_copies = {
        kind: np.array(
            [_distance(one, fingerprint(copy(rgb, rng))) for one, (rgb, _) in zip(own, pictures, strict=True)]
        )
        for kind, copy in COPIES.items()
    }
    groups = np.array([group for _, group in pictures])
    return Shown(np.frombuffer(b"".join(own), np.uint8).reshape(-1, FINGERPRINT_BYTES), groups, of_copies)


def pair_distances(shown: Shown) -> np.ndarray:
    """Return ``(N, N)`` distances; a photo is infinitely far from itself."""
    table = np.array([distances(row.tobytes(), shown.fingerprints) for row in shown.fingerprints], dtype=float)
    np.fill_diagonal(table, np.inf)
    return table


def found_rows(shown: Shown) -> list[list[str]]:
    """Return for each kind of copy the share found at ``NEAR`` and the distance that 99 % keep to."""

    def share(found: np.ndarray) -> str:
        return with_interval(bootstrap_by_group(lambda of: float(found[of].mean()), shown.groups, _RESAMPLINGS))

    return [[kind, share(apart <= NEAR), f"{np.quantile(apart, 0.99):.0f}"] for kind, apart in shown.of_copies.items()]


def alarm_rows(shown: Shown) -> list[list[str]]:
    """Return for each threshold what is found at least, and what is found that is no copy."""
    apart = pair_distances(shown)
    others = shown.groups[:, None] != shown.groups[None]
    nearest = np.where(others, apart, np.inf).min(axis=1)
    return [
        [
            f"{threshold}{' (served)' if threshold == NEAR else ''}",
            percent(min(float((one <= threshold).mean()) for one in shown.of_copies.values())),
            f"{np.mean(nearest <= threshold):.2%}",
            f"{np.mean(apart[others] <= threshold):.1e}",
            str(int((apart[~others] <= threshold).sum()) // 2),
        ]
        for threshold in THRESHOLDS
    ]


def milliseconds(work: Callable[[], object]) -> np.ndarray:
    """Return ``(_REPEATS, 2)`` milliseconds that some work takes, by the clock and of the processor's time."""
    work()  # the first call imports
    spent = []
    for _ in range(_REPEATS):
        started, began = perf_counter(), process_time()
        work()
        spent.append((perf_counter() - started, process_time() - began))
    return 1000 * np.array(spent)


def time_rows(rgb: np.ndarray) -> list[list[str]]:
    """Return the times for one photo in three sizes, and for one search."""
    rng = np.random.default_rng(_SEED)
    rows = rng.integers(0, 256, (CATALOGUE, FINGERPRINT_BYTES), dtype=np.uint8)
    sizes = {"as it is": rgb.shape[1::-1], "as decoded": (LARGEST_EDGE * 3 // 4, LARGEST_EDGE), "12 MP": (3000, 4000)}
    photos = {name: np.asarray(Image.fromarray(rgb).resize(size)) for name, size in sizes.items()}
    spent = {
        f"{name}, {photo.shape[1]}×{photo.shape[0]}": milliseconds(partial(fingerprint, photo))
        for name, photo in photos.items()
    }
    own = fingerprint(rgb)
    spent[f"search among {CATALOGUE:,}"] = milliseconds(lambda: near(own, rows))
    return [[name, *(f"{one:.2f}" for one in np.median(ms, axis=0))] for name, ms in spent.items()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates")
    parser.add_argument("--part", choices=get_args(Part), default="test")
    part = parser.parse_args(arguments).part
    settings = get_settings()
    photos = photo_pixels(settings, part)
    for name, pictures in (("photos", photos), ("studio-like pictures", studio_pixels(settings, part))):
        shown = copy_all(pictures)
        print(f"{len(pictures)} {name} of the {part} part; near is {NEAR} or less\n")
        print_table(["copy", "found (95 % interval)", "99 % within"], found_rows(shown))
        print()
        head = ["threshold", "found at least", "photos with false alarm", "pairs with one", "pairs of one contributor"]
        print_table(head, alarm_rows(shown))
        print()
    print_table(["step", "p50 ms", "p50 ms of the processor"], time_rows(photos[0][0]))


def _distance(photo: bytes, other: bytes) -> int:
    return int(distances(photo, np.frombuffer(other, dtype=np.uint8)[None])[0])


if __name__ == "__main__":
    main()
