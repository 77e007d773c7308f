"""The same photo of two items, and photos that look like copies, across deliveries."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.items.records import PhotoRecord
from fashion_model.catalogue.items.search import Search
from tests.catalogue.fixtures import NOON, delivered, suggests
from tests.catalogue.store.older_catalogue import ask, execute


def real(photo_set: Path, name: str) -> np.ndarray:
    return np.asarray(Image.open(photo_set / "images" / f"{name}.jpg").convert("RGB"))


@pytest.fixture(scope="module")
def shirt(photo_set: Path) -> np.ndarray:
    return real(photo_set, "00143901-a14c-4600-960f-7747b4a3a8cd")


@pytest.fixture(scope="module")
def other(photo_set: Path) -> np.ndarray:
    return real(photo_set, "46ad36ad-8234-4fa1-a88b-e76256413c17")


def encoded_again(rgb: np.ndarray) -> np.ndarray:
    """Return the photo smaller and once more through JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).resize((rgb.shape[1] * 3 // 4, rgb.shape[0] * 3 // 4)).save(buffer, "JPEG", quality=70)
    return np.asarray(Image.open(buffer))


def tie(catalogue: Catalogue, sku: str, rgb: np.ndarray) -> tuple[PhotoRecord, int]:
    """Store a photo and decide on an item by it; returns the photo and the decision's number."""
    if catalogue.find_item(sku) is None:
        catalogue.create_item(sku, "Blue shirt")
    photo = catalogue.store_photo(rgb, hashlib.sha256(rgb.tobytes()).hexdigest(), f"{sku}.jpg")
    made = catalogue.actions.decide(sku, category="Shirt", person="Ada", photo_id=photo.photo_id)
    return photo, made.decision_id


def copies(catalogue: Catalogue, sku: str) -> list[tuple[str, bool]]:
    return [(copy.sku, copy.exact) for copy in catalogue.copies.of_item(catalogue.current(sku).item_id)]


def copied(catalogue: Catalogue) -> list[str]:
    return [row.sku for row in catalogue.search(Search(copied=True, order="sku")).rows]


def test_a_copy_is_told_apart_from_the_same_photo_and_from_another(
    catalogue: Catalogue, shirt: np.ndarray, other: np.ndarray
):
    tie(catalogue, "S-1", shirt)
    tie(catalogue, "S-2", shirt)
    again, _ = tie(catalogue, "S-3", encoded_again(shirt))
    tie(catalogue, "S-4", other)
    assert copies(catalogue, "S-1") == [("S-2", True), ("S-3", False)]
    assert copies(catalogue, "S-3") == [("S-1", False), ("S-2", False)]
    assert copies(catalogue, "S-4") == []
    assert copied(catalogue) == ["S-1", "S-2", "S-3"]
    found = catalogue.copies.of_item(catalogue.current("S-1").item_id)
    assert found[1].photo_path == again.path


def test_copies_among_an_items_own_photos_are_no_news(catalogue: Catalogue, shirt: np.ndarray):
    tie(catalogue, "S-1", shirt)
    tie(catalogue, "S-1", encoded_again(shirt))
    assert copies(catalogue, "S-1") == []
    assert copied(catalogue) == []


def test_copies_are_found_again_after_a_restart_and_by_another_server(
    catalogue: Catalogue, catalogue_url: str, photos_dir: Path, shirt: np.ndarray
):
    tie(catalogue, "S-1", shirt)
    second = open_catalogue(catalogue_url, photos_dir, clock=lambda: NOON)
    tie(second, "S-2", encoded_again(shirt))
    tie(catalogue, "S-3", encoded_again(encoded_again(shirt)))
    assert sorted(copies(second, "S-3")) == [("S-1", False), ("S-2", False)]
    second.close()


def test_photos_from_before_there_were_fingerprints_get_them(
    catalogue: Catalogue, catalogue_url: str, shirt: np.ndarray, other: np.ndarray
):
    for sku, rgb in (("S-1", shirt), ("S-2", encoded_again(shirt)), ("S-3", other)):
        tie(catalogue, sku, rgb)
    execute(catalogue_url, "DELETE FROM near_duplicates")
    execute(catalogue_url, "UPDATE photos SET fingerprint = NULL")
    catalogue.current("S-3").photo_path.unlink()
    assert catalogue.copies.fill_missing(limit=2) == 2
    assert copies(catalogue, "S-1") == [("S-2", False)]
    assert catalogue.copies.fill_missing() == 1
    assert catalogue.copies.fill_missing() == 0, "a lost file is not asked for again"
    assert ask(catalogue_url, "SELECT count(*) FROM photos WHERE length(fingerprint) = 0") == [(1,)]


def test_copies_that_came_with_a_delivery_leave_with_it(catalogue: Catalogue):
    first = {"TS-1_1.jpg": suggests("Shirt"), "TS-2_1.jpg": suggests("Shirt")}  # one picture under two names
    tuesday = delivered(catalogue, first)
    wednesday = delivered(catalogue, {"TS-3_1.jpg": suggests("Shirt")}, name="Wednesday")
    assert copies(catalogue, "TS-1") == [("TS-2", False), ("TS-3", False)]
    catalogue.deliveries.undo(wednesday.delivery_id, "Ada")
    assert copies(catalogue, "TS-1") == [("TS-2", False)]
    assert copied(catalogue) == ["TS-1", "TS-2"]
    catalogue.deliveries.undo(tuesday.delivery_id, "Ada")
    assert copied(catalogue) == []
    catalogue.deliveries.redo(wednesday.delivery_id, "Ada")
    assert copied(catalogue) == []
    assert copies(catalogue, "TS-3") == []


def test_a_photo_that_a_delivery_brought_by_mistake_is_no_copy_after_the_undo(catalogue: Catalogue):
    for sku in ("TS-1", "TS-2"):
        catalogue.create_item(sku, "Blue shirt")
    mistake = delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt"), "TS-2_1.jpg": suggests("Shirt")})
    assert copied(catalogue) == ["TS-1", "TS-2"]
    catalogue.deliveries.undo(mistake.delivery_id, "Ada")
    assert copies(catalogue, "TS-1") == []
    assert copied(catalogue) == []


def test_a_copy_that_was_decided_on_by_mistake_is_none_after_the_undo(catalogue: Catalogue, shirt: np.ndarray):
    tie(catalogue, "S-1", shirt)
    _, mistake = tie(catalogue, "S-2", shirt)
    catalogue.actions.undo_decision(mistake, "Ada")
    assert copies(catalogue, "S-1") == []
    assert copies(catalogue, "S-2") == []
    assert copied(catalogue) == []
