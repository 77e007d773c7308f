"""Catalogues on SQLite and PostgreSQL, and small things to put into them."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.deliveries.records import COLLECTING, CREATE_ITEMS, DeliveryRecord, FileGroup
from fashion_model.catalogue.deliveries.work import Audit, ClassifiedFile, DeliveryWork, FinishedGroup, RefusedFile
from fashion_model.catalogue.items.records import PhotoRecord, Seen
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.store.photos import prepare_photo
from fashion_model.categories import INDEX
from fashion_model.photo.decode import Photo, decode, encode_jpeg
from fashion_model.photo.garment import WHOLE, Choice, Found, Garment, find_garments, garment_of
from fashion_model.serving.classifier import Classification
from fashion_model.serving.decision import Evidence, decide

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def finish(
    work: DeliveryWork,
    group: FileGroup,
    results: Sequence[ClassifiedFile | RefusedFile],
    threshold: float,
    audit: Audit,
) -> bool:
    return work.finish_all([FinishedGroup(group, results, audit)], threshold)[0]


def picture(grey: int = 90) -> np.ndarray:
    """Return a picture of its own for each grey level: a block on white, (40, 30, 3) uint8."""
    rgb = np.full((40, 30, 3), 255, dtype=np.uint8)
    rgb[8:32, 8:22] = grey
    return rgb


def store(catalogue: Catalogue, grey: int = 90, file_name: str = "shirt.jpg") -> PhotoRecord:
    rgb = picture(grey)
    return catalogue.store_photo(rgb, hashlib.sha256(rgb.tobytes()).hexdigest(), file_name)


def suggests(
    category: str,
    confidence: float = 0.75,
    version: str = "m1",
    chosen: Choice = 0,
    kinds: tuple[str, ...] = (),
    scope: float = 1.0,
) -> Classification:
    """Return what a model says that gives a category this confidence and the other nine the same share of the rest.

    They count as far as ``scope`` goes; the rest is none of the ten. The garments of the photo are of these kinds; a
    single item when none is named, or shoes beside it to choose from.
    """
    photo, found = _block()
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
        decision=decide(Evidence(probabilities, scope, 0.0), garment_of(found, chosen), found, 0.5),
        model_version=version,
    )


@cache
def _block() -> tuple[Photo, Found]:
    photo = decode(encode_jpeg(picture()))
    return photo, find_garments(photo.rgb)


def of_kind(garment: Garment, kind: str) -> Garment:
    return replace(garment, kind=kind)


NOT_AUDITED = Audit(picked=False, share=0.02)
AUDITED = Audit(picked=True, share=0.02)


def sent(catalogue: Catalogue, *paths: str, name: str = "Tuesday", unknown_skus: str = CREATE_ITEMS) -> DeliveryRecord:
    """Return a delivery that Ann opened and to which files with these names were added."""
    delivery = catalogue.deliveries.open(name, "Ann", unknown_skus=unknown_skus)
    for path in paths:
        assert add_file(catalogue, delivery, path)
    return delivery


def add_file(catalogue: Catalogue, delivery: DeliveryRecord, path: str) -> bool:
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    return catalogue.deliveries.add_file(delivery.token, path, sha256[:32], 1000, sha256)


def classified(file: tuple[int, str, str, str], said: Classification, grey: int = 90) -> ClassifiedFile:
    """Return what becomes of a file of a ``FileGroup``; files of one name hold one photo."""
    number, path, _, sha256 = file
    return ClassifiedFile(number, prepare_photo(picture(grey), sha256, path), said)


def work_through(
    catalogue: Catalogue,
    delivery: DeliveryRecord,
    said: Mapping[str, Classification],
    audit: Audit = NOT_AUDITED,
    threshold: float = 0.5,
) -> DeliveryRecord:
    """Start a delivery that is not started, and finish its items; ``said`` tells by file name what a photo shows."""
    if delivery.state == COLLECTING:
        catalogue.deliveries.start(delivery.delivery_id)
    work = catalogue.work("worker", 15)
    assert work.claim()
    for group in work.next_groups(delivery.delivery_id, frozenset(), 100):
        results = [classified(file, said[file[1]]) for file in group.files]
        assert finish(work, group, results, threshold, audit)
    work.release(delivery.delivery_id)
    return catalogue.deliveries.get(delivery.delivery_id)


def delivered(
    catalogue: Catalogue, said: Mapping[str, Classification], audit: Audit = NOT_AUDITED, name: str = "Tuesday"
) -> DeliveryRecord:
    """Return a delivery of photos, by file name with what each shows, that was worked through."""
    return work_through(catalogue, sent(catalogue, *said, name=name), said, audit)


def seen(catalogue: Catalogue, sku: str) -> Seen:
    """Return what somebody sees who looks at an item now."""
    [found] = [one for row, one, _ in catalogue.review.suggested(Search(text=sku)) if row.sku == sku]
    return found


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


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with the tables of a catalogue: a copy of it is there sooner than new tables."""
    folder = tmp_path_factory.mktemp("prepared")
    open_catalogue(f"sqlite:///{folder / 'catalogue.sqlite3'}", folder / "photos").close()
    return folder / "catalogue.sqlite3"


@pytest.fixture
def prepared_url(request: pytest.FixtureRequest, catalogue_url: str) -> str:
    """Return the address of a database with the tables of a catalogue, once of each kind."""
    if catalogue_url.startswith("sqlite"):  # PostgreSQL has copied them already
        file = Path(catalogue_url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(request.getfixturevalue("prepared_sqlite"), file)
    return catalogue_url


@pytest.fixture
def catalogue(prepared_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(prepared_url, photos_dir, clock=lambda: NOON)
    yield opened
    opened.close()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **passed: float) -> datetime:
        """Move on, by a second unless something else is said as ``timedelta`` has it, and return the new moment."""
        self.now += timedelta(**(passed or {"seconds": 1}))
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed_catalogue(prepared_url: str, photos_dir: Path, clock: Clock) -> Iterator[Catalogue]:
    """Yield a catalogue, once on each kind of database, whose moments are those of ``clock``."""
    opened = open_catalogue(prepared_url, photos_dir, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_catalogue(sqlite_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(sqlite_url, photos_dir, clock=lambda: NOON)
    yield opened
    opened.close()
