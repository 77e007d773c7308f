"""The Evaluation page and the Error gallery, run without a browser."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation_data import read_evaluation
from fashion_model.web.evaluation_records import Evaluation
from fashion_model.web.evaluation_tables import score_text
from tests.web_fixtures import texts


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


@pytest.fixture
def page(open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("evaluation")


def metrics(page: AppTest, label: str) -> list[str]:
    return [metric.value for metric in page.metric if metric.label == label]


def tables(page: AppTest, first: str) -> list[pd.DataFrame]:
    """Return the page's tables whose first column has this heading."""
    return [one.value for one in page.dataframe if one.value.columns[0] == first]


def table(page: AppTest, first: str) -> pd.DataFrame:
    """Return the page's one table whose first column has this heading."""
    [found] = tables(page, first)
    return found


def with_link(gallery: AppTest, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        gallery.query_params[name] = value
    return gallery.run()


def test_both_scores_stand_on_the_page(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    assert not page.exception
    assert page.title[0].value == "Evaluation"
    benchmark, photos = evaluation.benchmark, evaluation.photos
    assert photos is not None
    assert metrics(page, "Accuracy") == [score_text(benchmark.accuracy), score_text(photos.clothing.accuracy.value)]
    assert metrics(page, "Loss") == [f"{benchmark.loss:.3f}"]
    assert metrics(page, "Automatic") == [score_text(photos.automatic.coverage)]
    assert metrics(page, "Right when automatic") == [score_text(photos.automatic.precision)]
    assert metrics(page, "Balanced accuracy") == [score_text(photos.clothing.balanced_accuracy.value)]


def test_tables_show_categories_and_the_network_by_parts(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    categories = table(page, "Category")
    assert categories["Pictures"].sum() == 10_000
    assert categories["Recall"].iloc[6] == pytest.approx(100 * evaluation.benchmark.scores[6].recall)
    assert evaluation.photo_network is not None
    sizes = [len(evaluation.layers), len(evaluation.photo_network.layers)]
    assert [len(one) for one in tables(page, "Layer")] == sizes
    assert [one["Layers"].sum() for one in tables(page, "Part")] == sizes
    assert texts(page).count("10 numbers come out, one for each category") == 2


PHOTO_NETWORK = {
    "parameters": 12_810,
    "layers": [
        {"name": "close_up", "kind": "InputLayer", "output_shape": [160, 160, 3], "parameters": 0, "operations": 0},
        {"name": "embedding", "kind": "Pooling", "output_shape": [1280], "parameters": 0, "operations": 0},
        {"name": "photo_logits", "kind": "Dense", "output_shape": [10], "parameters": 12_810, "operations": 12_800},
    ],
}


def test_photo_network_is_shown_beside_the_other_one(page: AppTest, serve: Callable[..., None]) -> None:
    answer = {"weight": 0.7, "temperature": 1.2}
    serve("with", photo_network=PHOTO_NETWORK, photo_answer=answer)
    page.run()
    assert not page.exception
    assert tables(page, "Layer")[1]["Layer"].tolist() == ["close_up", "embedding", "photo_logits"]
    assert "The photo network, beside it" in texts(page)
    assert "Its 12,810 learned numbers begin from ImageNet's photos" in texts(page)


def test_model_without_a_photo_network_shows_one_network(
    page: AppTest, serve: Callable[..., None], evaluation: Evaluation
) -> None:
    serve("without", photo_network=None, photo_answer=None)
    page.run()
    assert not page.exception
    assert len(table(page, "Layer")) == len(evaluation.layers)
    assert "photo network" not in texts(page)


def test_photos_are_shown_by_label_and_by_kind(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    photos = evaluation.photos
    assert photos is not None
    assert photos.second_look is not None
    labels, slices = table(page, "By"), table(page, "Photos that are")
    again = photos.second_look.by_set.photos
    assert labels["Photos"].tolist() == [photos.clothing.photos, again, again]
    assert labels["Right"].iloc[0].startswith(score_text(photos.clothing.accuracy.value))
    assert dict(zip(slices["Photos that are"], slices["Photos"], strict=True))["Hung"] == photos.slices["hung"].photos
    assert f"they agreed with the set on {photos.second_look.agreed}" in texts(page)


def test_photos_outside_the_ten_and_confidences_have_their_sections(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    photos = evaluation.photos
    assert photos is not None
    assert photos.outside is not None
    assert table(page, "Outside the ten")["Photos"].sum() == photos.outside.photos
    headings = [heading.value for heading in page.subheader]
    assert headings.index("Answered without a person") < headings.index("Can its confidence be believed?")
    assert f"over {photos.calibration.bins} groups of the {photos.calibration.answers:,} test photos" in texts(page)


def test_photos_are_one_click_away(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    page.segmented_control(key="of").set_value("Photos").run()
    page.segmented_control(key="as").set_value("Counts").run()
    assert not page.exception
    photos = evaluation.photos
    assert photos is not None
    in_the_ten = sum(score.support for score in photos.scores)
    assert table(page, "Category")["Photos"].sum() == in_the_ten >= photos.clothing.photos


def test_link_opens_the_photos(page: AppTest) -> None:
    with_link(page, of="Photos")
    assert "Photos" in table(page, "Category").columns


def test_model_without_photos_says_so(page: AppTest, serve: Callable[..., None], artifact: Artifact) -> None:
    scores = artifact.manifest["scores"] | {"photos": {"photos": 0}}
    serve("grey", "photo_predictions.csv", b"", scores=scores)
    page.run()
    assert not page.exception
    assert "trained and tested without photos" in page.info[0].value
    assert not metrics(page, "Automatic")
    assert "Answered without a person" not in [heading.value for heading in page.subheader]
    assert page.segmented_control(key="of").options == ["Fashion-MNIST"]


@pytest.mark.parametrize("name", ["evaluation", "error_gallery"])
def test_no_model_is_one_sentence(
    open_page: Callable[[str], AppTest], set_up: Callable[..., None], tmp_path: Path, name: str
) -> None:
    set_up(artifacts_dir=tmp_path)
    page = open_page(name).run()
    assert not page.exception
    assert len(page.error) == 1
    assert "No model is installed" in page.error[0].value
    assert not page.metric
    assert not page.caption


@pytest.mark.parametrize("name", ["evaluation", "error_gallery"])
def test_damaged_scores_are_one_sentence(
    open_page: Callable[[str], AppTest], serve: Callable[..., None], name: str
) -> None:
    serve("damaged", "history.csv", b"")
    page = open_page(name).run()
    assert not page.exception
    [error] = page.error
    assert error.value.startswith(r"history\.csv of model damaged cannot be read\:")
