import numpy as np
import pytest

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.photo.garment import find_garment


def test_shirt_on_a_bed_is_found_and_cut_out(shirt_photo: bytes) -> None:
    garment = find_garment(decode(shirt_photo).rgb)
    assert garment.method == "GrabCut"
    assert garment.picture.shape == (28, 28)
    filled = (garment.picture > 0).mean()
    assert 0.3 < filled < 0.95
    assert max(garment.picture.any(axis=0).sum(), garment.picture.any(axis=1).sum()) == 28  # longest edge touches


def test_cut_out_is_white_beside_the_item() -> None:
    rgb = np.full((100, 100, 3), 230, dtype=np.uint8)
    rgb[20:80, 30:50] = 40
    rgb[60:80, 30:80] = 40
    cut_out = find_garment(rgb).cut_out
    assert tuple(cut_out[2, -2]) == (255, 255, 255)
    assert tuple(cut_out[-5, 5]) == (40, 40, 40)


@pytest.mark.parametrize("grey", [255, 0, 127])
def test_even_picture_is_refused(grey: int) -> None:
    with pytest.raises(PhotoRefused, match="one even colour"):
        find_garment(np.full((200, 200, 3), grey, dtype=np.uint8))
