"""Which photos are taken for copies of one another."""

import numpy as np
import pytest

from benchmarks import duplicates
from fashion_model.photo.decode import decode
from fashion_model.photo.fingerprint import FINGERPRINT_BYTES, NEAR, distances, fingerprint, near

HASH_BYTES = 32
COLOUR = 7 * HASH_BYTES
"""Where the colour begins."""


def distance(photo: bytes, other: bytes) -> int:
    return int(distances(photo, np.frombuffer(other, dtype=np.uint8)[None])[0])


def shirt(colour: tuple[int, int, int]) -> np.ndarray:
    """Return 120×90: a shirt with sleeves on a light, slightly shaded ground."""
    rgb = np.repeat(np.linspace(200, 240, 120)[:, None], 90, axis=1)[..., None].repeat(3, axis=2).astype(np.uint8)
    rgb[25:105, 28:62] = colour
    rgb[25:50, 12:78] = colour
    return rgb


def flipped(one: bytes, *bits: int) -> bytes:
    """Return a fingerprint with single bits the other way."""
    changed = np.unpackbits(np.frombuffer(one, np.uint8))
    changed[list(bits)] ^= 1
    return np.packbits(changed).tobytes()


def rows(*fingerprints: bytes) -> np.ndarray:
    return np.frombuffer(b"".join(fingerprints), np.uint8).reshape(-1, FINGERPRINT_BYTES)


def blank() -> bytes:
    return bytes(FINGERPRINT_BYTES)


def test_every_fingerprint_is_as_long_as_is_said() -> None:
    assert FINGERPRINT_BYTES == 7 * 32 + 24
    for shape in ((20, 20, 3), (533, 400, 3), (40, 900, 3)):
        assert len(fingerprint(np.full(shape, 128, np.uint8))) == FINGERPRINT_BYTES


def test_a_colour_fills_as_many_bits_of_64_as_it_is_bright() -> None:
    colour = fingerprint(np.full((50, 40, 3), (0, 128, 255), np.uint8))[COLOUR:]
    assert np.unpackbits(np.frombuffer(colour, np.uint8)).reshape(3, 64).sum(axis=1).tolist() == [0, 32, 64]


def test_only_the_middle_has_a_say_in_the_colour() -> None:
    framed = np.full((80, 80, 3), 255, np.uint8)
    framed[16:64, 16:64] = 0
    assert fingerprint(framed)[COLOUR:] == bytes(24)
    assert fingerprint(255 - framed)[COLOUR:] == b"\xff" * 24


def test_the_frame_nearest_to_the_other_whole_photo_counts() -> None:
    opposite = flipped(blank(), *range(7 * 256))
    assert distance(blank(), opposite) == 256
    assert distance(blank(), flipped(opposite, *range(6 * 256, 7 * 256))) == 0


def test_frames_that_are_alike_do_not_count_where_both_are_parts() -> None:
    half_of_each_frame = [256 * frame + bit for frame in range(1, 7) for bit in range(128)]
    dark_whole = flipped(blank(), *half_of_each_frame)
    light_whole = flipped(dark_whole, *range(256))
    assert distance(dark_whole, light_whole) == 128


def test_differing_bits_of_the_colour_are_added() -> None:
    colour = range(COLOUR * 8, COLOUR * 8 + 5)
    assert distance(blank(), flipped(blank(), *colour)) == 5
    whole_and_frames = [256 * frame + bit for frame in range(7) for bit in (0, 9, 200)]
    assert distance(blank(), flipped(blank(), *whole_and_frames, *colour)) == 3 + 5


def test_order_of_two_photos_is_no_matter() -> None:
    one, other = (fingerprint(shirt(colour)) for colour in ((20, 20, 30), (190, 30, 40)))
    assert distance(one, other) == distance(other, one) > 0


def test_search_gives_what_is_near_the_nearest_first_and_nothing_else() -> None:
    colour = range(COLOUR * 8, COLOUR * 8 + NEAR + 1)
    catalogue = rows(*(flipped(blank(), *colour[:bits]) for bits in (NEAR, NEAR + 1, 3, 0, 3)))
    found = near(blank(), catalogue)
    assert found.rows.tolist() == [3, 2, 4, 0]
    assert found.distances.tolist() == [0, 3, 3, NEAR]


def test_an_empty_catalogue_has_no_near_duplicates() -> None:
    assert near(blank(), np.empty((0, FINGERPRINT_BYTES), np.uint8)).rows.tolist() == []


def test_a_large_catalogue_is_searched_to_its_last_row() -> None:
    catalogue = np.full((20_001, FINGERPRINT_BYTES), 255, np.uint8)
    catalogue[[0, 8192, 20_000]] = 0
    assert near(blank(), catalogue).rows.tolist() == [0, 8192, 20_000]
    assert distances(blank(), catalogue)[1:3].tolist() == [256 + 3 * 64] * 2


def test_fingerprints_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected \(N, 248\) uint8, got \(1, 247\)"):
        distance(blank(), blank()[1:])
    with pytest.raises(ValueError, match="got \\(2, 248\\) int64"):
        near(blank(), np.zeros((2, FINGERPRINT_BYTES), np.int64))


@pytest.mark.parametrize("kind", duplicates.COPIES)
def test_copies_of_a_real_photo_are_near(kind: str, shirt_photo: bytes) -> None:
    rgb = decode(shirt_photo).rgb
    copy = duplicates.COPIES[kind](rgb, np.random.default_rng(1))
    assert (copy.shape, copy.tobytes()) != (rgb.shape, rgb.tobytes())
    assert distance(fingerprint(rgb), fingerprint(copy)) <= NEAR


def test_a_photo_from_a_camera_has_the_fingerprint_of_its_small_copy(shirt_photo: bytes) -> None:
    rgb = decode(shirt_photo).rgb
    large = rgb.repeat(6, axis=0).repeat(6, axis=1)
    assert distance(fingerprint(rgb), fingerprint(large)) <= 8


def test_the_same_shirt_in_another_colour_is_another_piece() -> None:
    black, red, nearly_black = (fingerprint(shirt(colour)) for colour in ((20, 20, 20), (220, 40, 160), (28, 20, 20)))
    assert distance(black, red) > NEAR
    assert distance(black, nearly_black) <= NEAR


def test_the_other_way_up_is_another_photo(shirt_photo: bytes) -> None:
    rgb = decode(shirt_photo).rgb
    assert distance(fingerprint(rgb), fingerprint(rgb[::-1])) > NEAR


def test_a_crop_takes_its_share_off_each_side() -> None:
    rgb = np.zeros((100, 200, 3), np.uint8)
    rgb[:, :10] = 255
    copy = duplicates.cropped(rgb, (0.05, 0.02, 0.03, 0))
    assert copy.shape == (97, 186, 3)
    assert copy.max() == 0


def test_false_alarms_are_counted_between_groups_and_apart_within_them() -> None:
    colour = range(COLOUR * 8, COLOUR * 8 + 100)
    four = rows(blank(), blank(), flipped(blank(), *colour[:NEAR]), flipped(blank(), *range(7 * 256), *colour))
    shown = duplicates.Shown(four, np.array([8, 8, 18, 28]), {"kind": np.array([0, 0, 0, 90])})
    served = next(row for row in duplicates.alarm_rows(shown) if row[0] == f"{NEAR} (served)")
    assert served[1:] == ["75.0%", "75.00%", "4.0e-01", "1"]  # 2 of the 5 pairs between contributors
    strict = duplicates.alarm_rows(shown)[0]
    assert strict[2:] == ["0.00%", "0.0e+00", "1"]
