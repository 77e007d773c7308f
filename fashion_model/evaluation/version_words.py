"""What a comparison of two model versions shows, in sentences that its figures support and no more; pure.

In each comparison the newer version comes first. A point is one in a hundred pictures.
"""

from collections.abc import Mapping

from fashion_model.evaluation.paired import DRAWS, Difference
from fashion_model.evaluation.paired_comparison import SIGNIFICANCE, PairedComparison

CLEAR, NOISE, SAME = "clearer than chance", "could be noise", "no difference"
"""What is said of a difference."""


def verdict(comparison: PairedComparison) -> str:
    """Return whether a difference is more than chance brings; where no picture flipped there is none."""
    if not comparison.only_first and not comparison.only_second:
        return SAME
    return CLEAR if comparison.is_clear else NOISE


def flips_sentence(comparison: PairedComparison, noun: str, wrong_otherwise: int) -> str:
    """Return how many pictures flipped, both ways.

    Args:
        comparison: Of all pictures.
        noun: What one of them is called, such as ``photo``.
        wrong_otherwise: How many both take for something else, though not for the same.
    """
    if verdict(comparison) == SAME:
        flipped = f"No {noun} flipped: both versions are right on the same ones."
    else:
        flipped = (
            f"The newer version is right on {_counted(comparison.only_first, noun)} on which the older is wrong, and "
            f"wrong on {comparison.only_second:,} on which the older is right."
        )
    others = f", with different wrong answers to {wrong_otherwise:,} of these" if wrong_otherwise else ""
    return f"{flipped} Both are right on {comparison.both:,} and wrong on {comparison.neither:,}{others}."


def difference_sentence(comparison: PairedComparison) -> str:
    """Return how far the versions are apart, and whether that could be noise; only if not is one called better."""
    total = f"That makes {comparison.first_right:,} of {comparison.pictures:,} right"
    difference, p_value = comparison.difference, p_text(comparison.p_value)
    if not difference.value:
        return f"{total} for both, so the total tells neither from the other."
    change = (
        f"{total} instead of {comparison.second_right:,}: {change_text(difference)} (95\N{NO-BREAK SPACE}% range "
        f"{range_text(difference)})."
    )
    if not comparison.is_clear:
        return f"{change} That could be noise ({p_value})."
    judged = "better" if difference.value > 0 else "worse"
    return f"{change} The newer version is {judged}; that is {CLEAR} ({p_value})."


def categories_sentence(categories: Mapping[str, PairedComparison]) -> str:
    """Return in which categories the versions differ by more than chance brings.

    Args:
        categories: At least one, by name; their p-values adjusted for how many there are.
    """
    clear = {name: one for name, one in categories.items() if one.is_clear}
    if not clear:
        return (
            f"In none of the {len(categories)} categories is the difference {CLEAR}: each, taken alone, could be noise."
        )
    told = ", ".join(f"{name} ({change_text(one.difference)}, {p_text(one.p_value)})" for name, one in clear.items())
    others = "" if len(clear) == len(categories) else " Every other difference could be noise."
    return f"{CLEAR.capitalize()}: {told}.{others}"


def basis_sentence(comparison: PairedComparison, categories: int) -> str:
    """Return how chance was reckoned with, and what the figures do not know.

    Args:
        comparison: Of all pictures.
        categories: How many are looked at one by one.
    """
    test = "McNemar's exact test"
    if comparison.people is not None:
        test = (
            f"photos by one person resemble each other, so those of each of the {comparison.people:,} people change "
            f"sides together, {DRAWS:,} times at random"
        )
    return (
        f"p says how often two equally good versions would differ as much by chance ({test}); up to {SIGNIFICANCE} is "
        f"called {CLEAR}. In the table it allows for {categories} categories being looked at (Holm's method), the "
        "ranges do not. Chance here is which pictures were in the test: training one network twice flips some, too."
    )


def change_text(difference: Difference) -> str:
    """Return a difference without its range, such as ``1.5 points less``."""
    size = abs(difference.value)
    if not size:
        return "no change"
    points = "under 0.1 points" if size < 0.0005 else _points(size)
    return f"{points} {'more' if difference.value > 0 else 'less'}"


def range_text(difference: Difference) -> str:
    """Return the range of a difference in points, such as ``-0.3 to +0.4``."""
    return f"{_signed(difference.low)} to {_signed(difference.high)}"


def p_text(p_value: float) -> str:
    """Return a p-value with as many places as matter; it is never called 0."""
    if p_value < 0.001:
        return "p below 0.001"
    places = 3 if p_value < 0.1 else 2
    return f"p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{p_value:.{places}f}"


def _signed(share: float) -> str:
    points = round(100 * share, 1)
    return f"{points:+.1f}" if points else "0.0"


def _points(share: float) -> str:
    text = f"{100 * share:.1f}"
    return f"{text} point" if text == "1.0" else f"{text} points"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
