"""Fashion-MNIST: loading, checking by hash, and the validation split.

Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST", arXiv 1708.07747; MIT licence.
"""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.training.data.download import DatasetError, download

# SHA-256 of what is inside each file: distributors compress the same content differently.
CONTENT_SHA256 = {
    "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
USUAL_FOLDERS = (Path("/usr/share/datasets/fashion-mnist"), Path.home() / ".keras" / "datasets" / "fashion-mnist")
DOWNLOAD = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
VALIDATION_PER_CATEGORY = 500


@dataclass(frozen=True)
class LabelledPictures:
    """Pictures with their categories.

    Attributes:
        pictures: ``(N, 28, 28)`` uint8, light item on black.
        labels: ``(N,)`` uint8, index into ``CATEGORIES``.
    """

    pictures: np.ndarray
    labels: np.ndarray

    def take(self, indices: np.ndarray) -> "LabelledPictures":
        """Return the pictures at ``indices``, in that order."""
        return LabelledPictures(self.pictures[indices], self.labels[indices])


@dataclass(frozen=True)
class FashionMnist:
    """The dataset: 55,000 training, 5,000 validation and the official 10,000 test pictures."""

    train: LabelledPictures
    validation: LabelledPictures
    test: LabelledPictures


def load_fashion_mnist(folder: Path | None, seed: int) -> FashionMnist:
    """Load and split the dataset.

    Args:
        folder: Where the four official files are; None looks in the usual folders, then downloads.
        seed: Draws the validation pictures, 500 of each category.

    Raises:
        DatasetError: A file is missing, damaged or not the official one.
    """
    training = load_training(folder)
    kept, held_out = split(training.labels, VALIDATION_PER_CATEGORY, seed)
    return FashionMnist(training.take(kept), training.take(held_out), load_test(folder))


def load_training(folder: Path | None) -> LabelledPictures:
    """Load the official 60,000 training pictures in their order; arguments and errors as ``load_fashion_mnist``."""
    return _load(folder, "train")


def load_test(folder: Path | None) -> LabelledPictures:
    """Load the official 10,000 test pictures in their order; arguments and errors as ``load_fashion_mnist``."""
    return _load(folder, "t10k")


def _load(folder: Path | None, part: str) -> LabelledPictures:
    folder = folder or _usual_folder()
    pictures, labels = (_content(folder, f"{part}-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
    return LabelledPictures(
        np.frombuffer(pictures, dtype=np.uint8, offset=16).reshape(-1, 28, 28),
        np.frombuffer(labels, dtype=np.uint8, offset=8),
    )


def split(labels: np.ndarray, per_category: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Split indices so that each category gives ``per_category`` to the second part; both come sorted."""
    rng = np.random.default_rng(seed)
    chosen = [
        rng.choice(np.flatnonzero(labels == category), per_category, replace=False) for category in np.unique(labels)
    ]
    held_out = np.sort(np.concatenate(chosen))
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out


def _usual_folder() -> Path | None:
    return next((folder for folder in USUAL_FOLDERS if (folder / "train-images-idx3-ubyte.gz").is_file()), None)


def _content(folder: Path | None, name: str) -> bytes:
    path = folder / name if folder else _downloaded(name)
    try:
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise DatasetError(
            f"{name} is not in the Fashion-MNIST folder. Set FASHION_DATASET_DIR to a folder with the four files."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{name} is damaged ({error}). Delete it and fetch it again.") from error
    if hashlib.sha256(content).hexdigest() != CONTENT_SHA256[name]:
        raise DatasetError(f"{name} is not the official Fashion-MNIST file. Delete it and fetch it again.")
    return content


def _downloaded(name: str) -> Path:
    return download(
        DOWNLOAD + name,
        USUAL_FOLDERS[-1] / name,
        f"{name} could not be downloaded",
        "Install the Debian package dataset-fashion-mnist, or set FASHION_DATASET_DIR to a folder with the four files.",
    )
