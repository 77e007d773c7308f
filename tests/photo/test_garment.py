import numpy as np
import pytest

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.photo.garment import WHOLE, Found, NoSuchGarment, choice_named, find_garments, garment_of
from fashion_model.photo.masks import PART_INDEX, PARTS
from fashion_model.photo.picture import to_close_up
from tests.photo.outfits import by_colour, outfit


def l_shape() -> np.ndarray:
    rgb = np.full((100, 100, 3), 230, dtype=np.uint8)
    rgb[20:80, 30:50] = 40
    rgb[60:80, 30:80] = 40
    return rgb


def test_shirt_on_a_bed_is_found_and_cut_out(shirt_photo: bytes) -> None:
    garment = find_garments(decode(shirt_photo).rgb).garments[0]
    assert garment.method != "whole picture"
    assert garment.views.shape == (1, 28, 28)
    filled = (garment.picture > 0).mean()
    assert 0.3 < filled < 0.95
    assert max(garment.picture.any(axis=0).sum(), garment.picture.any(axis=1).sum()) == 28  # longest edge touches


def test_cut_out_is_white_beside_the_item_and_box_and_area_are_shares_of_the_photo() -> None:
    garment = find_garments(l_shape()).garments[0]
    assert tuple(garment.cut_out[2, -2]) == (255, 255, 255)
    assert tuple(garment.cut_out[-5, 5]) == (40, 40, 40)
    assert garment.box == pytest.approx((0.3, 0.2, 0.8, 0.8), abs=0.02)
    assert garment.area == pytest.approx((60 * 20 + 30 * 20) / 100**2, abs=0.01)


def test_close_up_keeps_the_colours_of_the_item_and_fades_what_is_beside_it() -> None:
    garment = find_garments(l_shape()).garments[0]
    assert garment.close_up.shape == (160, 160, 3)
    inside = garment.close_up[120:140, 60:100]  # where the L's foot is
    assert (inside == 40).all()
    assert tuple(garment.close_up[40, 100]) == (242, 242, 242)  # halfway from 230 to 255


def test_close_up_of_the_whole_picture_is_the_photo_unfaded() -> None:
    rgb = l_shape()
    whole = find_garments(rgb).whole
    np.testing.assert_array_equal(whole.close_up, to_close_up(rgb, np.ones((100, 100), bool)))
    assert tuple(whole.close_up[80, 150]) == (230, 230, 230)


def test_kind_and_person_come_from_the_segmenter() -> None:
    def halves(rgb: np.ndarray) -> np.ndarray:
        shares = np.zeros((4, 4, len(PARTS)), dtype=np.float32)
        shares[:2, :, PART_INDEX["person"]] = 1
        shares[2:, :, PART_INDEX["dress"]] = 1
        return shares

    found = find_garments(np.random.default_rng(0).integers(0, 255, (80, 60, 3), dtype=np.uint8), halves)
    assert found.worn
    assert [garment.kind for garment in found.garments] == ["dress"]
    assert found.garments[0].box == pytest.approx((0, 0.5, 1, 1), abs=0.03)
    assert not find_garments(l_shape()).worn


def test_whole_picture_is_offered_beside_what_was_found() -> None:
    found = find_garments(l_shape())
    assert found.whole.kind == "whole picture"
    assert found.whole.box == (0, 0, 1, 1)
    assert found.whole.cut_out.shape == (100, 100, 3)
    assert found.garments[0].kind == "item"


def test_picture_without_an_item_gives_the_whole_picture_and_no_confidence() -> None:
    rgb = np.full((60, 60, 3), 120, dtype=np.uint8)
    rgb[0, 0] = 255
    found = find_garments(rgb)
    assert found.garments == (found.whole,)
    assert found.whole.confidence == 0


@pytest.mark.parametrize("grey", [255, 0, 127])
def test_even_picture_is_refused(grey: int) -> None:
    with pytest.raises(PhotoRefused, match="one even colour"):
        find_garments(np.full((200, 200, 3), grey, dtype=np.uint8))


@pytest.fixture
def found() -> Found:
    return find_garments(outfit(), by_colour)


def test_each_garment_and_the_whole_picture_can_be_chosen(found: Found) -> None:
    kinds = [garment_of(found, choice).kind for choice in (0, 1, 2, WHOLE)]
    assert kinds == ["bottom", "top", "footwear", WHOLE]


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
