"""Insights: sentences on a model's errors, no stronger than the figures allow.

A share stands out from chance when it lies outside its 95 % range (Wilson, as in ``metrics``). Where all categories are
looked through for one that stands out, each range is made wider, so that chance brings one forth in twenty times at
most (Bonferroni). Of two counts the larger is called so when chance parts as many so unevenly in fewer than one of
twenty draws (the exact binomial test in ``paired``).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import CategoryScore, accuracy_interval
from fashion_model.evaluation.paired import mcnemar
from fashion_model.evaluation.votes import HALF, Verdict
from fashion_model.formats import listed

FEWEST_ERRORS = 20
"""Of fewer errors nothing is said."""
CONFIDENT = 0.9
"""From here on an answer counts as sure."""
RARE = 0.05
"""What chance brings about less often than this is more than chance."""
SUSPECT: Verdict = "suspect label"
REASONABLE: Verdict = "reasonable"
FAULT: Verdict = "the network's fault"
_ALL_OF: Mapping[Verdict, str] = {
    SUSPECT: "all suspect labels",
    REASONABLE: "all reasonable errors",
    FAULT: "all that are the network's fault",
}
FEWEST_PHOTOS = 20
"""Of a category with fewer photos nothing is said but that they are few."""


@dataclass(frozen=True)
class Pictures:
    """Errors that a sentence is about, as a gallery finds them.

    Attributes:
        words: What they are called.
        true: Name of the label; empty for any.
        predicted: Name of what the network said; empty for any.
        verdict: What people make of them; empty for any.
        photos: They are photos instead of test pictures.
    """

    words: str
    true: str = ""
    predicted: str = ""
    verdict: Verdict | str = ""
    photos: bool = False


@dataclass(frozen=True)
class Insight:
    """A sentence or two, and the pictures behind them."""

    text: str
    pictures: tuple[Pictures, ...] = ()


def insights(answers: pd.DataFrame) -> tuple[Insight, ...]:
    """Return what the figures say of the errors on test pictures; of fewer than ``FEWEST_ERRORS`` nothing.

    Args:
        answers: A row a test picture, with the columns ``label``, ``predicted``, ``right`` and ``confidence`` (0..1),
            and ``verdict``, ``people_say`` and ``near_duplicate``. Where these are empty nothing is known of what
            people said, and what needs them is left out.
    """
    errors = answers[~answers["right"]]
    if len(errors) < FEWEST_ERRORS:
        return ()
    found: list[Insight | None] = [_largest_pair(errors)]
    if errors["verdict"].notna().all():
        found += [shared_with_people(errors), _doubtful_labels(errors), _faults(answers, errors)]
    found.append(_sure_errors(answers))
    if answers["near_duplicate"].notna().all():
        found.append(_near_duplicates(answers))
    return tuple(insight for insight in found if insight)


def _largest_pair(errors: pd.DataFrame) -> Insight:
    pairs = Counter(tuple(sorted(pair)) for pair in zip(errors["label"], errors["predicted"], strict=True))
    (first, times), *others = pairs.most_common(2)
    first_name, second_name = first
    said = f"{first_name} and {second_name}, taken for each other, are {_of(times, len(errors))}"
    if others and not _is_larger(times, others[0][1]):
        (second, fewer) = others[0]
        said += f"; that {second[0]} and {second[1]} are fewer ({fewer:,}) may be chance."
    else:
        said += ", more than any other pair."
    pictures = (_seen_as(first_name, second_name), _seen_as(second_name, first_name))
    return Insight(said, tuple(link for link in pictures if _has(errors, link)))


def shared_with_people(errors: pd.DataFrame) -> Insight:
    """Return in how many errors most people do not see the label either.

    Args:
        errors: A row an error, at least one, with the columns ``label``, ``people_say`` and ``verdict``, all known.
    """
    missed = int((errors["people_say"].astype(str) != errors["label"].astype(str)).sum())
    interval = accuracy_interval(missed, len(errors))
    said = f"In {_of(missed, len(errors))} most people do not see the label either"
    if interval.low > HALF:
        said += ": more than half."
    elif interval.high < HALF:
        said += ": less than half."
    else:
        said += "; whether that is more or less than half may be chance."
    links = (_all_of(verdict) for verdict in (SUSPECT, REASONABLE))
    return Insight(said, tuple(link for link in links if _has(errors, link)))


def _doubtful_labels(errors: pd.DataFrame) -> Insight | None:
    doubted = _labels_of(errors, SUSPECT)
    if not doubted:
        return None
    total = doubted.total()
    (first, times), *others = doubted.most_common(2)
    labels = "1 label is" if total == 1 else f"{total:,} labels are"
    said = f"{labels} to be doubted: at least half of the people chose what the network chose."
    if not others:
        said += f" Each is labelled {first}."
    elif _is_larger(times, others[0][1]):
        said += f" Most often the label is {first} ({times:,})."
    else:
        said += f" That it is {first} ({times:,}) more often than {others[0][0]} ({others[0][1]:,}) may be chance."
    return Insight(said, (_all_of(SUSPECT), Pictures(f"labelled {first}", true=first, verdict=SUSPECT)))


def _faults(answers: pd.DataFrame, errors: pd.DataFrame) -> Insight | None:
    faults = _labels_of(errors, FAULT)
    total = faults.total()
    if total < FEWEST_ERRORS:
        return None
    loud = _more_than_their_share(faults, answers["label"].astype(str).value_counts(normalize=True).to_dict())
    said = f"{_of(total, len(errors))} are the network's fault: at least half of the people chose the label"
    if not loud:
        return Insight(f"{said}. They are spread over the categories as chance could spread them.", (_all_of(FAULT),))
    named = listed(f"{name} ({faults[name]:,})" for name in loud)
    said += f". They gather, by more than chance, on {named}: try more or other training pictures there first."
    return Insight(said, (_all_of(FAULT), *(Pictures(f"labelled {name}", true=name, verdict=FAULT) for name in loud)))


def _more_than_their_share(counts: Counter[str], shares: Mapping[str, float]) -> list[str]:
    """Return the categories that have more of the counted than of all pictures, the first the one with most."""
    level = 1 - RARE / len(shares)
    total = counts.total()
    return [name for name, count in counts.most_common() if accuracy_interval(count, total, level).low > shares[name]]


def _sure_errors(answers: pd.DataFrame) -> Insight | None:
    """Hold the sure errors against those that the confidences themselves foretell, by the normal approximation."""
    sure = answers[answers["confidence"] >= CONFIDENT]
    wrong, expected = int((~sure["right"]).sum()), float((1 - sure["confidence"]).sum())
    if wrong == 0:
        return None
    margin = 1.96 * float((sure["confidence"] * (1 - sure["confidence"])).sum()) ** 0.5
    said = f"Of the answers given with at least {100 * CONFIDENT:.0f}\N{NO-BREAK SPACE}% confidence, {wrong:,} "
    said += f"{'is' if wrong == 1 else 'are'} wrong; by their confidence about {expected:,.0f} should be"
    if wrong > expected + margin:
        said += ": it is too sure of itself there."
    elif wrong < expected - margin:
        said += ": it could be surer of itself there."
    else:
        said += ", and the difference may be chance."
    return Insight(said, (Pictures("the surest errors first"),))


def _near_duplicates(answers: pd.DataFrame) -> Insight | None:
    twin, right = answers["near_duplicate"].astype(bool), answers["right"]
    total = int(twin.sum())
    if not 0 < total < len(answers):
        return None
    rest, interval = float(right[~twin].mean()), accuracy_interval(int(right[twin].sum()), total)
    pictures = "1 test picture has" if total == 1 else f"{total:,} test pictures have"
    said, score = f"{pictures} a near-duplicate among the training pictures", _percent(float(right.mean()))
    if _percent(rest) == score:
        return Insight(f"{said}. Without them the score stays at {score}.")
    said += f". Without them {_percent(rest)} are right instead of {score}"
    if interval.low > rest:
        return Insight(f"{said}: they flatter the score.")
    if interval.high < rest:
        return Insight(f"{said}: they do not flatter the score.")
    return Insight(f"{said}; the difference may be chance.")


def _labels_of(errors: pd.DataFrame, verdict: Verdict) -> Counter[str]:
    return Counter(errors.loc[errors["verdict"] == verdict, "label"].astype(str))


def _is_larger(count: int, other: int) -> bool:
    return mcnemar(count, other) < RARE


def _has(errors: pd.DataFrame, link: Pictures) -> bool:
    for column, value in (("label", link.true), ("predicted", link.predicted), ("verdict", link.verdict)):
        if value:
            errors = errors[errors[column] == value]
    return not errors.empty


def _all_of(verdict: Verdict) -> Pictures:
    return Pictures(_ALL_OF[verdict], verdict=verdict)


def _seen_as(label: str, said: str) -> Pictures:
    return Pictures(f"{label} seen as {said}", true=label, predicted=said)


def _of(part: int, whole: int) -> str:
    return f"{part:,} of the {whole:,} errors ({_percent(part / whole)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


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
