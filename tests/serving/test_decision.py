"""Decisions by hand: the ranking of the eleven answers, who is asked, and why."""

import numpy as np
import pytest

from fashion_model.categories import CATEGORIES, INDEX, NONE_OF_THE_TEN
from fashion_model.photo.garment import Found, Garment
from fashion_model.photo.segment import Method
from fashion_model.serving.decision import Evidence, PhotoSuggestion, decide, rank_answers


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


def vectors() -> list[tuple[np.ndarray, float]]:
    """Return probabilities of the ten with a scope each: drawn ones, sharp and flat, and all kinds of ties."""
    draw = np.random.default_rng(13)
    drawn = [
        (draw.dirichlet(np.full(10, draw.choice([0.05, 0.3, 2.0]))), float(draw.beta(0.6, 0.6))) for _ in range(60)
    ]
    single = [(np.float32(probabilities), scope) for probabilities, scope in drawn[:10]]  # as networks give them
    ties = [
        (np.full(10, 0.1), 10 / 11),  # all eleven alike
        (np.full(10, 0.1), 1.0),
        (share(Shirt=0.5, Coat=0.5), 1.0),
        (share(Shirt=0.5, Coat=0.5), 2 / 3),  # with none of the ten
        (share(Dress=1.0), 0.5),
        (share(Dress=1.0), 0.0),
        (share(Bag=0.8), 0.5),
    ]
    return drawn + single + ties


VECTORS = vectors()
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
    assert decision.reason == "Not sure enough that it is Dress; next likeliest is None of the ten."


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
    assert judge(share(Dress=1.0), threshold=0.3, scope=0.51).status == "auto"


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


@pytest.mark.parametrize(("probabilities", "scope"), VECTORS)
def test_ranking_holds_all_eleven_answers_the_likeliest_first(probabilities: np.ndarray, scope: float) -> None:
    answers = rank_answers(probabilities, scope)
    assert sorted(answer.category for answer in answers) == sorted((*CATEGORIES, NONE_OF_THE_TEN))
    confidences = [answer.confidence for answer in answers]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1)
    assert next(answer.confidence for answer in answers if answer.category == NONE_OF_THE_TEN) == 1 - scope
    kept = [float(probability) for probability in probabilities]  # as the database has them
    assert rank_answers(kept, scope) == answers


@pytest.mark.parametrize(("probabilities", "scope"), VECTORS)
def test_automatic_answer_leads_all_others_and_every_reason_names_the_ranking(
    probabilities: np.ndarray, scope: float
) -> None:
    for threshold in (0.0, 0.3, 0.9):
        decision = judge(probabilities, threshold, scope, turned=scope)
        first, second = decision.answers[:2]
        if decision.status == "auto":
            assert first.category == decision.category
            assert first.confidence > second.confidence
            assert first.confidence >= threshold
        elif not decision.held_back:
            assert first.category in decision.reason
            assert second.category in decision.reason


def test_equally_likely_answers_are_in_the_order_of_the_categories_and_ask_a_person() -> None:
    decision = judge(share(Coat=0.5, Shirt=0.5), threshold=0.2)
    assert [answer.category for answer in decision.answers[:2]] == ["Coat", "Shirt"]
    assert (decision.status, decision.reason) == ("review", "Unsure between Coat and Shirt.")
    with_none = judge(share(Dress=1.0), threshold=0.2, scope=0.5)
    assert with_none.reason == "Unsure between Dress and None of the ten."


def test_none_of_the_ten_above_the_likeliest_category_asks_a_person_whatever_the_threshold() -> None:
    decision = judge(share(Bag=0.6), threshold=0.25, scope=0.55)
    assert decision.answers[0].category == NONE_OF_THE_TEN
    assert (decision.category, decision.confidence) == ("Bag", pytest.approx(0.33))
    assert (decision.status, decision.held_back) == ("review", False)
    assert decision.reason == "Unsure between None of the ten and Bag."
    flat = judge(share(Bag=0.3), threshold=0.1, scope=0.55)
    assert flat.reason == "Perhaps None of the ten; next likeliest is Bag."
    assert judge(share(Bag=0.95), scope=0.8).reason == (
        "Not sure enough that it is Bag; next likeliest is None of the ten."
    )
