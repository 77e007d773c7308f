import csv
from pathlib import Path

from fashion_model.serving.scoring import FOOTWEAR_LABEL, LabelledFile
from fashion_model.training.data.photo_set import audits, footwear_kinds, load_photo_set, part_of, ways_shown

LABELS = Path(__file__).parents[3] / "fashion_model" / "training" / "data" / "labels"


def test_kinds_are_three_and_other_shoes_have_none() -> None:
    kinds = footwear_kinds()
    assert set(kinds.values()) == {"Sandal", "Sneaker", "Ankle boot"}
    with (LABELS / "footwear.csv").open(newline="") as file:
        others = {row["file"] for row in csv.DictReader(file)} - set(kinds)
    assert len(others) + len(kinds) == 312
    assert others


def test_kind_seen_on_a_shoe_reaches_the_photo_set_and_other_shoes_stay_footwear(
    photos: tuple[LabelledFile, ...],
) -> None:
    kinds = footwear_kinds()
    for photo in photos:
        if photo.label == "Shoes":
            assert photo.category == kinds.get(photo.path.name, FOOTWEAR_LABEL)
    shown = {photo.category for photo in photos if photo.label == "Shoes"}
    assert shown == {"Sandal", "Sneaker", "Ankle boot", FOOTWEAR_LABEL}
    assert not [photo for photo in photos if photo.label != "Shoes" and photo.path.name in kinds]


def test_table_of_labels_that_names_no_shoe_is_left_as_it_is(photo_set: Path, tmp_path: Path) -> None:
    name, kind = next(iter(footwear_kinds().items()))
    (tmp_path / "images").symlink_to(photo_set / "images")
    (tmp_path / "labels.csv").write_text(
        f"file,contributor,label,kids,category\n{name},4,Shoes,False,footwear\n"
        "0098b1c0-bd39-41c2-a172-17066bc9fd26.jpg,4,Shirt,True,Shirt\n"
    )
    by_name = {photo.path.name: photo for photo in load_photo_set(tmp_path, tmp_path)}
    assert by_name[name].category == kind
    shirt = by_name["0098b1c0-bd39-41c2-a172-17066bc9fd26.jpg"]
    assert (shirt.category, shirt.label, shirt.kids) == ("Shirt", "Shirt", True)


def test_category_counts_as_audited_only_when_both_people_gave_it(photos: tuple[LabelledFile, ...]) -> None:
    kept = audits()
    with (LABELS / "audit.csv").open(newline="") as file:
        rows = {row["file"]: {row["first_person"], row["second_person"]} for row in csv.DictReader(file)}
    assert set(kept) == set(rows)
    assert all(kept[name] == "" if len(given) == 2 else {kept[name]} == given for name, given in rows.items())
    assert all(photo.audited == kept.get(photo.path.name, "") for photo in photos)
    assert {bool(kept[photo.path.name]) for photo in photos if photo.path.name in kept} == {True, False}


def test_every_test_photo_has_a_way_of_showing_and_no_other_photo_has(photos: tuple[LabelledFile, ...]) -> None:
    assert set(ways_shown().values()) <= {"laid flat", "hung", "worn", "other"}
    for photo in photos:
        assert bool(photo.shown) == (part_of(photo.contributor) == "test")
