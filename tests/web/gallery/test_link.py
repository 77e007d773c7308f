from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fashion_model.analysis.errors import answer_table
from fashion_model.catalogue.review.judgement_records import JUDGEMENTS
from fashion_model.evaluation.errors import ErrorFilter
from fashion_model.web.gallery.data import Gallery, benchmark_gallery, photo_gallery
from fashion_model.web.gallery.link import (
    NOT_JUDGED,
    GalleryQuery,
    filter_of,
    hidden_in_words,
    misread_parts,
    misread_ranges,
    orders_of,
)
from fashion_model.web.links import ANSWERS as ANSWER_KINDS
from fashion_model.web.links import PHOTOS
from tests.analysis.photo_answers import answer

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
        {"show": "Families", "judged": "wrong label"},
        {"page": "1", "picture": "12", "utm_source": "mail"},
    ],
)
def test_a_link_that_the_page_made_is_understood(gallery: Gallery, link: dict[str, str]) -> None:
    assert misread_parts(link, gallery, JUDGEMENTS, pages=3) == ()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"show": "x"}, "an unknown view. Known are: Pictures, Families, Judged, Blind round."),
        ({"true": "Hat"}, "a true category that is not one of the ten, so every one is shown."),
        ({"true": "Bag"}, "a true category of which there is no such answer, so every one is shown."),
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


@pytest.mark.parametrize(
    ("texts", "understood"),
    [
        ([], True),
        (["50", "90"], True),
        (["90", "50"], True),
        (["50"], False),
        (["50,90"], False),
        (["50", "90", "95"], False),
        (["50", "101"], False),
        (["-1", "50"], False),
        (["nan", "50"], False),
        (["", ""], False),
        (["9" * 400, "50"], False),
    ],
)
def test_a_range_is_two_numbers_on_its_scale(gallery: Gallery, texts: list[str], understood: bool) -> None:
    assert (misread_ranges({"sure": texts}, gallery) == ()) is understood


def test_ranges_are_told_apart_and_what_people_said_is_asked_only_where_it_is_known(gallery: Gallery) -> None:
    unknown = benchmark_gallery(ANSWERS, "There is no analysis.")
    assert misread_ranges({"divided": ["1.0", "3.4"]}, gallery) == ()
    assert "between which bits, 0 to 3.4," in misread_ranges({"divided": ["0", "3.5"]}, gallery)[0]
    assert "which of these errors is not known" in misread_ranges({"divided": ["1.0", "3.4"]}, unknown)[0]
    assert len(misread_ranges({"sure": ["x"], "divided": ["x"]}, gallery)) == 2


def test_a_range_may_be_named_from_its_upper_end() -> None:
    wanted = filter_of(GalleryQuery(sure=(90, 50), divided=(2.0, 1.0)), None)
    assert (wanted.confidence, wanted.entropy_bits) == ((0.5, 0.9), (1.0, 2.0))


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
    assert filter_of(GalleryQuery(), None) == ErrorFilter()
    asked = GalleryQuery(true="Shirt", verdict="reasonable", sure=(50, 90), divided=(1.0, 3.4))
    assert filter_of(asked, frozenset("1")) == ErrorFilter(
        label="Shirt",
        verdict="reasonable",
        confidence=(0.5, 0.9),
        entropy_bits=(1.0, 3.4),
        pictures=frozenset("1"),
    )


def test_filters_that_are_not_in_sight_are_told_and_others_are_not() -> None:
    assert hidden_in_words(GalleryQuery(true="Shirt", verdict="reasonable")) == ""
    hidden = GalleryQuery(sure=(40, 60), divided=(1.0, 2.5), judged="wrong label")
    assert hidden_in_words(hidden) == (
        "answers that were 40 to 60 % sure, votes divided by 1.0 to 2.5 bits, errors judged “wrong label”"
    )
    assert hidden_in_words(GalleryQuery(judged=NOT_JUDGED)) == "errors not judged yet"


def test_answers_are_told_apart_with_fault_as_the_difference_of_votes() -> None:
    answers = ANSWERS.assign(label_share=[0.7, np.nan], predicted_share=[0.2, np.nan], confidence=[0.9, 0.6])
    gallery = benchmark_gallery(answers, "", threshold=0.8)
    shown = {kind: replace(gallery, answers_shown=kind).shown["picture"].tolist() for kind in ANSWER_KINDS}
    assert shown == {"Errors": ["0"], "Right answers": ["1"], "Unsure": ["1"], "All": ["0", "1"]}
    assert gallery.errors["fault"].tolist() == pytest.approx([0.5])
    assert isinstance(gallery.errors["label"].dtype, pd.CategoricalDtype)


def test_people_are_asked_of_errors_only() -> None:
    gallery = benchmark_gallery(ANSWERS, "")
    assert {kind: replace(gallery, answers_shown=kind).has_people for kind in ANSWER_KINDS} == {
        "Errors": True,
        "Right answers": False,
        "Unsure": True,
        "All": True,
    }
