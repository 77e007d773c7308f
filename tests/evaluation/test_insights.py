"""What the figures say of errors: each sentence on both sides of its condition, with counts worked out by hand."""

from itertools import chain, repeat

import numpy as np
import pandas as pd
import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.baselines import BEST_PUBLISHED, FIRST_NOTEBOOK, people_anchor
from fashion_model.evaluation.insights import (
    Insight,
    Pictures,
    RecallGap,
    insights,
    photo_insights,
    recall_gaps,
    shared_with_people,
)

FAULT = "the network's fault"
SEEN = ("Shirt", "T-shirt/top", "ambiguous", "Shirt")
"""An error: label, answer, verdict, what most people say."""


def answers(*errors: tuple[str, str, str | None, str | None], right: int = 0, confidence: float = 0.5) -> pd.DataFrame:
    """Return a row an error, then ``right`` right answers of each category; no near-duplicates."""
    wrong = [(label, said, verdict, people, False) for label, said, verdict, people in errors]
    good = [(name, name, None, None, True) for name in CATEGORIES for _ in range(right)]
    rows = pd.DataFrame([*wrong, *good], columns=["label", "predicted", "verdict", "people_say", "right"])
    missed = rows["people_say"] != rows["label"]
    share = np.where(rows["right"], np.nan, np.where(missed, 0.3, 0.6))
    return rows.assign(confidence=confidence, near_duplicate=False, label_share=share)


def many(
    *counted: tuple[int, tuple[str, str, str | None, str | None]],
) -> list[tuple[str, str, str | None, str | None]]:
    return list(chain.from_iterable(repeat(error, count) for count, error in counted))


def about(found: tuple[Insight, ...], words: str) -> Insight:
    [one] = [insight for insight in found if words in insight.text]
    return one


def silent(found: tuple[Insight, ...], words: str) -> bool:
    return not any(words in insight.text for insight in found)


def test_largest_pair_counts_both_directions_and_leads_to_both():
    table = answers(
        *many((9, SEEN), (6, ("T-shirt/top", "Shirt", FAULT, "Shirt")), (5, ("Coat", "Dress", FAULT, "Coat")))
    )
    pair = about(insights(table), "taken for each other")
    assert pair.text.startswith(
        "Shirt and T-shirt/top, taken for each other, are 15 of the 20 errors (75.0\N{NO-BREAK SPACE}%)"
    )
    assert pair.text.endswith(", more than any other pair.")  # 15 to 5: chance does this in 4.1 % of draws
    assert [(link.true, link.predicted) for link in pair.pictures] == [
        ("Shirt", "T-shirt/top"),
        ("T-shirt/top", "Shirt"),
    ]


def test_largest_pair_that_may_be_so_by_chance_says_so():
    pair = about(insights(answers(*many((12, SEEN), (8, ("Coat", "Dress", FAULT, "Coat"))))), "taken for each other")
    assert pair.text.endswith("; that Coat and Dress are fewer (8) may be chance.")  # 12 to 8: 50.3 % of draws
    assert [(link.true, link.predicted) for link in pair.pictures] == [("Shirt", "T-shirt/top")]


@pytest.mark.parametrize("outvoted", [15, 10, 5])
def test_label_that_loses_the_vote_is_told_from_one_that_most_people_miss(outvoted: int):
    errors = answers(*many((outvoted, ("Shirt", "Coat", "reasonable", "Coat")), (20 - outvoted, SEEN)))
    divided = errors["label_share"].where(errors.index != outvoted, 0.4)  # it wins the vote with less than half of it
    shared = shared_with_people(errors.assign(label_share=divided))
    share, missed = f"{5 * outvoted}.0\N{NO-BREAK SPACE}%", outvoted + 1
    assert shared.text.startswith(
        f"In {outvoted} of the 20 errors ({share}) another category than the label got the most"
    )
    assert "though not always more than half" in shared.text
    assert (
        f"in {missed} ({5 * missed}.0\N{NO-BREAK SPACE}%) fewer than half of the people chose the label" in shared.text
    )
    assert shared.pictures == (Pictures("all reasonable errors", verdict="reasonable"),)


def suspects(**by_label: int) -> pd.DataFrame:
    doubted = [(count, (label, "Bag", "suspect label", "Bag")) for label, count in by_label.items()]
    return answers(*many(*doubted, (20, SEEN)))


def test_labels_to_doubt_are_counted_by_category():
    doubted = about(insights(suspects(Dress=8, Coat=1)), "doubtful")  # 8 to 1: 3.9 % of draws
    assert doubted.text.startswith("9 labels are doubtful: ")
    assert doubted.text.endswith(" Most often the label is Dress (8).")
    assert doubted.pictures[-1] == Pictures("labelled Dress", true="Dress", verdict="suspect label")


def test_labels_to_doubt_that_are_nearly_as_many_may_be_so_by_chance():
    doubted = about(insights(suspects(Dress=7, Coat=6)), "doubtful")
    assert doubted.text.endswith(" That it is Dress (7) more often than Coat (6) may be chance.")


def test_one_label_to_doubt_is_said_as_one():
    doubted = about(insights(suspects(Dress=1)), "doubtful")
    assert doubted.text.startswith("1 label is doubtful: ")
    assert doubted.text.endswith(" Each is labelled Dress.")


def test_no_label_to_doubt_is_not_spoken_of():
    assert silent(insights(answers(*many((20, SEEN)))), "doubted")


def test_faults_that_gather_on_a_category_are_named_with_their_pictures():
    faults = [(2, (name, "Bag", FAULT, name)) for name in ("Dress", "Coat")]
    table = answers(*many((16, ("Shirt", "Coat", FAULT, "Shirt")), *faults), right=50)
    gathered = about(insights(table), "the network's fault")
    assert gathered.text.startswith("20 of the 20 errors (100.0\N{NO-BREAK SPACE}%) are the network's fault")
    assert " They gather, by more than chance, on Shirt (16): " in gathered.text
    assert gathered.pictures == (
        Pictures("all that are the network's fault", verdict=FAULT),
        Pictures("labelled Shirt", true="Shirt", verdict=FAULT),
    )


def test_faults_that_are_spread_as_by_chance_name_no_category():
    spread = [(2, (name, "Bag" if name != "Bag" else "Coat", FAULT, name)) for name in CATEGORIES]
    gathered = about(insights(answers(*many(*spread), right=50)), "the network's fault")
    assert gathered.text.endswith(" They are spread over the categories as chance could spread them.")
    assert gathered.pictures == (Pictures("all that are the network's fault", verdict=FAULT),)


def test_category_with_many_pictures_has_many_faults_without_standing_out():
    faults = many((16, ("Shirt", "Coat", FAULT, "Shirt")), (4, ("Dress", "Coat", FAULT, "Dress")))
    shirts = answers(*[("Shirt", "Shirt", None, None)] * 800, *[("Dress", "Dress", None, None)] * 200).assign(
        right=True
    )
    table = pd.concat([answers(*faults), shirts.assign(confidence=0.5)], ignore_index=True)
    assert "spread over the categories" in about(insights(table), "the network's fault").text


def test_few_faults_are_not_spoken_of():
    faults = many((19, ("Shirt", "Coat", FAULT, "Shirt")), (1, SEEN))
    assert silent(insights(answers(*faults)), "the network's fault:")


def sure(*bands: tuple[float, int, int]) -> pd.DataFrame:
    """Return 20 unsure errors, and for each band answers of that confidence, so many wrong of so many."""
    tables = [answers(*many((20, SEEN)))]
    for confidence, wrong, total in bands:
        table = answers(*many((total, SEEN)), confidence=confidence)
        tables.append(table.assign(right=[place >= wrong for place in range(total)]))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(
    ("confidence", "wrong", "total", "told"),
    [  # foretold: a twentieth; of 100 the margin is 2.5 x the root of 4.75 = 5.4, of 200 it is 7.7
        (0.95, 11, 100, "at 95–98 % 11 of 100, 5 foretold (too sure)"),
        (0.95, 10, 100, "at 95–98 % 10 of 100, 5 foretold (may be chance)"),
        (0.95, 1, 100, "at 95–98 % 1 of 100, 5 foretold (may be chance)"),
        (0.95, 2, 200, "at 95–98 % 2 of 200, 10 foretold (could be surer)"),
        (0.995, 8, 400, "at 99–100 % 8 of 400, 2 foretold (too sure)"),
        (1.0, 1, 100, "at 99–100 % 1 of 100, 0 foretold (too sure)"),
    ],
)
def test_sure_errors_are_held_against_those_that_confidences_foretell(
    confidence: float, wrong: int, total: int, told: str
):
    said = about(insights(sure((confidence, wrong, total))), "Sure answers")
    told = told.replace(" %", "\N{NO-BREAK SPACE}%")
    assert said.text == f"Sure answers that are wrong, by confidence: {told}."
    assert said.pictures == (Pictures("the surest errors first"),)


@pytest.mark.parametrize(
    ("low_wrong", "high_wrong", "cancels"),
    [(30, 0, True), (1, 30, True), (30, 30, False), (10, 5, False)],
)
def test_bands_that_are_off_in_opposite_ways_are_said_to_cancel(low_wrong: int, high_wrong: int, cancels: bool):
    said = about(insights(sure((0.9, low_wrong, 100), (0.985, high_wrong, 600))), "Sure answers").text
    assert ("hides this: the two deviations cancel" in said) is cancels  # foretold: 10 and 9
    assert f"at 90–95\N{NO-BREAK SPACE}% {low_wrong} of 100, 10 foretold" in said
    assert f"at 98–99\N{NO-BREAK SPACE}% {high_wrong} of 600, 9 foretold" in said


def test_without_sure_errors_nothing_is_said_of_them():
    assert silent(insights(sure((0.95, 0, 100))), "Sure answers")


@pytest.mark.parametrize(
    ("twins_right", "others_right", "ending"),
    [  # 10 pictures with a near-duplicate, 40 without
        (10, 20, ". Without them 50.0 % are right instead of 60.0 %: they flatter the score."),
        (7, 20, ". Without them 50.0 % are right instead of 54.0 %; the difference may be chance."),
        (0, 20, ". Without them 50.0 % are right instead of 40.0 %: they do not flatter the score."),
        (5, 20, ". Without them the score stays at 50.0 %."),
    ],
)
def test_near_duplicates_flatter_the_score_only_beyond_chance(twins_right: int, others_right: int, ending: str):
    right = [place < twins_right for place in range(10)] + [place < others_right for place in range(40)]
    table = answers(*many((50, SEEN))).assign(right=right, near_duplicate=[True] * 10 + [False] * 40)
    said = about(insights(table), "near-duplicate")
    assert said.text == f"10 test pictures have a near-duplicate among the training pictures{ending}".replace(
        " %", "\N{NO-BREAK SPACE}%"
    )


def test_without_near_duplicates_nothing_is_said_of_them():
    assert silent(insights(answers(*many((20, SEEN)))), "near-duplicate")


def test_without_what_people_said_only_the_rest_is_said():
    table = sure((0.95, 10, 100)).assign(verdict=None, people_say=None, near_duplicate=None)
    assert [insight.text.split(",")[0] for insight in insights(table)] == [
        "Shirt and T-shirt/top",
        "Sure answers that are wrong",
    ]


def test_of_few_errors_nothing_is_said():
    assert insights(answers(*many((19, SEEN)))) == ()
    assert insights(answers(*many((20, SEEN)))) != ()


def gaps(*counted: tuple[int, int, int], people: int = 50) -> tuple[RecallGap, ...]:
    """Return the gaps of categories that are found so often on so many photos, taken by ``people`` in turn."""
    labels = np.repeat([index for index, _, _ in counted], [photos for _, _, photos in counted])
    right = np.concatenate([np.arange(photos) < found for _, found, photos in counted])
    taken_by = np.random.default_rng(0).permutation(len(labels)) % people
    return recall_gaps(labels, np.where(right, labels, (labels + 1) % 10), taken_by)


def test_categories_found_less_often_on_photos_are_named_worst_first():
    [weak, _] = photo_insights(gaps((0, 98, 100), (2, 60, 100), (4, 50, 100)), {})
    assert weak.text.startswith(
        "On photos Coat (50.0\N{NO-BREAK SPACE}% of 100) and Pullover (60.0\N{NO-BREAK SPACE}% of 100) are "
        "found less often"
    )
    assert [(link.true, link.photos) for link in weak.pictures] == [("Coat", True), ("Pullover", True)]


@pytest.mark.parametrize("people", [1, 2, 3])
def test_photos_of_few_people_say_too_little_to_call_a_category_weak(people: int):
    labels, right = np.repeat([0, 4], 100), np.arange(200) % 100 < np.repeat([98, 60], 100)
    taken_by = np.where(np.arange(200) % 100 < 60, 0, people - 1)  # all that is wrong is by one person
    assert gaps((0, 98, 100), (4, 60, 100))[0].is_clear  # by fifty people it would be clear
    found = recall_gaps(labels, np.where(right, labels, 1), taken_by)
    assert found[0].is_clear is (people == 1)  # one person alone: nothing to draw anew


def test_category_found_least_on_photos_by_chance_is_said_to_be_so():
    [least, _] = photo_insights(gaps((0, 19, 20), (2, 18, 20)), {})
    assert (
        least.text == "On photos Pullover (90.0\N{NO-BREAK SPACE}% of 20) is found least often, but that may be chance."
    )


def test_categories_with_few_photos_are_listed_and_never_called_weak():
    few = photo_insights(
        gaps(*((index, 20, 20) for index in range(8)), (9, 0, 3)), dict.fromkeys(range(8), 20) | {9: 3}
    )
    assert few[-1].text.endswith(": Bag (none), Ankle boot (3). Gather photos of these to know.")
    assert silent(few[:-1], "Ankle boot")


def test_enough_photos_of_every_category_leave_nothing_to_gather():
    enough = gaps(*((index, 20, 20) for index in range(10)))
    assert silent(photo_insights(enough, dict.fromkeys(range(10), 20)), "Too few")


def test_anchors_are_those_that_are_quoted():
    assert (people_anchor(0.8202).accuracy, FIRST_NOTEBOOK.accuracy, BEST_PUBLISHED.accuracy) == (0.8202, 0.89, 0.9691)
    for anchor in (people_anchor(0.8202), FIRST_NOTEBOOK, BEST_PUBLISHED):
        assert anchor.source
        assert anchor.address.startswith("https://")
