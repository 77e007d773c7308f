"""From an upright picture to the garment: cut out, and as the network will see it."""

from dataclasses import dataclass

import numpy as np

from fashion_model.photo.decode import PhotoRefused
from fashion_model.photo.picture import on_white, to_picture, trim
from fashion_model.photo.segment import ItemMask, Method, find_item

_EVEN_SPREAD = 2.0


@dataclass(frozen=True)
class Garment:
    """The item of a photo.

    Attributes:
        picture: ``(28, 28)`` uint8, light item on black: what the network sees.
        cut_out: ``(h, w, 3)`` uint8, the item on white, trimmed.
        method: How the item was found.
    """

    picture: np.ndarray
    cut_out: np.ndarray
    method: Method


def find_garment(rgb: np.ndarray) -> Garment:
    """Find the item for sale and make its 28×28 picture.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.

    Returns:
        The item.

    Raises:
        PhotoRefused: The picture is one even colour, so there is nothing to see on it.
    """
    if rgb.reshape(-1, 3).std(axis=0).max() < _EVEN_SPREAD:
        raise PhotoRefused("The picture is one even colour: no item can be seen. Take the photo again.")
    return cut_garment(rgb, find_item(rgb))


def cut_garment(rgb: np.ndarray, item: ItemMask) -> Garment:
    """Make the garment from a picture ``(H, W, 3)`` uint8 and a mask that was found on it."""
    cut_out, _ = trim(on_white(rgb, item.mask), item.mask)
    return Garment(picture=to_picture(rgb, item.mask), cut_out=cut_out, method=item.method)
