"""Insights: sentences on a model's errors, no stronger than the figures allow.

A share stands out from chance when it lies outside its 95 % range (Wilson, as in ``metrics``). Where all categories are
looked through for one that stands out, each range is made wider, so that chance brings one forth in twenty times at
most (Bonferroni). Of two counts the larger is called so when chance parts as many so unevenly in fewer than one of
twenty draws (the exact binomial test in ``paired``).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import accuracy_interval, share_intervals, standard_score
from fashion_model.evaluation.paired import mcnemar
from fashion_model.evaluation.votes import HALF, Verdict
from fashion_model.formats import decimals_for, listed, score_text

FEWEST_ERRORS = 20
"""Of fewer errors nothing is said."""
CONFIDENT_BANDS = (0.9, 0.95, 0.98, 0.99, 1.0)
"""Ends of the bands of confidence in which sure answers are held against what their confidence foretells."""
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
            and ``verdict``, ``people_say``, ``label_share`` and ``near_duplicate``. Where these are empty nothing is
            known of what people said, and what needs them is left out.
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
    """Return in how many errors people do not see the label either: another category wins their vote, or most miss it.

    Args:
        errors: A row an error, at least one, with the columns ``label``, ``people_say``, ``label_share`` and
            ``verdict``, all known.
    """
    outvoted = int((errors["people_say"].astype(str) != errors["label"].astype(str)).sum())
    missed = int((errors["label_share"] < HALF).sum())
    said = (
        f"In {_of(outvoted, len(errors))} another category than the label got the most votes of about 67 people, "
        f"though not always more than half of them; in {missed:,} ({score_text(missed / len(errors))}) fewer than half "
        "of the people chose the label."
    )
    links = (_all_of(verdict) for verdict in (SUSPECT, REASONABLE))
    return Insight(said, tuple(link for link in links if _has(errors, link)))


def _doubtful_labels(errors: pd.DataFrame) -> Insight | None:
    doubted = _labels_of(errors, SUSPECT)
    if not doubted:
        return None
    total = doubted.total()
    (first, times), *others = doubted.most_common(2)
    labels = "1 label is" if total == 1 else f"{total:,} labels are"
    said = f"{labels} doubtful: at least half of the people chose what the network chose."
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
    """Hold the sure errors of each band against those that the confidences foretell, by the normal approximation.

    Band by band, because in a total too many errors in one band and too few in another cancel. The margins are wider
    for looking at several bands (Bonferroni).
    """
    bands = [_Band.of(answers, *ends) for ends in pairwise(CONFIDENT_BANDS)]
    told = [band for band in bands if band.answers]
    wrong = sum(band.wrong for band in told)
    if not wrong:
        return None
    said = f"Sure answers that are wrong, by confidence: {'; '.join(band.said for band in told)}."
    if {True, False} <= {band.is_high for band in told}:
        expected = sum(band.expected for band in told)
        said += f" The total, {wrong:,} beside {expected:,.0f}, hides this: the two deviations cancel."
    return Insight(said, (Pictures("the surest errors first"),))


@dataclass(frozen=True)
class _Band:
    """Answers of about the same confidence: how many, how many are wrong, and how many their confidence foretells."""

    name: str
    answers: int
    wrong: int
    expected: float
    margin: float

    @classmethod
    def of(cls, answers: pd.DataFrame, low: float, high: float) -> "_Band":
        last = high >= 1
        among = answers[(answers["confidence"] >= low) & ((answers["confidence"] < high) | last)]
        doubt = 1 - among["confidence"]
        return cls(
            name=f"{100 * low:.0f}–{100 * high:.0f}\N{NO-BREAK SPACE}%",
            answers=len(among),
            wrong=int((~among["right"]).sum()),
            expected=float(doubt.sum()),
            margin=standard_score(1 - RARE / (len(CONFIDENT_BANDS) - 1)) * float((doubt * (1 - doubt)).sum()) ** 0.5,
        )

    @property
    def is_high(self) -> bool | None:
        """True for more errors than chance explains, False for fewer, None for what may be chance."""
        return None if abs(self.wrong - self.expected) <= self.margin else self.wrong > self.expected

    @property
    def said(self) -> str:
        verdict = {True: "too sure", False: "could be surer", None: "may be chance"}[self.is_high]
        return f"at {self.name} {self.wrong:,} of {self.answers:,}, {self.expected:,.0f} foretold ({verdict})"


def _near_duplicates(answers: pd.DataFrame) -> Insight | None:
    twin, right = answers["near_duplicate"].astype(bool), answers["right"]
    total = int(twin.sum())
    if not 0 < total < len(answers):
        return None
    rest, interval = float(right[~twin].mean()), accuracy_interval(int(right[twin].sum()), total)
    decimals = decimals_for(len(answers))
    pictures = "1 test picture has" if total == 1 else f"{total:,} test pictures have"
    said, score = f"{pictures} a near-duplicate among the training pictures", score_text(float(right.mean()), decimals)
    if score_text(rest, decimals) == score:
        return Insight(f"{said}. Without them the score stays at {score}.")
    said += f". Without them {score_text(rest, decimals)} are right instead of {score}"
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
    return f"{part:,} of the {whole:,} errors ({score_text(part / whole)})"


@dataclass(frozen=True)
class RecallGap:
    """How often one category is found on photos, beside all other photos of the ten.

    Attributes:
        index: The category, 0..9.
        photos: How many show it.
        recall: Share of them that is recognised, 0..1.
        is_clear: It is found less often than the rest, by more than chance.
    """

    index: int
    photos: int
    recall: float
    is_clear: bool


def recall_gaps(labels: np.ndarray, predicted: np.ndarray, people: np.ndarray) -> tuple[RecallGap, ...]:
    """Return how often each category with enough photos is found, the worst first.

    One is found less often than the rest by more than chance when the range of its recall (photos of one person are
    drawn together, see ``share_intervals``), widened because all are looked through (Bonferroni), ends below the recall
    of all other photos.

    Args:
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        predicted: ``(N,)`` integer, likewise.
        people: ``(N,)`` who took each photo.
    """
    counts = np.bincount(labels, minlength=len(CATEGORIES))
    seen = np.flatnonzero((counts >= FEWEST_PHOTOS) & (counts < len(labels)))
    if not len(seen):
        return ()
    shown, right = labels[:, None] == seen, (labels == predicted)[:, None]  # (N, S), (N, 1)
    highest = share_intervals(shown & right, shown, people, 1 - RARE / len(seen))[1]
    recalls = (shown & right).sum(axis=0) / counts[seen]
    rest = (~shown & right).sum(axis=0) / (len(labels) - counts[seen])
    gaps = zip(seen.tolist(), counts[seen].tolist(), recalls.tolist(), (highest < rest).tolist(), strict=True)
    return tuple(sorted((RecallGap(*gap) for gap in gaps), key=lambda gap: gap.recall))


def photo_insights(gaps: Sequence[RecallGap], photos: Mapping[int, int]) -> tuple[Insight, ...]:
    """Return which categories are found least on photos, and of which there are too few photos to know.

    Args:
        gaps: As ``recall_gaps``.
        photos: How many photos each category has, by its index.
    """
    found = [_least_found(gaps)] if len(gaps) > 1 else []
    few = {index: photos.get(index, 0) for index in range(len(CATEGORIES)) if photos.get(index, 0) < FEWEST_PHOTOS}
    return (*found, _too_few(few)) if few else tuple(found)


def _least_found(gaps: Sequence[RecallGap]) -> Insight:
    if weak := [gap for gap in gaps if gap.is_clear]:
        said = f"On photos {_named(weak)} found less often than the rest, by more than chance"
        return Insight(f"{said}: try more photos there first.", tuple(_pictures(gap) for gap in weak))
    said = f"On photos {_named(gaps[:1])} found least often, but that may be chance."
    return Insight(said, (_pictures(gaps[0]),))


def _too_few(few: dict[int, int]) -> Insight:
    named = ", ".join(f"{CATEGORIES[index]} ({count or 'none'})" for index, count in sorted(few.items()))
    return Insight(f"Too few test photos to know how it does on them: {named}. Gather photos of these to know.")


def _named(gaps: Sequence[RecallGap]) -> str:
    names = listed(f"{CATEGORIES[gap.index]} ({score_text(gap.recall)} of {gap.photos:,})" for gap in gaps)
    return f"{names} {'are' if len(gaps) > 1 else 'is'}"


def _pictures(gap: RecallGap) -> Pictures:
    name = CATEGORIES[gap.index]
    return Pictures(f"photos of {name}", true=name, photos=True)
