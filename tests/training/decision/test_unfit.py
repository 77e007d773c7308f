import numpy as np
import pytest

from benchmarks.unfit_photos import DISORDERS, Material, collage, drawn, upside_down
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.decision.unfit import SCENES, NothingToDraw, face, room


@pytest.fixture(scope="module")
def material(street_photos: dict[int, StreetPhoto]) -> Material:
    pictures = tuple(read_street_photo(street_photos[number]) for number in (7, 8, 9))
    return Material(tuple(rgb for rgb, _ in pictures), pictures)


@pytest.mark.parametrize("kind", [*SCENES, *DISORDERS])
def test_each_kind_draws_photos_that_differ_and_repeat_with_their_seed(kind: str, material: Material) -> None:
    first, second = (drawn(kind, material, np.random.default_rng(seed)) for seed in (1, 2))
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert min(first.shape[:2]) >= 16
    assert first.shape != second.shape or (first != second).any()
    np.testing.assert_array_equal(drawn(kind, material, np.random.default_rng(1)), first)


def test_face_is_a_small_part_of_its_photo(material: Material) -> None:
    head = face(material.street, np.random.default_rng(0))
    assert head.shape[0] < min(rgb.shape[0] for rgb in material.photos) / 2


def test_street_without_anybody_is_a_room_and_has_no_face(material: Material) -> None:
    rgb, values = material.street[0]
    nobody = ((rgb, np.zeros_like(values)),)
    np.testing.assert_array_equal(room(nobody, np.random.default_rng(0)), rgb)
    with pytest.raises(NothingToDraw, match="head"):
        face(nobody, np.random.default_rng(0))
    assert room(material.street, np.random.default_rng(0)).shape != rgb.shape


def test_collage_shows_four_photos_and_upside_down_shows_one_turned(material: Material) -> None:
    assert collage(material, np.random.default_rng(0)).shape == (600, 480, 3)
    turned = upside_down(material, np.random.default_rng(0))
    assert any(np.array_equal(turned[::-1, ::-1], rgb) for rgb in material.photos)
    assert not any(np.array_equal(turned, rgb) for rgb in material.photos)
