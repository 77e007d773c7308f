"""The Rules page, run without a browser on the shipped model."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.evaluation.selective import promise_curve, threshold_for
from fashion_model.formats import score_text
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.rules.threshold import held_out_scores, threshold_in_words
from tests.web.fixtures import PATIENCE_S, button, labels, texts

TAKE, SAVE_ONE, SAVE_TWO = "Use this threshold", "Save 1 code", "Save 2 codes"
T_SHIRTS, TROUSERS = 0, 1  # rows of the table of codes


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("rules").run()


@pytest.fixture
def take_catalogue_away(shop: Catalogue, tmp_path: Path) -> Callable[[], None]:
    """Return a function that puts a folder where the database was."""

    def take_away() -> None:
        shop.close()
        database = tmp_path / "catalogue.sqlite3"
        shutil.move(database, tmp_path / "away")
        for leftover in tmp_path.glob("catalogue.sqlite3-*"):
            leftover.unlink()
        database.mkdir()

    return take_away


def type_codes(page: AppTest, codes: dict[int, str], saved: int = 0) -> AppTest:
    """Type codes into rows of the table, as the browser tells of them."""
    page.session_state[f"codes-{saved}"] = {
        "edited_rows": {row: {"Your code": code} for row, code in codes.items()},
        "added_rows": [],
        "deleted_rows": [],
    }
    return page.run()


def wish(page: AppTest, mistakes: float) -> AppTest:
    page.slider[0].set_value(mistakes).run()
    return button(page, TAKE).click().run()


def back_label(artifact: Artifact) -> str:
    return f"Back to the model’s own, {score_text(artifact.auto_threshold)}"


def test_page_begins_with_the_models_own_threshold(page: AppTest, artifact: Artifact) -> None:
    assert not page.exception
    assert page.title[0].value == "Rules"
    assert threshold_in_words(artifact.auto_threshold) in texts(page)
    assert "nobody has set another one" in texts(page)
    assert back_label(artifact) not in labels(page)


def test_threshold_that_is_taken_is_the_shops_and_says_who_set_it(
    page: AppTest, shop: Catalogue, artifact: Artifact
) -> None:
    wish(page, 3.0)
    chosen = shop.rules.threshold(artifact.version)
    held_out = held_out_scores(artifact)
    assert chosen is not None
    assert held_out is not None
    assert chosen.threshold == threshold_for(3.0, promise_curve(held_out))
    assert (chosen.mistakes_per_100, chosen.person) == (3.0, "Ann Smith")
    assert threshold_in_words(chosen.threshold) in texts(page)
    assert "Ann Smith set this on" in texts(page)
    assert "for at most 3 mistakes in 100" in texts(page)


def test_way_back_leads_to_the_models_own_threshold(page: AppTest, shop: Catalogue, artifact: Artifact) -> None:
    wish(page, 3.0)
    button(page, back_label(artifact)).click().run()
    chosen = shop.rules.threshold(artifact.version)
    assert chosen is not None
    assert (chosen.threshold, chosen.mistakes_per_100) == (artifact.auto_threshold, None)
    assert "Ann Smith went back to it on" in texts(page)
    assert back_label(artifact) not in labels(page)


def test_nothing_is_set_without_a_name(
    page: AppTest, shop: Catalogue, artifact: Artifact, set_up: Callable[..., None]
) -> None:
    set_up(reviewer="")
    page.run()
    assert "Type your name above first." in texts(page)
    wish(page, 3.0)
    assert "Your name is empty" in page.error[0].value
    assert shop.rules.threshold(artifact.version) is None


def test_spot_checks_are_told_with_their_share(page: AppTest, set_up: Callable[..., None]) -> None:
    assert "A random 2\N{NO-BREAK SPACE}% of the automatic answers" in texts(page)
    assert "None has been checked so far." in texts(page)
    set_up(audit_share="0")
    assert "No automatic answers are picked" in texts(page.run())


def test_codes_are_saved_by_the_button_and_not_before(page: AppTest, shop: Catalogue) -> None:
    assert button(page, "Save").disabled
    type_codes(page, {T_SHIRTS: "K-1", TROUSERS: " K-2 "})
    assert shop.rules.codes()["Trouser"] == ""
    button(page, SAVE_TWO).click().run()
    assert (shop.rules.codes()["T-shirt/top"], shop.rules.codes()["Trouser"]) == ("K-1", "K-2")
    assert button(page, "Save").disabled
    assert page.data_editor[0].value["Your code"].tolist()[:3] == ["K-1", "K-2", ""]


def test_codes_of_another_visitor_are_kept(page: AppTest, shop: Catalogue) -> None:
    type_codes(page, {T_SHIRTS: "K-1"})
    shop.rules.set_codes({"Bag": "B-9"}, "Bea")
    button(page, SAVE_ONE).click().run()
    assert (shop.rules.codes()["T-shirt/top"], shop.rules.codes()["Bag"]) == ("K-1", "B-9")


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        ({T_SHIRTS: "K-1", TROUSERS: "k-1"}, "Give each category its own"),
        ({T_SHIRTS: "x" * 61, TROUSERS: "K-2"}, "The code has 61 characters; at most 60 are accepted"),
    ],
)
def test_codes_that_are_not_accepted_are_a_sentence_and_stay_typed(
    page: AppTest, shop: Catalogue, codes: dict[int, str], problem: str
) -> None:
    type_codes(page, codes)
    button(page, SAVE_TWO).click().run()
    assert problem in page.error[0].value
    assert set(shop.rules.codes().values()) == {""}
    type_codes(page, codes | {T_SHIRTS: "K-3"})
    button(page, SAVE_TWO).click().run()
    assert shop.rules.codes()["T-shirt/top"] == "K-3"


def test_codes_stay_typed_while_the_catalogue_fails(
    page: AppTest, shop: Catalogue, take_catalogue_away: Callable[[], None], tmp_path: Path
) -> None:
    type_codes(page, {T_SHIRTS: "K-1"})
    take_catalogue_away()
    button(page, SAVE_ONE).click().run()
    assert not page.exception
    assert "Nothing was saved; what you typed is still in the table." in texts(page)
    (tmp_path / "catalogue.sqlite3").rmdir()
    shutil.move(tmp_path / "away", tmp_path / "catalogue.sqlite3")
    button(page, SAVE_ONE).click().run()
    assert shop.rules.codes()["T-shirt/top"] == "K-1"


def test_missing_model_leaves_codes_and_exits(
    shop: Catalogue, set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path
) -> None:
    set_up(artifacts_dir=tmp_path / "no_model")
    page = open_page("rules").run()
    assert not page.exception
    [error] = page.error
    assert "No model is installed" in error.value
    assert not page.slider
    assert len(page.data_editor) == 1
    assert "current_categories" in texts(page)


def test_missing_catalogue_leaves_the_exits_and_a_way_to_try_again(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path
) -> None:
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    set_up(database_url=f"sqlite:///{place / 'catalogue.sqlite3'}", photos_dir=tmp_path / "photos", reviewer="Ann")
    page = open_page("rules").run()
    assert not page.exception
    assert labels(page) == ["Try again", "Try again"]
    assert not page.data_editor
    assert "current_categories" in texts(page)


def untested(catalogue, artifact):  # type: ignore[no-untyped-def] # runs as a page's script, without this module
    from fashion_model.web.rules.threshold import show_threshold

    show_threshold(catalogue, artifact, artifact.auto_threshold, 0.02, "Ann")


def test_model_that_was_tested_without_photos_promises_nothing(shop: Catalogue, artifact: Artifact) -> None:
    scores = artifact.manifest["scores"] | {"photos": {"photos": 0}}
    grey = Artifact(artifact.folder, artifact.manifest | {"version": "grey", "scores": scores})
    page = AppTest.from_function(untested, default_timeout=PATIENCE_S, args=(shop, grey)).run()
    assert not page.exception
    assert "tested without photos" in page.info[0].value
    assert not page.slider
    assert "None has been checked so far." in texts(page)
