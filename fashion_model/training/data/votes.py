"""The votes of people on Fashion-MNIST's test pictures: a local copy, or the pinned file, fetched once."""

from pathlib import Path

import numpy as np

from fashion_model.analysis.errors import CACHED_FOLDER, local_votes
from fashion_model.evaluation.votes import VOTES_COMMIT, VOTES_FILE, VOTES_SHA256, VoteFileError
from fashion_model.training.data.fashion_mnist import DatasetError

DOWNLOAD = f"https://raw.githubusercontent.com/takashiishida/irreducible/{VOTES_COMMIT}/data/{VOTES_FILE}"


def load_votes(folder: Path | None, cache_dir: Path, origin: str = DOWNLOAD) -> np.ndarray:
    """Return what people said of each test picture.

    Args:
        folder: Where ``fmh_counts.csv`` lies; None looks into the cache, then fetches it.
        cache_dir: Where the fetched file is kept.
        origin: Its address.

    Returns:
        ``(10000, 10)`` uint8: how many people chose each category.

    Raises:
        DatasetError: The file is missing, could not be fetched, or is not the official one.
    """
    try:
        votes = local_votes(folder, cache_dir)
        if votes is None and folder is None:
            _fetch(cache_dir, origin)
            votes = local_votes(None, cache_dir)
    except VoteFileError as error:
        raise DatasetError(str(error)) from error
    if votes is None:
        raise DatasetError(
            f"There is no {VOTES_FILE} in the folder of the votes. Set FASHION_VOTES_DIR to a folder with that file of "
            "Fashion-MNIST-H, or unset it to fetch the file."
        )
    return votes


def _fetch(cache_dir: Path, origin: str) -> None:
    try:
        import keras  # here, because reading a local file needs no TensorFlow

        cache_dir.mkdir(parents=True, exist_ok=True)  # or Keras keeps the file elsewhere
        keras.utils.get_file(
            origin=origin,
            fname=VOTES_FILE,
            cache_dir=str(cache_dir),
            cache_subdir=CACHED_FOLDER,
            file_hash=VOTES_SHA256,
        )
    except Exception as error:  # Keras passes on whatever urllib raises
        raise DatasetError(
            f"What people said of the test pictures could not be fetched ({error}). Set FASHION_VOTES_DIR to a folder "
            f"with {VOTES_FILE} of Fashion-MNIST-H."
        ) from error
