"""Street photos to pieces: worn garments as studio thumbnails, and cut-outs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from fashion_model.categories import CLOTHING
from fashion_model.photo.picture import on_white
from fashion_model.training.data.street_labels import MEANING, NAMES

WIDTH, HEIGHT = 60, 80
"""A shop's thumbnail, in pixels."""
SMALLEST_SHARE = 0.10
"""A thumbnail whose item covers less than this share of the cropped rectangle is left out."""
SMALLEST_CUT_OUT = 900
"""A cut-out needs this many pixels (30×30) of the photo, which is about 550×830."""
SMALLEST_FULLNESS = 0.45
"""Share of its convex hull that a cut-out of clothes or a bag fills at least; less are straps, sleeves and strips."""
LONGEST_BAG = 4.0
"""Longer bags, length by width, are straps."""
SHORTEST_TROUSERS, SHORTEST_DRESS = 0.30, 0.25
"""Visible height as a share of the person's: less is the end of something that a coat hides."""
_THIGH = 0.58
_MARGIN = 0.03
_SPECK = 0.05
_BAG_SPECK = 0.3  # the strap that an arm cuts off


@dataclass(frozen=True)
class Piece:
    """One garment.

    Attributes:
        rgb: ``(h, w, 3)`` uint8 sRGB, on white.
        mask: ``(h, w)`` bool, where the garment is.
        category: One of the ten, ``footwear`` (some shoe) or ``none`` (outside the ten).
        worn: Whether a person is seen in it.
        name: The masks' own word for it, one of ``NAMES``.
    """

    rgb: np.ndarray
    mask: np.ndarray
    category: str
    worn: bool
    name: str


@dataclass(frozen=True)
class _Found:
    """A garment on the photo: its name in the masks and its pixels ``(H, W)`` bool, without specks."""

    name: str
    mask: np.ndarray

    @property
    def part(self) -> str:
        return MEANING[self.name].part

    @property
    def area(self) -> int:
        return int(np.count_nonzero(self.mask))


def studio_thumbnails(rgb: np.ndarray, values: np.ndarray) -> tuple[Piece, ...]:
    """Show each clothing item a person wears the way a shop does: the person on white, cropped to the item.

    The rule. The person is every pixel that is not background. Of each part (top, bottom, dress) the largest garment
    is the item. Rows: a top is shown from the top of the head to mid-thigh (58 % of the person's height), or to just
    below its own hem if that is lower; trousers from just above the waist to the feet; a dress from the top of the
    head to below the hem. "Just" is 3 % of the person's height, below a dress 8 %. Columns: whatever of the person is
    in those rows. The crop is scaled to fit 60×80 pixels and padded with white.

    Left out: items outside the six clothing categories, or with too vague a name; less than a tenth of the crop;
    smaller in the crop than another garment; trousers of less than 30 % of the person's height, dresses of less than
    25 % (most of them is under a coat).

    Args:
        rgb: ``(H, W, 3)`` uint8 sRGB.
        values: ``(H, W)`` uint8, indexes into ``NAMES``.

    Returns:
        One piece an item, ``(80, 60)``, worn.
    """
    person = _without_specks(values > 0)
    clothes = tuple(_items(values, person))
    pieces = (_thumbnail(rgb, person, item, clothes) for item in clothes if MEANING[item.name].category in CLOTHING)
    return tuple(piece for piece in pieces if piece is not None)


def cut_outs(rgb: np.ndarray, values: np.ndarray) -> tuple[Piece, ...]:
    """Cut every garment out that is large enough to be recognised: alone on white, in the photo's own resolution.

    Of tops, bottoms, dresses and footwear only the largest: what is under a coat is a strip, not an item. Bags and
    accessories each. A pair of shoes stays together. Left out: names that are too vague; fewer than 900 pixels;
    clothes and bags that fill less than 45 % of their convex hull; bags more than four times as long as wide;
    trousers and dresses that are mostly hidden, as in ``studio_thumbnails``.

    Args:
        rgb: ``(H, W, 3)`` uint8 sRGB.
        values: ``(H, W)`` uint8, indexes into ``NAMES``.

    Returns:
        The pieces, trimmed, in the order of ``NAMES`` within clothes and the rest; not worn.
    """
    person = _without_specks(values > 0)
    rest = [item for item in _garments(values) if item.part in ("bag", "accessory")]
    shoes = _largest([item for item in _garments(values) if item.part == "footwear"])
    named = [item for item in (*_items(values, person), *shoes, *rest) if MEANING[item.name].category]
    return tuple(_cut_out(rgb, item) for item in named if _is_whole(item))


def _garments(values: np.ndarray) -> Iterator[_Found]:
    for value in np.unique(values):
        if MEANING[NAMES[value]].part not in ("background", "person"):
            speck = _BAG_SPECK if MEANING[NAMES[value]].part == "bag" else _SPECK
            yield _Found(NAMES[value], _without_specks(values == value, speck))


def _largest(found: Iterable[_Found]) -> list[_Found]:
    return sorted(found, key=lambda item: item.area)[-1:]


def _items(values: np.ndarray, person: np.ndarray) -> Iterator[_Found]:
    """Yield the outermost top, bottom and dress that are not mostly hidden."""
    tall = _rows(person)[1] - _rows(person)[0]
    shortest = {"top": 0.0, "bottom": 0.0, "dress": SHORTEST_DRESS}
    garments = list(_garments(values))
    for part, least_of_part in shortest.items():
        for item in _largest(item for item in garments if item.part == part):
            least = SHORTEST_TROUSERS if MEANING[item.name].category == "Trouser" else least_of_part
            top, bottom = _rows(item.mask)
            if bottom - top >= least * tall:
                yield item


def _is_whole(item: _Found) -> bool:
    """Whether enough of the garment is seen to recognise it."""
    if item.area < SMALLEST_CUT_OUT:
        return False
    if item.part in ("footwear", "accessory"):
        return True
    outline = cv2.convexHull(cv2.findNonZero(item.mask.astype(np.uint8)))
    width, length = sorted(cv2.minAreaRect(outline)[1])
    is_strap = item.part == "bag" and length > LONGEST_BAG * width
    return not is_strap and item.area >= SMALLEST_FULLNESS * cv2.contourArea(outline)


def _thumbnail(rgb: np.ndarray, person: np.ndarray, item: _Found, clothes: tuple[_Found, ...]) -> Piece | None:
    top, bottom = _crop_rows(person, item)
    left, right = _rows(person[top:bottom].T)
    window = np.s_[top:bottom, left:right]
    seen = {other.name: np.count_nonzero(other.mask[window]) for other in clothes}
    own = seen.pop(item.name)
    if own < SMALLEST_SHARE * person[window].size or own < max(seen.values(), default=0):
        return None
    picture, mask = _fit(on_white(rgb, person)[window], item.mask[window])
    return Piece(picture, mask, str(MEANING[item.name].category), worn=True, name=item.name)


def _crop_rows(person: np.ndarray, item: _Found) -> tuple[int, int]:
    """Return the first row of the item's crop and the one after the last."""
    head, feet = _rows(person)
    tall = feet - head
    waist, hem = _rows(item.mask)
    first, last = {
        "top": (head, max(head + _THIGH * tall, hem + _MARGIN * tall)),
        "bottom": (waist - _MARGIN * tall, feet),
        "dress": (head, hem + 0.08 * tall),
    }[item.part]
    return max(int(first), head), min(round(last), feet)


def _fit(rgb: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale a picture and its mask to fit ``(80, 60)``, in the middle of white."""
    height, width = mask.shape
    scale = min(WIDTH / width, HEIGHT / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (WIDTH - size[0]) // 2, (HEIGHT - size[1]) // 2
    window = np.s_[top : top + size[1], left : left + size[0]]
    picture, where = np.full((HEIGHT, WIDTH, 3), 255, np.uint8), np.zeros((HEIGHT, WIDTH), bool)
    picture[window] = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    where[window] = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.5
    return picture, where


def _cut_out(rgb: np.ndarray, item: _Found) -> Piece:
    (top, bottom), (left, right) = _rows(item.mask), _rows(item.mask.T)
    window = np.s_[top:bottom, left:right]
    mask = item.mask[window]
    return Piece(on_white(rgb[window], mask), mask, str(MEANING[item.name].category), worn=False, name=item.name)


def _rows(mask: np.ndarray) -> tuple[int, int]:
    """Return the first row with a pixel and the one after the last; of an empty mask ``(0, 0)``."""
    filled = np.flatnonzero(mask.any(axis=1))
    return (int(filled[0]), int(filled[-1]) + 1) if len(filled) else (0, 0)


def _without_specks(mask: np.ndarray, smallest: float = _SPECK) -> np.ndarray:
    """Drop islands smaller than a share of the largest one: the masks have strays."""
    count, islands, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return np.asarray((areas >= smallest * areas.max())[islands] & mask)
