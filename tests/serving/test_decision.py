import numpy as np
import pytest

from fashion_model.categories import INDEX
from fashion_model.photo.garment import Found, Garment
from fashion_model.photo.segment import Method
from fashion_model.serving.decision import Evidence, PhotoSuggestion, decide


def share(**given: float) -> np.ndarray:
    """Return probabilities with the given ones; the other categories share the rest."""
    probabilities = np.full(10, (1 - sum(given.values())) / (10 - len(given)))
    for name, value in given.items():
        probabilities[INDEX[name]] = value
    return probabilities


def item(area: float = 0.3, kind: str = "top", method: Method = "segmenter") -> Garment:
    views, cut_out = np.zeros((1, 28, 28), np.uint8), np.zeros((40, 30, 3), np.uint8)
    close_up = np.zeros((160, 160, 3), np.uint8)
    return Garment(kind, views, close_up, cut_out, (0.1, 0.1, 0.9, 0.9), area, 0.9, method)


WHOLE = item(1.0, "whole picture", "whole picture")


def judge(
    probabilities: np.ndarray,
    threshold: float = 0.8,
    scope: float = 1.0,
    turned: float = 0.0,
    garments: tuple[Garment, ...] = (),
    worn: bool = False,
    picked: int | None = 0,
) -> PhotoSuggestion:
    """Decide on one of the garments; on the whole picture when none is picked."""
    garments = garments or (item(),)
    garment = WHOLE if picked is None else garments[picked]
    return decide(Evidence(probabilities, scope, turned), garment, Found(garments, WHOLE, worn), threshold)


def test_sure_answer_stands_without_a_person() -> None:
    decision = judge(share(Dress=0.9, Coat=0.05))
    assert (decision.category, decision.status, decision.reason) == ("Dress", "auto", "")
    assert (decision.second_category, decision.second_confidence) == ("Coat", pytest.approx(0.05))
    assert (decision.confidence, decision.threshold, decision.scope) == (0.9, 0.8, 1.0)


def test_confidence_equal_to_the_threshold_is_sure_enough() -> None:
    assert judge(share(Dress=0.75), 0.75).status == "auto"
    assert judge(share(Dress=0.75), 0.7501).status == "review"


def test_confidence_is_the_probability_times_that_of_being_one_of_the_ten() -> None:
    decision = judge(share(Dress=0.9, Coat=0.05), scope=0.8)
    assert decision.confidence == pytest.approx(0.72)
    assert decision.second_confidence == pytest.approx(0.04)
    assert decision.scope == 0.8


def test_doubt_whether_it_is_one_of_the_ten_can_cost_the_automatic_answer() -> None:
    assert judge(share(Dress=0.9, Coat=0.05), scope=0.9).status == "auto"  # 0.81
    decision = judge(share(Dress=0.9, Coat=0.05), scope=0.8)  # 0.72
    assert decision.status == "review"
    assert decision.reason == "Not sure enough that it is Dress; next likeliest is Coat."


def test_close_call_names_both_categories() -> None:
    decision = judge(share(Shirt=0.5, Pullover=0.45))
    assert decision.status == "review"
    assert decision.reason == "Unsure between Shirt and Pullover."


def test_weak_answer_without_a_rival_is_asked_about_too() -> None:
    decision = judge(share(Bag=0.6, Dress=0.2))
    assert decision.reason == "Not sure enough that it is Bag; next likeliest is Dress."


@pytest.mark.parametrize(("second", "start"), [(0.25, "Not sure enough"), (0.26, "Unsure between")])
def test_second_of_more_than_half_the_first_makes_it_a_close_call(second: float, start: str) -> None:
    assert judge(share(Bag=0.5, Dress=second)).reason.startswith(start)


def test_item_unlike_anything_learned_is_never_automatic() -> None:
    decision = judge(share(Dress=1.0), threshold=0.3, scope=0.49)
    assert (decision.status, decision.category) == ("review", "Dress")
    assert decision.reason == "Unlike the items it has learned: perhaps none of the ten categories."
    assert judge(share(Dress=1.0), threshold=0.3, scope=0.5).status == "auto"


def test_item_that_would_be_one_of_the_ten_when_turned_lies_upside_down() -> None:
    decision = judge(share(Dress=0.9), scope=0.2, turned=0.7)
    assert decision.status == "review"
    assert decision.reason == "The item may lie upside down: turn the photo, or say what it is."
    assert judge(share(Dress=0.9), scope=0.2, turned=0.4).reason.startswith("Unlike the items")
    assert judge(share(Dress=0.9), scope=0.95, turned=1.0).status == "auto"  # upright it is one of the ten already


def test_item_that_was_not_found_is_never_automatic() -> None:
    decision = judge(share(Dress=0.99), threshold=0.5, garments=(WHOLE,))
    assert decision.status == "review"
    assert decision.reason == "The item could not be told from its background."
    assert judge(share(Dress=0.99), threshold=0.5, garments=(item(method="GrabCut"),)).status == "auto"


def test_several_items_of_like_size_are_asked_about() -> None:
    decision = judge(share(Dress=0.99), garments=(item(0.3), item(0.15)))
    assert decision.status == "review"
    assert decision.reason == "Several items are on the photo: choose the one that is for sale."


def test_small_thing_beside_the_item_is_no_second_item() -> None:
    assert judge(share(Dress=0.99), garments=(item(0.3), item(0.14))).status == "auto"
    assert judge(share(Dress=0.99), garments=(item(0.3),)).status == "auto"


def test_several_garments_on_a_person_are_an_outfit() -> None:
    assert judge(share(Dress=0.99), garments=(item(0.3), item(0.25)), worn=True).status == "auto"


@pytest.mark.parametrize("picked", [1, None])
def test_what_a_person_picked_is_not_asked_about_again(picked: int | None) -> None:
    decision = judge(share(Dress=0.99), garments=(item(0.3), item(0.25)), picked=picked)
    assert (decision.status, decision.reason) == ("auto", "")
    assert judge(share(Dress=0.5), garments=(item(0.3), item(0.25)), picked=picked).status == "review"


def test_only_what_no_confidence_outweighs_holds_an_answer_back() -> None:
    assert judge(share(Dress=0.99), garments=(WHOLE,)).held_back
    assert judge(share(Dress=0.99), scope=0.4).held_back
    assert judge(share(Dress=0.85), scope=0.4, turned=0.9).held_back
    assert not judge(share(Dress=0.5)).held_back
    assert not judge(share(Dress=0.99)).held_back


def test_what_is_wrong_with_the_photo_is_said_before_what_is_wrong_with_the_answer() -> None:
    both = (item(0.3), item(0.3))
    assert judge(share(Shirt=0.4, Coat=0.3), scope=0.1, turned=0.9, garments=both).reason.startswith("Several items")
    assert judge(share(Shirt=0.4, Coat=0.3), scope=0.1, turned=0.9).reason.startswith("The item may lie")
    assert judge(share(Shirt=0.4, Coat=0.3), scope=0.1).reason.startswith("Unlike the items")
    assert judge(share(Shirt=0.4, Coat=0.3)).reason.startswith("Unsure between")
