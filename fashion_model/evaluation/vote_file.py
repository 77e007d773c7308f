"""The file of people's votes: the content of ``fmh_counts.csv`` to an array, hash-checked; pure.

Source: Fashion-MNIST-H, github.com/takashiishida/irreducible (GPL-3.0), of Ishida et al., ICLR 2023, arXiv 2202.00395.
The file is not part of this program: it is fetched, or read where a copy lies.
"""

import hashlib

import numpy as np

VOTES_FILE = "fmh_counts.csv"
VOTES_COMMIT = "4bc347d387c103c355d2ebff0b3983e73f4a9bc2"
VOTES_SHA256 = "bec7efff5d6f901a6224758d71caadb436dbd8de1284b0be7089d193be94ddbc"
VOTES_ATTRIBUTION = (
    "Figures derived from Fashion-MNIST-H: Ishida, Yamane, Charoenphakdee, Niu and Sugiyama, “Is the Performance of My "
    "Deep Network Too Good to Be True?”, ICLR 2023, arXiv 2202.00395; github.com/takashiishida/irreducible, "
    f"data/{VOTES_FILE} at {VOTES_COMMIT[:12]}"
)
PICTURES, CATEGORIES = 10_000, 10


class VoteFileError(ValueError):
    """The content is not the official file of votes; the message says so and what to do."""


def votes_from(content: bytes) -> np.ndarray:
    """Return the votes of the official file.

    Args:
        content: Of ``fmh_counts.csv``: no header, a row a test picture, a column a category, both in official order.

    Returns:
        ``(10000, 10)`` uint8: how many of about 67 people chose each category.

    Raises:
        VoteFileError: It is not the official file.
    """
    if hashlib.sha256(content).hexdigest() != VOTES_SHA256:
        raise VoteFileError(
            f"{VOTES_FILE} is not the official file of Fashion-MNIST-H. Delete it and fetch it again, or unset "
            "FASHION_VOTES_DIR."
        )
    cells = content.decode("ascii").replace("\n", ",").rstrip(",").split(",")
    return np.array(cells, dtype=np.uint8).reshape(PICTURES, CATEGORIES)
