"""What is said of figures that were made up to be clear, and of their negative twins, which are noise."""

from fashion_model.analysis.study import (
    basis_sentence,
    best_sentence,
    conclude,
    convolutions_sentence,
    cost_sentence,
    filters_sentence,
    kernel_sentence,
    seeds_sentence,
)
from tests.evaluation.study_fixtures import candidate_result, study_of

SMALL = candidate_result(right=850, parameters=20_000, processor_s=10)
MORE_FILTERS = candidate_result(filters=32, right=900, parameters=50_000, processor_s=25)
LARGER_KERNEL = candidate_result(kernel=5, right=853, parameters=30_000, processor_s=40)
CONNECTED = candidate_result("fully connected", right=820, parameters=20_100, processor_s=2)


def test_clear_best_is_told_with_its_range_and_a_warning_that_it_was_chosen() -> None:
    said = best_sentence(study_of(SMALL, MORE_FILTERS))
    assert said.startswith("Best of 2: 32 filters, 3×3, right on 90.0 % of 1,000 validation pictures")
    assert "(95 % range 88.0 % to 91.7 %)" in said  # Wilson, 900 of 1000
    assert "Its lead over every other is more than noise." in said
    assert "expect a little less" in said


def test_lead_that_could_be_noise_names_its_rivals() -> None:
    rival = candidate_result(filters=64, right=899)
    said = best_sentence(study_of(SMALL, MORE_FILTERS, rival))
    assert "Its lead over 64 filters, 3×3 could be noise." in said
    assert "more than noise" not in said


def test_doubling_that_brings_much_is_more_than_noise() -> None:
    study = study_of(SMALL, MORE_FILTERS)
    said = filters_sentence(study, study.answers_to("filters")[0])
    # 50 pictures alone: 50.5 - 0.5 of 1002 is 4.99 points, and 1.96 * sqrt(51 - 50² / 1002) / 1002 is 1.36
    assert said == (
        "With 3×3 kernels, 32 filters instead of 16: 5.0 points better (95 % range +3.6 to +6.4), more than noise, for "
        "2.5 times the multiplications and 2.5 times the training time."
    )


def test_doubling_that_brings_no_more_than_seeds_could_be_noise() -> None:
    study = study_of(SMALL, MORE_FILTERS, repeats=(0, 50))
    said = filters_sentence(study, study.answers_to("filters")[0])
    assert "5.0 points better (95 % range +3.6 to +6.4), which could be noise" in said


def test_larger_kernel_whose_range_holds_zero_could_be_noise_and_says_what_it_costs() -> None:
    study = study_of(SMALL, LARGER_KERNEL, repeats=(0, 0))
    said = kernel_sentence(study, study.answers_to("kernel")[0])
    assert said == (
        "With 16 filters, 5×5 kernels instead of 3×3: 0.3 points better (95 % range -0.1 to +0.7), which could be "
        "noise, for 1.5 times the multiplications and 4.0 times the training time."
    )


def test_larger_kernel_that_is_worse_is_called_worse() -> None:
    study = study_of(SMALL, candidate_result(kernel=5, right=840))
    assert ": 1.0 point worse (95 % range -1.6 to -0.4), more than noise" in kernel_sentence(
        study, study.answers_to("kernel")[0]
    )


def test_convolutions_are_held_against_as_many_parameters() -> None:
    study = study_of(CONNECTED, SMALL)
    said = convolutions_sentence(study, study.answers_to("convolutions")[0])
    assert said.startswith(
        "Convolutions (16 filters, 3×3; 20,000 parameters) instead of fully connected, 26 hidden units (20,100 "
        "parameters): 3.0 points better"
    )
    assert said.endswith("5.0 times the training time.")


def test_convolutions_that_bring_nothing_are_not_praised() -> None:
    study = study_of(candidate_result("fully connected", right=850, parameters=20_100), SMALL)
    said = convolutions_sentence(study, study.answers_to("convolutions")[0])
    # half a picture for each alone: 1.96 * sqrt(1) / 1002
    assert "0.0 points better (95 % range -0.2 to +0.2), which could be noise" in said


def test_quicker_one_that_may_be_as_good_is_named_with_accuracy_a_second() -> None:
    said = cost_sentence(study_of(SMALL, LARGER_KERNEL))
    assert said == (
        "16 filters, 3×3 may be as good as the best (85.0 % beside 85.3 %) and trains in 10 seconds of processor time "
        "beside 40 seconds: 8.5 points a second beside 2.1."
    )


def test_quicker_one_that_is_clearly_worse_is_not_recommended() -> None:
    said = cost_sentence(study_of(SMALL, MORE_FILTERS))
    assert said.startswith("Nothing that trains more quickly may be as good as 32 filters, 3×3, which takes 25 seconds")
    assert "16 filters" not in said


def test_seeds_are_listed_with_their_spread() -> None:
    said = seeds_sentence(study_of(SMALL, MORE_FILTERS, repeats=(4, 10)))
    assert said.startswith(
        "32 filters, 3×3 with 3 seeds: 90.0 %, 89.6 % and 89.0 % right. Seeds alone move it by 1.0 point;"
    )


def test_basis_tells_how_many_ranges_leave_out_zero_by_chance() -> None:
    study = study_of(
        *(candidate_result(filters=filters, kernel=kernel) for filters in (16, 32, 64) for kernel in (3, 5, 7))
    )
    said = basis_sentence(study)
    assert said.startswith("All learned from the same 20,000 pictures for 8 epochs")
    assert "Of 20 comparisons with a 95 % range, about 1 may leave out zero by chance." in said  # 6 + 6 + 8


def test_all_conclusions_are_drawn_and_none_where_nothing_was_compared() -> None:
    everything = conclude(study_of(CONNECTED, SMALL, MORE_FILTERS, LARGER_KERNEL))
    assert [len(part) for part in (everything.filters, everything.kernels, everything.convolutions)] == [1, 1, 1]
    alone = conclude(study_of(SMALL))
    assert (alone.filters, alone.kernels, alone.convolutions) == ((), (), ())
