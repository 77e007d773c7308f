import numpy as np

from fashion_model.training.segmenter.scenes import badly_lit


def half_and_half() -> np.ndarray:
    rgb = np.full((128, 96, 3), 210, np.uint8)
    rgb[64:] = 60
    return rgb


def test_light_changes_but_what_is_dark_stays_darker() -> None:
    changed = 0
    for seed in range(30):
        lit = badly_lit(half_and_half(), np.random.default_rng(seed))
        assert lit.shape == (128, 96, 3)
        assert lit.dtype == np.uint8
        assert lit[:50].mean() > lit[80:].mean() + 40
        changed += not np.array_equal(lit, half_and_half())
    assert changed > 20


def test_same_seed_gives_the_same_light() -> None:
    one, same = (badly_lit(half_and_half(), np.random.default_rng(9)) for _ in range(2))
    np.testing.assert_array_equal(one, same)
