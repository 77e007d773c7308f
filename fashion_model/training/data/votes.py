"""Fashion-MNIST-H: people's votes on the test pictures, read or downloaded."""

from pathlib import Path

import numpy as np

from fashion_model.analysis.errors import CACHED_FOLDER, local_votes
from fashion_model.evaluation.votes import VOTES_COMMIT, VOTES_FILE, VOTES_SHA256, VoteFileError
from fashion_model.training.data.download import DatasetError, download

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
            download(
                origin,
                cache_dir / CACHED_FOLDER / VOTES_FILE,
                "What people said of the test pictures could not be fetched",
                f"Set FASHION_VOTES_DIR to a folder with {VOTES_FILE} of Fashion-MNIST-H.",
                VOTES_SHA256,
            )
            votes = local_votes(None, cache_dir)
    except VoteFileError as error:
        raise DatasetError(str(error)) from error
    if votes is None:
        raise DatasetError(
            f"There is no {VOTES_FILE} in the folder of the votes. Set FASHION_VOTES_DIR to a folder with that file of "
            "Fashion-MNIST-H, or unset it to fetch the file."
        )
    return votes
