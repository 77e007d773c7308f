import numpy as np
import pytest

from fashion_model.photo.masks import PART_INDEX
from fashion_model.training.segmenter.scenes import HEIGHT, WIDTH, Frame, frame_on_person, inside, through
from fashion_model.training.segmenter.sources import Layer


def source() -> Layer:
    parts = np.zeros((256, 192), np.uint8)
    parts[64:128, 48:96] = PART_INDEX["top"]
    return Layer(np.where(parts[..., None] != 0, np.uint8(200), np.uint8(20)).repeat(3, axis=2), parts)


def test_frame_round_the_whole_source_halves_it() -> None:
    scene = through(source(), Frame(0, 0, 192, 256), degrees=0)
    assert scene.parts.shape == (HEIGHT, WIDTH)
    rows, columns = np.nonzero(scene.parts)
    assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == pytest.approx((32, 64, 24, 48), abs=1)
    assert scene.rgb[48, 36, 0] == 200
    assert scene.rgb[100, 80, 0] == 20


def test_frame_round_the_item_fills_the_scene_with_it() -> None:
    assert (through(source(), Frame(50, 66, 94, 126), degrees=0).parts == PART_INDEX["top"]).all()


def test_what_a_frame_shows_beyond_the_source_is_background() -> None:
    assert (through(source(), Frame(200, 0, 392, 256), degrees=0).parts == 0).all()


def test_quarter_turn_lays_the_item_on_its_side() -> None:
    parts = np.zeros((200, 200), np.uint8)
    parts[40:160, 90:110] = 2
    turned = through(Layer(np.zeros((200, 200, 3), np.uint8), parts), Frame(0, 0, 200, 200), degrees=90).parts
    rows, columns = np.nonzero(turned)
    assert np.ptp(rows) / HEIGHT < 0.15
    assert np.ptp(columns) / WIDTH > 0.5


def test_frame_is_kept_inside_the_photo() -> None:
    kept = inside(Frame(-30, -5, 500, 90), (256, 192))
    assert (kept.left, kept.top, kept.right, kept.bottom) == (0, 0, 192, 90)


def test_every_frame_on_a_person_shows_some_of_them() -> None:
    for seed in range(50):
        frame = frame_on_person(source().parts, np.random.default_rng(seed))
        assert frame.right > 48
        assert frame.left < 96
        assert frame.bottom > 64
        assert frame.top < 128
        assert frame.right - frame.left > 10
