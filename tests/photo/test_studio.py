import numpy as np

from fashion_model.photo.masks import border_of, cut_by_border_colour


def on_even_grey(level: int) -> np.ndarray:
    rgb = np.full((200, 160, 3), level, dtype=np.uint8)
    rgb[40:170, 40:120] = 60
    return rgb


def test_item_before_an_even_border_is_cut_to_the_pixel() -> None:
    mask = cut_by_border_colour(on_even_grey(250))
    assert mask is not None
    expected = np.zeros((200, 160), dtype=bool)
    expected[40:170, 40:120] = True
    assert (mask & expected).sum() / (mask | expected).sum() > 0.99


def test_border_of_several_colours_is_no_studio() -> None:
    rgb = on_even_grey(250)
    rgb[:100, :10] = 90  # a door frame
    assert cut_by_border_colour(rgb) is None


def test_even_picture_has_no_item() -> None:
    assert cut_by_border_colour(np.full((50, 50, 3), 128, dtype=np.uint8)) is None


def test_border_is_a_twenty_fifth_wide() -> None:
    border = border_of((100, 200))
    assert border[:4].all()
    assert border[:, -4:].all()
    assert not border[4:-4, 4:-4].any()
