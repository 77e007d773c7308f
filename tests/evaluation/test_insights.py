"""What the figures say of errors: each sentence on both sides of its condition, with counts worked out by hand."""

from itertools import chain, repeat

import pandas as pd
import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.baselines import BEST_PUBLISHED, FIRST_NOTEBOOK, people_anchor
from fashion_model.evaluation.insights import Insight, Pictures, insights, photo_insights, shared_with_people
from fashion_model.evaluation.metrics import CategoryScore

FAULT = "the network's fault"
SEEN = ("Shirt", "T-shirt/top", "ambiguous", "Shirt")
"""An error: label, answer, verdict, what most people say."""


def answers(*errors: tuple[str, str, str | None, str | None], right: int = 0, confidence: float = 0.5) -> pd.DataFrame:
    """Return a row an error, then ``right`` right answers of each category; no near-duplicates."""
    wrong = [(label, said, verdict, people, False) for label, said, verdict, people in errors]
    good = [(name, name, None, None, True) for name in CATEGORIES for _ in range(right)]
    rows = pd.DataFrame([*wrong, *good], columns=["label", "predicted", "verdict", "people_say", "right"])
    return rows.assign(confidence=confidence, near_duplicate=False)


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


@pytest.mark.parametrize(
    ("missed", "ending"),
    [
        (15, ": more than half."),
        (10, "; whether that is more or less than half may be chance."),
        (5, ": less than half."),
    ],
)
def test_share_that_people_miss_is_held_against_half(missed: int, ending: str):
    errors = answers(*many((missed, ("Shirt", "Coat", "reasonable", "Coat")), (20 - missed, SEEN)))
    shared = shared_with_people(errors)
    share = f"{missed} of the 20 errors ({5 * missed}.0\N{NO-BREAK SPACE}%)"
    assert shared.text == f"In {share} most people do not see the label either{ending}"
    assert shared.pictures == (Pictures("all reasonable errors", verdict="reasonable"),)
    assert shared in insights(errors)


def suspects(**by_label: int) -> pd.DataFrame:
    doubted = [(count, (label, "Bag", "suspect label", "Bag")) for label, count in by_label.items()]
    return answers(*many(*doubted, (20, SEEN)))


def test_labels_to_doubt_are_counted_by_category():
    doubted = about(insights(suspects(Dress=8, Coat=1)), "to be doubted")  # 8 to 1: 3.9 % of draws
    assert doubted.text.startswith("9 labels are to be doubted: ")
    assert doubted.text.endswith(" Most often the label is Dress (8).")
    assert doubted.pictures[-1] == Pictures("labelled Dress", true="Dress", verdict="suspect label")


def test_labels_to_doubt_that_are_nearly_as_many_may_be_so_by_chance():
    doubted = about(insights(suspects(Dress=7, Coat=6)), "to be doubted")
    assert doubted.text.endswith(" That it is Dress (7) more often than Coat (6) may be chance.")


def test_one_label_to_doubt_is_said_as_one():
    doubted = about(insights(suspects(Dress=1)), "to be doubted")
    assert doubted.text.startswith("1 label is to be doubted: ")
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


def sure(wrong: int, total: int = 100) -> pd.DataFrame:
    """Return 20 unsure errors and ``total`` answers with 95 % confidence, of which some are wrong."""
    unsure = answers(*many((20, SEEN)))
    errors = answers(*many((total, SEEN)), confidence=0.95)
    return pd.concat([unsure, errors.assign(right=[place >= wrong for place in range(total)])], ignore_index=True)


@pytest.mark.parametrize(
    ("wrong", "total", "ending"),
    [  # expected: a twentieth; of 100 the margin is 1.96 x the root of 4.75 = 4.3, of 200 it is 6.0
        (10, 100, "10 are wrong; by their confidence about 5 should be: it is too sure of itself there."),
        (9, 100, "9 are wrong; by their confidence about 5 should be, and the difference may be chance."),
        (1, 100, "1 is wrong; by their confidence about 5 should be, and the difference may be chance."),
        (3, 200, "3 are wrong; by their confidence about 10 should be: it could be surer of itself there."),
    ],
)
def test_sure_errors_are_held_against_those_that_confidences_foretell(wrong: int, total: int, ending: str):
    said = about(insights(sure(wrong, total)), "confidence")
    assert said.text == f"Of the answers given with at least 90\N{NO-BREAK SPACE}% confidence, {ending}"
    assert said.pictures == (Pictures("the surest errors first"),)


def test_without_sure_errors_nothing_is_said_of_them():
    assert silent(insights(sure(0)), "confidence")


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
    table = sure(10).assign(verdict=None, people_say=None, near_duplicate=None)
    assert [insight.text.split(",")[0] for insight in insights(table)] == [
        "Shirt and T-shirt/top",
        "Of the answers given with at least 90\N{NO-BREAK SPACE}% confidence",
    ]


def test_of_few_errors_nothing_is_said():
    assert insights(answers(*many((19, SEEN)))) == ()
    assert insights(answers(*many((20, SEEN)))) != ()


def score(index: int, found: int, support: int) -> CategoryScore:
    return CategoryScore(index=index, support=support, precision=1.0, recall=found / support, f1=1.0)


def test_categories_found_less_often_on_photos_are_named_worst_first():
    [weak, _] = photo_insights([score(0, 98, 100), score(2, 60, 100), score(4, 50, 100)])
    assert weak.text.startswith(
        "On photos Coat (50.0\N{NO-BREAK SPACE}% of 100) and Pullover (60.0\N{NO-BREAK SPACE}% of 100) "
    )
    assert [(link.true, link.photos) for link in weak.pictures] == [("Coat", True), ("Pullover", True)]


def test_category_found_least_on_photos_by_chance_is_said_to_be_so():
    [least, _] = photo_insights([score(0, 19, 20), score(2, 18, 20)])
    assert (
        least.text == "On photos Pullover (90.0\N{NO-BREAK SPACE}% of 20) is found least often, but that may be chance."
    )


def test_categories_with_few_photos_are_listed_and_never_called_weak():
    few = photo_insights([score(index, 20, 20) for index in range(8)] + [score(9, 0, 3)])
    assert few[-1].text.endswith(": Bag (none), Ankle boot (3). Gather photos of these to know.")
    assert silent(few[:-1], "Ankle boot")


def test_enough_photos_of_every_category_leave_nothing_to_gather():
    assert silent(photo_insights([score(index, 20, 20) for index in range(10)]), "Too few")


def test_anchors_are_those_that_are_quoted():
    assert (people_anchor(0.8202).accuracy, FIRST_NOTEBOOK.accuracy, BEST_PUBLISHED.accuracy) == (0.8202, 0.89, 0.9691)
    for anchor in (people_anchor(0.8202), FIRST_NOTEBOOK, BEST_PUBLISHED):
        assert anchor.source
        assert anchor.address.startswith("https://")
