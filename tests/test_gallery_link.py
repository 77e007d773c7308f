import pytest

from fashion_model.web.gallery_link import ANY, ORDERS, category_index, misread_parts


def test_chosen_category_has_its_index_and_any_has_none() -> None:
    assert category_index("Shirt") == 6
    assert category_index(ANY) is None


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"true": "Shirt", "predicted": "Ankle boot", "sort": "Dataset order", "page": "3"},
        {"true": ANY, "page": "1", "utm_source": "mail"},
    ],
)
def test_a_link_that_the_page_made_is_understood(link: dict[str, str]) -> None:
    assert misread_parts(link, pages=3) == ()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"true": "Hat"}, "a true category that is not one of the ten"),
        ({"predicted": "shirt"}, "a predicted category that is not one of the ten"),
        ({"sort": "random"}, "an unknown order. Known are: Surest first, Least sure first, Dataset order."),
        ({"page": "4"}, "a page that is not there, so page 1 of 3 is shown"),
        ({"page": "0"}, "a page that is not there"),
        ({"page": "-1"}, "a page that is not there"),
        ({"page": "two"}, "a page that is not there"),
        ({"page": "²"}, "a page that is not there"),
        ({"page": "1" * 5000}, "a page that is not there"),
        ({"page": ""}, "a page that is not there"),
    ],
)
def test_each_part_of_a_bad_link_gets_a_sentence(link: dict[str, str], sentence: str) -> None:
    (said,) = misread_parts(link, pages=3)
    assert sentence in said


def test_nothing_of_a_bad_link_is_repeated_on_the_page() -> None:
    said = " ".join(misread_parts({"true": "<b>x</b>", "sort": "![x](http://x)", "page": "<i>"}, pages=1))
    assert "<" not in said
    assert "http" not in said


def test_every_order_has_a_name() -> None:
    assert set(ORDERS.values()) == {"confident", "unsure", "dataset"}
