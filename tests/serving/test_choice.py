import pytest

from fashion_model.photo.garment import Found, find_garments
from fashion_model.serving.choice import WHOLE, NoSuchGarment, choice_named, choices_of, garment_of
from tests.photo.outfits import by_colour, outfit


@pytest.fixture
def found() -> Found:
    return find_garments(outfit(), by_colour)


def test_each_garment_and_the_whole_picture_can_be_chosen(found: Found) -> None:
    assert choices_of(found) == (0, 1, 2, WHOLE)
    assert [garment_of(found, choice).kind for choice in choices_of(found)] == ["bottom", "top", "footwear", WHOLE]


def test_picture_on_which_nothing_was_told_apart_offers_itself_once(found: Found) -> None:
    nothing = Found(garments=(found.whole,), whole=found.whole, worn=False)
    assert choices_of(nothing) == (0,)
    assert garment_of(nothing, 0) is garment_of(nothing, WHOLE)


@pytest.mark.parametrize("choice", [3, -1])
def test_garment_that_was_not_found_is_refused_with_those_that_were(found: Found, choice: int) -> None:
    with pytest.raises(NoSuchGarment, match=rf"^3 garments were found, 0 to 2; {choice} was asked for\."):
        garment_of(found, choice)


@pytest.mark.parametrize(("text", "choice"), [("0", 0), ("12", 12), ("whole", WHOLE), ("whole picture", WHOLE)])
def test_choice_is_named_by_its_number_or_whole(text: str, choice: object) -> None:
    assert choice_named(text) == choice


@pytest.mark.parametrize("text", ["", "-1", "1.0", "shoes", "²", "9999", "WHOLE"])
def test_other_names_are_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(NoSuchGarment, match="“whole” for the whole picture, or the number"):
        choice_named(text)
