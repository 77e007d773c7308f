"""The days in a browser: what counts as a difference, and the files that are dropped."""

import io
import zipfile

import pytest

from benchmarks.days.photos import (
    ASKED,
    BAD,
    CLUTTER,
    EMPTY,
    FOLDERS,
    TRUNCATED,
    delivered,
    photo_files,
    sent_names,
    zip_with_folders,
)
from benchmarks.days.steps import Step, plain, ranked


def test_step_that_saved_what_it_showed_has_no_difference_and_says_what_it_was() -> None:
    step = Step("accept", {"category": "Bag", "by": "Ann"}, {"by": "Ann", "category": "Bag"})
    assert step.differences == ()
    assert str(step) == "  accept: category Bag; by Ann"


@pytest.mark.parametrize(
    ("shown", "saved", "difference"),
    [
        ({"category": "Bag"}, {"category": "Coat"}, "category: shown 'Bag', saved 'Coat'"),
        ({"category": "Bag"}, {"category": None}, "category: shown 'Bag', saved None"),
        ({"category": "Bag"}, {}, "category: shown 'Bag', saved 'nothing'"),
        ({}, {"TS-1": "Bag"}, "TS-1: shown 'nothing', saved 'Bag'"),
    ],
)
def test_what_was_saved_otherwise_not_at_all_or_unseen_is_a_difference(
    shown: dict[str, object], saved: dict[str, object], difference: str
) -> None:
    step = Step("accept", shown | {"by": "Ann"}, saved | {"by": "Ann"})
    assert step.differences == (difference,)
    assert difference in str(step)


def test_bars_are_those_of_all_eleven_answers_the_likeliest_first() -> None:
    probabilities = [0.75, 0.25, *[0.0] * 8]
    assert ranked(probabilities, 0.4, 3) == ["None of the ten · 60 %", "T-shirt/top · 30 %", "Trouser · 10 %"]
    assert ranked(probabilities, 1.0, 2) == ["T-shirt/top · 75 %", "Trouser · 25 %"]


def test_spaces_of_a_page_do_not_differ() -> None:
    assert plain(" Shirt\n 62\N{NO-BREAK SPACE}% ") == plain("Shirt 62 %")
    assert plain("Shirt 62 %") != plain("Shirt 63 %")


def test_delivery_has_60_photos_of_20_items_three_of_them_bad_and_clutter() -> None:
    files = delivered(photo_files())
    assert len(sent_names()) == len(set(sent_names())) == 60
    assert set(files) == {*sent_names(), *CLUTTER}
    assert len({name.rpartition(".")[0][:7] for name in sent_names()}) == 20
    assert sum(name.startswith(ASKED) for name in files) == 3
    whole = {photo.read_bytes() for photo in photo_files()}
    assert {name for name in sent_names() if files[name] not in whole} == set(BAD)
    assert files[EMPTY] == b""
    assert files[TRUNCATED].startswith(b"\xff\xd8")


def test_zip_has_a_folder_an_item_and_generic_names() -> None:
    names = zipfile.ZipFile(io.BytesIO(zip_with_folders(photo_files()))).namelist()
    photos = [name for name in names if not name.startswith("__MACOSX/")]
    assert photos == [f"{folder}/{view}.jpg" for folder, number in FOLDERS.items() for view in range(1, number + 1)]
