"""Catalogues on SQLite and PostgreSQL, and small things to put into them."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from fashion_model.catalogue.operations import Catalogue, open_catalogue
from fashion_model.catalogue.records import PhotoRecord
from fashion_model.categories import INDEX
from fashion_model.photo.decode import decode, encode_jpeg
from fashion_model.photo.garment import Garment, find_garments
from fashion_model.serving.choice import WHOLE, Choice, garment_of
from fashion_model.serving.classifier import Classification
from fashion_model.serving.decision import Evidence, decide

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def picture(grey: int = 90) -> np.ndarray:
    """Return a picture of its own for each grey level: a block on white, (40, 30, 3) uint8."""
    rgb = np.full((40, 30, 3), 255, dtype=np.uint8)
    rgb[8:32, 8:22] = grey
    return rgb


def store(catalogue: Catalogue, grey: int = 90, file_name: str = "shirt.jpg") -> PhotoRecord:
    rgb = picture(grey)
    return catalogue.store_photo(rgb, hashlib.sha256(rgb.tobytes()).hexdigest(), file_name)


def suggests(
    category: str, confidence: float = 0.75, version: str = "m1", chosen: Choice = 0, kinds: tuple[str, ...] = ()
) -> Classification:
    """Return what a model says that gives a category this confidence and the other nine the same share of the rest.

    The garments of the photo are of these kinds; a single item when none is named, or shoes beside it to choose from.
    """
    photo = decode(encode_jpeg(picture()))
    found = find_garments(photo.rgb)
    kinds = kinds or (("item",) if chosen in (0, WHOLE) else ("item", "footwear"))
    found = replace(found, garments=tuple(of_kind(found.garments[0], kind) for kind in kinds))
    probabilities = np.full(10, (1 - confidence) / 9, dtype=np.float32)
    probabilities[INDEX[category]] = confidence
    return Classification(
        photo=photo,
        found=found,
        chosen=chosen,
        probabilities=probabilities,
        embedding=np.array([0.5, -1.0, 2.0], dtype=np.float32),
        features=np.zeros(1, dtype=np.float32),
        decision=decide(Evidence(probabilities, 1.0, 0.0), garment_of(found, chosen), found, 0.5),
        model_version=version,
    )


def of_kind(garment: Garment, kind: str) -> Garment:
    return replace(garment, kind=kind)


@pytest.fixture
def photos_dir(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new folder' / 'catalogue.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def catalogue_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def catalogue(catalogue_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(catalogue_url, photos_dir, clock=lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_catalogue(sqlite_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(sqlite_url, photos_dir, clock=lambda: NOON)
    yield opened
    opened.close()
