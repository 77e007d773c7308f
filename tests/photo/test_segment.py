import numpy as np
import pytest

from fashion_model.photo.masks import PART_INDEX, PARTS
from fashion_model.photo.segment import MOST_ITEMS, find_segments, settle_dress

COLOURS = {"person": (220, 170, 140), "top": (200, 0, 0), "bottom": (0, 0, 200), "dress": (200, 0, 200)}
COLOURS |= {"footwear": (0, 200, 0), "bag": (200, 200, 0), "accessory": (0, 200, 200)}


def by_colour(rgb: np.ndarray) -> np.ndarray:
    """Tell parts by ``COLOURS``, a cell for every pixel, 0.9 sure; everything else is background."""
    shares = np.full((*rgb.shape[:2], len(PARTS)), 0.1 / 7, dtype=np.float32)
    known = np.zeros(rgb.shape[:2], dtype=bool)
    for name, colour in COLOURS.items():
        here = np.abs(rgb.astype(int) - colour).max(axis=2) < 60
        shares[here, PART_INDEX[name]] = 0.9
        known |= here
    shares[~known, 0] = 0.9
    return shares


def room(height: int = 200, width: int = 150) -> np.ndarray:
    """Return a background that no border colour sums up."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([90 + 60 * ((x // 8 + y // 8) % 2)] * 3, axis=2).astype(np.uint8)


def person() -> np.ndarray:
    rgb = room()
    rgb[10:40, 60:90] = COLOURS["person"]
    rgb[40:100, 45:105] = COLOURS["top"]
    rgb[100:170, 50:100] = COLOURS["bottom"]
    rgb[170:185, 50:70] = rgb[170:185, 80:100] = COLOURS["footwear"]
    return rgb


def test_each_garment_on_a_person_is_an_item_and_the_person_is_not() -> None:
    found = find_segments(person(), by_colour)
    assert found.worn
    assert {item.kind for item in found.items} == {"top", "bottom", "footwear"}
    top = next(item for item in found.items if item.kind == "top")
    assert top.mask.mean() == pytest.approx(60 * 60 / (200 * 150), rel=0.05)
    assert top.confidence == pytest.approx(0.9, abs=0.03)
    assert not top.mask[25, 75]


def test_coat_on_a_bed_stays_one_item_though_a_part_looks_like_a_dress() -> None:
    rgb = room()
    rgb[30:120, 40:110] = COLOURS["top"]
    rgb[120:170, 40:110] = COLOURS["dress"]
    found = find_segments(rgb, by_colour)
    assert not found.worn
    assert [item.kind for item in found.items] == ["top"]
    assert found.items[0].mask[150, 75]


def test_trousers_with_shoes_below_are_worn_though_nobody_is_seen() -> None:
    rgb = room()
    rgb[10:160, 50:100] = COLOURS["bottom"]
    rgb[160:185, 50:70] = rgb[160:185, 80:100] = COLOURS["footwear"]
    found = find_segments(rgb, by_colour)
    assert found.worn
    assert [item.kind for item in found.items] == ["bottom", "footwear"]


def test_two_garments_that_lie_apart_are_two_items_the_larger_first() -> None:
    rgb = room()
    rgb[20:90, 20:130] = COLOURS["top"]
    rgb[110:180, 50:100] = COLOURS["bottom"]
    assert [item.kind for item in find_segments(rgb, by_colour).items] == ["top", "bottom"]


def test_item_in_the_middle_comes_before_a_slightly_larger_one_in_the_corner() -> None:
    rgb = room(200, 200)
    rgb[0:62, 0:62] = COLOURS["bag"]
    rgb[80:140, 70:130] = COLOURS["top"]
    assert [item.kind for item in find_segments(rgb, by_colour).items] == ["top", "bag"]


def test_two_shoes_are_one_pair() -> None:
    rgb = room()
    rgb[60:130, 20:60] = rgb[60:130, 90:130] = COLOURS["footwear"]
    found = find_segments(rgb, by_colour)
    assert [item.kind for item in found.items] == ["footwear"]
    assert found.items[0].mask[95, 40]
    assert found.items[0].mask[95, 110]


def test_more_items_than_can_be_chosen_from_are_cut_short() -> None:
    rgb = room(300, 300)
    for row in range(3):
        for column in range(3):
            rgb[row * 95 + 10 : row * 95 + 75, column * 95 + 10 : column * 95 + 75] = COLOURS["top"]
    assert len(find_segments(rgb, by_colour).items) == MOST_ITEMS


def test_empty_room_is_kept_whole() -> None:
    found = find_segments(room(), by_colour)
    assert [item.kind for item in found.items] == ["whole picture"]
    assert found.items[0].mask.all()
    assert found.items[0].confidence == 0


def test_thing_that_the_segmenter_does_not_know_is_found_before_an_even_border() -> None:
    rgb = np.full((200, 150, 3), 255, dtype=np.uint8)
    rgb[60:140, 40:110] = 90
    found = find_segments(rgb, by_colour)
    assert [(item.kind, item.method) for item in found.items] == [("item", "border colour")]


def test_item_before_an_even_border_keeps_the_kind_and_gets_the_sharper_edge() -> None:
    rgb = np.full((200, 150, 3), 255, dtype=np.uint8)
    rgb[60:140, 40:110] = COLOURS["bag"]
    (item,) = find_segments(rgb, by_colour).items
    assert (item.kind, item.method) == ("bag", "border colour")
    assert item.mask.sum() == pytest.approx(80 * 70, rel=0.02)


def test_small_item_is_looked_at_twice() -> None:
    rgb = room(400, 300)
    rgb[300:360, 200:260] = COLOURS["bag"]
    looks = []

    def watched(seen: np.ndarray) -> np.ndarray:
        looks.append(seen.shape[:2])
        return by_colour(seen)

    (item,) = find_segments(rgb, watched).items
    assert looks[0] == (400, 300)
    assert looks[1][0] < 120
    rows, columns = np.nonzero(item.mask)
    assert (rows.min(), columns.min()) == pytest.approx((300, 200), abs=4)


def test_without_a_segmenter_an_item_is_told_from_its_background() -> None:
    rgb = np.full((200, 150, 3), 255, dtype=np.uint8)
    rgb[60:140, 40:110] = 90
    assert [(i.kind, i.method) for i in find_segments(rgb, None).items] == [("item", "border colour")]
    noise = np.random.default_rng(1).integers(-20, 20, (200, 150, 3))
    rough = np.where((rgb == 90), 40, 170) + noise
    assert [i.method for i in find_segments(rough.astype(np.uint8), None).items] == ["GrabCut"]


@pytest.mark.parametrize("shape", [(20, 20), (20, 700), (700, 20), (1600, 1200)])
def test_masks_have_the_size_of_the_picture(shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(4).integers(60, 180, (*shape, 3), dtype=np.uint8)
    rgb[shape[0] // 4 : shape[0] // 2 + 4, shape[1] // 4 : shape[1] // 2 + 4] = COLOURS["top"]
    assert all(item.mask.shape == shape for item in find_segments(rgb, by_colour).items)


def outfit(top: float, bottom: float, dress: float) -> np.ndarray:
    """Return a ``(1, 100, 8)`` row of shares in which each part is sure of that share of the cells."""
    shares = np.zeros((1, 100, len(PARTS)), dtype=np.float32)
    kinds = ["top"] * round(100 * top) + ["bottom"] * round(100 * bottom) + ["dress"] * round(100 * dress)
    for cell, name in enumerate(kinds):
        shares[0, cell, PART_INDEX[name]] = 1
    return shares


@pytest.mark.parametrize(
    ("areas", "left"),
    [((0.5, 0.1, 0.4), {"top", "bottom"}), ((0.2, 0.2, 0.6), {"dress"}), ((0.6, 0.0, 0.4), {"top"})],
)
def test_dress_or_top_and_bottom_is_settled_for_the_person_as_a_whole(
    areas: tuple[float, float, float], left: set[str]
) -> None:
    settled = settle_dress(outfit(*areas))
    np.testing.assert_allclose(settled.sum(axis=2), 1)
    assert {PARTS[index] for index in settled[0].argmax(axis=1)} == left
