import numpy as np
import pytest

from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.pictures.thumbnails import Piece, cut_outs, studio_thumbnails

Box = tuple[str, int, int, int, int]
HEAD: Box = ("skin", 0, 100, 130, 170)
SHIRT: Box = ("shirt", 100, 350, 80, 220)
JEANS: Box = ("jeans", 350, 900, 90, 210)
SHOES: Box = ("shoes", 900, 1000, 90, 210)


def person(*boxes: Box) -> tuple[np.ndarray, np.ndarray]:
    """Draw a person, 1000 pixels tall from row 0, on a red 1100×300 photo; each name has its value as grey level."""
    rgb, values = np.full((1100, 300, 3), (255, 0, 0), np.uint8), np.zeros((1100, 300), np.uint8)
    for name, top, bottom, left, right in boxes:
        values[top:bottom, left:right] = VALUE[name]
        rgb[top:bottom, left:right] = VALUE[name]
    return rgb, values


def by_category(pieces: tuple[Piece, ...]) -> dict[str, Piece]:
    return {piece.category: piece for piece in pieces}


def test_shirt_is_shown_from_head_to_mid_thigh_on_white() -> None:
    shirt = by_category(studio_thumbnails(*person(HEAD, SHIRT, JEANS, SHOES)))["Shirt"]
    assert shirt.rgb.shape == (80, 60, 3)
    assert shirt.worn
    rows = np.flatnonzero(shirt.mask.any(axis=1))
    # the crop is 580 of 1000 rows on 80: the shirt's 100..350 becomes 13.8..48.3
    assert (rows[0], rows[-1] + 1) == (14, 48)
    # its 140 columns at 80/580 are 19.3 wide, so there is white on both sides
    columns = np.flatnonzero(shirt.mask.any(axis=0))
    assert 19 <= columns[-1] + 1 - columns[0] <= 20
    assert (shirt.rgb[:, [0, -1]] == 255).all()
    assert not (shirt.rgb == (255, 0, 0)).all(axis=2).any()


def test_long_coat_is_shown_to_its_hem() -> None:
    coat = by_category(studio_thumbnails(*person(HEAD, ("coat", 100, 770, 60, 240), ("jeans", 770, 900, 90, 210))))
    rows = np.flatnonzero(coat["Coat"].mask.any(axis=1))
    # the person is 900 tall; 770 and 3 % more are 797 rows on 80: 100..770 becomes 10.0..77.3
    assert (rows[0], rows[-1] + 1) == (10, 77)


def test_trousers_are_shown_from_the_waist_to_the_feet() -> None:
    trousers = by_category(studio_thumbnails(*person(HEAD, SHIRT, JEANS, SHOES)))["Trouser"]
    rows = np.flatnonzero(trousers.mask.any(axis=1))
    # rows 320..1000 on 80: the jeans' 350..900 become 3.5..68.2
    assert (rows[0], rows[-1] + 1) == (4, 68)


def test_trousers_that_are_mostly_under_a_coat_are_left_out() -> None:
    pieces = studio_thumbnails(*person(HEAD, ("coat", 100, 750, 60, 240), ("jeans", 750, 900, 90, 210), SHOES))
    assert [piece.category for piece in pieces] == ["Coat"]


def test_shirt_under_a_jacket_is_not_the_item() -> None:
    boxes = (HEAD, ("jacket", 100, 400, 60, 240), ("shirt", 100, 400, 130, 170), ("skirt", 400, 600, 90, 210), SHOES)
    assert [piece.category for piece in studio_thumbnails(*person(*boxes))] == ["Coat"]
    assert "Shirt" not in by_category(cut_outs(*person(*boxes)))


def test_dress_under_a_larger_coat_is_left_out_and_a_larger_dress_stays() -> None:
    narrow = (HEAD, ("coat", 100, 700, 60, 240), ("dress", 120, 700, 130, 170), SHOES)
    wide = (HEAD, ("coat", 100, 300, 60, 240), ("dress", 120, 700, 80, 220), SHOES)
    assert [piece.category for piece in studio_thumbnails(*person(*narrow))] == ["Coat"]
    assert "Dress" in by_category(studio_thumbnails(*person(*wide)))


def test_vague_name_gives_no_thumbnail_and_no_cut_out() -> None:
    boxes = (HEAD, ("vest", 100, 350, 80, 220), JEANS, SHOES)
    assert [piece.category for piece in studio_thumbnails(*person(*boxes))] == ["Trouser"]
    assert sorted(by_category(cut_outs(*person(*boxes)))) == ["Trouser", "footwear"]


def test_cut_outs_are_alone_on_white_at_the_photos_resolution() -> None:
    rgb, values = person(HEAD, SHIRT, JEANS, ("sneakers", 900, 960, 90, 210), ("bag", 400, 500, 220, 290))
    pieces = by_category(cut_outs(rgb, values))
    assert {category: piece.rgb.shape[:2] for category, piece in pieces.items()} == {
        "Shirt": (250, 140),
        "Trouser": (550, 120),
        "Sneaker": (60, 120),
        "Bag": (100, 70),
    }
    assert (pieces["Bag"].rgb == VALUE["bag"]).all()
    assert not pieces["Bag"].worn


def test_surroundings_of_a_cut_out_are_white() -> None:
    shoes = (("sneakers", 940, 1000, 90, 140), ("sneakers", 940, 1000, 160, 210))
    (pair,) = cut_outs(*person(*shoes))
    assert pair.rgb.shape == (60, 120, 3)
    assert (pair.rgb[:, 50:70] == 255).all()
    assert pair.mask.sum() == 60 * 100


def test_too_small_a_hat_is_left_out_and_a_larger_one_is_outside_the_ten() -> None:
    assert cut_outs(*person(("hat", 0, 29, 100, 130))) == ()
    assert [piece.category for piece in cut_outs(*person(("hat", 0, 30, 100, 130)))] == ["none"]


def test_strap_is_no_bag() -> None:
    strap, bag = ("bag", 100, 300, 100, 120), ("bag", 100, 160, 100, 180)
    assert cut_outs(*person(strap)) == ()
    assert [piece.category for piece in cut_outs(*person(bag))] == ["Bag"]


def test_sleeves_left_and_right_of_something_else_are_no_shirt() -> None:
    sleeves = (("shirt", 100, 300, 50, 80), ("shirt", 100, 300, 220, 250))  # 60 of 200 columns: fullness 0.3
    half = (("shirt", 100, 300, 50, 110), ("shirt", 100, 300, 190, 250))  # 120 of 200 columns: fullness 0.6
    assert cut_outs(*person(*sleeves)) == ()
    assert [piece.category for piece in cut_outs(*person(*half))] == ["Shirt"]


def test_specks_do_not_widen_a_piece() -> None:
    (coat,) = cut_outs(*person(("coat", 100, 300, 50, 150), ("coat", 900, 905, 290, 295)))
    assert coat.rgb.shape == (200, 100, 3)


def test_photo_of_nobody_gives_nothing() -> None:
    assert studio_thumbnails(*person()) == ()
    assert cut_outs(*person()) == ()


@pytest.mark.parametrize(
    ("number", "category"), [(8, "Dress"), (16, "T-shirt/top"), (9, "Shirt"), (10, "Coat"), (7, "Pullover")]
)
def test_drawn_person_wears_what_is_seen(street_photos: dict[int, StreetPhoto], number: int, category: str) -> None:
    pieces = by_category(studio_thumbnails(*read_street_photo(street_photos[number])))
    assert category in pieces
    assert (pieces[category].rgb[0, 0] == 255).all()
    assert 0.1 < pieces[category].mask.mean() < 0.6
