"""Training scenes of the segmenter: clothes worn, alone, cut out, or none.

Every scene is drawn at the size that the network sees, from sources that are larger, so that drawing one costs about as
little as a training step on one.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from fashion_model.photo.masks import PART_INDEX
from fashion_model.training.pictures.variation import MONK_TONES, with_skin_tone
from fashion_model.training.segmenter.sources import IGNORED, Layer, SceneSources, box_of

HEIGHT, WIDTH = 128, 96
"""Pixels of a scene."""
SIZE = (WIDTH, HEIGHT)


@dataclass(frozen=True)
class Frame:
    """A rectangle on a source, in its pixels; it may reach beyond the source."""

    left: float
    top: float
    right: float
    bottom: float


def frame_on_person(parts: np.ndarray, rng: np.random.Generator) -> Frame:
    """Choose what a photographer would show: all, head to thigh, waist to feet, or any part of the person."""
    rows, columns = box_of(parts != 0)
    top, bottom, left, right = rows.start, rows.stop, columns.start, columns.stop
    tall, wide = bottom - top, right - left
    shown = rng.choice(["whole", "head to thigh", "waist to feet", "close"], p=[0.2, 0.4, 0.2, 0.2])
    if shown == "head to thigh":
        top, bottom = top + rng.uniform(-0.02, 0.18) * tall, top + rng.uniform(0.4, 0.68) * tall
    elif shown == "waist to feet":
        top = top + rng.uniform(0.28, 0.6) * tall
    elif shown == "close":
        size, start = rng.uniform(0.2, 0.5), rng.uniform(0, 1)
        top, bottom = top + start * (1 - size) * tall, top + (start * (1 - size) + size) * tall
        narrowed = rng.uniform(0, 0.25, size=2) * wide
        left, right = left + narrowed[0], right - narrowed[1]
    within = np.flatnonzero((parts[max(0, int(top)) : int(bottom)] != 0).any(axis=0))
    if shown != "close" and len(within):
        left, right = within[0], within[-1] + 1
    return _with_margins(Frame(left, top, right, bottom), rng)


def _with_margins(frame: Frame, rng: np.random.Generator) -> Frame:
    """Widen the frame a little, and to about the network's proportions, at most half as wide or high again."""
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    proportion = WIDTH / HEIGHT * np.exp(rng.normal(0, 0.22))
    more_wide = max(0.0, high * proportion - wide) / 2 + rng.uniform(0, 0.06) * wide
    more_high = max(0.0, wide / proportion - high) / 2 + rng.uniform(0, 0.06) * high
    aside, down = rng.uniform(-0.3, 0.3, size=2) * (more_wide, more_high)
    cut_feet = rng.random() < 0.5  # a crop through the body has no margin there
    return Frame(
        frame.left - more_wide + aside,
        frame.top - more_high + down,
        frame.right + more_wide + aside,
        frame.bottom + (0 if cut_feet else more_high + down),
    )


def inside(frame: Frame, shape: tuple[int, ...]) -> Frame:
    """Return what of a frame lies on a source of ``shape``, at least 16 pixels of it."""
    height, width = shape[:2]
    left, top = float(np.clip(frame.left, 0, width - 16)), float(np.clip(frame.top, 0, height - 16))
    return Frame(
        left, top, float(np.clip(frame.right, left + 16, width)), float(np.clip(frame.bottom, top + 16, height))
    )


def through(layer: Layer, frame: Frame, degrees: float) -> Layer:
    """Return what is seen through the frame, turned about its middle; beyond the source there is background."""
    matrix = to_canvas(frame, degrees)
    shrinking = max((frame.right - frame.left) / WIDTH, (frame.bottom - frame.top) / HEIGHT)
    rgb = layer.rgb
    if shrinking > 1.3:  # a warp looks at four pixels only
        rgb = cv2.blur(rgb, (round(shrinking), round(shrinking)))
    return Layer(
        cv2.warpAffine(rgb, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
        cv2.warpAffine(layer.parts, matrix, SIZE, flags=cv2.INTER_NEAREST),
    )


def to_canvas(frame: Frame, degrees: float) -> np.ndarray:
    """Return the ``(2, 3)`` matrix from the source's pixels to the scene's."""
    scale = np.diag([WIDTH / (frame.right - frame.left), HEIGHT / (frame.bottom - frame.top)])
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale @ turn
    middle = np.array([(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2])
    return np.column_stack([linear, np.array([WIDTH / 2, HEIGHT / 2]) - linear @ middle])


def badly_lit(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return ``(H, W, 3)`` uint8 as another lamp, camera or shop would have shown it."""
    picture = _relit(rgb, rng)
    if rng.random() < 0.55:
        picture = _small(picture, rng)
    if rng.random() < 0.3:
        picture = np.clip(picture + rng.normal(0, rng.uniform(1, 9), picture.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        picture = _jpeg(picture, int(rng.integers(35, 96)))
    return picture


def _relit(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.25:
        return rgb
    levels = np.arange(256, dtype=np.float32)[:, None] / 255
    gain = np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(0, 0.12))
    curves = np.clip(255 * levels ** np.exp(rng.normal(0, 0.25)) * gain, 0, 255).astype(np.uint8)  # (256, 3)
    return cv2.LUT(rgb, curves[None])


def _small(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scale down to a thumbnail and up again."""
    height, width = rgb.shape[:2]
    share = rng.uniform(0.45, 0.9)
    size = (round(width * share), round(height * share))
    return cv2.resize(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), (width, height))


def _jpeg(rgb: np.ndarray, quality: int) -> np.ndarray:
    _, coded = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))[..., ::-1]


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
    return np.asarray(ramp - ramp.min())[..., None]


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


KINDS = {"worn": 0.40, "alone": 0.28, "items": 0.26, "empty": 0.06}
"""How often each kind of scene is drawn."""
_RETONED = 0.3
_CAMOUFLAGED = 0.3


def draw_scene(sources: SceneSources, rng: np.random.Generator, kind: str | None = None) -> Layer:
    """Draw one scene, ``HEIGHT`` × ``WIDTH``.

    Args:
        sources: What scenes are put together from.
        rng: Draws everything.
        kind: One of ``KINDS``; drawn when omitted.
    """
    kind = kind or str(rng.choice(list(KINDS), p=list(KINDS.values())))
    draw = {"worn": _worn, "alone": _alone, "items": _items, "empty": _empty}[kind]
    scene = draw(sources, rng)
    if rng.random() < 0.5:
        scene = scene.mirrored()
    return Layer(badly_lit(np.ascontiguousarray(scene.rgb), rng), np.ascontiguousarray(scene.parts))


def _worn(sources: SceneSources, rng: np.random.Generator) -> Layer:
    layer = sources.worn[rng.integers(len(sources.worn))]
    on_street = rng.random() < 0.35
    frame = frame_on_person(layer.parts, rng)
    cut = through(layer, inside(frame, layer.parts.shape) if on_street else frame, rng.normal(0, 4))
    if rng.random() < _RETONED:
        skin = cut.parts == PART_INDEX["person"]
        tone = np.array(MONK_TONES[rng.integers(len(MONK_TONES))], dtype=np.uint8)
        cut = Layer(with_skin_tone(cut.rgb, skin, tone) if skin.any() else cut.rgb, cut.parts)
    if on_street:
        return cut
    return _over(surface(sources, rng, white=0.65), cut, rng)


def _alone(sources: SceneSources, rng: np.random.Generator) -> Layer:
    layer = sources.alone[rng.integers(len(sources.alone))]
    if rng.random() < 0.15:
        layer = Layer(np.rot90(layer.rgb).copy(), np.rot90(layer.parts).copy())
    height, width = layer.parts.shape
    cut = rng.uniform(0, 0.2, size=4) * (rng.random(4) < 0.5)
    frame = Frame(cut[0] * width, cut[1] * height, (1 - cut[2]) * width, (1 - cut[3]) * height)
    degrees = rng.normal(0, 7)
    scene = through(layer, frame, degrees)
    seen = cv2.warpAffine(np.ones(layer.parts.shape, np.uint8), to_canvas(frame, degrees), SIZE)
    return Layer(scene.rgb, np.where(seen > 0, scene.parts, np.uint8(IGNORED)))  # reflected items in the corners


def _items(sources: SceneSources, rng: np.random.Generator) -> Layer:
    """One to three cut-outs on a surface; shoes often as a pair."""
    scene = surface(sources, rng, white=0.45)
    count = int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
    for _ in range(count):
        item = _any_item(sources, rng)
        item = _paired(item, rng) if (item.parts == PART_INDEX["footwear"]).any() else item
        if count == 1 and rng.random() < _CAMOUFLAGED:
            scene = like(scene, item, rng)
        size = 1 - 0.6 * rng.random() ** 2 if count == 1 else rng.uniform(0.25, 0.6)
        spread = 0.06 if count == 1 else 0.3
        scene = _over(scene, _placed(item, size, rng.normal(0, 12), rng.normal(0.5, spread, size=2)), rng)
    return scene


def _any_item(sources: SceneSources, rng: np.random.Generator) -> Layer:
    if rng.random() < 0.5:
        picture, part = sources.drawn[rng.integers(len(sources.drawn))]
        return tinted(picture, part, rng)
    wanted = rng.choice(["any", "footwear", "bag", "accessory"], p=[0.5, 0.2, 0.2, 0.1])
    for _ in range(20):
        item = sources.items[rng.integers(len(sources.items))]
        if wanted == "any" or (item.parts == PART_INDEX[wanted]).any():
            break
    return item


def tinted(picture: np.ndarray, part: str, rng: np.random.Generator) -> Layer:
    """Turn a Fashion-MNIST picture ``(28, 28)`` uint8 into a coloured item, four times as large, trimmed."""
    outlines, _ = cv2.findContours((picture > 12).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    mask = np.zeros_like(picture)
    cv2.drawContours(mask, [line for line in outlines if len(line) > 8] or outlines, -1, 1, thickness=cv2.FILLED)
    large = cv2.resize(picture, (112, 112), interpolation=cv2.INTER_CUBIC)
    inside = cv2.resize(mask.astype(np.float32), (112, 112)) > 0.5
    lightness = (255 - large.astype(np.float32))[..., None] / 255
    dark, light = (
        (rng.uniform(0, 90, 3), rng.uniform(140, 255, 3)) if rng.random() < 0.7 else (np.zeros(3), np.full(3, 255.0))
    )
    rgb = np.clip(dark + (light - dark) * lightness, 0, 255).astype(np.uint8)
    box = box_of(inside)
    return Layer(rgb[box], np.where(inside, np.uint8(PART_INDEX[part]), np.uint8(0))[box])


def _paired(item: Layer, rng: np.random.Generator) -> Layer:
    """Put a second shoe beside a single one, half of the time."""
    if rng.random() < 0.5:
        return item
    gap = rng.integers(0, max(2, item.parts.shape[1] // 5))
    blank = Layer(np.zeros((item.parts.shape[0], gap, 3), np.uint8), np.zeros((item.parts.shape[0], gap), np.uint8))
    second = item.mirrored() if rng.random() < 0.5 else item
    return Layer(
        np.concatenate([item.rgb, blank.rgb, second.rgb], axis=1),
        np.concatenate([item.parts, blank.parts, second.parts], axis=1),
    )


def _placed(item: Layer, size: float, degrees: float, where: np.ndarray) -> Layer:
    """Lay an item on an empty scene: ``size`` is its share of the room, ``where`` its middle (x, y), shares 0..1."""
    height, width = item.parts.shape
    scale = size * min(WIDTH / width, HEIGHT / height)
    frame_wide, frame_high = WIDTH / scale, HEIGHT / scale
    left, top = width / 2 - where[0] * frame_wide, height / 2 - where[1] * frame_high
    return through(item, Frame(left, top, left + frame_wide, top + frame_high), degrees)


def _over(below: Layer, above: Layer, rng: np.random.Generator) -> Layer:
    """Lay what is not background of ``above`` on ``below``, with an edge as soft as a camera's."""
    shown = above.parts != 0
    opacity = cv2.GaussianBlur(shown.astype(np.float32), (3, 3), rng.uniform(0.3, 0.8))[..., None]
    rgb = opacity * above.rgb + (1 - opacity) * below.rgb
    return Layer(rgb.astype(np.uint8), np.where(shown, above.parts, below.parts))


def _empty(sources: SceneSources, rng: np.random.Generator) -> Layer:
    return surface(sources, rng, white=0.05)
