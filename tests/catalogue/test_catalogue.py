"""What product managers do: store, be suggested, create, decide, undo."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import create_engine, text

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import (
    AlreadyUndone,
    CannotUndo,
    InvalidItem,
    ItemExists,
    UnknownItem,
    UnknownRecord,
)
from fashion_model.catalogue.items.records import DecisionRecord
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.store.engine import normalise_url
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.photo.garment import WHOLE
from tests.catalogue.fixtures import NOON, picture, store, suggests


def decide(catalogue: Catalogue, category: str, sku: str = "S-1", grey: int = 90) -> DecisionRecord:
    photo = store(catalogue, grey)
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))
    return catalogue.actions.decide(
        sku, photo_id=photo.photo_id, category=category, person="Ada", suggestion_id=suggestion
    )


def category_of(catalogue: Catalogue, sku: str) -> str | None:
    (row,) = catalogue.search(Search(text=sku)).rows
    assert catalogue.current(sku) == row
    return row.category


def in_database(url: str, question: str) -> list[tuple]:
    engine = create_engine(normalise_url(url))
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return rows


def test_a_photo_is_kept_under_its_hash_and_not_under_the_name_that_was_sent(catalogue: Catalogue, photos_dir: Path):
    name = "../../<b>évil</b>\n" + "x" * 240 + ".jpg"
    photo = store(catalogue, file_name=name)
    assert photo.path == photos_dir / f"{hashlib.sha256(picture().tobytes()).hexdigest()}.jpg"
    assert photo.file_name == name.replace("\n", "�")
    assert (photo.width, photo.height, photo.created_at) == (30, 40, NOON)
    with Image.open(photo.path) as stored:
        assert stored.size == (30, 40)
        assert not stored.getexif()
        assert abs(int(np.asarray(stored)[20, 15, 0]) - 90) <= 2
    assert [file.name for file in photos_dir.iterdir()] == [photo.path.name]


def test_the_same_photo_is_kept_once_and_another_beside_it(catalogue: Catalogue, photos_dir: Path):
    first = store(catalogue, file_name="first.jpg")
    assert store(catalogue, file_name="second.jpg") == first
    assert store(catalogue, grey=10).photo_id != first.photo_id
    assert len(list(photos_dir.iterdir())) == 2


def test_a_copy_that_was_lost_from_the_folder_is_written_again(catalogue: Catalogue):
    photo = store(catalogue)
    photo.path.unlink()
    assert store(catalogue).path.exists()


def test_a_hash_that_could_name_another_folder_is_refused(catalogue: Catalogue, photos_dir: Path):
    with pytest.raises(ValueError, match="64 lower-case hexadecimal"):
        catalogue.store_photo(picture(), "../" + "a" * 61, "shirt.jpg")
    assert list(photos_dir.iterdir()) == []


def test_a_suggestion_is_written_with_its_embedding_once_for_each_model(catalogue: Catalogue, catalogue_url: str):
    photo = store(catalogue)
    first = catalogue.record_suggestion(photo.photo_id, suggests("Shirt", version="m1"))
    assert catalogue.record_suggestion(photo.photo_id, suggests("Shirt", version="m1")) == first
    assert catalogue.record_suggestion(photo.photo_id, suggests("Coat", 0.25, version="m2")) != first
    suggestions = "SELECT model_version, category, confidence, status, threshold FROM suggestions ORDER BY id"
    assert in_database(catalogue_url, suggestions) == [
        ("m1", "Shirt", 0.75, "auto", 0.5),
        ("m2", "Coat", 0.25, "review", 0.5),
    ]
    vectors = in_database(catalogue_url, "SELECT vector FROM embeddings ORDER BY id")
    assert [np.frombuffer(vector, "<f4").tolist() for (vector,) in vectors] == [[0.5, -1.0, 2.0]] * 2


def test_each_garment_of_a_photo_has_a_suggestion_and_an_embedding_of_its_own(catalogue: Catalogue, catalogue_url: str):
    photo_id = store(catalogue).photo_id
    kinds = ("top", "footwear")
    top = catalogue.record_suggestion(photo_id, suggests("Shirt", kinds=kinds))
    shoes = catalogue.record_suggestion(photo_id, suggests("Sneaker", chosen=1, kinds=kinds))
    whole = catalogue.record_suggestion(photo_id, suggests("Coat", chosen=WHOLE, kinds=kinds))
    assert catalogue.record_suggestion(photo_id, suggests("Sneaker", chosen=1, kinds=kinds)) == shoes
    kept = in_database(catalogue_url, "SELECT id, choice, garment, category FROM suggestions ORDER BY id")
    assert kept == [
        (top, "0", "top", "Shirt"),
        (shoes, "1", "footwear", "Sneaker"),
        (whole, WHOLE, WHOLE, "Coat"),
    ]
    assert in_database(catalogue_url, "SELECT choice FROM embeddings ORDER BY id") == [("0",), ("1",), (WHOLE,)]


def test_a_decision_tells_from_which_garment_it_was_suggested_and_what_the_network_saw(catalogue: Catalogue):
    catalogue.create_item("S-1", "White sneaker")
    photo_id = store(catalogue).photo_id
    classification = suggests("Sneaker", chosen=1, kinds=("top", "footwear"))
    suggestion = catalogue.record_suggestion(photo_id, classification)
    decision = catalogue.actions.decide(
        "S-1", photo_id=photo_id, category="Sneaker", person="Ada", suggestion_id=suggestion
    )
    assert decision.garment == "footwear"
    undo = catalogue.actions.undo_decision(decision.decision_id, "Ada")
    assert [row.garment for row in catalogue.details.history("S-1")] == ["footwear", "footwear"]
    seen = catalogue.details.seen_by(undo.decision_id)
    assert seen.garment == "footwear"
    np.testing.assert_array_equal(seen.picture, classification.garment.picture)


def test_a_decision_without_a_suggestion_saw_nothing(catalogue: Catalogue):
    catalogue.create_item("S-1", "White sneaker")
    decision = catalogue.actions.decide(
        "S-1", photo_id=store(catalogue).photo_id, category="Sneaker", person="Ada", suggestion_id=None
    )
    assert decision.garment == ""
    assert catalogue.details.seen_by(decision.decision_id) is None
    with pytest.raises(UnknownRecord, match="no decision number 99"):
        catalogue.details.seen_by(99)


def test_a_suggestion_for_a_photo_that_is_not_stored_is_refused(catalogue: Catalogue, catalogue_url: str):
    with pytest.raises(UnknownRecord, match="no photo number 7"):
        catalogue.record_suggestion(7, suggests("Shirt"))
    assert in_database(catalogue_url, "SELECT count(*) FROM embeddings") == [(0,)]


@pytest.mark.parametrize("sku", ["<b>S</b>", "👕-1", "50%_/\\'\";--", "x" * 120])
def test_a_sku_of_any_letters_is_kept_as_it_is(catalogue: Catalogue, sku: str):
    created = catalogue.create_item(f"  {sku} ", "<script>alert(1)</script>")
    assert created.sku == sku
    assert catalogue.find_item(sku) == created
    assert (created.title, created.created_at) == ("<script>alert(1)</script>", NOON)


@pytest.mark.parametrize("sku", ["", "   ", "x" * 240, "a\nb", "a\x00b", "a\ud800b"])
def test_a_sku_that_cannot_be_kept_is_refused_in_words_and_found_nowhere(catalogue: Catalogue, sku: str):
    with pytest.raises(InvalidItem, match=r"^The SKU "):
        catalogue.create_item(sku, "Blue shirt")
    assert catalogue.find_item(sku) is None
    assert catalogue.search().total == 0


def test_a_sku_is_given_once_however_its_letters_are_spelled(catalogue: Catalogue):
    catalogue.create_item("caf\u00e9", "Blue shirt")
    with pytest.raises(ItemExists, match="exists already"):
        catalogue.create_item("cafe\u0301", "Another")
    assert catalogue.search().rows[0].title == "Blue shirt"


def test_an_unknown_sku_is_never_created_silently(catalogue: Catalogue):
    with pytest.raises(UnknownItem, match="No item has the SKU “S-1”"):
        decide(catalogue, "Shirt")
    assert catalogue.find_item("S-1") is None
    assert catalogue.search().total == 0
    with pytest.raises(UnknownItem):
        catalogue.details.history("S-1")


@pytest.mark.parametrize(
    ("category", "kind"), [("Shirt", "accepted"), ("Coat", "changed"), (NONE_OF_THE_TEN, "none of the ten")]
)
def test_a_decision_says_whether_the_suggestion_was_taken(catalogue: Catalogue, category: str, kind: str):
    catalogue.create_item("S-1", "Blue shirt")
    decision = decide(catalogue, category)
    assert (decision.category, decision.kind, decision.person) == (category, kind, "Ada")
    assert (decision.model_version, decision.confidence, decision.threshold) == ("m1", None, 0.5)
    assert (decision.suggested_category, decision.suggested_confidence) == ("Shirt", 0.75)
    assert (decision.created_at, decision.undoes, decision.undone) == (NOON, None, False)
    assert catalogue.details.history("S-1") == (decision,)
    assert category_of(catalogue, "S-1") == category


def test_a_decision_without_a_suggestion_is_the_persons_own(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    decision = catalogue.actions.decide(
        "S-1", photo_id=store(catalogue).photo_id, category="Shirt", person="Ada", suggestion_id=None
    )
    assert (decision.kind, decision.model_version, decision.confidence) == ("changed", "", None)


def test_a_decision_without_a_photo_is_kept_and_the_item_has_none(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    decision = catalogue.actions.decide("s-1", category="Shirt", person="Ada")
    assert (decision.sku, decision.photo_sha256, decision.kind) == ("S-1", None, "changed")
    assert catalogue.details.history("S-1") == (decision,)
    row = catalogue.current("S-1")
    assert (row.category, row.photo_path, row.photos) == ("Shirt", None, 0)
    catalogue.actions.undo_decision(decision.decision_id, "Ada")
    assert catalogue.current("S-1").category is None


def test_a_renamed_item_is_found_by_its_new_title_alone(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    renamed = catalogue.rename_item("s-1", " Red dress ", "Ada")
    assert (renamed.sku, renamed.title) == ("S-1", "Red dress")
    assert [row.title for row in catalogue.search(Search(text="red")).rows] == ["Red dress"]
    assert catalogue.search(Search(text="blue")).total == 0
    with pytest.raises(UnknownItem):
        catalogue.rename_item("S-2", "Red dress", "Ada")
    with pytest.raises(InvalidItem, match="The title is empty"):
        catalogue.rename_item("S-1", " ", "Ada")
    assert catalogue.current("S-1").title == "Red dress"


def test_what_title_and_category_contradict_is_told_until_one_of_them_changes(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    decision = catalogue.actions.decide("S-1", category="Trouser", person="Ada")
    assert catalogue.current("S-1").contradiction
    catalogue.rename_item("S-1", "Blue trousers", "Ada")
    assert catalogue.current("S-1").contradiction == ""
    catalogue.rename_item("S-1", "Blue shirt", "Ada")
    assert [row.sku for row in catalogue.search(Search(contradicting=True)).rows] == ["S-1"]
    catalogue.actions.undo_decision(decision.decision_id, "Ada")
    assert catalogue.search(Search(contradicting=True)).total == 0


def test_a_decision_on_what_is_not_there_is_refused_and_leaves_no_trace(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    one, other = store(catalogue), store(catalogue, grey=10)
    suggestion = catalogue.record_suggestion(other.photo_id, suggests("Shirt"))
    wanted = {"item": "S-1", "photo_id": one.photo_id, "category": "Shirt", "person": "Ada", "suggestion_id": None}
    for change, error in (
        ({"category": "Hat"}, InvalidItem),
        ({"person": " "}, InvalidItem),
        ({"photo_id": 10**20}, UnknownRecord),
        ({"suggestion_id": suggestion}, UnknownRecord),
    ):
        with pytest.raises(error):
            catalogue.actions.decide(**{**wanted, **change})
    assert catalogue.details.history("S-1") == ()


def test_undo_adds_a_row_and_gives_back_the_category_from_before(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    first, second = decide(catalogue, "Shirt"), decide(catalogue, "Coat")
    undo = catalogue.actions.undo_decision(second.decision_id, "Grace")
    assert (undo.kind, undo.undoes, undo.person, undo.category) == ("undone", second.decision_id, "Grace", "Coat")
    assert category_of(catalogue, "S-1") == "Shirt"
    assert [(row.decision_id, row.undone) for row in catalogue.details.history("S-1")] == [
        (undo.decision_id, False),
        (second.decision_id, True),
        (first.decision_id, False),
    ]


def test_undoing_the_older_of_two_decisions_leaves_the_newer(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    older = decide(catalogue, "Shirt")
    decide(catalogue, "Coat")
    catalogue.actions.undo_decision(older.decision_id, "Ada")
    assert category_of(catalogue, "S-1") == "Coat"


def test_an_item_whose_only_decision_was_undone_has_no_category_and_no_photo(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    catalogue.actions.undo_decision(decide(catalogue, "Shirt").decision_id, "Ada")
    (row,) = catalogue.search().rows
    assert (row.category, row.person, row.photo_path, row.photos, row.last_decision_id) == (None, "", None, 0, None)


def test_a_decision_is_undone_at_most_once_and_an_undo_never(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    decision = decide(catalogue, "Shirt")
    undo = catalogue.actions.undo_decision(decision.decision_id, "Ada")
    with pytest.raises(AlreadyUndone, match="undone already"):
        catalogue.actions.undo_decision(decision.decision_id, "Ada")
    with pytest.raises(CannotUndo, match="itself an undo"):
        catalogue.actions.undo_decision(undo.decision_id, "Ada")
    with pytest.raises(UnknownRecord, match="no decision number 99"):
        catalogue.actions.undo_decision(99, "Ada")
    assert len(catalogue.details.history("S-1")) == 2


def test_all_is_found_again_after_a_restart(catalogue: Catalogue, catalogue_url: str, photos_dir: Path):
    catalogue.create_item("S-1", "Blue shirt")
    decision = decide(catalogue, "Shirt")
    catalogue.close()
    reopened = open_catalogue(catalogue_url, photos_dir)
    assert reopened.details.history("S-1") == (decision,)
    assert reopened.current("S-1").photo_path.exists()
    reopened.close()


def test_sku_in_other_letters_is_the_same_item(catalogue: Catalogue):
    catalogue.create_item("TS-1042", "White T-shirt")
    found = catalogue.find_item("ts-1042")
    assert found is not None
    assert found.sku == "TS-1042"
    with pytest.raises(ItemExists):
        catalogue.create_item("Ts-1042", "Another")
    assert catalogue.find_item("TS-1043") is None
