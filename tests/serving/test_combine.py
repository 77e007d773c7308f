"""What several photos of one item say together."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from benchmarks.several_photos import RULES, SAME_PIECE, Shot, look_alikes, look_at, outcome, same_piece
from fashion_model.categories import INDEX
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.combine import CombinedSuggestion, PhotoEvidence, combine
from fashion_model.serving.decision import PHOTO_TO_BLAME
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.data.photo_set import part_of

COLLAGE = "Several items are on the photo: choose the one that is for sale."
UNFOUND = "The item could not be told from its background."
TURNED = "The item may lie upside down: turn the photo, or say what it is."
UNLIKE = "Unlike the items it has learned: perhaps none of the ten categories."


def says(scope: float = 1.0, reason: str = "", **given: float) -> PhotoEvidence:
    """Return a photo that gives these probabilities, which sum to 1; held back when it has a reason."""
    probabilities = np.zeros(10, dtype=np.float32)
    for name, value in given.items():
        probabilities[INDEX[name]] = value
    return PhotoEvidence(probabilities, scope, bool(reason), reason)


def together(*photos: PhotoEvidence, threshold: float = 0.8) -> CombinedSuggestion:
    return combine(photos, threshold)


@pytest.mark.parametrize("label", ["T-Shirt", "Shirt", "Hat"])
def test_one_photo_keeps_its_own_answer_to_the_last_digit(
    classifier: Classifier, photos: tuple[LabelledFile, ...], label: str
) -> None:
    seen = classifier.classify(next(photo for photo in photos if photo.label == label).path.read_bytes())
    decision = seen.decision
    alone = combine(
        [PhotoEvidence(seen.probabilities, decision.scope, decision.held_back, decision.reason)], decision.threshold
    )
    shared = {name: value for name, value in asdict(decision).items() if name != "held_back"}
    assert {name: value for name, value in asdict(alone).items() if name in shared} == shared
    assert alone.probabilities is seen.probabilities
    assert (alone.photos, alone.disagree) == (1, False)


def test_four_photos_that_agree_count_as_two_witnesses() -> None:
    suggestion = together(*[says(Shirt=0.8, Coat=0.2)] * 4)
    assert (suggestion.category, suggestion.second_category) == ("Shirt", "Coat")
    assert suggestion.confidence == pytest.approx(16 / 17)  # 0.8² : 0.2²
    assert suggestion.second_confidence == pytest.approx(1 / 17)
    assert (suggestion.status, suggestion.reason, suggestion.photos) == ("auto", "", 4)


def test_two_photos_count_as_less_than_two_witnesses_and_more_than_one() -> None:
    suggestion = together(says(Shirt=0.8, Coat=0.2), says(Shirt=0.8, Coat=0.2))
    assert suggestion.confidence == pytest.approx(4 ** (2**0.5) / (4 ** (2**0.5) + 1))
    assert 0.8 < suggestion.confidence < 16 / 17


def test_photos_that_say_the_opposite_cancel_out() -> None:
    suggestion = together(says(Shirt=0.55, Coat=0.45), says(Shirt=0.45, Coat=0.55), threshold=0.6)
    assert suggestion.confidence == pytest.approx(0.5)
    assert suggestion.reason == "Unsure between Coat and Shirt."


def test_order_of_the_photos_changes_nothing() -> None:
    photos = says(0.9, Shirt=0.7, Coat=0.3), says(0.6, Shirt=0.1, Coat=0.9), says(0.8, COLLAGE, Bag=1.0)
    there, back = together(*photos), together(*photos[::-1])
    assert there.confidence == pytest.approx(back.confidence)
    assert (there.category, there.reason, there.photos) == (back.category, back.reason, back.photos)


def test_no_photo_makes_a_category_impossible() -> None:
    sure = says(Dress=1.0)
    suggestion = together(sure, sure, sure, says(Shirt=1.0), threshold=0.999)
    assert suggestion.category == "Dress"
    assert 0 < suggestion.second_confidence < 1e-6
    assert suggestion.second_category == "Shirt"


def test_scope_is_the_mean_of_the_log_odds() -> None:
    suggestion = together(says(0.8, Shirt=1.0), says(0.5, Shirt=1.0))  # odds 4 and 1, so 2
    assert suggestion.scope == pytest.approx(2 / 3)
    assert suggestion.confidence == pytest.approx(2 / 3)
    assert suggestion.reason.startswith("Unsure between Shirt and None of the ten")


def test_scope_of_exactly_one_does_not_outweigh_all_others() -> None:
    suggestion = together(says(1.0, Shirt=1.0), says(1e-9, UNLIKE, Shirt=1.0), says(0.1, UNLIKE, Shirt=1.0))
    assert suggestion.scope < 0.5
    assert suggestion.reason == UNLIKE


@pytest.mark.parametrize(("reason", "scope"), [(COLLAGE, 0.8), (COLLAGE, 0.1), (UNFOUND, 0.8), (TURNED, 0.2)])
def test_photo_that_is_itself_to_blame_is_left_out_beside_a_good_one(reason: str, scope: float) -> None:
    good = says(0.9, Shirt=0.95, Coat=0.05)
    suggestion = together(says(scope, reason, Bag=1.0), good)
    assert (suggestion.category, suggestion.photos) == ("Shirt", 1)
    assert suggestion.confidence == pytest.approx(0.855)
    assert suggestion.status == "auto"


def test_photos_that_are_all_to_blame_are_asked_about() -> None:
    suggestion = together(says(0.9, UNFOUND, Shirt=1.0), says(0.7, COLLAGE, Shirt=1.0), threshold=0.3)
    assert (suggestion.status, suggestion.reason, suggestion.photos) == ("review", COLLAGE, 2)


def test_reasons_that_blame_the_photo_are_those_that_are_given() -> None:
    assert {COLLAGE, UNFOUND, TURNED} == PHOTO_TO_BLAME
    assert UNLIKE not in PHOTO_TO_BLAME


def test_photo_of_nothing_among_the_ten_counts_against_the_item() -> None:
    suggestion = together(says(0.2, UNLIKE, Shirt=1.0), says(0.6, Shirt=1.0), threshold=0.3)  # odds 1/4 and 3/2
    assert suggestion.scope == pytest.approx(0.3797, abs=1e-4)
    assert (suggestion.status, suggestion.reason, suggestion.photos) == ("review", UNLIKE, 2)


def test_photo_of_nothing_among_the_ten_is_outweighed_by_surer_ones() -> None:
    suggestion = together(says(0.4, UNLIKE, Shirt=1.0), *[says(0.99, Shirt=1.0)] * 3)
    assert suggestion.scope == pytest.approx(0.966, abs=1e-3)
    assert (suggestion.status, suggestion.reason, suggestion.photos) == ("auto", "", 4)


def test_convinced_photos_that_contradict_each_other_are_asked_about() -> None:
    suggestion = together(*[says(Shirt=0.95, Coat=0.05)] * 2, says(Shirt=0.35, Coat=0.65), threshold=0.6)
    assert suggestion.confidence > 0.9
    assert (suggestion.status, suggestion.disagree) == ("review", True)
    assert suggestion.reason == "The photos disagree: 2 say Shirt, 1 says Coat."


def test_votes_of_one_photo_each_are_named_in_the_order_of_the_categories() -> None:
    suggestion = together(says(Shirt=0.9, Coat=0.1), says(Coat=0.9, Shirt=0.1), says(Bag=0.9, Shirt=0.1))
    assert suggestion.reason == "The photos disagree: 1 says Coat, 1 says Shirt, 1 says Bag."


@pytest.mark.parametrize(
    "other",
    [
        says(Shirt=0.41, Coat=0.59),
        says(0.6, Shirt=0.05, Coat=0.95),  # 0.57
        says(0.9, COLLAGE, Coat=1.0),
        says(0.49, UNLIKE, Coat=1.0),
    ],
)
def test_doubtful_or_held_back_photo_is_no_contradiction(other: PhotoEvidence) -> None:
    suggestion = together(*[says(Shirt=0.95, Coat=0.05)] * 2, other, threshold=0.6)
    assert not suggestion.disagree
    assert not suggestion.reason.startswith("The photos disagree")


def test_what_holds_the_item_back_is_said_before_disagreement() -> None:
    convinced = says(0.7, Shirt=1.0), says(0.7, Coat=1.0)
    suggestion = together(*convinced, says(0.01, UNLIKE, Shirt=1.0))
    assert (suggestion.reason, suggestion.disagree) == (UNLIKE, True)
    assert together(*convinced).reason.startswith("The photos disagree")


def test_item_without_photos_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one photo, got none"):
        combine([], 0.8)


def test_groups_of_one_piece_are_by_one_contributor_who_was_not_learned_from(
    classifier: Classifier, photos: tuple[LabelledFile, ...]
) -> None:
    listed = SAME_PIECE.read_text(encoding="utf-8")
    groups = same_piece(look_at(classifier, [photo for photo in photos if photo.path.name in listed]))
    assert [part_of(group[0].photo.contributor) for group in groups].count("validation") == 5
    assert [part_of(group[0].photo.contributor) for group in groups].count("test") == 3
    for group in groups:
        assert len({shot.photo.path.read_bytes() for shot in group}) == len(group) >= 2
        assert len({(shot.photo.contributor, shot.photo.label) for shot in group}) == 1


def shot(name: str, category: str, angle: float, evidence: PhotoEvidence, contributor: int = 8) -> Shot:
    """Return a photo whose embedding points in a direction, in degrees."""
    photo = LabelledFile(Path(f"{name}.jpg"), contributor, category, category)
    return Shot(photo, evidence, np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]))


def test_look_alikes_are_the_nearest_of_the_same_contributor_and_category() -> None:
    sure = says(Shirt=1.0)
    first, near, far = shot("first", "Shirt", 0, sure), shot("near", "Shirt", 20, sure), shot("far", "Shirt", 50, sure)
    others = shot("coat", "Coat", 1, sure), shot("stranger", "Shirt", 1, sure, contributor=18)
    groups = look_alikes([first, far, near, *others], 2)
    assert groups == [(first, near), (far, near), (near, first)]
    assert look_alikes([first, near, *others], 3) == []


def test_outcome_counts_right_automatic_and_contradicting_items() -> None:
    shirt, coat, doubt = says(Shirt=0.9, Coat=0.1), says(Shirt=0.1, Coat=0.9), says(Shirt=0.6, Coat=0.4)
    groups = [
        (shot("a", "Shirt", 0, shirt), shot("b", "Shirt", 0, shirt)),
        (shot("c", "Coat", 0, shirt), shot("d", "Coat", 0, shirt)),  # sure and wrong
        (shot("e", "Shirt", 0, doubt),),
        (shot("f", "Coat", 0, shirt), shot("g", "Coat", 0, coat)),  # a tie goes to the first of the ten, Coat
    ]
    seen = outcome(groups, combine, 0.8)
    assert (seen.right.value, seen.automatic, seen.precision.value, seen.disagree) == (3 / 4, 1 / 2, 1 / 2, 1 / 4)


def test_rule_that_was_chosen_is_the_one_that_is_served() -> None:
    photos = says(0.9, Shirt=0.9, Coat=0.1), says(0.7, Shirt=0.3, Coat=0.7)
    served = together(*photos)
    assert RULES["n counts as √n"](photos, 0.8).confidence == pytest.approx(served.confidence)
    assert RULES["n counts as n"](photos, 0.8).confidence != pytest.approx(served.confidence)
