"""What an analyst would write of the categories on photos, each sentence said only as far as the figures go; pure."""

from collections.abc import Sequence

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.insights import RARE, Insight, Pictures
from fashion_model.evaluation.metrics import CategoryScore, accuracy_interval

FEWEST_PHOTOS = 20
"""Of a category with fewer photos nothing is said but that they are few."""


def photo_insights(scores: Sequence[CategoryScore]) -> tuple[Insight, ...]:
    """Return which categories are found least on photos, and of which there are too few photos to know.

    A category is found less often than the rest when the 95 % range of its recall (Wilson), widened because all of
    them are looked through (Bonferroni), ends below the recall of all other photos.

    Args:
        scores: One a category that has photos.
    """
    seen = [score for score in scores if score.support >= FEWEST_PHOTOS]
    found = [_least_found(seen, scores)] if len(seen) > 1 else []
    few = {score.index: score.support for score in scores if score.support < FEWEST_PHOTOS}
    missing = sorted(set(range(len(CATEGORIES))) - {score.index for score in scores})
    if few or missing:
        found.append(_too_few(few | dict.fromkeys(missing, 0)))
    return tuple(found)


def _least_found(seen: Sequence[CategoryScore], scores: Sequence[CategoryScore]) -> Insight:
    level = 1 - RARE / len(seen)
    right, photos = sum(_right(score) for score in scores), sum(score.support for score in scores)
    weak = [
        score
        for score in sorted(seen, key=lambda score: score.recall)
        if accuracy_interval(_right(score), score.support, level).high
        < (right - _right(score)) / (photos - score.support)
    ]
    if weak:
        said = f"On photos {_named(weak)} found less often than the rest, by more than chance"
        return Insight(f"{said}: try more photos there first.", tuple(_pictures(score) for score in weak))
    worst = min(seen, key=lambda score: score.recall)
    said = f"On photos {_named([worst])} found least often, but that may be chance."
    return Insight(said, (_pictures(worst),))


def _too_few(few: dict[int, int]) -> Insight:
    named = ", ".join(f"{CATEGORIES[index]} ({count or 'none'})" for index, count in sorted(few.items()))
    return Insight(f"Too few test photos to know how it does on them: {named}. Gather photos of these to know.")


def _right(score: CategoryScore) -> int:
    return round(score.recall * score.support)


def _named(scores: Sequence[CategoryScore]) -> str:
    *first, last = [
        f"{CATEGORIES[score.index]} ({100 * score.recall:.1f}\N{NO-BREAK SPACE}% of {score.support:,})"
        for score in scores
    ]
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"


def _pictures(score: CategoryScore) -> Pictures:
    name = CATEGORIES[score.index]
    return Pictures(f"photos of {name}", true=name, photos=True)
