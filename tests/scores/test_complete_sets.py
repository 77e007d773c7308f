"""The complete data sets are those that the project's tables, splits and shipped figures were made of."""

import csv
from collections import Counter
from filecmp import cmpfiles
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashion_model.analysis.errors import load_error_analysis
from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.categories import CLOTHING
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import FOOTWEAR_LABEL, LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.data.photo_set import audits, footwear_kinds, part_of, ways_shown
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import NAMES, VALUE
from fashion_model.training.data.votes import load_votes
from fashion_model.training.pictures.thumbnails import studio_thumbnails
from fashion_model.training.pictures.variation import MONK_TONES, with_skin_tone
from tests.photos.choose import HERE, write

pytestmark = pytest.mark.scores
LABELS = Path(__file__).parents[2] / "fashion_model" / "training" / "data" / "labels"


def test_whole_set_is_read_and_odd_contributors_are_not(complete_photos: tuple[LabelledFile, ...]) -> None:
    assert len(complete_photos) == 3073
    assert all(photo.contributor % 2 == 0 for photo in complete_photos)
    categories = Counter(photo.category for photo in complete_photos)
    assert categories["T-shirt/top"] == 799
    assert categories["none"] == 340


def test_no_contributor_is_in_two_parts_and_test_is_eight(complete_photos: tuple[LabelledFile, ...]) -> None:
    test = [photo for photo in complete_photos if part_of(photo.contributor) == "test"]
    assert {photo.contributor % 10 for photo in test} == {8}
    assert sum(photo.category in CLOTHING for photo in test) == 588
    others = {photo.contributor for photo in complete_photos if part_of(photo.contributor) != "test"}
    assert not others & {photo.contributor for photo in test}


def test_photos_of_the_tests_are_what_their_script_chooses(complete_photo_set: Path, tmp_path: Path) -> None:
    write(complete_photo_set, tmp_path)
    names = [f"images/{file.name}" for file in (tmp_path / "images").iterdir()]
    assert len(names) == 80
    assert cmpfiles(HERE, tmp_path, ["labels.csv", *names], shallow=False)[1:] == ([], [])


def test_every_shoe_of_the_set_was_looked_at(complete_photos: tuple[LabelledFile, ...]) -> None:
    with (LABELS / "footwear.csv").open(newline="") as file:
        looked_at = Counter(row["file"] for row in csv.DictReader(file))
    shoes = {photo.path.name for photo in complete_photos if photo.label == "Shoes"}
    assert len(shoes) == 312
    assert set(looked_at) == shoes
    assert set(looked_at.values()) == {1}
    kinds = footwear_kinds()
    assert sum(photo.category == FOOTWEAR_LABEL for photo in complete_photos) == 312 - len(kinds)
    assert not [photo for photo in complete_photos if photo.label != "Shoes" and photo.path.name in kinds]


def test_audited_photos_are_two_hundred_test_photos_of_the_six_clothing_categories(
    complete_photos: tuple[LabelledFile, ...],
) -> None:
    by_name = {photo.path.name: photo for photo in complete_photos}
    audited = [by_name[name] for name in audits()]
    assert len(audited) == 200
    assert {part_of(photo.contributor) for photo in audited} == {"test"}
    assert {photo.category for photo in audited} <= set(CLOTHING)


def test_every_test_photo_has_a_way_of_showing_and_no_other_photo_has(
    complete_photos: tuple[LabelledFile, ...],
) -> None:
    assert set(ways_shown()) == {photo.path.name for photo in complete_photos if part_of(photo.contributor) == "test"}


def test_street_photos_are_all_listed_without_the_empty_mask(complete_street_photos: dict[int, StreetPhoto]) -> None:
    assert len(complete_street_photos) == 1003
    assert list(complete_street_photos) == sorted(complete_street_photos)
    assert 536 not in complete_street_photos
    assert {535, 537} < set(complete_street_photos)
    parts = Counter(part_of(number) for number in complete_street_photos)
    assert parts == {"train": 804, "test": 100, "validation": 99}


def test_names_and_their_order_are_those_of_the_set(complete_street_photos: dict[int, StreetPhoto]) -> None:
    folder: Path = complete_street_photos[1].photo.parent.parent
    with (folder / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == list(NAMES)
    assert [int(row["value"]) for row in rows] == list(VALUE.values()) == list(range(59))


def test_street_photo_and_mask_are_read_pixel_for_pixel(complete_street_photos: dict[int, StreetPhoto]) -> None:
    rgb, values = read_street_photo(complete_street_photos[607])
    assert rgb.shape == (*values.shape, 3)
    assert rgb.dtype == values.dtype == np.uint8
    dress = rgb[values == VALUE["dress"]]
    assert len(dress) > 30_000
    hair = rgb[values == VALUE["hair"]].mean(axis=0)  # dyed pink
    assert hair[0] > hair[2] > hair[1]


@pytest.mark.parametrize(("number", "category"), [(607, "Dress"), (754, "T-shirt/top"), (357, "Shirt"), (884, "Coat")])
def test_real_person_wears_what_is_seen(
    complete_street_photos: dict[int, StreetPhoto], number: int, category: str
) -> None:
    thumbnails = studio_thumbnails(*read_street_photo(complete_street_photos[number]))
    [piece] = [piece for piece in thumbnails if piece.category == category]
    assert (piece.rgb[0, 0] == 255).all()
    assert 0.1 < piece.mask.mean() < 0.6


def test_real_persons_skin_gets_the_tone_at_its_median(complete_street_photos: dict[int, StreetPhoto]) -> None:
    rgb, values = read_street_photo(complete_street_photos[227])
    skin = values == VALUE["skin"]
    for tone in (MONK_TONES[1], MONK_TONES[8]):
        shown = with_skin_tone(rgb, skin, tone)
        wanted = lightness(np.array([[tone]], np.uint8))[0, 0]
        assert abs(np.median(lightness(shown)[skin]) - wanted) < 1
        assert np.array_equal(shown[~skin], rgb[~skin])


def lightness(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[..., 0]


@pytest.fixture(scope="module")
def votes(started_with: Settings) -> np.ndarray:
    return load_votes(started_with.votes_dir, started_with.cache_dir)


def test_first_picture_is_an_ankle_boot_to_42_people_and_a_sneaker_to_26(votes: np.ndarray) -> None:
    assert votes.shape == (10_000, 10)
    assert votes[0].tolist() == [0, 0, 0, 1, 1, 1, 1, 26, 0, 42]
    assert (votes.sum(axis=1).min(), votes.sum(axis=1).max()) == (53, 79)


def test_shipped_shares_are_those_of_the_votes(votes: np.ndarray, project_dir: Path, artifact: Artifact) -> None:
    shipped = load_error_analysis(project_dir / "artifacts" / ANALYSIS_FOLDER, artifact.version)
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        labels, predicted = arrays["labels"], arrays["probabilities"].argmax(axis=1)
    for index, found in shipped.errors.items():
        shares = votes[index] / votes[index].sum()
        assert found.label_share == pytest.approx(shares[labels[index]], abs=5e-4)
        assert found.predicted_share == pytest.approx(shares[predicted[index]], abs=5e-4)
        assert found.third_share == pytest.approx(shares[found.third], abs=5e-4)
        assert found.majority == votes[index].argmax()
    for blind in shipped.blind:
        assert blind.majority == votes[blind.index].argmax()
