import numpy as np
import pandas as pd
import pytest

from fashion_model.catalogue.judgement_records import JUDGEMENTS
from fashion_model.evaluation.errors import ErrorFilter
from fashion_model.serving.answer_table import answer_table
from fashion_model.web.analysis_links import PHOTOS
from fashion_model.web.gallery_data import Gallery, benchmark_gallery, photo_gallery
from fashion_model.web.gallery_link import NOT_JUDGED, GalleryQuestion, filter_of, misread_parts, orders_of
from tests.photo_answers import answer

ANSWERS = answer_table(np.array([6, 0]), np.eye(10)[[0, 0]], None)


@pytest.fixture
def gallery() -> Gallery:
    """Return a gallery of which is known what people said."""
    return benchmark_gallery(ANSWERS, "")


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"true": "Shirt", "predicted": "Ankle boot", "sort": "Dataset order", "page": "3"},
        {"verdict": "the network's fault", "sort": "Network's fault first", "judged": NOT_JUDGED},
        {"pictures": "Photos", "show": "Families", "judged": "wrong label"},
        {"page": "1", "picture": "12", "utm_source": "mail"},
    ],
)
def test_a_link_that_the_page_made_is_understood(gallery: Gallery, link: dict[str, str]) -> None:
    assert misread_parts(link, gallery, JUDGEMENTS, pages=3) == ()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"pictures": "x"}, "unknown pictures. Known are: Fashion-MNIST and Photos."),
        ({"show": "x"}, "an unknown view. Known are: Pictures, Families, Judged, Blind round."),
        ({"true": "Hat"}, "a true category that is not one of the ten, so every one is shown."),
        ({"predicted": "shirt"}, "a predicted category that is not one of the ten"),
        ({"verdict": "fine"}, "an unknown verdict. Known are: suspect label, reasonable,"),
        ({"status": "Automatic"}, "a status, which these errors do not have"),
        (
            {"judged": "fine"},
            "an unknown judgement. Known are: reasonable, wrong label, model's fault, not judged yet.",
        ),
        ({"sort": "random"}, "an unknown order. Known are: Surest first, Least sure first, Dataset order, Network's"),
        ({"page": "4"}, "a page that is not there, so page 1 of 3 is shown"),
        ({"page": "0"}, "a page that is not there"),
        ({"page": "-1"}, "a page that is not there"),
        ({"page": "two"}, "a page that is not there"),
        ({"page": "²"}, "a page that is not there"),
        ({"page": "1" * 5000}, "a page that is not there"),
        ({"page": ""}, "a page that is not there"),
    ],
)
def test_each_part_of_a_bad_link_gets_a_sentence(gallery: Gallery, link: dict[str, str], sentence: str) -> None:
    (said,) = misread_parts(link, gallery, JUDGEMENTS, pages=3)
    assert sentence in said


def test_nothing_of_a_bad_link_is_repeated_on_the_page(gallery: Gallery) -> None:
    bad = {"true": "<b>x</b>", "sort": "![x](http://x)", "page": "<i>", "verdict": "<u>"}
    said = " ".join(misread_parts(bad, gallery, JUDGEMENTS, pages=1))
    assert "<" not in said
    assert "http" not in said


def test_orders_and_verdicts_of_people_are_offered_only_where_people_were_asked(gallery: Gallery) -> None:
    unknown = benchmark_gallery(ANSWERS, "There is no analysis.")
    assert "Network's fault first" in orders_of(gallery)
    assert list(orders_of(unknown)) == ["Surest first", "Least sure first", "Dataset order"]
    (said,) = misread_parts({"verdict": "reasonable"}, unknown, JUDGEMENTS, pages=1)
    assert said == "It asks for a verdict, which these errors do not have."


def test_photos_know_labels_beside_the_ten_and_a_status() -> None:
    photos = photo_gallery([answer(category="none", predicted="Bag", status="review")])
    assert photos.of == PHOTOS
    link = {"true": "None of the ten", "status": "Asked a person"}
    assert misread_parts(link, photos, JUDGEMENTS, pages=1) == ()
    assert misread_parts({"true": "Another shoe"}, photos, JUDGEMENTS, pages=1) != ()


def test_whole_scales_ask_for_nothing_and_narrower_ones_for_shares() -> None:
    assert filter_of(GalleryQuestion(), None) == ErrorFilter()
    asked = GalleryQuestion(true="Shirt", verdict="reasonable", sure=(50, 90), divided=(1.0, 3.4))
    assert filter_of(asked, frozenset("1")) == ErrorFilter(
        label="Shirt",
        verdict="reasonable",
        confidence=(0.5, 0.9),
        entropy_bits=(1.0, 3.4),
        pictures=frozenset("1"),
    )


def test_errors_alone_are_in_a_gallery_with_fault_as_the_difference_of_votes() -> None:
    answers = ANSWERS.assign(label_share=[0.7, np.nan], predicted_share=[0.2, np.nan])
    errors = benchmark_gallery(answers, "").errors
    assert errors["picture"].tolist() == ["0"]
    assert errors["fault"].tolist() == pytest.approx([0.5])
    assert isinstance(errors["label"].dtype, pd.CategoricalDtype)
