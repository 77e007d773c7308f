"""The Deliveries page without a browser: from a name to a classified delivery, and back."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching
from fashion_model.serving.classifier import Classifier
from fashion_model.web.deliveries.plan import corrections, files_by_hand, matching_table
from tests.catalogue.deliveries.fixtures import DRESS, SHIRT, Dock, make_dock
from tests.web.fixtures import button, labels, texts


@pytest.fixture
def dock(shop: Catalogue, classifier: Classifier, tmp_path) -> Dock:
    return make_dock(shop, classifier, tmp_path)


@pytest.fixture
def open_delivery(open_page: Callable[[str], AppTest]) -> Callable[[int | str], AppTest]:
    def prepare(number: int | str) -> AppTest:
        page = open_page("deliveries")
        page.query_params["delivery"] = str(number)
        return page.run()

    return prepare


@pytest.fixture
def done(dock: Dock, photo_bytes: dict[str, bytes]) -> DeliveryRecord:
    return dock.work_through(
        {"DR-0311.jpg": photo_bytes[DRESS], "SH-2210_1.jpg": photo_bytes[SHIRT], "SH-1.jpg": b"nothing"}
    )


def test_new_delivery_opens_and_asks_for_photos(shop: Catalogue, open_page: Callable[[str], AppTest]) -> None:
    page = open_page("deliveries").run()
    assert "No delivery yet" in texts(page)
    page.text_input(key="delivery-name").set_value("Tuesday").run()
    button(page, "Begin").click().run()
    assert not page.exception
    [delivery] = shop.deliveries.latest()
    assert (delivery.name, delivery.person) == ("Tuesday", "Ann Smith")
    assert page.query_params["delivery"] == str(delivery.delivery_id)
    assert "Nothing is saved to an item before you start." in texts(page)


def test_nothing_is_saved_before_the_start(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    delivery = dock.deliver({"DR-0311.jpg": photo_bytes[DRESS], "IMG_2231.jpg": photo_bytes[SHIRT]})
    page = open_delivery(delivery.delivery_id)
    assert "1 photo of 1 item · 0 known · 1 new · 1 photo without SKU" in texts(page)
    assert dock.catalogue.search().total == 0
    button(page, "Classify 1 photo").click().run()
    assert not page.exception
    assert "Pause" in labels(page)
    dock.worker.work_once()
    assert dock.catalogue.current("DR-0311").category == "Dress"


def test_other_rule_is_kept_and_its_effect_is_shown(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    delivery = dock.deliver({"TS-1042_2.jpg": photo_bytes[SHIRT]})
    page = open_delivery(delivery.delivery_id)
    assert page.dataframe[0].value["SKU"].tolist() == ["TS-1042"]
    page.selectbox(key=f"rule-{delivery.delivery_id}").set_value("whole_name").run()
    assert page.dataframe[0].value["SKU"].tolist() == ["TS-1042_2"]
    assert dock.catalogue.deliveries.get(delivery.delivery_id).sku_rule == "whole_name"


def test_each_photo_that_waits_is_shown_with_its_item(
    dock: Dock,
    photo_bytes: dict[str, bytes],
    open_delivery: Callable[[int | str], AppTest],
    set_up: Callable[..., None],
) -> None:
    files = {"DR-0311.jpg": photo_bytes[DRESS], "IMG_2231.jpg": photo_bytes[SHIRT], "TS-1.jpg": b"\xff\xd8\xff cut"}
    delivery = dock.deliver(files)
    set_up(spool_dir=dock.spool.path("0" * 32).parent, reviewer="Ann Smith")
    page = open_delivery(delivery.delivery_id)
    assert not page.exception
    assert len(page.get("image")) == 2
    assert "cannot be shown" in texts(page)
    assert "No SKU yet" in texts(page)
    assert "See 3 photos" in texts(page) or any("See 3 photos" in shown.label for shown in page.expander)


def test_names_of_a_zip_are_asked_by_what_they_read_as(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    delivery = dock.deliver({})
    raw_name = b"\x83\x5c-1045_1.jpg".decode("cp437")
    stored = dock.spool.store(photo_bytes[SHIRT])
    dock.catalogue.deliveries.add_file(
        delivery.token, f"May (zip)/{raw_name}", stored.name, stored.size_bytes, stored.sha256, raw_name
    )
    page = open_delivery(delivery.delivery_id)
    assert "does not say how letters" in page.warning[0].value
    choice = page.selectbox(key=f"names-{delivery.delivery_id}-May (zip)")
    assert choice.options[0] == "ソ-1045_1.jpg · Japanese (Shift-JIS)"
    choice.set_value("cp932").run()
    assert not page.exception
    assert page.dataframe[0].value["SKU"].tolist() == ["ソ-1045"]
    assert not page.warning


def test_photos_that_cannot_be_told_apart_are_asked_about_before_the_start(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    names = ("TS-8003_001.jpg", "TS-8003_002.jpg", "red/shirt1.jpg", "blue/shirt1.jpg", "TS-1.jpg")
    delivery = dock.deliver(dict.fromkeys(names, photo_bytes[SHIRT]))
    number = delivery.delivery_id
    page = open_delivery(number)
    assert "4 photos cannot be told apart by name" in texts(page)
    assert len(page.get("image")) == 4 + 5  # those that are asked about, and each photo that waits
    assert "See 5 photos" in [shown.label for shown in page.expander]
    assert button(page, "Classify 1 photo").disabled
    button(page, r"One item: TS\-8003").click().run()
    page.text_input(key=f"sku-{number}-shirt1").set_value("SH-1").run()
    assert not page.exception
    assert not button(page, "Classify 5 photos").disabled
    assert {item.sku: len(item.paths) for item in dock.catalogue.deliveries.plan(number).items} == {
        "TS-8003": 2,
        "SH-1": 2,
        "TS-1": 1,
    }
    page.button(key=f"again-{number}-shirt1").click().run()
    assert [ask.family for ask in dock.catalogue.deliveries.plan(number).asks] == ["shirt1"]


def test_rule_that_fits_better_is_offered_and_one_answer_goes_to_all(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    names = ("TS-1/red.jpg", "TS-1/sun.jpg", "TS-2/blue.jpg", "TS-2/walk.jpg")
    delivery = dock.deliver(dict.fromkeys(names, photo_bytes[SHIRT]))
    page = open_delivery(delivery.delivery_id)
    assert "fits better: 4 photos of 2 items." in texts(page)
    button(page, "Separate items").click().run()
    assert len(dock.catalogue.deliveries.plan(delivery.delivery_id).items) == 4
    for family in ("TS-1", "TS-2"):
        page.button(key=f"again-{delivery.delivery_id}-{family}").click().run()
    button(page, "Use “Folder name”").click().run()
    assert not page.exception
    assert page.dataframe[0].value["SKU"].tolist() == ["TS-1", "TS-2"]
    assert page.selectbox(key=f"rule-{delivery.delivery_id}").value == "folder_name"


def test_folder_gets_a_rule_of_its_own_and_loses_it(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    delivery = dock.deliver({"May/HPVMPS/x1.jpg": photo_bytes[SHIRT], "TS-1_2.jpg": photo_bytes[DRESS]})
    page = open_delivery(delivery.delivery_id)
    page.selectbox(key="part-folder").set_value("May").run()
    page.selectbox(key="part-rule").set_value("folder_name").run()
    button(page, "Set").click().run()
    assert page.dataframe[0].value["SKU"].tolist() == ["HPVMPS", "TS-1"]
    button(page, "Remove").click().run()
    assert not page.exception
    assert page.dataframe[0].value["SKU"].tolist() == ["x1", "TS-1"]


def test_pattern_that_cannot_be_used_is_explained_and_the_last_rule_stays(
    dock: Dock, photo_bytes: dict[str, bytes], open_delivery: Callable[[int | str], AppTest]
) -> None:
    delivery = dock.deliver({"TS-1042_2.jpg": photo_bytes[SHIRT]})
    page = open_delivery(delivery.delivery_id)
    page.selectbox(key=f"rule-{delivery.delivery_id}").set_value("own_pattern").run()
    page.text_input(key=f"pattern-{delivery.delivery_id}").set_value("(?P<sku>").run()
    assert page.error
    assert not page.exception
    assert button(page, "Classify 1 photo").disabled
    assert dock.catalogue.deliveries.get(delivery.delivery_id).sku_pattern != "(?P<sku>"


def test_finished_delivery_tells_what_came_out_and_why_files_were_refused(
    done: DeliveryRecord, open_delivery: Callable[[int | str], AppTest]
) -> None:
    page = open_delivery(done.delivery_id)
    assert "2 of 2 photos done · 1 file refused" in page.get("progress")[0].proto.text
    assert "**Dress**" in texts(page)
    [refused] = [one.value for one in page.dataframe if "Why" in one.value]
    assert refused["File"].tolist() == ["SH-1.jpg"]


def test_whole_delivery_is_taken_back_and_brought_back(
    dock: Dock, done: DeliveryRecord, open_delivery: Callable[[int | str], AppTest]
) -> None:
    page = open_delivery(done.delivery_id)
    button(page, "Undo the whole delivery").click().run()
    assert dock.catalogue.search().total == 0
    assert "Restore delivery" in labels(page)
    button(page, "Restore delivery").click().run()
    assert not page.exception
    assert dock.catalogue.current("DR-0311").category == "Dress"
    assert [one.kind for one in dock.catalogue.details.history("DR-0311")] == ["automatic", "undone", "automatic"]


@pytest.mark.parametrize("number", ["999", "1e9", "abc", "-1"])
def test_link_to_no_delivery_leads_back_to_the_list(
    dock: Dock, open_delivery: Callable[[int | str], AppTest], number: str
) -> None:
    page = open_delivery(number)
    assert not page.exception
    if number == "999":
        assert "There is no such delivery" in texts(page)
        button(page, "All deliveries").click().run()
    assert "Begin" in labels(page)


def test_name_is_asked_for_before_a_delivery_begins(
    shop: Catalogue, set_up: Callable[..., None], open_page: Callable[[str], AppTest]
) -> None:
    set_up(reviewer="")
    page = open_page("deliveries").run()
    assert button(page, "Begin").disabled
    assert "Type your name" in texts(page)
    page.text_input(key="person").set_value("Bob").run()
    assert not button(page, "Begin").disabled


def test_corrections_are_only_what_was_changed() -> None:
    matching = Matching((MatchedItem("TS-1", ("a.jpg", "b.jpg"), True),), ("IMG_1.jpg",))
    before = files_by_hand(matching)
    assert before.to_numpy().tolist() == [["IMG_1.jpg", ""], ["a.jpg", "TS-1"], ["b.jpg", "TS-1"]]
    after = before.copy()
    after.loc[0, "SKU"] = "TS-9"
    after.loc[2, "SKU"] = None
    assert corrections(before, after) == {"IMG_1.jpg": "TS-9", "b.jpg": ""}
    assert corrections(before, before.copy()) == {}


def test_matching_table_is_cut_where_a_page_would_be_too_long() -> None:
    items = tuple(MatchedItem(f"TS-{number}", ("a.jpg",), False) for number in range(3))
    table = matching_table(Matching(items, ()), limit=2)
    assert isinstance(table, pd.DataFrame)
    assert table["SKU"].tolist() == ["TS-0", "TS-1"]
