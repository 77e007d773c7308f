"""What analysts say of errors stays as they said it and their latest word counts; a blind answer is given once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable, InvalidItem, InvalidJudgement
from fashion_model.catalogue.review.judgement_records import BlindTotals
from tests.catalogue.fixtures import NOON, Clock
from tests.catalogue.review.fixtures import answer, judge
from tests.catalogue.store.older_catalogue import ask, execute
from tests.catalogue.store.test_engine import locked

BENCHMARK, PHOTOS = "fashion-mnist", "photos"


def standing(catalogue: Catalogue, source: str = BENCHMARK) -> list[tuple[str, str, str]]:
    """Return who says what now of which picture, newest first."""
    return [(row.person, row.picture, row.judgement) for row in catalogue.judgements.latest(source)]


def test_a_judgement_is_kept_with_name_note_and_moment(catalogue: Catalogue):
    said = judge(catalogue, note="  Looks like\r\na T-shirt\tto me  ", person=" Ada ", model_version="m2")
    assert catalogue.judgements.latest(BENCHMARK) == (said,)
    assert (said.person, said.note, said.created_at) == ("Ada", "Looks like\na T-shirt to me", NOON)
    assert (said.source, said.picture, said.model_version) == (BENCHMARK, "7", "m2")
    assert (said.label, said.predicted, said.judgement) == ("Shirt", "T-shirt/top", "reasonable")
    assert catalogue.judgements.latest(PHOTOS) == ()


def test_the_latest_word_of_each_person_on_each_picture_counts(timed_catalogue: Catalogue, clock: Clock):
    for person, picture, judgement in (
        ("Ada", "7", "reasonable"),
        ("Ben", "7", "model's fault"),
        ("Ada", "8", "wrong label"),
        ("Ada", "7", "wrong label"),
    ):
        judge(timed_catalogue, person=person, picture=picture, judgement=judgement)
        clock.tick()
    assert standing(timed_catalogue) == [
        ("Ada", "7", "wrong label"),
        ("Ada", "8", "wrong label"),
        ("Ben", "7", "model's fault"),
    ]
    history = timed_catalogue.judgements.history(BENCHMARK, "7")
    assert [row.judgement for row in history] == ["wrong label", "model's fault", "reasonable"]
    assert [(row.created_at - NOON) / timedelta(seconds=1) for row in history] == [3, 1, 0]


def test_what_is_taken_back_counts_no_longer_and_stays_in_the_history(catalogue: Catalogue):
    judge(catalogue)
    judge(catalogue, person="Ben")
    judge(catalogue, judgement="", note="I had the wrong picture")
    assert standing(catalogue) == [("Ben", "7", "reasonable")]
    said = [(row.person, row.judgement) for row in catalogue.judgements.history(BENCHMARK, "7")]
    assert said == [("Ada", ""), ("Ben", "reasonable"), ("Ada", "reasonable")]
    judge(catalogue, judgement="model's fault")
    assert standing(catalogue) == [("Ada", "7", "model's fault"), ("Ben", "7", "reasonable")]


def test_a_photo_of_the_same_name_is_another_picture(catalogue: Catalogue):
    judge(catalogue, judgement="wrong label")
    judge(catalogue, source=PHOTOS, judgement="model's fault", label="None of the ten")
    judge(catalogue, source=PHOTOS, picture="00003aeb-ace5.jpg")
    assert standing(catalogue) == [("Ada", "7", "wrong label")]
    assert standing(catalogue, PHOTOS) == [("Ada", "00003aeb-ace5.jpg", "reasonable"), ("Ada", "7", "model's fault")]
    assert [row.judgement for row in catalogue.judgements.history(PHOTOS, "7")] == ["model's fault"]
    assert catalogue.judgements.history(BENCHMARK, "9999") == ()


@pytest.mark.parametrize(
    ("different", "error", "words"),
    [
        ({"note": "x" * 1001}, InvalidJudgement, "has 1001 characters; at most 1000 are accepted. Shorten it"),
        ({"note": "a\x00b"}, InvalidJudgement, "characters that cannot be seen. Type it again"),
        ({"judgement": "silly"}, InvalidJudgement, "“silly” is not a judgement. Choose one of reasonable, wrong label"),
        ({"source": "imagenet"}, InvalidJudgement, "no pictures of “imagenet”. Choose one of fashion-mnist, photos"),
        ({"source": "x\x00" + "y" * 99}, InvalidJudgement, "“x�y{58}…”"),
        ({"picture": "10000"}, InvalidJudgement, "no picture “10000”: they are numbered from 0 to 9999"),
        ({"picture": "-1"}, InvalidJudgement, "no picture “-1”"),
        ({"picture": "007"}, InvalidJudgement, "no picture “007”"),
        ({"picture": "٧"}, InvalidJudgement, "no picture “٧”"),
        ({"source": PHOTOS, "picture": ""}, InvalidJudgement, "“” cannot be kept as a photo's name"),
        ({"source": PHOTOS, "picture": "x" * 301}, InvalidJudgement, "1 to 300 characters"),
        ({"source": PHOTOS, "picture": "a\x00.jpg"}, InvalidJudgement, "“a�.jpg” cannot be kept"),
        ({"person": "  "}, InvalidItem, "Your name is empty. Type 1 to 120 characters"),
        ({"person": "x" * 121}, InvalidItem, "Your name has 121 characters; at most 120"),
        ({"label": "H\nat"}, InvalidJudgement, "is no label: accepted are 1 to 60 characters"),
        ({"predicted": ""}, InvalidItem, "“” is not a category"),
    ],
)
def test_what_cannot_be_kept_as_a_judgement_gets_a_sentence_and_nothing_is_written(
    catalogue: Catalogue, catalogue_url: str, different: dict[str, str], error: type[Exception], words: str
):
    with pytest.raises(error, match=words):
        judge(catalogue, **different)
    assert ask(catalogue_url, "SELECT count(*) FROM judgements") == [(0,)]


def test_the_longest_note_and_names_are_kept(catalogue: Catalogue):
    longest = {"note": "é" * 1000, "person": "p" * 120, "source": PHOTOS, "picture": "x" * 296 + ".jpg"}
    said = judge(catalogue, **longest)
    assert {name: getattr(said, name) for name in longest} == longest
    assert catalogue.judgements.latest(PHOTOS) == (said,)
    assert [judge(catalogue, picture=last).picture for last in ("0", "9999")] == ["0", "9999"]


def test_who_asks_for_a_source_picture_or_round_that_there_cannot_be_gets_a_sentence(catalogue: Catalogue):
    with pytest.raises(InvalidJudgement, match="no pictures of “all”"):
        catalogue.judgements.latest("all")
    with pytest.raises(InvalidJudgement, match="no picture “seven”"):
        catalogue.judgements.history(BENCHMARK, "seven")
    with pytest.raises(InvalidJudgement, match="no such blind round"):
        catalogue.judgements.blind_round("a\x00b")


def test_eight_people_at_once_lose_no_judgement(catalogue: Catalogue):
    def work(person: int) -> list[int]:
        said = [judge(catalogue, person=f"person {person}", picture=str(turn % 5)) for turn in range(20)]
        return [row.judgement_id for row in said]

    with ThreadPoolExecutor(8) as pool:
        made = [number for numbers in pool.map(work, range(8)) for number in numbers]
    kept = [row for picture in range(5) for row in catalogue.judgements.history(BENCHMARK, str(picture))]
    assert len(set(made)) == 160
    assert sorted(row.judgement_id for row in kept) == sorted(made)
    assert len(catalogue.judgements.latest(BENCHMARK)) == 8 * 5


def test_a_blind_answer_is_kept_beside_what_network_and_crowd_said(catalogue: Catalogue):
    first = answer(catalogue, answer="Coat", picture="9")
    second = answer(catalogue, source=PHOTOS, picture="a.jpg", crowd_answer=None)
    answer(catalogue, round_id="r2")
    assert catalogue.judgements.blind_round("r1") == (first, second)
    assert (first.answer, first.label, first.network_answer, first.crowd_answer) == (
        *("Coat", "Shirt"),
        *("T-shirt/top", "Pullover"),
    )
    assert (second.source, second.picture, second.crowd_answer) == (PHOTOS, "a.jpg", None)
    assert (second.round_id, second.person, second.model_version, second.created_at) == ("r1", "Ada", "m1", NOON)
    assert catalogue.judgements.blind_round("r3") == ()


def test_the_first_answer_to_a_picture_of_a_round_stays(catalogue: Catalogue):
    first = answer(catalogue, answer="Coat")
    assert answer(catalogue, answer="Shirt") == first
    assert answer(catalogue, answer="Shirt", person="Ben") == first
    assert catalogue.judgements.blind_round("r1") == (first,)
    assert answer(catalogue, answer="Shirt", round_id="r2").answer == "Shirt"


def test_eight_presses_at_once_give_one_blind_answer(catalogue: Catalogue):
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda number: answer(catalogue, answer=("Shirt", "Coat")[number % 2]), range(8)))
    assert len(set(kept)) == 1
    assert catalogue.judgements.blind_round("r1") == (kept[0],)


@pytest.mark.parametrize(
    ("different", "error", "words"),
    [
        ({"round_id": ""}, InvalidJudgement, "no such blind round. Begin a new one"),
        ({"round_id": "x" * 65}, InvalidJudgement, "no such blind round"),
        ({"source": "imagenet"}, InvalidJudgement, "no pictures of “imagenet”"),
        ({"picture": "seven"}, InvalidJudgement, "no picture “seven”"),
        ({"answer": "Hat"}, InvalidItem, "“Hat” is not a category"),
        ({"network_answer": "Hat"}, InvalidItem, "“Hat” is not a category"),
        ({"crowd_answer": ""}, InvalidItem, "“” is not a category"),
        ({"person": ""}, InvalidItem, "Your name is empty"),
    ],
)
def test_what_cannot_be_kept_as_a_blind_answer_gets_a_sentence_and_nothing_is_written(
    catalogue: Catalogue, different: dict[str, str], error: type[Exception], words: str
):
    with pytest.raises(error, match=words):
        answer(catalogue, **different)
    assert catalogue.judgements.blind_totals() == ()


def test_totals_count_each_person_beside_the_network_and_the_crowd(catalogue: Catalogue):
    answer(catalogue)  # right; the network and the crowd are wrong
    answer(catalogue, picture="8", answer="Coat", network_answer="Shirt", crowd_answer="Shirt")
    answer(catalogue, picture="a.jpg", source=PHOTOS, network_answer="Shirt", crowd_answer=None)
    answer(catalogue, round_id="r2", answer="Bag", network_answer="Bag", crowd_answer="Bag")
    answer(catalogue, round_id="r3", answer="Bag", person="Ben", crowd_answer=None)
    answer(catalogue, round_id="r3", answer="Shirt", person="Ben", crowd_answer=None)  # too late
    assert catalogue.judgements.blind_totals() == (
        BlindTotals("Ada", rounds=2, pictures=4, right=2, network_right=2, crowd_right=1, crowd_pictures=3),
        BlindTotals("Ben", rounds=1, pictures=1, right=0, network_right=0, crowd_right=0, crowd_pictures=0),
    )


@pytest.mark.parametrize("table", ["judgements", "blind_answers"])
@pytest.mark.parametrize("change", ["UPDATE {} SET label = 'Bag'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_what_was_said(
    catalogue: Catalogue, catalogue_url: str, table: str, change: str
):
    said = judge(catalogue), answer(catalogue)
    with pytest.raises(DBAPIError, match=f"{table} are only added to"):
        execute(catalogue_url, change.format(table))
    assert (catalogue.judgements.latest(BENCHMARK), catalogue.judgements.blind_round("r1")) == ((said[0],), (said[1],))


@pytest.mark.parametrize("number", ["1", "NULL"])
def test_sqlite_refuses_to_replace_a_blind_answer(sqlite_catalogue: Catalogue, sqlite_url: str, number: str):
    first = answer(sqlite_catalogue, answer="Coat")
    copied = "round_id, source, picture, {}, label, network_answer, crowd_answer, model_version, person, created_at"
    columns, values = copied.format("answer"), copied.format("'Shirt'")
    replace = f"INSERT OR REPLACE INTO blind_answers (id, {columns}) SELECT {number}, {values} FROM blind_answers"
    with pytest.raises(DBAPIError, match="blind_answers are only added to"):
        execute(sqlite_url, replace)
    assert sqlite_catalogue.judgements.blind_round("r1") == (first,)
    execute(sqlite_url, replace.replace(f"SELECT {number}, round_id", "SELECT NULL, 'r2'"))
    assert [row.answer for row in sqlite_catalogue.judgements.blind_round("r2")] == ["Shirt"]


def test_judgements_are_there_when_the_catalogue_is_opened_again(catalogue_url: str, photos_dir: Path):
    first = open_catalogue(catalogue_url, photos_dir, clock=lambda: NOON)
    said = judge(first, note="Blue “shirt” 👕")
    first.close()
    second = open_catalogue(catalogue_url, photos_dir)
    assert second.judgements.latest(BENCHMARK) == (said,)
    second.close()


def test_a_locked_database_is_unavailable_nothing_is_written_and_a_retry_works(catalogue_url: str, photos_dir: Path):
    catalogue = open_catalogue(catalogue_url, photos_dir, lock_timeout_s=0.05)
    for write, table in ((judge, "judgements"), (answer, "blind_answers")):
        with locked(catalogue_url, table), pytest.raises(CatalogueUnavailable, match=r"Nothing was saved\. Try again"):
            write(catalogue)
        assert ask(catalogue_url, f"SELECT count(*) FROM {table}") == [(0,)]
        write(catalogue)
        assert ask(catalogue_url, f"SELECT count(*) FROM {table}") == [(1,)]
    catalogue.close()
