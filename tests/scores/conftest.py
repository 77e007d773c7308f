"""The complete street photos: where the settings name them, else downloaded."""

import pytest

from fashion_model.settings import Settings
from fashion_model.training.data.street import StreetPhoto, load_street_set


@pytest.fixture(scope="session")
def complete_street_photos(started_with: Settings) -> dict[int, StreetPhoto]:
    """Return the street photos by number."""
    photos = load_street_set(started_with.street_dataset_dir, started_with.cache_dir)
    return {photo.number: photo for photo in photos}
