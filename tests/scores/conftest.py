"""The complete data sets: where the settings name them, else downloaded."""

from pathlib import Path

import pytest

from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.data.photo_set import load_photo_set
from fashion_model.training.data.street import StreetPhoto, load_street_set


@pytest.fixture(scope="session")
def complete_photos(complete_photo_set: Path, started_with: Settings) -> tuple[LabelledFile, ...]:
    return load_photo_set(complete_photo_set, started_with.cache_dir)


@pytest.fixture(scope="session")
def complete_street_photos(started_with: Settings) -> dict[int, StreetPhoto]:
    """Return the street photos by number."""
    photos = load_street_set(started_with.street_dataset_dir, started_with.cache_dir)
    return {photo.number: photo for photo in photos}
