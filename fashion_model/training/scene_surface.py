"""What training scenes lie or stand on: white, a colour, a slope of light, a piece of a real photo."""

import cv2
import numpy as np

from fashion_model.training.scene_frame import HEIGHT, SIZE, WIDTH, Frame, to_canvas
from fashion_model.training.scene_sources import Layer, SceneSources


def surface(sources: SceneSources, rng: np.random.Generator, white: float) -> Layer:
    """Draw a scene without an item: nearly white for a share of ``white``, else a colour, a slope or a real surface."""
    if rng.random() < white:
        rgb = np.full((HEIGHT, WIDTH, 3), 255 if rng.random() < 0.67 else rng.integers(225, 256), np.float32)
        rgb -= _slope(rng) * rng.uniform(0, 25) * (rng.random() < 0.4)
    elif rng.random() < 0.4:
        grain = rng.normal(0, rng.uniform(0, 12), (HEIGHT, WIDTH, 1))
        rgb = (rng.uniform(20, 250, 3) + _slope(rng) * rng.normal(0, 25) + grain).astype(np.float32)
    else:
        rgb = _stretched(sources.surfaces[rng.integers(len(sources.surfaces))], rng)
    return Layer(np.clip(rgb, 0, 255).astype(np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8))


def _slope(rng: np.random.Generator) -> np.ndarray:
    """Return ``(H, W, 1)`` rising from 0 to about 1 in a random direction."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    ramp = np.cos(angle) * x + np.sin(angle) * y
    return (ramp - ramp.min())[..., None]


def _stretched(bare: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cover a whole scene with a piece of a photo, mirrored where it ends."""
    height, width = bare.shape[:2]
    wide = rng.uniform(0.6, 1.6) * WIDTH
    left, top = rng.uniform(0, width), rng.uniform(0, height)
    matrix = to_canvas(Frame(left, top, left + wide, top + wide * HEIGHT / WIDTH), rng.uniform(-90, 90))
    return cv2.warpAffine(bare, matrix, SIZE, borderMode=cv2.BORDER_REFLECT).astype(np.float32)


def like(scene: Layer, item: Layer, rng: np.random.Generator) -> Layer:
    """Give a surface nearly the item's colour: beige on beige, white on white."""
    colour = item.rgb[item.parts != 0].mean(axis=0)
    moved = scene.rgb + (colour - scene.rgb.mean(axis=(0, 1))) * rng.uniform(0.6, 0.95)
    return Layer(np.clip(moved, 0, 255).astype(np.uint8), scene.parts)
