"""The Evaluation page and the Error gallery, run without a browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation
from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.formats import score_text
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.links import EVALUATION_VIEWS
from tests.web.fixtures import texts


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


def view(page: AppTest, name: str, **parameters: str) -> AppTest:
    """Open one of the page's views."""
    return with_link(page, view=name, **parameters)


def test_five_questions_are_answered_on_the_first_view(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert [heading.value for heading in page.header if heading.value.endswith("?")] == [
        "How accurate is it?",
        "What is the loss?",
        "How do layer sizes change?",
        "Are its errors reasonable to a person?",
        "What would make it better?",
    ]
    said = texts(page)
    assert "94.55\N{NO-BREAK SPACE}%; without the 28 that have a near-duplicate" in said
    assert "[150 suspect label](error_gallery?verdict=suspect+label)" in said
    assert "10 numbers come out, one for each category" in said
    assert "Of 12 small networks trained alike" in said


@pytest.mark.parametrize("name", EVALUATION_VIEWS)
def test_every_view_opens_by_its_link(page: AppTest, name: str, shop: Catalogue) -> None:
    view(page, name)
    assert not page.exception
    assert not [warning for warning in page.warning if "link" in warning.value]
    assert not page.error


def test_a_link_to_no_view_is_told_and_shows_the_first(page: AppTest) -> None:
    view(page, "Nonsense")
    assert not page.exception
    assert "The link asks for a view that is not there. Known are: Overview, Categories" in page.warning[0].value
    assert page.header[0].value == "How accurate is it?"


def test_a_link_to_a_view_without_a_name_shows_the_first(page: AppTest) -> None:
    view(page, "")
    assert not page.exception
    assert page.header[0].value == "How accurate is it?"


@pytest.mark.parametrize(("name", "asked"), [("Categories", "as"), ("Versions", "of"), ("Versions", "flipped")])
def test_a_link_with_an_empty_choice_is_told_and_shows_the_usual(page: AppTest, name: str, asked: str) -> None:
    view(page, name, **{asked: ""})
    assert not page.exception
    assert "could not be followed in full" in page.warning[0].value


def test_both_scores_stand_on_the_page(page: AppTest, evaluation: Evaluation) -> None:
    page.run()
    assert not page.exception
    assert page.title[0].value == "Evaluation"
    benchmark, photos = evaluation.benchmark, evaluation.photos
    assert photos is not None
    assert metrics(page, "Accuracy") == [score_text(benchmark.accuracy, 2), score_text(photos.clothing.accuracy.value)]
    assert metrics(page, "Loss") == [f"{benchmark.loss:.3f}"]
    assert metrics(page, "Automatic in a delivery") == [score_text(photos.automatic.coverage)]
    assert metrics(page, "Right when automatic") == [score_text(photos.automatic.precision)]
    assert metrics(page, "Balanced accuracy") == [score_text(photos.clothing.balanced_accuracy.value)]


def test_table_shows_categories(page: AppTest, evaluation: Evaluation) -> None:
    view(page, "Categories")
    categories = table(page, "Category")
    assert categories["Pictures"].sum() == 10_000
    assert categories["Recall"].iloc[6] == pytest.approx(100 * evaluation.benchmark.scores[6].recall)


def test_network_is_shown_by_parts(page: AppTest, evaluation: Evaluation) -> None:
    view(page, "Network")
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
    view(page, "Network")
    assert not page.exception
    assert tables(page, "Layer")[1]["Layer"].tolist() == ["close_up", "embedding", "photo_logits"]
    assert "The photo network, beside it" in texts(page)
    assert "Its 12,810 parameters begin from ImageNet's photos" in texts(page)


def test_model_without_a_photo_network_shows_one_network(
    page: AppTest, serve: Callable[..., None], evaluation: Evaluation
) -> None:
    serve("without", photo_network=None, photo_answer=None)
    view(page, "Network")
    assert not page.exception
    assert len(table(page, "Layer")) == len(evaluation.layers)
    assert "The photo network, beside it" not in texts(page)


def test_photos_are_shown_by_label_and_by_kind(page: AppTest, evaluation: Evaluation) -> None:
    view(page, "Photos")
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
    view(page, "Confidence", of="Photos")
    photos = evaluation.photos
    assert photos is not None
    assert photos.outside is not None
    assert table(page, "Outside the ten")["Photos"].sum() == photos.outside.photos
    headings = [heading.value for heading in page.header]
    assert headings.index("Answered without a person") < headings.index("Can its confidence be believed?")
    assert (
        f"over {photos.calibration.bins} bins of equally many answers, the {photos.calibration.answers:,} test photos"
        in texts(page)
    )


def test_photos_are_one_click_away(page: AppTest, evaluation: Evaluation) -> None:
    view(page, "Categories")
    page.segmented_control(key="of").set_value("Photos").run()
    page.segmented_control(key="as").set_value("Counts").run()
    assert not page.exception
    photos = evaluation.photos
    assert photos is not None
    in_the_ten = sum(score.support for score in photos.scores)
    assert table(page, "Category")["Photos"].sum() == in_the_ten >= photos.clothing.photos


def test_link_opens_the_photos(page: AppTest) -> None:
    view(page, "Categories", of="Photos")
    assert "Photos" in table(page, "Category").columns


def test_model_without_photos_says_so(page: AppTest, serve: Callable[..., None], artifact: Artifact) -> None:
    scores = artifact.manifest["scores"] | {"photos": {"photos": 0}}
    serve("grey", "photo_predictions.csv", b"", scores=scores)
    page.run()
    assert not page.exception
    assert "trained and tested without photos" in page.info[0].value
    assert not metrics(page, "Automatic")
    for name in EVALUATION_VIEWS:
        page.segmented_control(key="view").set_value(name).run()
        assert not page.exception, name
        assert "Photos" not in [option for one in page.segmented_control for option in one.options if one.key == "of"]


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


@pytest.fixture
def alone(artifact: Artifact, set_up: Callable[..., None], tmp_path: Path, project_dir: Path) -> None:
    """Serve the shipped model without analysis, study and other versions' answers."""
    shutil.copytree(artifact.folder, tmp_path / artifact.folder.name)
    shutil.copy(project_dir / "artifacts" / "CURRENT", tmp_path)
    set_up(artifacts_dir=tmp_path)


def test_a_model_without_an_error_has_every_view(
    page: AppTest, serve: Callable[..., None], faultless: bytes, shop: Catalogue
) -> None:
    serve("faultless", "test_predictions.npz", faultless)
    for name in EVALUATION_VIEWS:
        view(page, name)
        assert not page.exception, name


def test_answers_that_are_damaged_are_told_and_the_others_compared(
    page: AppTest, serve: Callable[..., None], project_dir: Path, tmp_path: Path
) -> None:
    serve("later")
    scores = Path(shutil.copytree(project_dir / "artifacts" / "scores", tmp_path / "scores"))
    (scores / "x.npz").write_bytes(b"no archive")
    view(page, "Versions")
    assert not page.exception
    assert [one.value.replace("\\", "") for one in page.warning] == [
        "The scores x.npz are damaged. Restore the file, or delete it."
    ]
    assert len(table(page, "Category")) == 10


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Overview", "There is no analysis in analysis/"),
        ("Overview", "There is no study in study/"),
        ("Study", "There is no study in study/"),
        ("Versions", "analyse"),
        ("Share", "There is no analysis in analysis/"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_works(page: AppTest, alone: None, name: str, said: str) -> None:
    view(page, name)
    assert not page.exception
    assert said in texts(page).replace("\\", "")
