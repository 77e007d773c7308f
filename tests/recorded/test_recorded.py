"""The product does what it did when it was recorded."""

from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest

from tests.recorded.closeness import with_recorded_digits
from tests.recorded.record import HERE, SCORES, answers, read, record

ANEW = (
    "If this was changed on purpose, say so in the commit and record it anew: python -m tests.recorded.record{option}"
)
MOST_LINES = 80
RECORDED = sorted(file.name.removesuffix(".gz") for file in HERE.iterdir())


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return record(tmp_path_factory.mktemp("recorded"))


def differences(name: str, before: str, after: str, option: str = "") -> str:
    """Return how a recording differs from what is done now, and what to do about it; empty when it does not."""
    after = with_recorded_digits(before, after)
    if before == after:
        return ""
    lines = unified_diff(before.splitlines(), after.splitlines(), f"recorded {name}", "now", lineterm="", n=1)
    return "\n".join(["", *islice(lines, MOST_LINES), ANEW.format(option=option)])


@pytest.mark.parametrize("name", [name for name in RECORDED if name != SCORES])
def test_it_does_what_it_did(name: str, now: dict[str, str]) -> None:
    assert not (told := differences(name, read(name), now[name])), told


def test_everything_that_is_done_is_recorded(now: dict[str, str]) -> None:
    assert {*now, SCORES} == set(RECORDED)


@pytest.mark.scores
def test_the_classifier_answers_as_it_did(complete_photo_set: Path) -> None:
    assert not (told := differences(SCORES, read(SCORES), answers(complete_photo_set), " --scores")), told


def test_a_difference_is_told_with_its_line_and_the_way_to_record_it_anew() -> None:
    told = differences("page.txt", "a\nb\n", "a\nc\n", " --scores")
    assert "\n-b\n+c\n" in told
    assert told.endswith("python -m tests.recorded.record --scores")
    assert differences("page.txt", "a\n", "a\n") == ""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("sure: 0.345344", "sure: 0.345345", ""),
        ("sure: 0.345344", "sure: 0.346344", "+sure: 0.346344"),
        ("12 photos", "13 photos", "+13 photos"),
        ("a.jpg,0x1.0000000000000p-1,caf07198d0a5358f", "a.jpg,0x1.0000100000000p-1,00007198d0a5358f", ""),
        ("a.jpg,0x1.0000000000000p-1,caf07198d0a5358f", "a.jpg,0x1.1000000000000p-1,caf07198d0a5358f", "+a.jpg"),
        ("0.123\n0.456", "0.123", "-0.456"),
    ],
)
def test_only_the_last_digits_of_a_number_may_differ(before: str, after: str, told: str) -> None:
    assert told in differences("answers", before, after)
    assert bool(told) == bool(differences("answers", before, after))
