from dataclasses import replace

from fashion_model.analysis.predictions import DARK, SLICES, SMALL_EDGE, slices_of
from fashion_model.serving.scoring import PhotoAnswer

PLAIN = PhotoAnswer(
    file="a.jpg",
    contributor=8,
    category="Shirt",
    predicted="Shirt",
    confidence=0.9,
    status="auto",
    second_category="Coat",
    second_confidence=0.05,
    scope=0.95,
    cut_by="segmenter",
    label="Shirt",
    kids=False,
    shown="",
    audited="",
    longest_edge=533,
    brightness=0.6,
)


def test_an_ordinary_photo_that_nobody_looked_at_is_in_no_slice() -> None:
    assert slices_of([PLAIN]) == {}


def test_a_photo_is_in_every_slice_that_it_belongs_to() -> None:
    small_dark_hung = replace(PLAIN, shown="hung", longest_edge=SMALL_EDGE - 1, brightness=DARK - 0.01)
    assert slices_of([small_dark_hung, PLAIN]) == {
        "hung": [small_dark_hung],
        "small": [small_dark_hung],
        "dark": [small_dark_hung],
    }


def test_the_limits_themselves_are_neither_small_nor_dark() -> None:
    assert slices_of([replace(PLAIN, longest_edge=SMALL_EDGE, brightness=DARK)]) == {}


def test_ways_of_showing_and_childrens_clothes_are_told_apart() -> None:
    flat, worn, other = (replace(PLAIN, shown=way) for way in ("laid flat", "worn", "other"))
    kids = replace(PLAIN, kids=True)
    found = slices_of([flat, worn, other, kids])
    assert found == {"laid flat": [flat], "worn": [worn], "children's": [kids]}
    assert list(found) == [name for name in SLICES if name in found]
