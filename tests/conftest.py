"""What every test may use: the shipped model, a few real photos, and people drawn in the street."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact, load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import PROJECT_DIR, Settings, get_settings
from fashion_model.training.data.photo_set import ARCHIVE, load_photo_set
from fashion_model.training.data.street import StreetPhoto, load_street_set
from tests.training.data.street_people import write_street_set

pytest_plugins = [
    "tests.catalogue.store.postgres",
    "tests.catalogue.fixtures",
    "tests.web.fixtures",
    "tests.catalogue.deliveries.fixtures",
]
PHOTOS = Path(__file__).parent / "photos"


@pytest.fixture(scope="module", autouse=True)
def little_to_collect() -> None:
    """Set aside what is in memory: after each run of a page Streamlit lets Keras, once imported, collect garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def project_dir() -> Path:
    return PROJECT_DIR


@pytest.fixture(scope="session")
def artifact() -> Artifact:
    return load_current(PROJECT_DIR / "artifacts")


@pytest.fixture(scope="session")
def classifier(artifact: Artifact) -> Classifier:
    return Classifier(artifact)


@pytest.fixture(scope="session")
def started_with() -> Settings:
    """Return the settings that the tests were started with: where the complete data sets lie, if anywhere."""
    return Settings()


@pytest.fixture(scope="session", autouse=True)
def own_data(started_with: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the settings name the tests' own photos, drawn street photos, and folders without votes or downloads."""
    folder = tmp_path_factory.mktemp("data")
    named = {
        "PHOTO_DATASET_DIR": PHOTOS,
        "STREET_DATASET_DIR": write_street_set(folder / "street", load_photo_set(PHOTOS, folder)),
        "VOTES_DIR": folder,
        "CACHE_DIR": folder / "cache",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, path in named.items():
            patch.setenv(f"FASHION_{name}", str(path))
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def photo_set(own_data: None) -> Path:
    """Return the folder with labels.csv and images/."""
    folder = get_settings().photo_dataset_dir
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def complete_photo_set(started_with: Settings) -> Path:
    """Return the folder of the complete photo set; it is downloaded when no setting names it."""
    return started_with.photo_dataset_dir or ARCHIVE.fetch(started_with.cache_dir)


@pytest.fixture(scope="session")
def complete_photos(complete_photo_set: Path, started_with: Settings) -> tuple[LabelledFile, ...]:
    return load_photo_set(complete_photo_set, started_with.cache_dir)


@pytest.fixture(scope="session")
def photos(photo_set: Path) -> tuple[LabelledFile, ...]:
    return load_photo_set(photo_set, get_settings().cache_dir)


@pytest.fixture(scope="session")
def shirt_photo(photo_set: Path) -> bytes:
    """Return a phone picture of a plaid shirt on a bed, 400×533."""
    return (photo_set / "images" / "00143901-a14c-4600-960f-7747b4a3a8cd.jpg").read_bytes()


@pytest.fixture(scope="session")
def street_photos(own_data: None) -> dict[int, StreetPhoto]:
    """Return the street photos by number."""
    settings = get_settings()
    return {photo.number: photo for photo in load_street_set(settings.street_dataset_dir, settings.cache_dir)}


@pytest.fixture
def official(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return votes that pass for the official ones: of a picture 42 people say its number's last digit, 26 the next."""
    rows = [np.roll([42, 26, 0, 0, 0, 0, 0, 0, 0, 0], number % 10) for number in range(10_000)]
    content = "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
    for module in ("evaluation.votes", "training.data.votes"):
        monkeypatch.setattr(f"fashion_model.{module}.VOTES_SHA256", hashlib.sha256(content).hexdigest())
    return content


@pytest.fixture(scope="session")
def pretrained_file() -> Path:
    """Return the file of EfficientNet-Lite0's weights in the installed package."""
    from fashion_model.training.networks.photo_network import installed_file

    return installed_file()


@pytest.fixture(scope="session")
def pretrained_arrays(pretrained_file: Path) -> dict[str, np.ndarray]:
    from fashion_model.training.networks.photo_network import read_arrays

    return read_arrays(pretrained_file)


@contextmanager
def eagerly() -> Iterator[None]:
    """Run TensorFlow's functions as they are written: compiling one costs as much as a hundred steps of it."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
