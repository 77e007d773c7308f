"""The Classify page, run without a browser on real photos."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.formats import percent
from fashion_model.photo.garment import WHOLE
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.web.classify.suggestion import CHANGE, trust_in_words
from fashion_model.web.resources import get_catalogue
from tests.photo.outfits import lone_top, outfit, png
from tests.web.fixtures import button, labels, texts

T_SHIRT = "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg"
HOODIE = "000d31f6-44b5-4758-8d86-c4fcfb234392.jpg"
CREATE, SAVE = "Create the item and save", "Save"


@pytest.fixture
def t_shirt(photo_set: Path) -> bytes:
    return (photo_set / "images" / T_SHIRT).read_bytes()


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("classify").run()


def drop(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader[0].set_value([(name, data, "image/jpeg") for name, data in files])
    return page.run()


def type_in(page: AppTest, label: str, value: str) -> AppTest:
    [one] = [one for one in page.text_input if one.label == label]
    return one.set_value(value).run()


def choose(page: AppTest, choice: str) -> AppTest:
    return page.segmented_control[1].set_value(choice).run()


def save_new(page: AppTest, sku: str, title: str) -> AppTest:
    type_in(page, "SKU", sku)
    type_in(page, "Title of the new item", title)
    return button(page, CREATE).click().run()


def saved_line(page: AppTest) -> str:
    [line] = [one.value for one in page.markdown if "Saved:" in one.value]
    return line


def press_garment(page: AppTest, name: str) -> AppTest:
    [buttons] = page.pills
    return buttons.set_value(choice_at(buttons.options.index(name), len(buttons.options))).run()


def choice_at(place: int, number: int) -> object:
    return WHOLE if place == number - 1 else place


def suggestion(classifier: Classifier, data: bytes) -> str:
    return classifier.classify(data).decision.category


def test_page_without_photos_shows_no_result(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "Classify"
    assert not page.header
    assert labels(page) == []


def test_dropped_photo_gets_the_classifiers_answer(page: AppTest, t_shirt: bytes, classifier: Classifier) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    decision = classifier.classify(t_shirt).decision
    assert not page.exception
    assert page.header[0].value == decision.answers[0].category
    assert f"({percent(decision.answers[0].confidence)})" in texts(page)
    assert page.text_input[0].value == "TS-1"


def test_share_of_right_answers_is_told_when_the_model_was_tested_on_photos() -> None:
    told = trust_in_words({"photos": {"auto": {"precision": 0.903}}})
    assert told == "Of such answers 90 % were right on photos by people whom the model had never seen."
    assert trust_in_words({"benchmark": {}, "photos": None}) is None


def test_photo_is_kept_with_its_suggestion_before_anything_is_saved(
    page: AppTest, t_shirt: bytes, tmp_path: Path, shop: Catalogue
) -> None:
    drop(page, ("../../TS-1.jpg", t_shirt))
    batch = page.session_state["batch"]
    [intake] = batch.intakes.values()
    assert intake.kept.photo_id == 1
    assert [one.name for one in (tmp_path / "photos").iterdir()] == [f"{intake.sha256}.jpg"]
    assert shop.search().total == 0


def test_unknown_sku_is_never_created_without_a_title(page: AppTest, t_shirt: bytes, shop: Catalogue) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    assert "No such item" in page.warning[0].value
    assert labels(page) == [CREATE]
    button(page, CREATE).click().run()
    assert "title is empty" in page.error[0].value
    assert shop.find_item("TS-1") is None
    assert "Saved:" not in texts(page)


def test_accepted_photo_is_written_and_shown_as_written(
    page: AppTest, t_shirt: bytes, shop: Catalogue, classifier: Classifier
) -> None:
    save_new(drop(page, ("TS-1.jpg", t_shirt)), "TS-7", "White T-shirt")
    [decision] = shop.details.history("TS-7")
    assert decision.category == suggestion(classifier, t_shirt)
    assert (decision.kind, decision.person) == ("accepted", "Ann Smith")
    said = saved_line(page)
    assert "Saved: item TS\\-7 created; it is" in said
    assert decision.category in said
    assert "Ann Smith" in said
    assert str(decision.created_at.year) in said


def test_undo_takes_the_decision_back_and_offers_the_form_again(page: AppTest, t_shirt: bytes, shop: Catalogue) -> None:
    save_new(drop(page, ("TS-1.jpg", t_shirt)), "TS-7", "White T-shirt")
    button(page, "Undo").click().run()
    assert [one.kind for one in shop.details.history("TS-7")] == ["undone", "accepted"]
    assert shop.search().rows[0].category is None
    assert "Saved:" not in texts(page)
    assert labels(page) == [SAVE]
    assert page.toast[0].value == "Taken back. The new item TS\\-7 stays, without a category."


def test_decision_that_another_window_took_back_can_be_made_again(
    page: AppTest, t_shirt: bytes, shop: Catalogue
) -> None:
    save_new(drop(page, ("TS-1.jpg", t_shirt)), "TS-7", "White T-shirt")
    shop.actions.undo_decision(shop.details.history("TS-7")[0].decision_id, "Bea")
    button(page, "Undo").click().run()
    assert "undone already" in page.toast[0].value
    assert not page.error
    assert labels(page) == [SAVE]
    assert len(shop.details.history("TS-7")) == 2


def test_known_sku_is_saved_to_without_a_question_and_category_can_be_changed(
    page: AppTest, t_shirt: bytes, shop: Catalogue, classifier: Classifier
) -> None:
    shop.create_item("TS-1", "White T-shirt")
    drop(page, ("TS-1.jpg", t_shirt))
    assert not page.warning
    assert "White T\\-shirt" in texts(page)
    choose(page, CHANGE)
    decision = classifier.classify(t_shirt).decision
    assert page.selectbox[0].options[0] == decision.second_category
    assert len(page.selectbox[0].options) == 9
    assert (page.selectbox[0].value, labels(page)) == (None, [])
    assert decision.category not in page.selectbox[0].options
    page.selectbox[0].set_value("Bag").run()
    button(page, SAVE).click().run()
    [decision] = shop.details.history("TS-1")
    assert (decision.category, decision.kind) == ("Bag", "changed")


def test_none_of_the_ten_can_be_decided(page: AppTest, t_shirt: bytes, shop: Catalogue) -> None:
    shop.create_item("TS-1", "Straw hat")
    drop(page, ("TS-1.jpg", t_shirt))
    page.segmented_control[1].set_value(NONE_OF_THE_TEN).run()
    button(page, SAVE).click().run()
    assert shop.search().rows[0].category == NONE_OF_THE_TEN
    assert "Saved: none of the ten categories fits TS\\-1, decided by Ann Smith on" in saved_line(page)


def test_name_is_asked_for_before_anything_can_be_saved(
    page: AppTest, t_shirt: bytes, shop: Catalogue, set_up: Callable[..., None]
) -> None:
    set_up(reviewer="")
    drop(page, ("TS-1.jpg", t_shirt))
    assert "Type your name above first." in texts(page)
    assert labels(page) == []
    type_in(page, "SKU", "TS-7")
    type_in(page, "Title of the new item", "White T-shirt")
    assert shop.find_item("TS-7") is None
    type_in(page, "Your name", "Bea")
    button(page, CREATE).click().run()
    assert shop.details.history("TS-7")[0].person == "Bea"


def test_bad_files_get_a_sentence_each_and_the_good_one_is_done(page: AppTest, t_shirt: bytes) -> None:
    drop(page, ("empty.jpg", b""), ("notes.jpg", b"Milk, bread, shirts"), ("TS-1.jpg", t_shirt))
    assert len(page.error) == 2
    assert "The file is empty" in page.error[0].value
    assert "not a picture that can be read" in page.error[1].value
    assert len(page.header) == 1
    assert "3 files" in texts(page)
    assert "2 refused" in texts(page)


def test_photo_that_lacks_its_end_is_judged_and_its_card_says_so(page: AppTest, t_shirt: bytes) -> None:
    drop(page, ("TS-1.jpg", t_shirt[:-2]))
    assert not page.error
    assert "The file lacks its end; the picture is whole." in " ".join(caption.value for caption in page.caption)


def test_file_name_with_markdown_is_shown_as_it_is(page: AppTest) -> None:
    drop(page, ("![x](http://example.org/x.png)<b>.jpg", b""))
    assert page.error[0].value.startswith(r"**\!\[x\]\(http\:")
    assert "![x]" not in page.error[0].value


def test_catalogue_that_fails_leaves_the_suggestion_and_a_retry_and_says_nothing_is_saved(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path, t_shirt: bytes
) -> None:
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    set_up(database_url=f"sqlite:///{place / 'catalogue.sqlite3'}", photos_dir=tmp_path / "photos", reviewer="Ann")
    page = drop(open_page("classify").run(), ("TS-1.jpg", t_shirt))
    assert not page.exception
    assert len(page.header) == 1
    assert labels(page) == ["Try again"]
    assert "Saved" not in texts(page)

    place.unlink()
    button(page, "Try again").click().run()
    assert labels(page) == [CREATE]
    assert len(list((tmp_path / "photos").glob("*.jpg"))) == 1
    get_catalogue().close()


def test_catalogue_that_fails_while_saving_claims_nothing(
    page: AppTest, t_shirt: bytes, shop: Catalogue, tmp_path: Path
) -> None:
    shop.create_item("TS-1", "White T-shirt")
    drop(page, ("TS-1.jpg", t_shirt))
    shop.close()
    database = tmp_path / "catalogue.sqlite3"
    away = shutil.move(database, tmp_path / "away")
    for leftover in tmp_path.glob("catalogue.sqlite3-*"):
        leftover.unlink()
    database.mkdir()
    button(page, SAVE).click().run()
    assert not page.exception
    assert "Saved:" not in texts(page)
    assert len(page.header) == 1
    assert labels(page) == ["Try again"]

    database.rmdir()
    shutil.move(away, database)
    button(page, "Try again").click().run()
    button(page, SAVE).click().run()
    assert "Saved:" in saved_line(page)


def test_sample_can_be_tried(page: AppTest, artifact: Artifact) -> None:
    page.segmented_control[0].set_value("Try a sample").run()
    page.pills[0].set_value("Dress").run()
    assert not page.exception
    assert [heading.value for heading in page.header] == ["Dress"]
    page.pills[1].set_value("Dress").run()
    assert len(page.header) == 2
    assert page.text_input[0].value == ""
    assert not page.warning


def test_many_photos_are_shown_ten_a_page(page: AppTest, photo_set: Path) -> None:
    some = sorted((photo_set / "images").iterdir())[:11]
    drop(page, *((one.name, one.read_bytes()) for one in some))
    assert "11 files" in texts(page)
    assert len(page.header) == 10
    assert [pager.value for pager in page.pagination] == [1, 1]


@pytest.mark.parametrize("turned", [0, 1])
def test_pages_are_turned_above_and_below_together(page: AppTest, photo_set: Path, turned: int) -> None:
    some = sorted((photo_set / "images").iterdir())[:11]
    drop(page, *((one.name, one.read_bytes()) for one in some))
    page.pagination[turned].set_value(2).run()
    assert [pager.value for pager in page.pagination] == [2, 2]
    assert len(page.header) == 1


def test_short_batch_has_no_page_numbers(page: AppTest, t_shirt: bytes) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    assert not page.pagination


def test_saved_photo_leaves_a_small_card_and_the_open_one_stays_large(
    page: AppTest, t_shirt: bytes, photo_set: Path
) -> None:
    drop(page, ("TS-1.jpg", t_shirt), ("HO-1.jpg", (photo_set / "images" / HOODIE).read_bytes()))
    assert (len(page.header), len(page.image), len(page.segmented_control)) == (
        2,
        8,
        3,
    )  # photo, cut-out, close-up and 28×28 picture each
    page.text_input[1].set_value("White T-shirt").run()  # the first card's title
    [first, _] = [one for one in page.button if one.label == CREATE]
    first.click().run()
    assert (len(page.header), len(page.image), len(page.segmented_control)) == (1, 5, 2)
    assert len([one for one in page.button if one.label == "Undo"]) == 1


def test_button_for_each_garment_is_shown_and_the_answer_follows_the_one_that_is_pressed(
    colour_classifier: Classifier, page: AppTest, shop: Catalogue
) -> None:
    data = png(outfit())
    drop(page, ("TS-1.png", data))
    assert page.pills[0].options == ["Trousers, shorts or skirt", "Top", "Shoes", "Whole picture"]
    assert "3 garments found; this is the largest. Choose another if it is not the one for sale." in texts(page)
    assert page.header[0].value == colour_classifier.classify(data).decision.answers[0].category

    press_garment(page, "Shoes")
    shoes = colour_classifier.classify(data, 2).decision
    likeliest = shoes.answers[0]
    assert page.header[0].value == likeliest.category
    assert f"({percent(likeliest.confidence)})" in texts(page)
    assert "3 garments found; you chose: shoes." in texts(page)

    choose(page, CHANGE).selectbox[0].set_value("Sneaker").run()
    save_new(page, "SN-1", "White sneaker")
    [decision] = shop.details.history("SN-1")
    assert (decision.category, decision.garment) == ("Sneaker", "footwear")
    assert "it is **Sneaker**, from the shoes on the photo, decided by Ann Smith" in saved_line(page)


def test_change_made_for_one_garment_is_not_carried_to_another(
    colour_classifier: Classifier, page: AppTest, shop: Catalogue
) -> None:
    shop.create_item("TS-1", "Outfit")
    drop(page, ("TS-1.png", png(outfit())))
    page.segmented_control[1].set_value("Change").run()
    press_garment(page, "Whole picture")
    assert page.segmented_control[1].value is None
    assert page.text_input[0].value == "TS-1"
    assert labels(page) == []
    assert "Choose above what it is first." in texts(page)
    choose(page, NONE_OF_THE_TEN)
    button(page, SAVE).click().run()
    assert shop.details.history("TS-1")[0].garment == WHOLE
    assert "none of the ten categories fits TS\\-1" in saved_line(page)


def test_unsure_suggestion_is_saved_after_a_person_chose_and_as_what_they_chose(
    colour_classifier: Classifier, page: AppTest, shop: Catalogue
) -> None:
    shop.create_item("TS-1", "Outfit")
    drop(page, ("TS-1.png", png(outfit())))
    assert page.header[0].value == NONE_OF_THE_TEN
    assert "Please check" in texts(page)
    assert (page.segmented_control[1].value, labels(page)) == (None, [])
    choose(page, NONE_OF_THE_TEN)
    button(page, SAVE).click().run()
    assert shop.current("TS-1").category == NONE_OF_THE_TEN


def test_accept_does_not_outlast_the_suggestion_that_was_sure(
    page: AppTest, t_shirt: bytes, shop: Catalogue, classifier: Classifier
) -> None:
    shop.create_item("TS-1", "White T-shirt")
    drop(page, ("TS-1.jpg", t_shirt))
    assert page.segmented_control[1].value == "Accept"
    shop.rules.set_threshold(1.1, None, classifier.version, "Bea")
    button(page, SAVE).click().run()
    assert (page.segmented_control[1].value, labels(page)) == (None, [])
    assert shop.current("TS-1").category is None


def test_item_that_somebody_changed_since_it_was_shown_is_not_overwritten(
    page: AppTest, t_shirt: bytes, shop: Catalogue
) -> None:
    shop.create_item("TS-1", "White T-shirt")
    drop(page, ("TS-1.jpg", t_shirt))
    shop.actions.decide("TS-1", "Dress", "Bea")
    button(page, SAVE).click().run()
    assert "TS\\-1 was changed by Bea since you saw it\\: nothing was saved" in page.warning[0].value
    assert "It is **Dress** now, by Bea" in texts(page)
    assert shop.current("TS-1").category == "Dress"
    button(page, SAVE).click().run()
    assert shop.current("TS-1").person == "Ann Smith"


@pytest.mark.parametrize("meanwhile", ["created", "decided"])
def test_item_that_came_up_meanwhile_is_shown_before_anything_is_saved_to_it(
    page: AppTest, t_shirt: bytes, shop: Catalogue, meanwhile: str
) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    type_in(page, "Title of the new item", "White T-shirt")
    shop.create_item("TS-1", "Black dress")
    if meanwhile == "decided":
        shop.actions.decide("TS-1", "Dress", "Bea")
    page.button(key=next(one.key for one in page.button if one.label == CREATE)).click().run()
    assert "since you saw it\\: nothing was saved" in page.warning[0].value
    assert "Black dress" in texts(page)
    assert all(decision.person == "Bea" for decision in shop.details.history("TS-1"))


def test_single_garment_is_told_without_a_count(colour_classifier: Classifier, page: AppTest) -> None:
    drop(page, ("TS-1.png", png(lone_top())))
    assert page.pills[0].options == ["Top", "Whole picture"]
    assert "garments found" not in texts(page)


def test_missing_model_is_a_sentence_before_and_after_a_drop(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path, t_shirt: bytes
) -> None:
    set_up(artifacts_dir=tmp_path / "no_model")
    page = open_page("classify").run()
    assert not page.exception
    assert r"No model is installed in no\_model\/" in page.error[0].value
    drop(page, ("TS-1.jpg", t_shirt))
    assert "No model is installed" in page.error[0].value


def test_team_decides_from_which_confidence_nothing_needs_a_check(
    page: AppTest, t_shirt: bytes, shop: Catalogue, classifier: Classifier
) -> None:
    said = classifier.classify(t_shirt).decision
    assert not said.held_back
    shop.rules.set_threshold(said.confidence, None, classifier.version, "Ann")
    drop(page, ("TS-1.jpg", t_shirt))
    assert "No check needed" in texts(page)
    shop.rules.set_threshold(said.confidence + 0.001, None, classifier.version, "Ann")
    page.run()
    assert "Please check" in texts(page)
    assert "No check needed" not in texts(page)


def test_share_of_right_answers_is_told_of_the_models_own_threshold_only(
    page: AppTest, t_shirt: bytes, shop: Catalogue, artifact: Artifact
) -> None:
    shop.rules.set_threshold(0.5, None, artifact.version, "Ann")
    drop(page, ("TS-1.jpg", t_shirt))
    assert help_of_badge(page) == ""
    shop.rules.set_threshold(artifact.auto_threshold, None, artifact.version, "Ann")
    page.run()
    assert help_of_badge(page) == trust_in_words(artifact.manifest["scores"])


def help_of_badge(page: AppTest) -> str:
    [badge] = [one for one in page.markdown if "No check needed" in one.value]
    return str(badge.proto.help)


def test_similar_training_pictures_are_searched_when_they_are_asked_for(page: AppTest, t_shirt: bytes) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    assert "nearest training pictures" not in texts(page)
    assert "Similar training pictures" in [one.label for one in page.expander]
    [key] = page.session_state["batch"].intakes
    page.session_state[f"similar-{key}"] = True
    page.run()
    assert not page.exception
    assert "Labels of the 5 nearest training pictures: " in texts(page)


def reload(page: AppTest, open_page: Callable[[str], AppTest]) -> AppTest:
    """Open the page's address in a window that knows nothing yet."""
    name = page.query_params["visit"]
    again = open_page("classify")
    again.query_params["visit"] = name
    return again.run()


def test_reload_keeps_photos_what_was_typed_and_what_was_saved(
    page: AppTest, t_shirt: bytes, photo_set: Path, open_page: Callable[[str], AppTest]
) -> None:
    hoodie = (photo_set / "images" / HOODIE).read_bytes()
    drop(page, ("TS-1.jpg", t_shirt), ("HO-1.jpg", hoodie), ("notes.jpg", b"Milk"))
    page.text_input[1].set_value("White T-shirt").run()
    [first, _] = [one for one in page.button if one.label == CREATE]
    first.click().run()
    page.text_input[0].set_value("HO-7").run()
    page.text_input[1].set_value("Grey hoodie").run()
    page.segmented_control[1].set_value(CHANGE).run()
    page.selectbox[0].set_value("Coat").run()
    again = reload(page, open_page)
    assert not again.exception
    assert "3 files" in texts(again)
    assert [one.value for one in again.error] == [one.value for one in page.error]
    assert saved_line(again).startswith(":green[:material/check_circle:] Saved: TS\\-1 is **T-shirt/top**")
    assert [one.value for one in again.text_input] == ["HO-7", "Grey hoodie"]
    assert (again.segmented_control[1].value, again.selectbox[0].value) == (CHANGE, "Coat")
    assert again.header[0].value == page.header[0].value


def test_cleared_page_begins_a_new_visit_and_the_old_address_still_shows_the_photos(
    page: AppTest, t_shirt: bytes, open_page: Callable[[str], AppTest]
) -> None:
    drop(page, ("TS-1.jpg", t_shirt))
    again = reload(page, open_page)
    button(again, "Clear all photos").click().run()
    assert not again.header
    assert "visit" not in again.query_params
    assert len(reload(page, open_page).header) == 1


@pytest.mark.parametrize("name", ["garbage", "A" * 22, "%00"])
def test_address_of_no_visit_is_told_and_photos_begin_a_new_one(page: AppTest, t_shirt: bytes, name: str) -> None:
    page.query_params["visit"] = name
    page.run()
    assert "names no photos that are known here" in page.info[0].value
    drop(page, ("TS-1.jpg", t_shirt))
    assert len(page.header) == 1
    assert page.query_params["visit"] != name


def test_name_that_was_typed_is_asked_for_once_in_a_window(
    page: AppTest, t_shirt: bytes, set_up: Callable[..., None]
) -> None:
    set_up(reviewer="")
    drop(page, ("TS-1.jpg", t_shirt))
    type_in(page, "Your name", "Bea")
    assert page.session_state["person-told"] == "Bea"
