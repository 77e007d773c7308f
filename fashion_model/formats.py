"""Figures, lists and names in words: per cent, counts with a noun, files without their folders."""

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


def points_text(share: float) -> str:
    """Return a difference of shares in percentage points.

    >>> points_text(0.01), points_text(0.123)
    ('1.0 point', '12.3 points')
    """
    text = f"{100 * share:.1f}"
    return f"{text} point" if text == "1.0" else f"{text} points"


_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^\s\"'/,;()]+/)*(?=[^\s/])")


def without_folders(text: str) -> str:
    """Return what a driver or a system says, with each absolute path cut to its last part: the rest is the server's.

    >>> without_folders('Could not open "/srv/shop/model.tflite": no such file')
    'Could not open "model.tflite": no such file'
    """
    return _FOLDERS.sub("", text)
