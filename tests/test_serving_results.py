import pytest

from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import COLUMNS, cells, refused_row, result_row, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", "\r", "\n=1"])
def test_cell_that_would_run_is_shown_instead(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Shirt", "a=b", "0.5", "<b>x</b>", "T-shirt/top"])
def test_harmless_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_columns_are_the_published_interface() -> None:
    assert ",".join(COLUMNS) == "file,category,confidence,status,reason,second_category,second_confidence,model"


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
    }


def test_row_of_a_photo_carries_the_decision(classifier: Classifier, shirt_photo: bytes) -> None:
    classification = classifier.classify(shirt_photo)
    row = result_row("shirt.jpg", classification)
    assert row.category == classification.decision.category
    assert row.confidence == pytest.approx(classification.decision.confidence, abs=5e-5)
    assert row.second_confidence is not None
    assert row.second_confidence <= row.confidence
    assert row.model == classifier.version
