import pytest

from fashion_model.serving.choice import WHOLE
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import COLUMNS, Answer, answer_of, cells, refused_row, result_row, safe_cell
from tests.catalogue.fixtures import suggests


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", "\r", "\n=1"])
def test_cell_that_would_run_is_shown_instead(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Shirt", "a=b", "0.5", "<b>x</b>", "T-shirt/top"])
def test_harmless_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_columns_are_the_published_interface() -> None:
    assert ",".join(COLUMNS) == "file,category,confidence,status,reason,second_category,second_confidence,model,garment"


def test_refused_row_has_no_category_and_empty_numbers() -> None:
    row = refused_row("=x.jpg", "The file is empty.", "m1")
    assert cells(row) == {
        "file": "'=x.jpg",
        "category": "",
        "confidence": "",
        "status": "refused",
        "reason": "The file is empty.",
        "second_category": "",
        "second_confidence": "",
        "model": "m1",
        "garment": "",
    }


def test_row_of_a_photo_carries_the_decision(classifier: Classifier, shirt_photo: bytes) -> None:
    classification = classifier.classify(shirt_photo)
    row = result_row("shirt.jpg", classification)
    assert row.category == classification.decision.category
    assert row.confidence == pytest.approx(classification.decision.confidence, abs=5e-5)
    assert row.second_confidence is not None
    assert row.second_confidence <= row.confidence
    assert row.model == classifier.version
    assert row.garment == classification.garment.kind


def test_answer_lists_every_garment_with_the_one_that_was_judged() -> None:
    answer = answer_of("look.jpg", suggests("Sneaker", chosen=1, kinds=("item", "footwear")))
    assert (answer.row.category, answer.row.garment, answer.chosen) == ("Sneaker", "footwear", 1)
    assert [one.kind for one in answer.garments] == ["item", "footwear"]
    left, top, right, bottom = answer.garments[0].box  # of a block over columns 8 to 22 of 30 and rows 8 to 32 of 40
    assert (left, right) == pytest.approx((8 / 30, 22 / 30), abs=0.05)
    assert (top, bottom) == pytest.approx((8 / 40, 32 / 40), abs=0.05)
    assert answer.garments[0].area == pytest.approx(14 * 24 / 1200, abs=0.05)


def test_whole_picture_is_named_in_the_answer_and_refused_files_choose_nothing() -> None:
    assert answer_of("look.jpg", suggests("Sneaker", chosen=WHOLE)).as_dict()["chosen"] == "whole"
    refused = Answer(refused_row("x.jpg", "The file is empty.", "m1")).as_dict()
    assert (refused["chosen"], refused["garments"], refused["garment"]) == (None, [], "")
