"""Human votes on each test picture, and what they say of an error.

About 67 people sorted each of Fashion-MNIST's test pictures into the ten categories. Source of the votes: Ishida,
Yamane, Charoenphakdee, Niu and Sugiyama, "Is the Performance of My Deep Network Too Good to Be True?", ICLR 2023,
arXiv 2202.00395.
"""

import hashlib
from typing import Literal

import numpy as np

from fashion_model.evaluation.checks import check_pair

Verdict = Literal["suspect label", "reasonable", "the network's fault", "ambiguous"]
"""What people make of an error of the network."""
VERDICTS: tuple[Verdict, ...] = ("suspect label", "reasonable", "the network's fault", "ambiguous")
HALF = 0.5
QUARTER = 0.25
AGREE_SHARE = 2 / 3
"""People agree on a picture when at least this share of them chose the same category."""
VOTES_FILE = "fmh_counts.csv"
VOTES_COMMIT = "4bc347d387c103c355d2ebff0b3983e73f4a9bc2"
VOTES_SHA256 = "bec7efff5d6f901a6224758d71caadb436dbd8de1284b0be7089d193be94ddbc"
VOTES_ATTRIBUTION = (
    "Figures derived from Fashion-MNIST-H: Ishida, Yamane, Charoenphakdee, Niu and Sugiyama, “Is the Performance of My "
    "Deep Network Too Good to Be True?”, ICLR 2023, arXiv 2202.00395; github.com/takashiishida/irreducible, "
    f"data/{VOTES_FILE} at {VOTES_COMMIT[:12]}"
)
PICTURES, CATEGORIES = 10_000, 10


def vote_shares(votes: np.ndarray) -> np.ndarray:
    """Return ``(N, K)`` float: the share of people who chose each category, each row summing to 1.

    Args:
        votes: ``(N, K)`` integer, how many people chose each category.

    Raises:
        ValueError: The shape or type is another, a count is negative, or nobody voted on a picture.
    """
    _check_votes(votes)
    shares: np.ndarray = votes / votes.sum(axis=1, keepdims=True)
    return shares


def majority(votes: np.ndarray) -> np.ndarray:
    """Return ``(N,)``: the category with the most votes, a plurality: they need not be more than half.

    Where two were chosen equally often, which is so for 81 of the 10,000 test pictures, it is the first of them in
    the dataset's order, as in the published human accuracy.

    Args:
        votes: As ``vote_shares``, with its errors.
    """
    _check_votes(votes)
    chosen: np.ndarray = votes.argmax(axis=1)
    return chosen


def agreement(votes: np.ndarray) -> np.ndarray:
    """Return ``(N,)`` float, 0..1: the share of people who chose what most chose; ``votes`` as ``vote_shares``."""
    highest: np.ndarray = vote_shares(votes).max(axis=1)
    return highest


def people_agree(votes: np.ndarray) -> np.ndarray:
    """Return ``(N,)`` bool: whether at least ``AGREE_SHARE`` of the people chose the same category.

    The label is not looked at: leaving out the pictures on which people agree on something else would leave out the
    wrong labels, and flatter whoever learned from labels of the same hand.

    Args:
        votes: As ``vote_shares``, with its errors.
    """
    _check_votes(votes)
    agree: np.ndarray = 3 * votes.max(axis=1).astype(np.int64) >= 2 * votes.sum(axis=1)  # whole numbers, no rounding
    return agree


def vote_entropy_bits(votes: np.ndarray) -> np.ndarray:
    """Return ``(N,)`` float: Shannon's entropy of the shares in bits.

    0 where all people chose the same category, log2 K where each was chosen equally often.

    Args:
        votes: As ``vote_shares``, with its errors.
    """
    shares = vote_shares(votes)
    logs = np.log2(shares, where=shares > 0, out=np.zeros_like(shares))
    entropy: np.ndarray = np.abs((shares * logs).sum(axis=1))  # a sum of negative terms, or -0
    return entropy


def human_accuracy(votes: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of pictures whose majority is the label, 0..1.

    Args:
        votes: As ``vote_shares``, with its errors.
        labels: ``(N,)`` integer, 0..K-1.

    Raises:
        ValueError: The labels do not fit the votes.
    """
    chosen = majority(votes)
    check_pair(labels, chosen, votes.shape[1])
    return float((chosen == labels).mean())


def verdicts(votes: np.ndarray, labels: np.ndarray, predicted: np.ndarray) -> tuple[Verdict, ...]:
    """Return what people make of each error; the first that applies.

    - ``suspect label``: at least half of them chose what the network chose, and more than chose the label.
    - ``reasonable``: at least a quarter chose what the network chose.
    - ``the network's fault``: at least half chose the label.
    - ``ambiguous``: none of these; people are as unsure, or chose something third.

    Args:
        votes: ``(E, K)`` integer, as ``vote_shares``, with its errors.
        labels: ``(E,)`` integer, 0..K-1.
        predicted: ``(E,)`` integer, 0..K-1, what the network chose.

    Raises:
        ValueError: The shapes do not fit, or a prediction is the label and so no error.
    """
    shares = vote_shares(votes)
    check_pair(labels, predicted, votes.shape[1])
    if labels.shape != (len(votes),) or (labels == predicted).any():
        raise ValueError(f"expected {len(votes)} errors, got labels of shape {labels.shape} or a right answer")
    rows = np.arange(len(votes))
    for_label, for_predicted = shares[rows, labels], shares[rows, predicted]
    suspect = (for_predicted >= HALF) & (for_predicted > for_label)
    found = np.select([suspect, for_predicted >= QUARTER, for_label >= HALF], [0, 1, 2], default=3)
    return tuple(VERDICTS[index] for index in found)


def _check_votes(votes: np.ndarray) -> None:
    if votes.ndim != 2 or 0 in votes.shape or not np.issubdtype(votes.dtype, np.integer):
        raise ValueError(f"expected votes of shape (N, K) and integer type, got {votes.shape} {votes.dtype}")
    if votes.min() < 0 or votes.sum(axis=1).min() < 1:
        raise ValueError("expected counts from 0 and at least one vote for each picture")


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
