"""Training scenes for the segmenter: worn, lying, hung, on white, small and badly lit, or empty.

Every scene is drawn at the size that the network sees, from sources that are larger, so that drawing one costs about as
little as a training step on one.
"""

import cv2
import numpy as np

from fashion_model.photo.parts import PART_INDEX
from fashion_model.training.scene_frame import HEIGHT, SIZE, WIDTH, Frame, frame_on_person, inside, through, to_canvas
from fashion_model.training.scene_light import badly_lit
from fashion_model.training.scene_sources import IGNORED, Layer, SceneSources
from fashion_model.training.scene_surface import like, surface
from fashion_model.training.skin_tones import MONK_TONES, with_skin_tone

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
        scene = Layer(scene.rgb[:, ::-1], scene.parts[:, ::-1])
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
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Layer(rgb[box], np.where(inside, np.uint8(PART_INDEX[part]), np.uint8(0))[box])


def _paired(item: Layer, rng: np.random.Generator) -> Layer:
    """Put a second shoe beside a single one, half of the time."""
    if rng.random() < 0.5:
        return item
    gap = rng.integers(0, max(2, item.parts.shape[1] // 5))
    blank = Layer(np.zeros((item.parts.shape[0], gap, 3), np.uint8), np.zeros((item.parts.shape[0], gap), np.uint8))
    second = Layer(item.rgb[:, ::-1], item.parts[:, ::-1]) if rng.random() < 0.5 else item
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
