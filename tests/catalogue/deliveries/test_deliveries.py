"""Photos that come in together: matched to items, started, paused, taken back and brought back as a whole."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import CREATE_ITEMS, LEAVE_OUT, DeliveryRecord
from fashion_model.catalogue.deliveries.sku_rule import FOLDER_NAME, WHOLE_NAME, SkuRule
from fashion_model.catalogue.deliveries.skus.asks import ONE_ITEM, Answer
from fashion_model.catalogue.errors import AlreadyUndone, DeliveryRefused, InvalidItem, UnknownDelivery
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.read import ListRow
from tests.catalogue.fixtures import (
    NOON,
    NOT_AUDITED,
    Clock,
    add_file,
    classified,
    delivered,
    finish,
    seen,
    sent,
    suggests,
    work_through,
)


def planned(catalogue: Catalogue, delivery: DeliveryRecord) -> dict[str, tuple[str, ...]]:
    return {item.sku: item.paths for item in catalogue.deliveries.plan(delivery.delivery_id).items}


def states(catalogue: Catalogue, delivery: DeliveryRecord) -> dict[str, tuple[str, str]]:
    files = catalogue.deliveries.files(delivery.delivery_id)
    return {file.path: (file.sku, file.state) for file in files}


def test_a_delivery_is_found_by_its_number_and_its_token_and_by_nothing_else(catalogue: Catalogue):
    first, second = sent(catalogue, name=" Tuesday "), sent(catalogue, name="Wednesday")
    assert (first.name, first.person, first.state, first.undone) == ("Tuesday", "Ann", "collecting", False)
    assert (first.created_at, first.started_at, first.finished_at) == (NOON, None, None)
    assert catalogue.deliveries.get(first.delivery_id) == catalogue.deliveries.by_token(first.token) == first
    assert first.token != second.token
    assert catalogue.deliveries.latest() == (second, first)
    assert catalogue.deliveries.latest(limit=1, offset=1) == (first,)
    with pytest.raises(UnknownDelivery, match="no such delivery"):
        catalogue.deliveries.get(99)
    with pytest.raises(UnknownDelivery):
        catalogue.deliveries.by_token("")
    with pytest.raises(InvalidItem, match="delivery's name is empty"):
        catalogue.deliveries.open(" ", "Ann")


def test_the_rule_decides_which_photos_are_an_items_until_the_delivery_is_started(catalogue: Catalogue):
    delivery = sent(catalogue, "A-100/TS-1_1.jpg", "A-100/TS-1_2.jpg", "IMG_0001.jpg")
    assert planned(catalogue, delivery) == {"TS-1": ("A-100/TS-1_1.jpg", "A-100/TS-1_2.jpg")}
    assert catalogue.deliveries.plan(delivery.delivery_id).without_sku == ("IMG_0001.jpg",)
    catalogue.deliveries.set_rule(delivery.delivery_id, SkuRule(WHOLE_NAME), CREATE_ITEMS)
    assert set(planned(catalogue, delivery)) == {"TS-1_1", "TS-1_2"}
    catalogue.deliveries.set_rule(delivery.delivery_id, SkuRule(FOLDER_NAME), CREATE_ITEMS)
    started = catalogue.deliveries.start(delivery.delivery_id)
    assert (started.state, started.sku_rule, started.started_at) == ("running", FOLDER_NAME, NOON)
    assert states(catalogue, delivery) == {
        "A-100/TS-1_1.jpg": ("A-100", "waiting"),
        "A-100/TS-1_2.jpg": ("A-100", "waiting"),
        "IMG_0001.jpg": ("", "left out"),
    }
    for change in (
        lambda: catalogue.deliveries.set_rule(delivery.delivery_id, SkuRule(), CREATE_ITEMS),
        lambda: catalogue.deliveries.set_skus(delivery.delivery_id, {"IMG_0001.jpg": "X-1"}),
        lambda: catalogue.deliveries.start(delivery.delivery_id),
    ):
        with pytest.raises(DeliveryRefused, match="was started already"):
            change()


def test_what_a_person_typed_beside_a_file_outweighs_the_rule(catalogue: Catalogue):
    delivery = sent(catalogue, "TS-1_1.jpg", "TS-2_1.jpg", "IMG_0001.jpg")
    typed = {"TS-2_1.jpg": " ts-1 ", "IMG_0001.jpg": "NEW-7", "no such file.jpg": "X-1"}
    catalogue.deliveries.set_skus(delivery.delivery_id, typed)
    assert planned(catalogue, delivery) == {"TS-1": ("TS-1_1.jpg", "TS-2_1.jpg"), "NEW-7": ("IMG_0001.jpg",)}
    catalogue.deliveries.set_skus(delivery.delivery_id, {"TS-2_1.jpg": " "})
    assert set(planned(catalogue, delivery)) == {"TS-1", "TS-2", "NEW-7"}
    with pytest.raises(InvalidItem, match="at most 120"):
        catalogue.deliveries.set_skus(delivery.delivery_id, {"TS-1_1.jpg": "x" * 121})


def test_photos_of_unknown_items_create_them_or_are_left_out_as_chosen(catalogue: Catalogue):
    catalogue.create_item("TS-1", "Blue shirt")
    delivery = sent(catalogue, "ts-1_1.jpg", "TS-2_1.jpg", unknown_skus=LEAVE_OUT)
    assert [item.is_known for item in catalogue.deliveries.plan(delivery.delivery_id).items] == [True, False]
    done = work_through(catalogue, delivery, {"ts-1_1.jpg": suggests("Shirt")})
    assert (done.state, done.finished_at) == ("finished", NOON)
    assert states(catalogue, delivery)["TS-2_1.jpg"] == ("TS-2", "left out")
    [left_out] = catalogue.deliveries.files(delivery.delivery_id, ["left out"])
    assert left_out.reason == "No item has the SKU “TS-2”. Create the item and send the photo again."
    assert catalogue.find_item("TS-2") is None
    assert catalogue.current("TS-1").title == "Blue shirt"
    delivered(catalogue, {"TS-2_1.jpg": suggests("Shirt")}, name="Wednesday")
    assert catalogue.find_item("TS-2").title == "TS-2"


def test_a_delivery_of_which_no_photo_has_an_item_is_not_started(catalogue: Catalogue):
    delivery = sent(catalogue, "IMG_0001.jpg")
    with pytest.raises(DeliveryRefused, match="Choose another rule"):
        catalogue.deliveries.start(delivery.delivery_id)
    assert catalogue.deliveries.get(delivery.delivery_id).state == "collecting"
    assert states(catalogue, delivery) == {"IMG_0001.jpg": ("", "waiting")}
    catalogue.deliveries.set_skus(delivery.delivery_id, {"IMG_0001.jpg": "TS-1"})
    assert catalogue.deliveries.start(delivery.delivery_id).state == "running"


def test_a_file_is_taken_once_under_its_name_and_refused_ones_keep_their_reason(catalogue: Catalogue):
    delivery = sent(catalogue, "TS-1_1.jpg")
    assert not add_file(catalogue, delivery, "TS-1_1.jpg")
    catalogue.deliveries.add_refusals(
        delivery.token, {"a\n.pdf": "A PDF is no photo.", "a\t.pdf": "Later one.", "TS-1_1.jpg": "Not this one."}
    )
    assert catalogue.deliveries.sizes(delivery.token) == {"TS-1_1.jpg": 1000}
    refused = catalogue.deliveries.files(delivery.delivery_id, ["refused"])
    assert [(file.path, file.reason) for file in refused] == [
        ("a�.pdf", "Later one."),
        ("TS-1_1.jpg (another file)", "Not this one."),
    ]
    assert catalogue.deliveries.counts(delivery.delivery_id).files == {
        "waiting": 1,
        "classified": 0,
        "refused": 2,
        "left out": 0,
    }


def test_a_file_that_comes_late_lets_a_finished_delivery_go_on(catalogue: Catalogue):
    delivery = delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.4)})
    assert delivery.state == "finished"
    assert add_file(catalogue, delivery, "IMG_0001.jpg")
    assert catalogue.deliveries.get(delivery.delivery_id).state == "finished"
    assert add_file(catalogue, delivery, "TS-1_2.jpg")
    again = catalogue.deliveries.get(delivery.delivery_id)
    assert (again.state, again.finished_at) == ("running", None)
    assert work_through(catalogue, again, {"TS-1_2.jpg": suggests("Shirt", 0.4)}).state == "finished"
    assert [row.photos for row in catalogue.details.history("TS-1")] == [2], "neither alone was sure enough"
    assert catalogue.current("TS-1").photos == 2


def test_a_paused_delivery_gives_no_work_until_it_is_resumed(catalogue: Catalogue):
    delivery, work = sent(catalogue, "TS-1_1.jpg"), catalogue.work("worker", 15)
    catalogue.deliveries.start(delivery.delivery_id)
    assert catalogue.deliveries.pause(delivery.delivery_id).state == "paused"
    assert work.claim() is None
    assert catalogue.deliveries.resume(delivery.delivery_id).state == "running"
    assert work.claim().delivery_id == delivery.delivery_id
    assert work.keep(delivery.delivery_id)
    catalogue.deliveries.pause(delivery.delivery_id)
    assert not work.keep(delivery.delivery_id)


def test_the_time_left_follows_from_the_pace_so_far(timed_catalogue: Catalogue, clock: Clock):
    paths = [f"TS-{number}_1.jpg" for number in range(5)]
    delivery, work = sent(timed_catalogue, *paths), timed_catalogue.work("worker", 60)
    timed_catalogue.deliveries.start(delivery.delivery_id)
    work.claim()
    left = []
    for group in work.next_groups(delivery.delivery_id, frozenset(), 3):
        left.append(timed_catalogue.deliveries.counts(delivery.delivery_id).seconds_left)
        clock.tick(seconds=10)
        finish(work, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)
    counts = timed_catalogue.deliveries.counts(delivery.delivery_id)
    assert left == [None, None, 30.0]  # three files, one each ten seconds
    assert (counts.seconds_left, counts.total, counts.items) == (20.0, 5, 5)
    assert counts.files == {"waiting": 2, "classified": 3, "refused": 0, "left out": 0}
    assert counts.statuses["automatic"] == 3


def test_undo_withdraws_what_came_with_the_delivery_and_redo_brings_it_back(catalogue: Catalogue):
    said = {"TS-1_1.jpg": suggests("Shirt", 0.9), "TS-2_1.jpg": suggests("Coat", 0.4), "TS-3_1.jpg": suggests("Bag")}
    catalogue.create_item("TS-3", "Red bag")
    delivery = delivered(catalogue, said)
    catalogue.actions.decide(seen(catalogue, "TS-2"), "Dress", "Ada")
    before = {row.sku: (row.status, row.category) for row in catalogue.search().rows}
    undo = catalogue.deliveries.undo(delivery.delivery_id, "Ben")
    assert (undo.kind, undo.decisions, undo.person) == ("undo", 3, "Ben")
    assert {row.sku: row.status for row in catalogue.search().rows} == {"TS-3": "open"}
    assert catalogue.search(Search(status="withdrawn")).total == 2
    assert (catalogue.current("TS-3").photos, catalogue.current("TS-3").photo_path) == (0, None)
    with pytest.raises(AlreadyUndone):
        catalogue.deliveries.undo(delivery.delivery_id, "Ben")
    assert catalogue.deliveries.redo(delivery.delivery_id, "Ben").decisions == 3
    assert {row.sku: (row.status, row.category) for row in catalogue.search().rows} == before
    assert catalogue.details.history("TS-2")[0].person == "Ada", "it is still her decision"
    with pytest.raises(DeliveryRefused, match="was not taken back"):
        catalogue.deliveries.redo(delivery.delivery_id, "Ben")


def test_what_was_decided_meanwhile_outlasts_undo_and_redo(catalogue: Catalogue):
    delivery = delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.9), "TS-2_1.jpg": suggests("Shirt", 0.9)})
    catalogue.deliveries.undo(delivery.delivery_id, "Ada")
    catalogue.actions.decide("TS-1", category="Coat", person="Ben")
    assert [row.sku for row in catalogue.search().rows] == ["TS-1"]
    assert catalogue.deliveries.redo(delivery.delivery_id, "Ada").decisions == 1
    assert (catalogue.current("TS-1").category, catalogue.current("TS-2").category) == ("Coat", "Shirt")


def test_redo_replaces_again_what_stood_before_the_delivery(catalogue: Catalogue):
    catalogue.create_item("TS-1", "Blue shirt")
    catalogue.actions.decide("TS-1", category="Shirt", person="Ada")
    imported = catalogue.lists.save([ListRow(2, "TS-1", "", "Coat")], "List", "Ben")
    catalogue.deliveries.undo(imported.delivery_id, "Ben")
    assert catalogue.current("TS-1").category == "Shirt"
    assert catalogue.deliveries.redo(imported.delivery_id, "Ben").decisions == 1
    assert catalogue.current("TS-1").category == "Coat"


def test_a_delivery_that_was_taken_back_takes_no_files_and_does_not_run(catalogue: Catalogue):
    collecting, running = sent(catalogue, "TS-1_1.jpg"), sent(catalogue, "TS-2_1.jpg")
    catalogue.deliveries.start(running.delivery_id)
    for delivery in (collecting, running):
        catalogue.deliveries.undo(delivery.delivery_id, "Ada")
        with pytest.raises(DeliveryRefused, match="was taken back"):
            add_file(catalogue, delivery, "TS-1_2.jpg")
    with pytest.raises(DeliveryRefused, match="was taken back"):
        catalogue.deliveries.start(collecting.delivery_id)
    with pytest.raises(DeliveryRefused, match="was taken back"):
        catalogue.deliveries.resume(running.delivery_id)
    assert catalogue.work("worker", 15).claim() is None
    catalogue.deliveries.redo(running.delivery_id, "Ada")
    assert catalogue.deliveries.resume(running.delivery_id).state == "running"


def test_answer_holds_for_photos_that_come_later(catalogue: Catalogue):
    delivery = sent(catalogue, "TS-8003_001.jpg", "TS-8003_002.jpg", "HPVMPS_1.jpg", "HPVMPS_2.jpg")
    answers = {"TS-8003": Answer(ONE_ITEM, "TS-9"), "HPVMPS": Answer(ONE_ITEM)}
    catalogue.deliveries.answer(delivery.delivery_id, answers)
    catalogue.deliveries.start(delivery.delivery_id)
    for name in ("TS-8003_003.jpg", "HPVMPS_3.jpg", "ABC-5_001.jpg"):
        add_file(catalogue, delivery, name)
    found = states(catalogue, delivery)
    assert found["TS-8003_003.jpg"] == ("TS-9", "waiting")
    assert found["HPVMPS_3.jpg"] == ("HPVMPS", "waiting")
    assert found["ABC-5_001.jpg"] == ("", "left out")
    with pytest.raises(DeliveryRefused, match="was started already"):
        catalogue.deliveries.answer(delivery.delivery_id, answers)


def test_rule_that_tells_more_items_is_found(catalogue: Catalogue):
    delivery = sent(catalogue, "TS-1/red.jpg", "TS-1/ambiance.jpg", "TS-2/blue.jpg", "TS-2/street.jpg")
    fit = catalogue.deliveries.better_rule(delivery.delivery_id)
    assert (fit.rule.kind, fit.told, fit.items) == (FOLDER_NAME, 4, 2)
    catalogue.deliveries.set_rule(delivery.delivery_id, fit.rule, CREATE_ITEMS)
    assert catalogue.deliveries.better_rule(delivery.delivery_id) is None


def test_rule_that_finds_more_known_items_is_found_and_others_are_not(catalogue: Catalogue):
    for sku in ("AB_C1", "AB_C2"):
        catalogue.create_item(sku, sku)
    delivery = sent(catalogue, "x/AB_C1/1.jpg", "x/AB_C2/1.jpg", "x/AB_C2/2.jpg")
    assert catalogue.deliveries.better_rule(delivery.delivery_id) is None
    catalogue.deliveries.set_rule(delivery.delivery_id, SkuRule(WHOLE_NAME), CREATE_ITEMS)
    plain = sent(catalogue, "TS-1_1.jpg", "TS-2_1.jpg", "May/TS-3.jpg")
    assert catalogue.deliveries.better_rule(plain.delivery_id) is None
