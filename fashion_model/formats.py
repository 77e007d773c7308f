"""Figures, lists and names in words: per cent, counts with a noun, files without their folders."""

import math
import re
from collections.abc import Iterable


def percent(share: float) -> str:
    """Return a probability as whole per cent; what is not certain is never called 0 % or 100 %.

    >>> percent(0.5), percent(0.004), percent(0.999), percent(1)
    ('50 %', 'under 1 %', 'over 99 %', '100 %')

    In words, because Markdown takes a line that starts with “>” for a quotation.
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


CONFIDENCE_INTERVAL = "95\N{NO-BREAK SPACE}% confidence interval"
_ROUNDING = 1e-9
"""Of 9,455 in 10,000 the nearest binary number is a little less than 94.55 %."""


def score_text(share: float, decimals: int = 1) -> str:
    """Return a share 0..1 in per cent, such as ``94.3 %``, that stays on one line; 94.55 % is rounded up."""
    return f"{100 * share + _ROUNDING:.{decimals}f}\N{NO-BREAK SPACE}%"


def count_of(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun.

    >>> count_of(1, "photo", "photos"), count_of(2000, "photo", "photos")
    ('1 photo', '2,000 photos')
    """
    return f"{number:,} {singular if number == 1 else plural}"


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them.

    >>> listed(["Coat"]), listed(["Coat", "Shirt", "Dress"])
    ('Coat', 'Coat, Shirt and Dress')

    Args:
        names: At least one.
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def decimals_for(pictures: int) -> int:
    """Return how many decimals a share in per cent needs so that one picture more or less shows; at least one.

    >>> decimals_for(10_000), decimals_for(1_000), decimals_for(588)
    (2, 1, 1)

    Args:
        pictures: How many the share is of, from 1.
    """
    return max(1, math.ceil(math.log10(pictures)) - 2)


def points_text(share: float, decimals: int = 1) -> str:
    """Return a difference of shares in percentage points.

    >>> points_text(0.01), points_text(0.123), points_text(0.0005, 2)
    ('1.0 point', '12.3 points', '0.05 points')
    """
    text = f"{100 * share:.{decimals}f}"
    return f"{text} point" if float(text) == 1 else f"{text} points"


_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^\s\"'/,;()]+/)*(?=[^\s/])")


def without_folders(text: str) -> str:
    """Return what a driver or a system says, with each absolute path cut to its last part: the rest is the server's.

    >>> without_folders('Could not open "/srv/shop/model.tflite": no such file')
    'Could not open "model.tflite": no such file'
    """
    return _FOLDERS.sub("", text)
