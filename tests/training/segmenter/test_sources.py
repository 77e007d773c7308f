from pathlib import Path

import cv2
import numpy as np

from fashion_model.photo.masks import PART_INDEX, PARTS
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.segmenter.sources import (
    IGNORED,
    Layer,
    bare_surface,
    cut_items,
    edge_band,
    gather_sources,
    relabelled,
)

DRESS = PART_INDEX["dress"]


def square(part: int = DRESS) -> Layer:
    parts = np.zeros((100, 80), np.uint8)
    parts[30:70, 20:60] = part
    return Layer(np.where(parts[..., None] != 0, np.uint8(60), np.uint8(200)).repeat(3, axis=2), parts)


def said(item: np.ndarray) -> np.ndarray:
    """Return shares that call ``item`` (0..1) a bag and the rest background."""
    shares = np.zeros((*item.shape, len(PARTS)), np.float32)
    shares[..., 0], shares[..., PART_INDEX["bag"]] = 1 - item, item
    return shares


def test_item_is_cut_out_and_trimmed() -> None:
    (item,) = cut_items(square())
    assert item.parts.shape == (40, 40)
    assert (item.parts == DRESS).all()
    assert (item.rgb == 60).all()


def test_crumb_and_unnamed_item_are_not_cut_out() -> None:
    crumb = np.zeros((100, 80), np.uint8)
    crumb[10:14, 10:15] = DRESS  # a four-hundredth
    assert cut_items(Layer(square().rgb, crumb)) == []
    assert cut_items(square(IGNORED)) == []


def test_bare_surface_is_the_largest_strip_beside_the_item() -> None:
    surface = bare_surface(square())
    assert surface is not None
    assert surface.shape == (30, 80, 3)
    assert (surface == 200).all()


def test_item_that_fills_the_picture_leaves_no_surface() -> None:
    assert bare_surface(Layer(square().rgb, np.full((100, 80), DRESS, np.uint8))) is None


def test_band_runs_along_the_outline_only() -> None:
    band = edge_band(square().parts > 0, 5)
    assert band[30, 40]
    assert not band[50, 40]
    assert not band[10, 10]


def test_pixels_on_which_network_and_guess_agree_are_kept_with_the_named_kind() -> None:
    mended = relabelled(square(), said((square().parts > 0) * 0.6))
    np.testing.assert_array_equal(mended.parts[35:65, 25:55], DRESS)
    np.testing.assert_array_equal(mended.parts[:25], 0)


def test_where_they_differ_only_a_sure_network_is_believed() -> None:
    item = (square().parts > 0).astype(np.float32)
    item[80:, :40] = 0.95  # background, they say; the network is sure of an item
    item[80:, 40:] = 0.6  # the network is not sure
    item[40:50, 30:50] = 0.05  # an item, they say; the network is sure of a hole
    parts = relabelled(square(), said(item)).parts
    assert (parts[85:, 5:35] == DRESS).all()
    assert (parts[85:, 45:75] == IGNORED).all()
    assert (parts[42:48, 33:47] == 0).all()


def test_item_outside_the_ten_gets_the_kind_that_the_network_tells() -> None:
    layer = square()
    parts = np.where(layer.parts != 0, np.uint8(IGNORED), np.uint8(0))
    mended = relabelled(Layer(layer.rgb, parts), said((layer.parts > 0) * 0.95))
    assert mended.parts[50, 40] == PART_INDEX["bag"]


def test_lone_photo_gets_a_guessed_mask_once_and_fashion_mnist_its_part(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rgb = rng.normal((170, 140, 90), 20, (200, 160, 3))
    rgb[50:150, 40:120] = rng.normal((40, 60, 160), 10, (100, 80, 3))
    path = tmp_path / "dress.png"
    cv2.imwrite(str(path), np.clip(rgb, 0, 255).astype(np.uint8)[..., ::-1])
    drawn = LabelledPictures(np.zeros((1, 28, 28), np.uint8), np.array([8], np.uint8))  # 8 is Bag
    photos = [LabelledFile(path, 2, "Dress")]
    sources = gather_sources([], photos, drawn, tmp_path / "cache")
    (layer,) = sources.alone
    assert layer.parts[100, 80] == DRESS
    assert layer.parts[10, 10] == 0
    assert layer.parts[50, 80] == IGNORED  # the guess's edge
    assert sources.drawn[0][1] == "bag"
    (kept,) = (tmp_path / "cache").iterdir()
    written = kept.stat().st_mtime_ns
    np.testing.assert_array_equal(gather_sources([], photos, drawn, tmp_path / "cache").alone[0].parts, layer.parts)
    assert kept.stat().st_mtime_ns == written
