"""The study on the page: its sentences, tables and figures by hand, and the section run without a browser."""

from dataclasses import replace
from math import log10

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.study import Study, StudyEpoch
from fashion_model.formats import CONFIDENCE_INTERVAL
from fashion_model.web.evaluation.network import layer_table
from fashion_model.web.evaluation.study import (
    candidate_table,
    history_table,
    layers_sentence,
    misread_candidate,
    recall_sentence,
    result_sentence,
    study_answer,
    tally_sentence,
    unbroken,
)
from fashion_model.web.evaluation.study_figures import (
    convolutions_figure,
    filters_figure,
    outputs_figure,
    recall_figure,
    round_numbers,
    size_figure,
    time_figure,
)
from fashion_model.web.figures import BLUE, ORANGE
from fashion_model.web.loaded import Part
from tests.evaluation.study_fixtures import candidate_result, study_of
from tests.web.fixtures import PATIENCE_S, texts

SMALL = candidate_result(right=850, parameters=20_000, processor_s=10)
CONNECTED = candidate_result("fully connected", right=820, parameters=20_100, processor_s=2)
RIVAL = candidate_result(filters=32, right=899, parameters=50_000, processor_s=25)
BEST = candidate_result(filters=64, right=900, parameters=200_000, processor_s=100)
LARGER_KERNEL = candidate_result(kernel=5, right=840, parameters=30_000, processor_s=15)
STUDY = study_of(CONNECTED, SMALL, LARGER_KERNEL, RIVAL, BEST)
CONVOLUTIONAL = replace(
    SMALL,
    layers=(
        NetworkLayer("picture", (28, 28, 1), 0, 0),
        NetworkLayer("convolution", (14, 14, 2), 100, 900),
        NetworkLayer("logits", (10,), 300, 100),
    ),
)


def plain(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def section(study):  # type: ignore[no-untyped-def] # runs as a page's script, without this module
    from fashion_model.web.evaluation.study import show_study

    show_study(study)


def prepare(study: Study) -> AppTest:
    return AppTest.from_function(section, default_timeout=PATIENCE_S, args=(Part(study),))


def test_candidates_are_ranked_by_right_answers_and_smaller_ones_first() -> None:
    assert [result.right for result in STUDY.ranked] == [900, 899, 850, 840, 820]
    equal = study_of(candidate_result(filters=64, parameters=90_000), candidate_result(parameters=20_000))
    assert [result.parameters for result in equal.ranked] == [20_000, 90_000]


def test_only_a_lead_that_could_be_noise_makes_a_rival() -> None:
    assert STUDY.rivals == (RIVAL,)
    assert study_of(SMALL, BEST).rivals == ()


def test_table_says_how_each_stands_beside_the_best() -> None:
    table = candidate_table(STUDY)
    assert table["Beside the best"].tolist() == ["The best", "May be as good", "Worse", "Worse", "Worse"]
    assert table["Network"].tolist()[::4] == ["64 filters, 3×3", "fully connected, 26 hidden units"]
    assert table["Accuracy"].tolist() == pytest.approx([90.0, 89.9, 85.0, 84.0, 82.0])
    assert plain(table[CONFIDENCE_INTERVAL][0]) == "87.98–91.71 %"  # Wilson, 900 of 1000
    assert table["Multiply-adds"].tolist()[0] == 100 * 200_000
    assert table["Training time"].tolist() == [100, 25, 10, 15, 2]


def test_answer_holds_the_best_what_each_change_brought_and_what_is_cheaper() -> None:
    # 85.0 to 89.9 by filters, then a tenth of a point; 1.0 point worse by the kernel; 3.0 points by convolutions
    assert plain(study_answer(STUDY)) == (
        "Of 5 small networks trained alike, 64 filters, 3×3 was right most often: on 90.00 % of 1,000 validation "
        "pictures (95 % confidence interval 87.98–91.71 %). Better by more than noise: twice as many filters "
        "in 1 of 2 pairs "
        "(4.90 points); the next larger kernel in none of 1 pair (worse in 1); convolutions instead of a fully "
        "connected network of equal size in 1 of 1 pair (3.00 points). 32 filters, 3×3 (89.90 %) may be as good and "
        "trains in 25 % of the time."
    )


def test_answer_of_a_clear_and_lonely_best_claims_nothing_else() -> None:
    said = plain(study_answer(study_of(SMALL)))
    assert said == (
        "Of 1 small network trained alike, 16 filters, 3×3 was right most often: on 85.00 % of 1,000 validation "
        "pictures (95 % confidence interval 82.65–87.08 %)."  # Wilson, 850 of 1000
    )


def test_rival_that_trains_longer_is_not_called_cheaper() -> None:
    assert "may be as good" not in study_answer(study_of(replace(RIVAL, processor_s=300.0), BEST))


def test_tally_counts_better_worse_and_noise() -> None:
    assert tally_sentence(STUDY, "filters") == (
        "Twice as many filters: better in 1 of 2 pairs (by 4.90 points), a difference that could be noise in 1."
    )
    assert tally_sentence(STUDY, "kernel") == (
        "The next larger kernel: better in none of 1 pair, worse in 1 (by 1.00 point)."
    )


def test_tally_writes_the_least_gain_before_the_largest() -> None:
    strong = study_of(SMALL, candidate_result(filters=32, right=880), candidate_result(filters=64, right=1000))
    assert "better in 2 of 2 pairs (by 3.00 to 12.00 points)" in tally_sentence(strong, "filters")


def test_tally_of_seeds_that_vary_as_much_is_noise() -> None:
    varied = study_of(CONNECTED, SMALL, repeats=(0, 50))
    assert tally_sentence(varied, "convolutions") == (
        "Convolutions instead of a fully connected network of equal size: better in none of 1 pair, a difference that "
        "could be noise in 1."
    )


def test_result_in_a_sentence() -> None:
    assert plain(result_sentence(BEST)) == (
        "90.00 % right (95 % confidence interval 87.98–91.71 %), 200,000 parameters, 20,000,000 multiply-adds a "
        "picture, 100 seconds of processor time for the training."
    )


def test_layers_are_read_from_input_to_output() -> None:
    assert layers_sentence(CONVOLUTIONAL) == (
        "From 28 × 28 × 1 numbers to 10: “logits” holds 75 % of the parameters, and “convolution” takes 90 % of "
        "the multiply-adds."
    )
    assert layer_table(CONVOLUTIONAL.layers)["Computing"].tolist() == [0.0, 90.0, 10.0]
    assert layer_table(CONVOLUTIONAL.layers)["Output size"].tolist() == ["28 × 28 × 1", "14 × 14 × 2", "10"]


def test_one_layer_that_holds_and_computes_the_most_is_named_once() -> None:
    assert layers_sentence(SMALL).count("logits") == 1
    odd_name = replace(SMALL, layers=(NetworkLayer("a_b", (10,), 3, 1),))
    assert r"“a\_b” holds 100 % of the parameters" in layers_sentence(odd_name)


def test_history_has_a_row_an_epoch() -> None:
    result = replace(SMALL, history=(StudyEpoch(1, 0.9, 0.6, 0.7, 0.7), StudyEpoch(2, 0.5, 0.8, 0.6, 0.75)))
    table = history_table(result)
    assert table["round"].tolist() == [1, 2]
    assert table["validation_accuracy"].tolist() == [0.7, 0.75]


def test_recalls_are_held_against_the_best_both_ways() -> None:
    recalls = (0.95, *BEST.recalls[1:6], 0.6, *BEST.recalls[7:])
    other = replace(SMALL, recalls=recalls)
    assert plain(recall_sentence(STUDY, other)) == (
        "Furthest behind the best: Shirt, 60.0 % found instead of 90.0 %. Furthest ahead of it: T-shirt/top, 95.0 % "
        "found instead of 90.0 %. A category has 100 validation pictures on average: a few points could be noise."
    )
    assert recall_sentence(STUDY, replace(SMALL, recalls=BEST.recalls)).startswith("It finds each category as often")


def test_recalls_of_the_best_name_its_lowest_and_highest() -> None:
    best = replace(BEST, recalls=(0.9,) * 5 + (0.99, 0.7) + (0.9,) * 3)
    said = plain(recall_sentence(study_of(SMALL, best), best))
    assert said.startswith("Lowest recall: Shirt, 70.0 %. Highest: Sandal, 99.0 %.")


def test_link_to_a_network_that_is_not_there_gets_a_sentence() -> None:
    [sentence] = misread_candidate({"candidate": "128 filters"}, STUDY)
    assert "not in this study, so the best one is shown: 64 filters, 3×3" in sentence
    assert misread_candidate({"candidate": RIVAL.name}, STUDY) == misread_candidate({"of": "Photos"}, STUDY) == []


def test_per_cent_signs_stay_with_their_numbers() -> None:
    assert unbroken("91 % of 5") == "91\N{NO-BREAK SPACE}% of 5"


def test_cost_figures_tell_kinds_apart_and_ring_what_may_be_best() -> None:
    for figure, cost in ((size_figure(STUDY), "parameters"), (time_figure(STUDY), "processor_s")):
        convolutional, connected, ring = figure.data
        assert (convolutional.marker.color, connected.marker.color) == (BLUE, ORANGE)
        assert convolutional.marker.symbol != connected.marker.symbol
        assert list(connected.x) == [getattr(CONNECTED, cost)]
        assert list(ring.x) == [getattr(BEST, cost), getattr(RIVAL, cost)]
        assert list(ring.y) == [0.9, 0.899]
        [label] = figure.layout.annotations
        assert (label.text, label.x) == ("64 filters, 3×3", pytest.approx(log10(getattr(BEST, cost))))


def test_error_bars_are_the_95_percent_range() -> None:
    connected = size_figure(STUDY).data[1]
    assert connected.y[0] + connected.error_y.array[0] == pytest.approx(CONNECTED.interval.high)
    assert connected.y[0] - connected.error_y.arrayminus[0] == pytest.approx(CONNECTED.interval.low)


def test_study_of_one_kind_has_no_empty_entry_in_the_legend() -> None:
    assert [trace.name for trace in size_figure(study_of(SMALL, BEST)).data] == [
        "Convolutional",
        "The best, or may be as good",
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(15_000, 120_000, [20_000, 50_000, 100_000]), (0.9, 2.5, [1, 2]), (3, 4, [])],
)
def test_ticks_are_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert round_numbers(low, high) == pytest.approx(expected)


def test_filters_figure_has_a_line_a_kernel_and_no_fully_connected_network() -> None:
    small, large = filters_figure(STUDY).data
    assert (small.name, large.name) == ("3×3 kernels", "5×5 kernels")
    assert list(small.y) == [0.85, 0.899, 0.9]
    assert list(large.y) == [0.84]
    assert small.x[0] < large.x[0] < small.x[1]


def test_convolutions_stand_beside_their_equal() -> None:
    figure = convolutions_figure(STUDY)
    convolutional, connected = figure.data
    assert (list(convolutional.y), list(connected.y)) == ([0.85], [0.82])
    assert plain(connected.text[0]) == "82.00 %"
    assert list(figure.layout.xaxis.ticktext) == ["16 filters, 3×3<br>26 hidden units"]


def test_outputs_are_drawn_to_scale_from_input_to_output() -> None:
    [bars] = outputs_figure(CONVOLUTIONAL).data
    assert list(bars.x) == [784, 392, 10]
    assert list(bars.hovertext)[1:] == ["convolution: 14 × 14 × 2 = 392 numbers", "logits: 10 numbers"]


def test_recall_figure_draws_the_best_beside_another_and_alone_once() -> None:
    best, other = recall_figure(STUDY, SMALL).data
    assert best.name == "The best: 64 filters, 3×3"
    assert (list(best.x), list(other.x)) == ([0.9] * 10, [0.85] * 10)
    assert [trace.name for trace in recall_figure(STUDY, BEST).data] == ["64 filters, 3×3"]


def test_recall_figure_begins_with_what_the_best_finds_least() -> None:
    best = replace(BEST, recalls=(0.9,) * 6 + (0.7,) + (0.9,) * 3)
    shown = recall_figure(study_of(SMALL, best), SMALL).data[1]
    assert (shown.y[0], shown.y[1]) == ("Shirt", "T-shirt/top")


def test_section_puts_the_conclusion_before_the_figures_and_begins_with_the_best() -> None:
    page = prepare(STUDY).run()
    assert not page.exception
    assert not page.warning
    assert plain(page.markdown[0].value).startswith("Best of 5: 64 filters, 3×3, right on 90.00 %")
    assert page.selectbox[0].value == "64 filters, 3×3"
    assert len(page.get("plotly_chart")) == 8
    assert len(page.dataframe[0].value) == 5
    assert [one.label for one in page.expander] == ["3 pairs in words", "1 pair in words"]


def test_another_network_is_shown_closely_when_it_is_chosen_or_linked() -> None:
    chosen = prepare(STUDY).run()
    chosen.selectbox[0].set_value(CONNECTED.name).run()
    linked = prepare(STUDY)
    linked.query_params["candidate"] = CONNECTED.name
    linked.run()
    for page in (chosen, linked):
        assert not page.exception
        assert not page.warning
        assert "20,100 parameters, 2,010,000 multiply-adds a picture" in texts(page)


def test_link_to_no_network_shows_the_best_and_says_so() -> None:
    page = prepare(STUDY)
    page.query_params["candidate"] = "128 filters"
    page.run()
    assert not page.exception
    assert "asks for a network that is not in this study" in page.warning[0].value
    assert page.selectbox[0].value == "64 filters, 3×3"
    page.selectbox[0].set_value(RIVAL.name).run()
    assert not page.warning


def test_study_without_pairs_leaves_their_figures_out() -> None:
    page = prepare(study_of(SMALL)).run()
    assert not page.exception
    assert not page.expander
    assert len(page.get("plotly_chart")) == 6
