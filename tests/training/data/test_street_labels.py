import pytest

from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR
from fashion_model.photo.masks import PARTS
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.training.data.street_labels import MEANING, NAMES, VALUE


def test_names_stand_for_the_59_values_of_the_masks() -> None:
    assert list(VALUE.items()) == [(name, value) for value, name in enumerate(NAMES)]
    assert len(NAMES) == 59
    assert (VALUE["null"], VALUE["accessories"], VALUE["coat"], VALUE["wedges"]) == (0, 1, 13, 58)  # the set's table


@pytest.mark.parametrize("name", NAMES)
def test_every_name_means_a_known_part_and_category(name: str) -> None:
    meaning = MEANING[name]
    assert meaning.part in PARTS
    assert meaning.category in {*CATEGORIES, FOOTWEAR_LABEL, NONE_LABEL, None}


def test_category_fits_the_part_it_is_worn_on() -> None:
    worn_on = {category: {m.part for m in MEANING.values() if m.category == category} for category in CATEGORIES}
    assert worn_on["Trouser"] == {"bottom"}
    assert worn_on["Dress"] == {"dress"}
    assert worn_on["Bag"] == {"bag"}
    assert all(worn_on[shoe] == {"footwear"} for shoe in FOOTWEAR)
    assert all(worn_on[top] == {"top"} for top in CLOTHING if top not in ("Trouser", "Dress"))


@pytest.mark.parametrize("name", ["skin", "hair", "stockings", "null", "vest", "accessories"])
def test_what_is_no_garment_or_too_vague_has_no_category(name: str) -> None:
    assert MEANING[name].category is None


@pytest.mark.parametrize(
    ("name", "part", "category"),
    [
        ("skirt", "bottom", "none"),
        ("shoes", "footwear", "footwear"),
        ("suit", "top", "Coat"),
        ("hat", "accessory", "none"),
    ],
)
def test_meaning_of_a_name(name: str, part: str, category: str) -> None:
    assert (MEANING[name].part, MEANING[name].category) == (part, category)
