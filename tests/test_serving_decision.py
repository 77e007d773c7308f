import numpy as np

from fashion_model.categories import INDEX
from fashion_model.serving.decision import decide


def share(**given: float) -> np.ndarray:
    probabilities = np.zeros(10, dtype=np.float32)
    for name, value in given.items():
        probabilities[INDEX[name]] = value
    rest = (1 - probabilities.sum()) / (10 - len(given))
    probabilities[probabilities == 0] = rest
    return probabilities


def test_sure_answer_stands_without_a_person() -> None:
    decision = decide(share(Dress=0.9, Coat=0.05), "GrabCut", 0.8)
    assert (decision.category, decision.status, decision.reason) == ("Dress", "auto", "")
    assert decision.second_category == "Coat"
    assert decision.confidence == np.float32(0.9)


def test_confidence_equal_to_the_threshold_is_sure_enough() -> None:
    assert decide(share(Dress=0.75), "GrabCut", 0.75).status == "auto"


def test_close_call_names_both_categories() -> None:
    decision = decide(share(Shirt=0.5, Pullover=0.45), "GrabCut", 0.8)
    assert decision.status == "review"
    assert decision.reason == "Unsure between Shirt and Pullover."


def test_lone_weak_answer_is_asked_about_too() -> None:
    decision = decide(share(Bag=0.6, Dress=0.2), "border colour", 0.8)
    assert decision.reason == "Not sure enough that it is Bag."


def test_item_that_was_not_found_is_never_automatic() -> None:
    decision = decide(share(Dress=0.99), "whole picture", 0.5)
    assert decision.status == "review"
    assert "background" in decision.reason
