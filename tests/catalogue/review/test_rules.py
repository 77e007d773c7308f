"""The shop's own codes and thresholds, and what its people said of the network's answers."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.search import Search
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from tests.catalogue.fixtures import AUDITED, NOON, delivered, seen, suggests


def test_each_category_has_no_code_until_it_gets_one(catalogue: Catalogue):
    assert catalogue.rules.codes() == dict.fromkeys((*CATEGORIES, NONE_OF_THE_TEN), "")
    catalogue.rules.set_codes({"Shirt": " K-1 ", NONE_OF_THE_TEN: "X"}, "Ada")
    codes = catalogue.rules.codes()
    assert (codes["Shirt"], codes[NONE_OF_THE_TEN], codes["Coat"]) == ("K-1", "X", "")
    catalogue.create_item("S-1", "Blue shirt")
    catalogue.actions.decide("S-1", category="Shirt", person="Ada")
    assert catalogue.current("S-1").code == "K-1"
    catalogue.rules.set_codes({"Shirt": ""}, "Ada")
    assert catalogue.current("S-1").code == ""


def test_codes_can_change_places_and_what_is_left_out_keeps_its_own(catalogue: Catalogue):
    catalogue.rules.set_codes({"Shirt": "1", "Coat": "2", "Bag": "3"}, "Ada")
    catalogue.rules.set_codes({"Shirt": "2", "Coat": "1"}, "Ada")
    codes = catalogue.rules.codes()
    assert (codes["Shirt"], codes["Coat"], codes["Bag"]) == ("2", "1", "3")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ({"Shirt": "A-1", "Coat": "a-1"}, "Coat and Shirt have the same code “A-1”"),
        ({"Coat": "OLD"}, "have the same code"),
        ({"Hat": "1"}, "“Hat” is not a category"),
        ({"Shirt": "x" * 61}, "at most 60"),
        ({"Shirt": "a\nb"}, "line break"),
    ],
)
def test_codes_that_cannot_be_told_apart_or_kept_are_refused_and_change_nothing(
    catalogue: Catalogue, codes: dict[str, str], words: str
):
    catalogue.rules.set_codes({"Bag": "old"}, "Ada")
    with pytest.raises(InvalidItem, match=words):
        catalogue.rules.set_codes(codes, "Ada")
    assert {name: code for name, code in catalogue.rules.codes().items() if code} == {"Bag": "old"}


def test_the_latest_threshold_holds_for_its_own_model_alone(catalogue: Catalogue):
    assert catalogue.rules.threshold("m1") is None
    catalogue.rules.set_threshold(0.9, None, "m1", "Ada")
    latest = catalogue.rules.set_threshold(0.8, 2.5, "m1", "Ben")
    assert (latest.threshold, latest.mistakes_per_100, latest.person, latest.created_at) == (0.8, 2.5, "Ben", NOON)
    assert catalogue.rules.threshold("m1") == latest
    assert catalogue.rules.threshold("m2") is None
    catalogue.rules.set_threshold(1.01, None, "m2", "Ada")
    assert catalogue.rules.threshold("m1") is None, "it was set for the network of before"


@pytest.mark.parametrize("threshold", [0, -0.5, float("nan")])
def test_a_threshold_that_is_no_confidence_is_refused(catalogue: Catalogue, threshold: float):
    with pytest.raises(InvalidItem, match="above 0"):
        catalogue.rules.set_threshold(threshold, None, "m1", "Ada")
    assert catalogue.rules.threshold("m1") is None


def test_the_team_is_heard_on_what_it_was_asked_about(catalogue: Catalogue):
    delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.4), "TS-2_1.jpg": suggests("Coat", 0.3)})
    delivered(catalogue, {"TS-3_1.jpg": suggests("Bag", 0.9)}, AUDITED, name="Wednesday")
    delivered(catalogue, {"TS-4_1.jpg": suggests("Bag", 0.8)}, name="Thursday")
    assert catalogue.rules.team_decisions("m1").right.tolist() == [], "automatic answers are nobody's"
    for sku, category in (("TS-1", "Shirt"), ("TS-2", "Bag"), ("TS-3", "Bag"), ("TS-4", "Coat")):
        catalogue.actions.change_many({seen(catalogue, sku): category}, "Ada")
    said = catalogue.rules.team_decisions("m1")
    assert said.confidences == pytest.approx([0.4, 0.3, 0.9])
    assert said.right.tolist() == [True, False, True]
    assert said.went_through.tolist() == [False, False, True]
    assert said.chances.tolist() == [1, 1, 0.02]
    assert said.automatic == 2
    assert catalogue.rules.team_decisions("m2").right.tolist() == []


def test_what_the_team_took_back_does_not_count(catalogue: Catalogue):
    delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.4), "TS-2_1.jpg": suggests("Coat", 0.3)})
    found = [one for _, one, _ in catalogue.review.suggested(Search())]
    step = catalogue.actions.accept_many(found, "Ada")
    assert len(catalogue.rules.team_decisions("m1").right) == 2
    catalogue.actions.undo(step.action_id, "Ada")
    assert len(catalogue.rules.team_decisions("m1").right) == 0


def test_a_photo_that_was_held_back_counts_as_no_confidence(catalogue: Catalogue):
    both = {"TS-1_1.jpg": suggests("Shirt", 0.95), "TS-1_2.jpg": suggests("Coat", 0.9)}
    delivered(catalogue, both)
    [(row, one, suggested)] = catalogue.review.suggested(Search())
    assert row.status == "review"
    catalogue.actions.decide(one, suggested.category, "Ada")
    said = catalogue.rules.team_decisions("m1")
    assert (said.confidences.tolist(), said.right.tolist()) == ([0.0], [True])
