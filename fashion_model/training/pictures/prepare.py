"""Training pictures: 28×28 pictures and close-ups of photos, cached between runs."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from fashion_model.photo.decode import PhotoRefused, decode_here
from fashion_model.photo.garment import Garment, find_garments
from fashion_model.photo.masks import Segmenter
from fashion_model.photo.picture import CLOSE_UP_EDGE, EDGE, to_close_up, to_picture
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.training.data.photo_set import hash_of
from fashion_model.training.data.street import StreetPhoto, hash_of_street, read_street_photo
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.pictures.thumbnails import Piece, cut_outs, studio_thumbnails
from fashion_model.training.pictures.variation import MONK_TONES, varied, with_skin_tone

PICTURES_VERSION = 1  # raise when the pictures and close-ups made of a photo change
CLOSE_UPS = 4
"""Close-ups a photo at most; the photo network's augmentation does the rest."""
_WORKERS = 2
_SAME_ITEM = 0.5
_NO_CONTRIBUTOR = -1
_TONES = 3
"""Skin tones, besides the person's own, in which a worn item is shown in training."""


@dataclass(frozen=True)
class PhotoPictures:
    """Pictures of N photographed items.

    Attributes:
        views: ``(N, V, 28, 28)`` uint8; ``views[:, 0]`` is the picture that serving makes.
        close_ups: ``(N, C, 160, 160, 3)`` uint8, of the first views; there may be fewer than views.
        categories: For each item one of the ten, or ``footwear``.
        contributors: ``(N,)`` int; -1 for street photos.
        chances: ``(N,)`` of being drawn in training, summing to one.
    """

    views: np.ndarray
    close_ups: np.ndarray
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

    def make(index: int) -> _Made:
        rgb = decode_here(photos[index].path.read_bytes()).rgb
        return _views(lambda _: (rgb, None), views, finder, np.random.default_rng((seed, index)))

    labels = [(photo.category, photo.contributor) for photo in photos]
    return _prepared(f"{hash_of(photos)} {views} {seed} {finder.sha256}", cache_dir, make, views, labels)


def prepare_street(
    photos: Sequence[StreetPhoto], views: int, seed: int, finder: Finder, cache_dir: Path
) -> PhotoPictures:
    """Make the pictures of what people wear on street photos: worn, as in a studio, and cut out alone.

    Arguments as ``prepare_photos``.
    """
    shown = [looks for photo in photos for looks in _in_tones(photo, np.random.default_rng((seed, photo.number)))]

    def make(index: int) -> _Made:
        looks, rng = shown[index], np.random.default_rng((seed, index))
        return _views(lambda view: (looks[view % len(looks)].rgb, looks[0].mask), views, finder, rng)

    labels = [(looks[0].category, _NO_CONTRIBUTOR) for looks in shown]
    return _prepared(f"street {hash_of_street(photos)} {views} {seed} {finder.sha256}", cache_dir, make, views, labels)


def pieces_of(photo: StreetPhoto) -> tuple[Piece, ...]:
    """Return what a street photo shows: each clothing item worn, as a studio would show it, and each item alone."""
    rgb, values = read_street_photo(photo)
    return (*studio_thumbnails(rgb, values), *cut_outs(rgb, values))


def _in_tones(photo: StreetPhoto, rng: np.random.Generator) -> list[tuple[Piece, ...]]:
    """Return each of a photo's pieces that is one of the ten: as it is, then worn ones with the skin in other tones."""
    rgb, values = read_street_photo(photo)
    original = pieces_of(photo)
    skin = values == VALUE["skin"]
    tones = rng.permutation(len(MONK_TONES))[:_TONES]
    toned = [studio_thumbnails(with_skin_tone(rgb, skin, MONK_TONES[tone]), values) for tone in tones]
    worn = zip(*toned, strict=True)
    looks = [(piece, *next(worn)) if piece.worn else (piece,) for piece in original]
    return [pieces for pieces in looks if pieces[0].category != NONE_LABEL]


def joined(first: PhotoPictures, second: PhotoPictures, share: float) -> PhotoPictures:
    """Return both sets; in training a picture is of the second one with the chance ``share``."""
    if not len(second) or not len(first):
        return first if len(first) else second
    return PhotoPictures(
        views=_as_many(first.views, second.views),
        close_ups=_as_many(first.close_ups, second.close_ups),
        categories=first.categories + second.categories,
        contributors=np.concatenate([first.contributors, second.contributors]),
        chances=np.concatenate([first.chances * (1 - share), second.chances * share]),
    )


def _as_many(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return both one after the other, ``(N, V, …)``: the fewer views over and over, so that each is drawn alike."""
    most = max(first.shape[1], second.shape[1])
    return np.concatenate([views[:, np.arange(most) % views.shape[1]] for views in (first, second)])


def even_chances(categories: Sequence[str]) -> np.ndarray:
    """Return ``(N,)``: one over the square root of each category's size, summing to one."""
    if not categories:
        return np.zeros(0)
    _, inverse, sizes = np.unique(np.array(categories), return_inverse=True, return_counts=True)
    chances = 1 / np.sqrt(sizes)[inverse]
    even: np.ndarray = chances / chances.sum()
    return even


@dataclass(frozen=True)
class _Made:
    """Pictures ``(…, V, 28, 28)`` and close-ups ``(…, C, 160, 160, 3)``, uint8, of one photo or of many."""

    pictures: np.ndarray
    close_ups: np.ndarray


def _prepared(
    key: str, cache_dir: Path, make: Callable[[int], _Made], views: int, labels: Sequence[tuple[str, int]]
) -> PhotoPictures:
    """Return the pictures made before under the same key and version, or make and keep them.

    Args:
        key: Names all that decides them.
        cache_dir: Where they are kept.
        make: Makes those of an item, by its number.
        views: Pictures an item.
        labels: Category and contributor of each item.
    """
    name = hashlib.sha256(f"{key} {PICTURES_VERSION}".encode()).hexdigest()[:16]
    files = cache_dir / f"pictures-{name}.npy", cache_dir / f"close-ups-{name}.npy"
    if all(file.is_file() for file in files):
        made = _Made(*map(np.load, files))
    else:
        made = _make_all(make, len(labels), views)
        for file, array in zip(files, (made.pictures, made.close_ups), strict=True):
            _keep(file, array)
    categories = tuple(category for category, _ in labels)
    contributors = np.array([contributor for _, contributor in labels], dtype=int)
    return PhotoPictures(made.pictures, made.close_ups, categories, contributors, even_chances(categories))


def _keep(file: Path, array: np.ndarray) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"unfinished-{file.name}")
    np.save(unfinished, array)
    os.replace(unfinished, file)


def _make_all(make: Callable[[int], _Made], amount: int, views: int) -> _Made:
    all_made = _Made(
        np.zeros((amount, views, EDGE, EDGE), np.uint8),
        np.zeros((amount, min(views, CLOSE_UPS), CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), np.uint8),
    )
    with ThreadPoolExecutor(_WORKERS) as pool:
        jobs = pool.map(make, range(amount))
        for index, made in enumerate(tqdm(jobs, total=amount, desc="preparing photos", unit="photo", disable=None)):
            all_made.pictures[index], all_made.close_ups[index] = made.pictures, made.close_ups
    return all_made


def _views(
    look: Callable[[int], tuple[np.ndarray, np.ndarray | None]], views: int, finder: Finder, rng: np.random.Generator
) -> _Made:
    """Return what ``views`` looks at one item give, the first as it is and the others as it might have been.

    Args:
        look: For each view, the photo ``(H, W, 3)`` uint8 and where the item is ``(H, W)`` bool, if that is known.
        views: How many.
        finder: Finds the garments.
        rng: Draws the variations.
    """
    seen = [_seen(*look(0), finder)]
    for view in range(1, views):
        rgb, mask = look(view)
        other, moved = varied(rgb, np.ones(rgb.shape[:2], dtype=bool) if mask is None else mask, rng)
        seen.append(_seen(other, moved if mask is not None and moved.any() else None, finder))
    return _Made(np.stack([picture for picture, _ in seen]), np.stack([near for _, near in seen[:CLOSE_UPS]]))


def _seen(rgb: np.ndarray, mask: np.ndarray | None, finder: Finder) -> tuple[np.ndarray, np.ndarray]:
    """Return the served picture and close-up; of several garments those of the one at the mask, if there is one.

    A garment that the finder misses is cut along its mask.
    """
    try:
        found = find_garments(rgb, finder.segmenter)
    except PhotoRefused:  # a variation may be of one even colour
        return _cut(rgb, np.ones(rgb.shape[:2], dtype=bool) if mask is None else mask)
    if mask is None:
        return found.garments[0].picture, found.garments[0].close_up
    overlap, garment = max(((_overlap(garment, mask), garment) for garment in found.garments), key=lambda pair: pair[0])
    return (garment.picture, garment.close_up) if overlap >= _SAME_ITEM else _cut(rgb, mask)


def _cut(rgb: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return to_picture(rgb, mask), to_close_up(rgb, mask)


def _overlap(garment: Garment, mask: np.ndarray) -> float:
    """Return intersection over union of the garment's box and the mask's, 0..1."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    around = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]) / (*mask.shape[::-1], *mask.shape[::-1])
    boxes = np.array([garment.box, around])
    shared = np.prod(np.maximum(boxes[:, 2:].min(axis=0) - boxes[:, :2].max(axis=0), 0))
    return float(shared / (np.prod(boxes[:, 2:] - boxes[:, :2], axis=1).sum() - shared))
