"""Photos to 28×28 pictures, through the code that serves, kept between runs."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.photo.garment import Garment, find_garments
from fashion_model.photo.parts import Segmenter
from fashion_model.photo.picture import to_picture
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.training.config import preparing_code_hash
from fashion_model.training.photo_set import hash_of
from fashion_model.training.street import StreetPhoto, hash_of_street, read_street_photo
from fashion_model.training.thumbnails import Piece, cut_outs, studio_thumbnails
from fashion_model.training.variation import varied

_WORKERS = 2
_SAME_ITEM = 0.5


@dataclass(frozen=True)
class PhotoPictures:
    """Pictures of N photographed items.

    Attributes:
        views: ``(N, V, 28, 28)`` uint8; ``views[:, 0]`` is the picture that serving makes.
        categories: For each item one of the ten, or ``footwear``.
        contributors: ``(N,)`` int; -1 for street photos.
        chances: ``(N,)`` of being drawn in training, summing to one.
    """

    views: np.ndarray
    categories: tuple[str, ...]
    contributors: np.ndarray
    chances: np.ndarray

    def __len__(self) -> int:
        return len(self.categories)


@dataclass(frozen=True)
class Finder:
    """The segmenter that a run uses, and the hash of its file: pictures are kept for one segmenter."""

    segmenter: Segmenter | None
    sha256: str


def prepare_photos(
    photos: Sequence[LabelledFile], views: int, seed: int, finder: Finder, cache_dir: Path
) -> PhotoPictures:
    """Make the pictures of photos, or read them when the same ones were made before.

    Args:
        photos: Which photos; those of nothing among the ten are left out.
        views: Pictures a photo: the served one, then those of the photo as it might have been taken.
        seed: Draws the variations.
        finder: What finds the garments.
        cache_dir: Where the pictures are kept.
    """
    photos = [photo for photo in photos if photo.category != NONE_LABEL]

    def make(index: int) -> np.ndarray:
        rgb = decode(photos[index].path.read_bytes()).rgb
        return _views(rgb, None, views, finder, np.random.default_rng((seed, index)))

    key = f"{hash_of(photos)} {views} {seed} {finder.sha256}"
    made = _kept(key, cache_dir, lambda: _make_all(make, len(photos), views))
    categories = tuple(photo.category for photo in photos)
    contributors = np.array([photo.contributor for photo in photos], dtype=int)
    return PhotoPictures(made, categories, contributors, even_chances(categories))


def prepare_street(
    photos: Sequence[StreetPhoto], views: int, seed: int, finder: Finder, cache_dir: Path
) -> PhotoPictures:
    """Make the pictures of what people wear on street photos: worn, as in a studio, and cut out alone.

    Arguments as ``prepare_photos``.
    """
    pieces = [piece for photo in photos for piece in pieces_of(photo) if piece.category != NONE_LABEL]

    def make(index: int) -> np.ndarray:
        return _views(pieces[index].rgb, pieces[index], views, finder, np.random.default_rng((seed, index)))

    key = f"street {hash_of_street(photos)} {views} {seed} {finder.sha256}"
    made = _kept(key, cache_dir, lambda: _make_all(make, len(pieces), views))
    categories = tuple(piece.category for piece in pieces)
    return PhotoPictures(made, categories, np.full(len(pieces), -1), even_chances(categories))


def pieces_of(photo: StreetPhoto) -> tuple[Piece, ...]:
    """Return what a street photo shows: each clothing item worn, as a studio would show it, and each item alone."""
    rgb, values = read_street_photo(photo)
    return (*studio_thumbnails(rgb, values), *cut_outs(rgb, values))


def joined(first: PhotoPictures, second: PhotoPictures, share: float) -> PhotoPictures:
    """Return both sets; in training a picture is of the second one with the chance ``share``."""
    if not len(second) or not len(first):
        return first if len(first) else second
    most = max(first.views.shape[1], second.views.shape[1])
    return PhotoPictures(
        views=np.concatenate([_repeated(first.views, most), _repeated(second.views, most)]),
        categories=first.categories + second.categories,
        contributors=np.concatenate([first.contributors, second.contributors]),
        chances=np.concatenate([first.chances * (1 - share), second.chances * share]),
    )


def _repeated(views: np.ndarray, amount: int) -> np.ndarray:
    """Return ``(N, amount, 28, 28)``: the views over and over, so that each is as likely to be drawn."""
    return views[:, np.arange(amount) % views.shape[1]]


def even_chances(categories: Sequence[str]) -> np.ndarray:
    """Return ``(N,)``: one over the square root of each category's size, summing to one."""
    if not categories:
        return np.zeros(0)
    _, inverse, sizes = np.unique(np.array(categories), return_inverse=True, return_counts=True)
    chances = 1 / np.sqrt(sizes)[inverse]
    even: np.ndarray = chances / chances.sum()
    return even


def _kept(key: str, cache_dir: Path, make: Callable[[], np.ndarray]) -> np.ndarray:
    """Return the pictures made before under the same key and by the same code, or make and keep them."""
    name = hashlib.sha256(f"{key} {preparing_code_hash()}".encode()).hexdigest()[:16]
    path = cache_dir / f"pictures-{name}.npy"
    if path.is_file():
        kept: np.ndarray = np.load(path)
        return kept
    made = make()
    cache_dir.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    np.save(unfinished, made)
    os.replace(unfinished, path)
    return made


def _make_all(make: Callable[[int], np.ndarray], amount: int, views: int) -> np.ndarray:
    with ThreadPoolExecutor(_WORKERS) as pool:
        jobs = pool.map(make, range(amount))
        made = list(tqdm(jobs, total=amount, desc="preparing photos", unit="photo", disable=None))
    return np.stack(made) if made else np.zeros((0, views, 28, 28), dtype=np.uint8)


def _views(rgb: np.ndarray, piece: Piece | None, views: int, finder: Finder, rng: np.random.Generator) -> np.ndarray:
    """Return ``(views, 28, 28)`` uint8 of one photo, the first as it is and the others as it might have been."""
    mask = piece.mask if piece else np.ones(rgb.shape[:2], dtype=bool)
    pictures = [_picture(rgb, mask if piece else None, finder)]
    for _ in range(views - 1):
        other, moved = varied(rgb, mask, rng)
        pictures.append(_picture(other, moved if piece and moved.any() else None, finder))
    return np.stack(pictures)


def _picture(rgb: np.ndarray, mask: np.ndarray | None, finder: Finder) -> np.ndarray:
    """Return the served picture ``(28, 28)``; of several garments the one at the mask, if there is one.

    A garment that the finder misses is cut along its mask.
    """
    try:
        found = find_garments(rgb, finder.segmenter)
    except PhotoRefused:  # a variation may be of one even colour
        return to_picture(rgb, np.ones(rgb.shape[:2], dtype=bool) if mask is None else mask)
    if mask is None:
        return found.garments[0].picture
    overlap, garment = max(((_overlap(one, mask), one) for one in found.garments), key=lambda pair: pair[0])
    return garment.picture if overlap >= _SAME_ITEM else to_picture(rgb, mask)


def _overlap(garment: Garment, mask: np.ndarray) -> float:
    """Return intersection over union of the garment's box and the mask's, 0..1."""
    height, width = mask.shape
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = (columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
    wide = min(garment.box[2], box[2]) - max(garment.box[0], box[0])
    high = min(garment.box[3], box[3]) - max(garment.box[1], box[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (_size(garment.box) + _size(box) - wide * high)


def _size(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
