"""Network inputs: the 28×28 picture and the close-up of an item.

The small picture is made by the steps of Fashion-MNIST's authors.

Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST", arXiv 1708.07747, section 2: trim, longest edge to 28, sharpen,
extend the shortest edge to 28 with the item in the middle, negate, greyscale.
"""

import cv2
import numpy as np

EDGE = 28
FAINTEST = 24
"""Grey level that the lightest cloth keeps after negation, so that white on white does not vanish (0..255)."""
CLOSE_UP_EDGE = 160
_CLOSE_UP_MARGIN = 0.06
_FADED = 0.5
"""How much of what is beside the item turns white: it stays visible, but the item stands out."""


def on_white(rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the picture with everything beside the item white: ``(H, W, 3)`` uint8."""
    shown = np.full_like(rgb, 255)
    return cv2.copyTo(rgb, mask.view(np.uint8), shown)


def trim(rgb: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut picture and mask to the smallest rectangle around the item; an empty mask leaves them whole."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return rgb, mask
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return rgb[box], mask[box]


def shrink(channel: np.ndarray, edge: int = EDGE) -> np.ndarray:
    """Scale ``(H, W)`` float so that the longest edge is ``edge``, by area averaging (linear when it grows)."""
    height, width = channel.shape
    scale = edge / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(channel, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def sharpen(channel: np.ndarray) -> np.ndarray:
    """Sharpen ``(H, W)`` float with a Gaussian of radius and standard deviation 1.0 pixels."""
    blurred = cv2.GaussianBlur(channel, (3, 3), 1.0, borderType=cv2.BORDER_REPLICATE)
    sharpened: np.ndarray = np.clip(channel + 0.5 * (channel - blurred), 0, 255)
    return sharpened


def centre(channel: np.ndarray, edge: int = EDGE) -> np.ndarray:
    """Put ``(h, w)`` into the middle of an ``edge``×``edge`` picture of zeros."""
    height, width = channel.shape
    top, left = (edge - height) // 2, (edge - width) // 2
    picture = np.zeros((edge, edge), dtype=channel.dtype)
    picture[top : top + height, left : left + width] = channel
    return picture


def negated_grey(rgb: np.ndarray) -> np.ndarray:
    """Return the negated luma ``(H, W)`` float32, 0 for white to 255 for black."""
    return 255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)


def to_picture(rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Make the 28×28 picture of an item.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        mask: ``(H, W)`` bool, True on the item.

    Returns:
        ``(28, 28)`` uint8, light item on black.
    """
    rgb, mask = trim(rgb, mask)
    item = np.where(mask, np.maximum(negated_grey(rgb), FAINTEST), 0).astype(np.float32)
    return centre(sharpen(shrink(item))).round().astype(np.uint8)


def to_close_up(rgb: np.ndarray, mask: np.ndarray, edge: int = CLOSE_UP_EDGE) -> np.ndarray:
    """Make the close-up of an item.

    The whole neighbourhood is kept, half as strong: where the item's outline was drawn wrongly, what was cut away can
    still be seen.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        mask: ``(H, W)`` bool, True on the item; an empty one stands for everything.
        edge: Of the square, in pixels.

    Returns:
        ``(edge, edge, 3)`` uint8 sRGB, the item in the middle, on white where the photo ends.
    """
    window = _window(mask)
    faded = _faded(rgb[window], mask[window])
    height, width = faded.shape[:2]
    scale = edge / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(faded, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    close_up = np.full((edge, edge, 3), 255, np.uint8)
    top, left = (edge - size[1]) // 2, (edge - size[0]) // 2
    close_up[top : top + size[1], left : left + size[0]] = small
    return close_up


def _window(mask: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns around the item, a little more than it takes; everything for an empty mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return slice(None), slice(None)
    margin = round(_CLOSE_UP_MARGIN * max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1
    return _widened(rows, margin), _widened(columns, margin)


def _widened(taken: np.ndarray, margin: int) -> slice:
    return slice(max(0, int(taken[0]) - margin), int(taken[-1]) + 1 + margin)


def _faded(rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return ``(h, w, 3)`` uint8: the item as it is, what is beside it halfway to white."""
    if mask.all() or not mask.any():
        return rgb
    beside = cv2.addWeighted(rgb, 1 - _FADED, np.full_like(rgb, 255), _FADED, 0)
    return cv2.copyTo(rgb, mask.view(np.uint8), beside)
