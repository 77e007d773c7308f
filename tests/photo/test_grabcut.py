import numpy as np

from fashion_model.photo.masks import cut_by_grabcut


def textured(colour: tuple[int, int, int], spread: int, shape: tuple[int, int], seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, spread, (*shape, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def item_on_carpet() -> tuple[np.ndarray, np.ndarray]:
    mask = np.zeros((200, 160), dtype=bool)
    mask[40:170, 40:120] = True
    carpet = textured((170, 140, 90), 25, mask.shape, seed=1)
    return np.where(mask[..., None], textured((40, 60, 160), 12, mask.shape, seed=2), carpet), mask


def test_item_on_a_rough_surface_is_found() -> None:
    rgb, expected = item_on_carpet()
    mask = cut_by_grabcut(rgb)
    assert mask is not None
    assert (mask & expected).sum() / (mask | expected).sum() > 0.9


def test_same_picture_gives_the_same_mask() -> None:
    rgb, _ = item_on_carpet()
    np.testing.assert_array_equal(cut_by_grabcut(rgb), cut_by_grabcut(rgb))


def test_picture_of_seven_pixels_is_left_alone() -> None:
    assert cut_by_grabcut(textured((90, 90, 90), 40, (7, 40), seed=3)) is None
