from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.errors import BlindPicture
from fashion_model.catalogue.catalogue import utc_now
from fashion_model.catalogue.review.judgement_records import BlindAnswerRecord, BlindTotals
from fashion_model.web.gallery.blind import BlindScore, draw_round, scores_in_words, scores_of_round, total_scores
from tests.web.fixtures import PATIENCE_S

PICTURES = [BlindPicture(index, 0, 0.8, np.zeros((28, 28), np.uint8)) for index in range(30)]
ANSWER = BlindAnswerRecord(1, "r", "fashion-mnist", "0", "Bag", "Bag", "Coat", "Bag", "m", "Ann", utc_now())


def numbers(drawn: tuple[BlindPicture, ...]) -> list[int]:
    return [one.index for one in drawn]


def test_without_pictures_to_be_named_no_round_is_offered() -> None:
    def page() -> None:
        from types import SimpleNamespace

        from fashion_model.web.gallery.blind import show_blind

        show_blind(None, "m", None, SimpleNamespace(blind=()))

    opened = AppTest.from_function(page, default_timeout=PATIENCE_S).run()
    assert not opened.exception
    assert "no pictures to be named. Run `python -m fashion_model analyse` again." in opened.info[0].value
    assert not opened.button


def test_a_round_is_always_the_same_and_another_one_is_another() -> None:
    first = numbers(draw_round(PICTURES, "a", frozenset()))
    assert len(set(first)) == 20
    assert first == numbers(draw_round(PICTURES, "a", frozenset()))
    assert first != numbers(draw_round(PICTURES, "b", frozenset()))


def test_pictures_that_were_seen_come_only_when_no_others_are_left() -> None:
    seen = frozenset(str(index) for index in range(15))
    drawn = numbers(draw_round(PICTURES, "a", seen))
    assert set(drawn[:15]) == set(range(15, 30))
    assert set(drawn[15:]) <= set(range(15))


def test_fewer_pictures_than_a_round_are_all_drawn() -> None:
    assert sorted(numbers(draw_round(PICTURES[:3], "a", frozenset()))) == [0, 1, 2]


def test_three_scores_count_right_answers() -> None:
    wrong = replace(ANSWER, answer="Coat", crowd_answer="Shirt")
    unknown = replace(ANSWER, crowd_answer=None)
    assert scores_of_round([ANSWER, wrong, unknown]) == (
        BlindScore("You", 2, 3),
        BlindScore("The network", 0, 3),
        BlindScore("The crowd", 1, 2),
    )


def test_where_people_were_not_asked_they_have_no_score() -> None:
    assert [one.name for one in scores_of_round([replace(ANSWER, crowd_answer=None)])] == ["You", "The network"]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        (20, "You are clearly ahead of the crowd"),
        (2, "You are clearly behind the network and behind the crowd"),
        (15, "With 20 pictures, nobody is clearly ahead of anybody"),
    ],
)
def test_only_ranges_that_do_not_meet_make_a_difference(right: int, words: str) -> None:
    others = BlindScore("The network", 17, 20), BlindScore("The crowd", 11, 20)
    assert scores_in_words((BlindScore("You", right, 20), *others)).startswith(words)


def test_totals_stand_beside_network_and_crowd() -> None:
    totals = BlindTotals("Ann", 2, 40, 30, 38, 30, 39)
    assert total_scores(totals) == (
        BlindScore("Ann", 30, 40),
        BlindScore("The network", 38, 40),
        BlindScore("The crowd", 30, 39),
    )
