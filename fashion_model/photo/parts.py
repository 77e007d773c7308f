"""What a pixel of a photo can belong to, as the segmenter tells it."""

from collections.abc import Callable

import numpy as np

PARTS = ("background", "person", "top", "bottom", "dress", "footwear", "bag", "accessory")
"""Person is skin, hair and face; accessory is what is worn but none of the others: hats, belts, scarves, watches."""
PART_INDEX = {name: index for index, name in enumerate(PARTS)}
GARMENT_PARTS = ("top", "bottom", "dress", "footwear", "bag", "accessory")

Segmenter = Callable[[np.ndarray], np.ndarray]
"""``(H, W, 3)`` uint8 upright sRGB to ``(h, w, 8)`` float32: the share of each of ``PARTS`` in each cell of an even
grid over the whole picture, summing to one."""
