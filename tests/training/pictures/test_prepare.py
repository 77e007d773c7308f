from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_model.photo.decode import decode
from fashion_model.photo.garment import find_garments
from fashion_model.photo.masks import PARTS
from fashion_model.photo.picture import to_close_up, to_picture
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.pictures import prepare
from fashion_model.training.pictures.prepare import (
    Finder,
    PhotoPictures,
    even_chances,
    joined,
    pieces_of,
    prepare_photos,
    prepare_street,
)
from tests.photo.outfits import COLOURS, by_colour, lone_top, outfit, png

BY_COLOUR = Finder(by_colour, "by colour")
SEES_NOTHING = Finder(lambda _rgb: np.eye(len(PARTS), dtype=np.float32)[np.zeros((4, 4), int)], "sees nothing")
SEES_NOTHING_OF_THAT_NAME = replace(SEES_NOTHING, sha256=BY_COLOUR.sha256)
WORDS = {"person": "skin", "top": "shirt", "bottom": "jeans", "footwear": "sneakers"}


@pytest.fixture
def photos(tmp_path: Path) -> list[LabelledFile]:
    """Return photos of a person in trousers, of a top, and of a hat."""
    for name, rgb in (("trousers", outfit()), ("top", lone_top()), ("hat", lone_top()[::-1, ::-1])):
        (tmp_path / f"{name}.png").write_bytes(png(rgb))
    return [
        LabelledFile(tmp_path / "trousers.png", 4, "Trouser"),
        LabelledFile(tmp_path / "hat.png", 4, "none"),
        LabelledFile(tmp_path / "top.png", 10, "Shirt"),
    ]


@pytest.fixture
def street(tmp_path: Path) -> StreetPhoto:
    """Return the person as a street photo: every part has its name in the mask."""
    rgb = outfit()
    values = np.zeros(rgb.shape[:2], np.uint8)
    for part, name in WORDS.items():
        values[(rgb == COLOURS[part]).all(axis=2)] = VALUE[name]
    (tmp_path / "0003.jpg").write_bytes(png(rgb))
    Image.fromarray(values).save(tmp_path / "0003.png")
    return StreetPhoto(3, tmp_path / "0003.jpg", tmp_path / "0003.png")


def test_first_picture_is_the_one_that_serving_makes(photos: list[LabelledFile], tmp_path: Path) -> None:
    made = prepare_photos(photos, 3, 7, BY_COLOUR, tmp_path / "cache")
    for index, photo in enumerate((photos[0], photos[2])):
        served = find_garments(decode(photo.path.read_bytes()).rgb, by_colour).garments[0]
        np.testing.assert_array_equal(made.views[index, 0], served.picture)
        np.testing.assert_array_equal(made.close_ups[index, 0], served.close_up)


@pytest.mark.parametrize(("views", "close_ups"), [(1, 1), (3, 3), (4, 4), (6, 4)])
def test_close_ups_are_kept_of_the_first_four_views(
    photos: list[LabelledFile], tmp_path: Path, views: int, close_ups: int
) -> None:
    made = prepare_photos(photos, views, 7, BY_COLOUR, tmp_path / "cache")
    assert made.views.shape == (2, views, 28, 28)
    assert made.close_ups.shape == (2, close_ups, 160, 160, 3)
    assert len({close_up.tobytes() for close_up in made.close_ups[1]}) == close_ups
    middle = made.close_ups[1, :, 80, 80].astype(int)
    assert (middle[:, 0] > middle[:, 1:].max(axis=1) + 60).all()  # each shows the red top


def test_things_outside_the_ten_are_left_out(photos: list[LabelledFile], tmp_path: Path) -> None:
    made = prepare_photos(photos, 2, 7, BY_COLOUR, tmp_path / "cache")
    assert made.categories == ("Trouser", "Shirt")
    assert made.contributors.tolist() == [4, 10]
    assert made.views.shape == (2, 2, 28, 28)
    assert made.chances == pytest.approx([0.5, 0.5])


def test_other_pictures_are_of_the_photo_as_it_might_have_been(photos: list[LabelledFile], tmp_path: Path) -> None:
    first, again, other = (prepare_photos(photos, 4, seed, BY_COLOUR, tmp_path / str(seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.views, again.views)
    np.testing.assert_array_equal(first.views[:, 0], other.views[:, 0])
    assert not np.array_equal(first.views[:, 1:], other.views[:, 1:])
    assert len({view.tobytes() for view in first.views[0]}) == 4
    assert (first.views[1, :, 14, 14] > 60).all()  # each still shows the top


def test_pictures_are_made_once_for_the_same_photos_and_finder(photos: list[LabelledFile], tmp_path: Path) -> None:
    def never(_rgb: np.ndarray) -> np.ndarray:
        raise AssertionError("made again")

    cache = tmp_path / "cache"
    first = prepare_photos(photos, 2, 7, BY_COLOUR, cache)
    kept = prepare_photos(photos, 2, 7, Finder(never, "by colour"), cache)
    np.testing.assert_array_equal(kept.views, first.views)
    np.testing.assert_array_equal(kept.close_ups, first.close_ups)
    assert sorted(path.name.rpartition("-")[0] for path in cache.iterdir()) == ["close-ups", "pictures"]
    with pytest.raises(AssertionError, match="made again"):
        prepare_photos(photos, 2, 7, Finder(never, "another"), cache)
    photos[0].path.write_bytes(png(lone_top()))
    with pytest.raises(AssertionError, match="made again"):
        prepare_photos(photos, 2, 7, Finder(never, "by colour"), cache)


def test_raised_version_makes_the_pictures_again(
    photos: list[LabelledFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [prepare_photos(photos, 1, 7, BY_COLOUR, tmp_path / "cache")]
    monkeypatch.setattr(prepare, "PICTURES_VERSION", 0)
    made.append(prepare_photos(photos, 1, 7, SEES_NOTHING_OF_THAT_NAME, tmp_path / "cache"))
    assert not np.array_equal(made[0].views, made[1].views)


@pytest.mark.parametrize("kind", ["pictures", "close-ups"])
def test_pictures_that_were_not_finished_are_not_read(photos: list[LabelledFile], tmp_path: Path, kind: str) -> None:
    first = prepare_photos(photos, 1, 7, BY_COLOUR, tmp_path)
    (kept,) = tmp_path.glob(f"{kind}-*.npy")
    kept.rename(tmp_path / f"unfinished-{kept.name}")
    (tmp_path / f"unfinished-{kept.name}").write_bytes(b"half")
    again = prepare_photos(photos, 1, 7, BY_COLOUR, tmp_path)
    np.testing.assert_array_equal(again.views, first.views)
    np.testing.assert_array_equal(again.close_ups, first.close_ups)
    assert [path.name for path in tmp_path.glob(f"*{kind}-*")] == [kept.name]


def test_no_photos_make_no_pictures(tmp_path: Path) -> None:
    none = prepare_photos([], 5, 7, BY_COLOUR, tmp_path)
    assert none.views.shape == (0, 5, 28, 28)
    assert none.close_ups.shape == (0, 4, 160, 160, 3)
    assert len(none) == 0
    assert none.chances.shape == (0,)


def test_photo_of_one_colour_is_taken_whole(tmp_path: Path) -> None:
    (tmp_path / "grey.png").write_bytes(png(np.full((60, 60, 3), 100, np.uint8)))
    made = prepare_photos([LabelledFile(tmp_path / "grey.png", 4, "Coat")], 3, 7, BY_COLOUR, tmp_path)
    assert (made.views[0, 0] == 155).all()
    assert (made.close_ups[0, 0] == 100).all()
    assert made.views.shape == (1, 3, 28, 28)


def test_street_photo_gives_each_item_worn_and_alone(street: StreetPhoto) -> None:
    shown = {(piece.category, piece.worn) for piece in pieces_of(street)}
    assert shown == {("Shirt", True), ("Trouser", True), ("Shirt", False), ("Trouser", False), ("Sneaker", False)}


def test_of_several_garments_the_one_at_the_mask_is_taken(street: StreetPhoto, tmp_path: Path) -> None:
    made = prepare_street([street], 2, 7, BY_COLOUR, tmp_path / "cache")
    pieces = pieces_of(street)
    shirt = next(index for index, piece in enumerate(pieces) if piece.category == "Shirt" and piece.worn)
    found = find_garments(pieces[shirt].rgb, by_colour).garments
    assert {garment.kind for garment in found} > {"top"}  # the trousers are on it too
    (top,) = (garment for garment in found if garment.kind == "top")
    np.testing.assert_array_equal(made.views[shirt, 0], top.picture)
    np.testing.assert_array_equal(made.close_ups[shirt, 0], top.close_up)
    assert made.categories == tuple(piece.category for piece in pieces)
    assert set(made.contributors) == {-1}


def test_garment_that_the_finder_misses_is_cut_along_its_mask(street: StreetPhoto, tmp_path: Path) -> None:
    made = prepare_street([street], 1, 7, SEES_NOTHING, tmp_path / "cache")
    pieces = pieces_of(street)
    for category in ("Shirt", "Trouser"):
        index = next(i for i, piece in enumerate(pieces) if piece.category == category and piece.worn)
        expected = to_picture(pieces[index].rgb, pieces[index].mask)
        np.testing.assert_array_equal(made.views[index, 0], expected)
        np.testing.assert_array_equal(made.close_ups[index, 0], to_close_up(pieces[index].rgb, pieces[index].mask))


def test_accessories_of_a_street_photo_are_left_out(street: StreetPhoto, tmp_path: Path) -> None:
    with Image.open(street.mask) as mask:
        values = np.array(mask)
    values[values == VALUE["sneakers"]] = VALUE["hat"]
    Image.fromarray(values).save(street.mask)
    made = prepare_street([street], 1, 7, BY_COLOUR, tmp_path / "cache")
    assert sorted(set(made.categories)) == ["Shirt", "Trouser"]
    assert len(made) == 4


def renamed(street: StreetPhoto, old: str, new: str) -> StreetPhoto:
    """Return the same photo with another word for some of its pixels."""
    with Image.open(street.mask) as mask:
        values = np.array(mask)
    values[values == VALUE[old]] = VALUE[new]
    path = street.mask.with_name(f"{new}.png")
    Image.fromarray(values).save(path)
    return replace(street, mask=path)


def test_worn_item_is_shown_in_three_other_skin_tones_from_the_second_view_on(
    street: StreetPhoto, tmp_path: Path
) -> None:
    with_skin, with_hair = (
        prepare_street([photo], 5, 7, BY_COLOUR, tmp_path / "cache")
        for photo in (street, renamed(street, "skin", "hair"))  # hair has no tone
    )
    for index, piece in enumerate(pieces_of(street)):
        alike = [
            np.array_equal(*pair) for pair in zip(with_skin.close_ups[index], with_hair.close_ups[index], strict=True)
        ]
        shows_skin = piece.worn and piece.category == "Shirt"  # the trousers are cropped below the head
        assert alike == ([True, False, False, False] if shows_skin else [True] * 4)
        np.testing.assert_array_equal(with_skin.views[index, 4], with_hair.views[index, 4])  # the own tone again


def test_category_of_four_times_as_many_photos_is_drawn_twice_as_often() -> None:
    chances = even_chances(("Shirt", "Shirt", "Coat", "Shirt", "Shirt"))
    assert chances == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 6, 1 / 6])


def pictures(categories: tuple[str, ...], amount: int = 2) -> PhotoPictures:
    """Return pictures and close-ups that are filled with the number of their view."""
    views, close_ups = np.arange(amount, dtype=np.uint8), np.arange(min(amount, 4), dtype=np.uint8)
    return PhotoPictures(
        np.broadcast_to(views[:, None, None], (len(categories), amount, 28, 28)),
        np.broadcast_to(close_ups[:, None, None, None], (len(categories), len(close_ups), 160, 160, 3)),
        categories,
        np.arange(len(categories)),
        even_chances(categories),
    )


def test_joined_sets_are_drawn_in_the_stated_share() -> None:
    both = joined(pictures(("Shirt", "Coat")), pictures(("Bag",) * 4), 0.4)
    assert both.categories == ("Shirt", "Coat", "Bag", "Bag", "Bag", "Bag")
    assert both.chances == pytest.approx([0.3, 0.3, 0.1, 0.1, 0.1, 0.1])
    assert both.contributors.tolist() == [0, 1, 0, 1, 2, 3]


def test_fewer_views_are_repeated_so_that_each_is_drawn_alike() -> None:
    both = joined(pictures(("Shirt",), 6), pictures(("Bag",), 2), 0.4)
    assert both.views[:, :, 0, 0].tolist() == [[0, 1, 2, 3, 4, 5], [0, 1, 0, 1, 0, 1]]
    assert both.close_ups[:, :, 0, 0, 0].tolist() == [[0, 1, 2, 3], [0, 1, 0, 1]]


def test_joined_with_nothing_a_set_stays_as_it_is() -> None:
    some, none = pictures(("Shirt",)), pictures(())
    assert joined(some, none, 0.4) is some
    assert joined(none, some, 0.4) is some
    assert len(joined(none, replace(none), 0.4)) == 0
