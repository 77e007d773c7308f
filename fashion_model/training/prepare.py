"""Photos to 28×28 pictures, through the code that serves, kept between runs."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from fashion_model.photo.decode import decode
from fashion_model.photo.garment import find_garment
from fashion_model.photo.picture import to_picture
from fashion_model.photo.segment import find_item
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.augment import vary_cut_out
from fashion_model.training.config import preparing_code_hash
from fashion_model.training.photo_set import hash_of

_WORKERS = 2


@dataclass(frozen=True)
class PhotoPictures:
    """Pictures of N photos.

    Attributes:
        views: ``(N, V, 28, 28)`` uint8; ``views[:, 0]`` is the picture that serving makes.
        categories: For each photo one of the ten, ``footwear`` or ``none``.
        contributors: ``(N,)`` int.
    """

    views: np.ndarray
    categories: tuple[str, ...]
    contributors: np.ndarray

    def __len__(self) -> int:
        return len(self.categories)


def prepare_photos(photos: Sequence[LabelledFile], views: int, seed: int, cache_dir: Path) -> PhotoPictures:
    """Make the pictures of photos, or read them when the same ones were made before.

    Args:
        photos: Which photos.
        views: Pictures a photo: the served one, then cut-outs that lie differently; the last third of them are cut
            anew from a crop of the photo, so that the errors of cutting differ too.
        seed: Draws the variations.
        cache_dir: Where the pictures are kept.
    """
    key = hashlib.sha256(f"{hash_of(photos)} {views} {seed} {preparing_code_hash()}".encode()).hexdigest()[:16]
    kept = cache_dir / f"pictures-{key}.npy"
    if kept.is_file():
        made = np.load(kept)
    else:
        made = _make_all(photos, views, seed)
        cache_dir.mkdir(parents=True, exist_ok=True)
        np.save(kept, made)
    return PhotoPictures(
        made, tuple(photo.category for photo in photos), np.array([photo.contributor for photo in photos])
    )


def _make_all(photos: Sequence[LabelledFile], views: int, seed: int) -> np.ndarray:
    with ThreadPoolExecutor(_WORKERS) as pool:
        jobs = pool.map(lambda job: _make(job[1].path, views, np.random.default_rng((seed, job[0]))), enumerate(photos))
        made = list(tqdm(jobs, total=len(photos), desc="preparing photos", unit="photo", disable=None))
    return np.stack(made) if made else np.zeros((0, views, 28, 28), dtype=np.uint8)


def _make(path: Path, views: int, rng: np.random.Generator) -> np.ndarray:
    """Return ``(views, 28, 28)`` uint8 of one photo."""
    rgb = decode(path.read_bytes()).rgb
    if views == 1:
        return find_garment(rgb).picture[None]
    mask = find_item(rgb).mask
    pictures = [to_picture(rgb, mask)]
    cut_anew = views // 3
    pictures += [vary_cut_out(rgb, mask, rng) for _ in range(views - 1 - cut_anew)]
    if cut_anew:
        cropped = _crop(rgb, rng)
        cropped_mask = find_item(cropped).mask
        pictures += [vary_cut_out(cropped, cropped_mask, rng) for _ in range(cut_anew)]
    return np.stack(pictures)


def _crop(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cut up to 7 % off each side of ``(H, W, 3)``."""
    height, width = rgb.shape[:2]
    top, bottom = (rng.uniform(0, 0.07, size=2) * height).astype(int)
    left, right = (rng.uniform(0, 0.07, size=2) * width).astype(int)
    return np.ascontiguousarray(rgb[top : height - bottom, left : width - right])
