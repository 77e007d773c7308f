"""The votes of people where a copy of their file lies on this machine."""

from pathlib import Path

import numpy as np

from fashion_model.evaluation.vote_file import VOTES_COMMIT, VOTES_FILE, votes_from

CACHED_FOLDER = f"fashion-mnist-h-{VOTES_COMMIT[:12]}"
"""In the cache folder: where a file that was fetched lies."""


def local_votes(votes_dir: Path | None, cache_dir: Path) -> np.ndarray | None:
    """Return what people said of each test picture, or None where no copy of the file is here.

    Args:
        votes_dir: Folder with ``fmh_counts.csv``; None looks for a copy that was fetched.
        cache_dir: The folder for downloads.

    Returns:
        ``(10000, 10)`` uint8: how many people chose each category.

    Raises:
        VoteFileError: There is a file, but not the official one.
    """
    try:
        return votes_from(((votes_dir or cache_dir / CACHED_FOLDER) / VOTES_FILE).read_bytes())
    except OSError:
        return None
