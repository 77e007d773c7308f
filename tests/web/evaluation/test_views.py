"""The views of categories, confidence and network of the shipped model, each in a script of its own."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation
from fashion_model.formats import score_text
from fashion_model.serving.artifacts import Artifact
from tests.web.fixtures import PATIENCE_S, texts


def categories() -> None:
    from fashion_model.web.evaluation.categories import show_categories
    from fashion_model.web.loaded import get_evaluation
    from fashion_model.web.resources import get_artifact

    show_categories(get_evaluation(get_artifact()))


def confidence() -> None:
    from fashion_model.web.evaluation.confidence import show_confidence
    from fashion_model.web.loaded import get_evaluation
    from fashion_model.web.resources import get_artifact

    show_confidence(get_evaluation(get_artifact()), get_artifact())


def network() -> None:
    from fashion_model.web.evaluation.network import show_network
    from fashion_model.web.loaded import get_evaluation
    from fashion_model.web.resources import get_artifact

    show_network(get_evaluation(get_artifact()))


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


def opened(view: Callable[[], None], **link: str) -> AppTest:
    page = AppTest.from_function(view, default_timeout=PATIENCE_S)
    for name, value in link.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_mistakes_are_links_to_their_pictures() -> None:
    assert (
        "[Shirt named T-shirt/top](error_gallery?true=Shirt&predicted=T-shirt%2Ftop): 80, 8.0\N{NO-BREAK SPACE}% of all"
    ) in texts(opened(categories))


def test_mistakes_on_photos_lead_to_photos() -> None:
    page = opened(categories, of="Photos")
    assert "](error_gallery?of=Photos&true=None+of+the+ten&predicted=Trouser): 29" in texts(page)
    assert "Photos" in page.dataframe[0].value.columns


def test_slider_begins_at_the_shipped_level(evaluation: Evaluation) -> None:
    assert evaluation.photos is not None
    automatic = evaluation.photos.automatic
    page = opened(confidence, of="Photos")
    assert page.select_slider(key="level").value == f"{100 * automatic.threshold:.1f}"
    assert figures(page)["Automatic"] == score_text(automatic.coverage)
    assert figures(page)["Precision"] == score_text(automatic.precision)


def test_moved_slider_changes_the_figures() -> None:
    page = opened(confidence)
    page.select_slider(key="level").set_value("99").run()
    assert not page.exception
    assert figures(page) == {
        "Automatic": "48.4\N{NO-BREAK SPACE}%",
        "Precision": "99.8\N{NO-BREAK SPACE}%",
        "Recall": "48.3\N{NO-BREAK SPACE}%",
        "Mistakes per 1,000": "1.0",
    }


def test_level_that_nothing_reaches_says_so() -> None:
    page = opened(confidence, level="100")
    assert figures(page)["Automatic"] == "0.0\N{NO-BREAK SPACE}%"
    assert "No answer is that sure: everything is shown to a person." in texts(page)


@pytest.mark.parametrize(("view", "link"), [(confidence, {"level": "87.3"}), (categories, {"as": "Roman numerals"})])
def test_link_that_cannot_be_followed_gets_a_sentence_and_the_view_all_the_same(
    view: Callable[[], None], link: dict[str, str]
) -> None:
    page = opened(view, **link)
    [warning] = page.warning
    assert warning.value.startswith("The link could not be followed in full. It asks for ")
    assert page.dataframe


def test_link_that_can_be_followed_gets_no_warning() -> None:
    assert not opened(confidence, of="Photos", level="99.5").warning


def test_both_worlds_say_whether_confidence_can_be_believed(evaluation: Evaluation) -> None:
    assert evaluation.photos is not None
    assert "over 15 bins of equally many answers, the 10,000 test pictures" in texts(opened(confidence))
    photos = texts(opened(confidence, of="Photos"))
    assert f"bins of equally many answers, the {evaluation.photos.calibration.answers:,} test photos" in photos
    assert "**Things outside the ten**" in photos


def test_both_networks_are_shown_with_every_layer(evaluation: Evaluation) -> None:
    assert evaluation.photo_network is not None
    page = opened(network)
    tables = [frame.value for frame in page.dataframe]
    layers = [len(table) for table in tables if table.columns[0] == "Layer"]
    assert layers == [len(evaluation.layers), len(evaluation.photo_network.layers)]
    assert texts(page).count("Most of the computing is done in ") == 2
    assert "How it was trained and tested" in texts(page)
