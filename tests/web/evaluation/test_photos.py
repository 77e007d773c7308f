from dataclasses import replace

import numpy as np
import pytest

from fashion_model.analysis.confidence import automatic_answers, things_outside
from fashion_model.analysis.model_scores import evaluate_photos, second_look
from fashion_model.analysis.records import Automatic, PhotoEvaluation, PhotoScore
from fashion_model.evaluation.calibration import CalibrationCheck, ReliabilityBins
from fashion_model.evaluation.metrics import Estimate
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import CategoryPrecision
from fashion_model.web.evaluation.categories import others_sentence
from fashion_model.web.evaluation.confidence import (
    bins_sentence,
    calibration_sentence,
    hindsight_sentence,
    outside_sentence,
    outside_table,
    promise_warning,
)
from fashion_model.web.evaluation.photos import (
    automatic_sentence,
    by_label,
    delivery_sentence,
    score_table,
    second_look_sentence,
    whose_photos,
)
from tests.analysis.photo_answers import DECISION, answer

PERCENT = "\N{NO-BREAK SPACE}%"
MANY = PhotoScore(
    40,
    Estimate(0.786, 0.741, 0.814),
    Estimate(0.75, 0.7, 0.8),
    people=6,
    per_person=Estimate(0.7, 0.6, 0.8),
    most_by_one=20,
    effective_people=3.2,
)
SHIRTS = [answer("Shirt", "Shirt", 0.9)] * 3 + [answer("Shirt", "Coat", 0.85)]
HATS = [answer("none", "Bag", 0.9, label="Hat"), answer("none", "Bag", 0.3, label="Hat", scope=0.2)]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def automatic() -> Automatic:
    return automatic_answers([*SHIRTS, *HATS], DECISION)


def evaluated(*answers: object) -> PhotoEvaluation:
    return evaluate_photos(list(answers), DECISION)  # type: ignore[arg-type]


def test_score_table_has_figures_with_their_ranges() -> None:
    table = score_table({"laid flat": MANY}, "Photos that are")
    assert table.columns.tolist() == ["Photos that are", "Photos", "People", "Right", "Balanced", "Per person"]
    shares = [f"78.6{PERCENT} (74–81)", f"75.0{PERCENT} (70–80)", f"70.0{PERCENT} (60–80)"]
    assert table.iloc[0].tolist() == ["Laid flat", 40, "6 (effective 3.2)", *shares]


def test_one_person_gives_no_range() -> None:
    assert score_table({"dark": replace(MANY, people=1)}, "x")["Right"].tolist() == [f"78.6{PERCENT}"]


def test_a_few_photos_give_no_share() -> None:
    few = replace(MANY, photos=3, accuracy=Estimate(2 / 3, 0, 1), people=2, effective_people=1.8)
    assert score_table({"worn": few}, "x").iloc[0].tolist() == ["Worn", 3, "2 (effective 1.8)", "2 of 3", "", ""]


def test_both_labels_stand_beside_each_other_when_somebody_looked_again() -> None:
    assert list(by_label(evaluated(*SHIRTS))) == ["Set's label, all photos"]
    again = by_label(evaluated(*SHIRTS, answer("Pullover", "Shirt", audited="Shirt")))
    assert {name: score.accuracy.value for name, score in again.items()} == {
        "Set's label, all photos": 0.6,
        "Set's label, seen again": 0.0,
        "Two people's label": 1.0,
    }


def test_second_look_is_counted_and_not_known_beforehand() -> None:
    look = second_look([answer("Pullover", "Shirt", audited="Shirt"), *[answer("Coat", "Coat", audited="Coat")] * 4])
    assert look is not None
    said = second_look_sentence(look)
    assert "Of the 5 photos on which they agreed with each other, they agreed with the set on 4." in said
    assert said.endswith("Most often the set says Pullover where they saw Shirt (1 photo).")


def test_second_look_that_agrees_names_no_dispute() -> None:
    look = second_look([answer("Coat", "Coat", audited="Coat")])
    assert look is not None
    assert "Most often" not in second_look_sentence(look)


def test_automatic_sentence_names_the_level_and_the_aim(automatic: Automatic) -> None:
    said = plain(automatic_sentence(automatic))
    assert "at least 80.0 % sure" in said
    assert "so that 90 % of the automatic answers are right" in said


def test_automatic_sentence_says_when_nothing_is_automatic(automatic: Automatic) -> None:
    said = automatic_sentence(replace(automatic, threshold=NEVER))
    assert "every photo is shown to a person" in said
    assert "at least" not in said


def test_delivery_sentence_tells_the_photos_as_they_are_from_a_delivery(automatic: Automatic) -> None:
    said = plain(delivery_sentence(automatic))
    assert "In a delivery, 20 % of whose photos show none of the ten (weighted), 90.0 % are answered" in said
    assert "Of the 6 test photos as they are (unweighted) it is 5 (83.3 %), 3 of them (60.0 %) rightly" in said


def test_hindsight_is_read_off_the_curve(automatic: Automatic) -> None:
    # from 0.9 on: 3 of 4 shirts are 0.6 of a delivery and right, 1 of 2 hats is 0.1 of it and wrong: 6 of 7 right
    said = plain(hindsight_sentence(replace(automatic, target_precision=0.7)))
    assert "70.0 % could be automatic and at least 70 % of them right" in said
    assert plain(hindsight_sentence(automatic)).startswith("With the level chosen on these very photos, 0.0 % could")


def test_outside_sentence_counts_what_slipped_through() -> None:
    outside = things_outside([*SHIRTS, *HATS])
    assert outside is not None
    said = plain(outside_sentence(outside))
    assert "2 test photos show nothing of the ten" in said
    assert "1 of them got an answer without a person" in said
    assert "in 75.0 % of cases" in said  # as likely as one hat, which counts half, likelier than the other
    assert "None of them got an answer" in outside_sentence(replace(outside, automatic=0))


def test_outside_table_has_a_row_a_kind() -> None:
    outside = things_outside([*SHIRTS, *HATS])
    assert outside is not None
    assert outside_table(outside).values.tolist() == [["Hat", 2, 1]]


def bins(confidences: list[float], *off: float) -> ReliabilityBins:
    """Return bins whose share right is the confidence, but for how far ``off`` the first ones are; 0.05 is chance."""
    sure = np.array(confidences)
    right = sure + np.array([*off, *[0.0] * (len(confidences) - len(off))])
    return ReliabilityBins(sure, right, sure - 0.05, sure + 0.05)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ((-0.1, 0.0, 0.0), "By bins it is too sure in 1 of 3 bins (confidence 50.0 %); by chance one in twenty"),
        ((0.0, 0.2, 0.1), "By bins it is too modest in 2 of 3 bins (confidence 70.0–80.0 %); by"),
        (
            (-0.1, 0.0, 0.1),
            "sure in 1 of 3 bins (confidence 50.0 %) and too modest in 1 of 3 bins (confidence 80.0 %)",
        ),
        ((0.05, -0.05, 0.0), "No bin is further off than chance explains."),
    ],
)
def test_bins_that_are_off_in_opposite_ways_do_not_cancel(off: tuple[float, ...], said: str) -> None:
    assert said in plain(bins_sentence(bins([0.5, 0.7, 0.8], *off)))


def precision(index: int, right: int, automatic: int) -> CategoryPrecision:
    share = right / automatic
    return CategoryPrecision(index, automatic, right, Estimate(share, max(0, share - 0.2), min(1, share + 0.2)))


def test_categories_below_the_promise_are_warned_of_worst_first_and_others_are_not() -> None:
    said = plain(
        promise_warning([precision(0, 99, 100), precision(6, 9, 10), precision(4, 13, 20), precision(5, 1, 2)], 0.95)
    )
    assert "interval): **Coat** 65.0 % (13 of 20; " in said
    assert "; **Shirt** 90.0 % (9 of 10; 70.0–100.0 %). " in said
    assert said.endswith("Too few to tell: Sandal (1 of 2).")
    assert "T-shirt" not in said


@pytest.mark.parametrize(
    "found", [[], [precision(0, 19, 20)], [precision(4, 8, 9)], [precision(0, 20, 20), precision(4, 96, 100)]]
)
def test_a_promise_that_is_kept_gets_no_warning(found: list[CategoryPrecision]) -> None:
    assert promise_warning(found, 0.95) == ""


def test_whose_photos_says_who_took_most_and_what_that_is_worth() -> None:
    by_one = [answer("Shirt", "Coat", contributor=8)] * 8
    others = [answer("Shirt", "Shirt", contributor=person) for person in (18, 28)]
    said = plain(whose_photos(evaluated(*by_one, *others)))
    assert "10 photos of six kinds of clothes by 3 people" in said
    assert "One of them took 8 (80.0 %), so that the 3 say as much as 1.5 people with equally many photos" in said
    assert "The mean of each person's accuracy is 66.7 %" in said


def test_photos_by_one_person_alone_are_said_to_tell_nothing_of_others() -> None:
    assert "how it does on photos by others is not known" in whose_photos(evaluated(*SHIRTS))


def test_calibration_is_held_against_a_perfect_model() -> None:
    check = CalibrationCheck(0.06, 0.041, (0.025, 0.0606), bins=15, answers=1665)
    said = plain(calibration_sentence(check, bins([0.5, 0.9]), "the 1,665 test photos"))
    assert "The expected calibration error is 6.0 points" in said
    assert "over 15 bins of equally many answers, the 1,665 test photos" in said
    assert "would show 4.1 (95 % confidence interval 2.5–6.1)" in said
    assert "it can be believed" in said
    assert said.endswith("No bin is further off than chance explains.")


def test_calibration_that_chance_does_not_explain_is_called_so() -> None:
    said = calibration_sentence(CalibrationCheck(0.1, 0.041, (0.025, 0.0606), bins=15, answers=665), bins([0.5]), "x")
    assert "That is 5.9 points more than chance explains" in said
    assert "believed" not in said


def test_other_photos_are_told_beside_the_categories() -> None:
    shoes = [answer("footwear", "Sandal"), answer("footwear", "Bag")]
    said = others_sentence(evaluated(*SHIRTS, *HATS, *shoes))
    assert "2 of another kind of shoe (1 named as some shoe)" in said
    assert "2 of things outside the ten" in said


def test_there_is_no_sentence_when_all_photos_are_of_the_ten() -> None:
    photos = evaluated(*SHIRTS)
    assert others_sentence(photos) == ""
    assert np.array_equal(photos.right_cells.sum(axis=1), [1])
