"""Deliveries of names, and which items and asks come out."""

import time

import pytest

from fashion_model.catalogue.deliveries.sku_rule import FOLDER_NAME, WHOLE_NAME, PartRule, SkuRule
from fashion_model.catalogue.deliveries.skus.asks import (
    FOLDER_NAMES,
    NO_ITEM,
    ONE_ITEM,
    SEPARATE,
    Answer,
    Ask,
    same_answer,
)
from fashion_model.catalogue.deliveries.skus.matching import Matching, possible_keys, preview
from fashion_model.catalogue.errors import InvalidSkuRule
from fashion_model.catalogue.names import search_key


def match(names: str | list[str], known: str = "", rule: SkuRule | None = None, **more: object) -> Matching:
    paths = [f"{name}.jpg" for name in names.split()] if isinstance(names, str) else names
    return preview(rule or SkuRule(), paths, {search_key(sku) for sku in known.split()}, **more)


def items(matching: Matching) -> dict[str, int]:
    return {item.sku: len(item.paths) for item in matching.items}


def asked(matching: Matching) -> dict[str, int]:
    return {ask.family: len(ask.paths) for ask in matching.asks}


@pytest.mark.parametrize(
    ("known", "names", "expected"),
    [
        ("HPVMPS", "HPVMPS HPVMPS.2 HPVMPS.3", {"HPVMPS": 3}),
        ("HPVMPS", "HPVMPS_001 HPVMPS-0002 HPVMPS_123", {"HPVMPS": 3}),
        ("B000123456", "B000123456.MAIN B000123456.PT01 B000123456.SWCH", {"B000123456": 3}),
        ("90.75 90.750", "90.75 90.750 90.75_1 90.750_2", {"90.75": 2, "90.750": 2}),
        ("TS-1042 TS-1042-1", "TS-1042-1 TS-1042-1_2 TS-1042_1", {"TS-1042-1": 2, "TS-1042": 1}),
        ("TS-1042", "TS-1042front ts-1042_FRONT TS-1042-1024x1024 TS-1042_final TS-1042-front-web", {"TS-1042": 5}),
        ("16TUFF", "16TUFF-150x150 16TUFF-scaled 16TUFF-e1623456789012 16TUFF-1", {"16TUFF": 4}),
        ("51487478 514874789", "514874789_01 514874789_02 51487478_01", {"514874789": 2, "51487478": 1}),
        ("ABC00123", "ABC00123Thumb ABC00123Detail", {"ABC00123": 2}),
        ("r399-10", "r399-10 r399-10_2 r399-10__front", {"r399-10": 3}),
        ("TS-1042", "front_TS-1042 thumb-TS-1042", {"TS-1042": 2}),
        ("TS-1042/A", "TS-1042_1", {"TS-1042": 1}),
    ],
)
def test_known_skus_decide(known: str, names: str, expected: dict[str, int]) -> None:
    found = match(names, known)
    assert items(found) == expected
    assert found.asks == ()


@pytest.mark.parametrize(
    "ending",
    [
        *(
            "_1",
            "-2",
            " 03",
            "_front",
            "-back",
            " side",
            "_vorne",
            "-hinten",
            "_Rückseite",
            "_devant",
            "_espalda",
            "_sopra",
        ),
        *(
            "_спереди",
            "_正面",
            "_앞면",
            ".MAIN",
            ".PT01",
            ".PT1",
            ".FRNT",
            "_PT03",
            "-1024x1024",
            "_800px",
            "@2x",
            "_800x",
        ),
        *(
            "-150x150",
            "_w800",
            "-300dpi",
            "_crop_center",
            ".HEIC",
            ".JPEG",
            ".png",
            ".CR2",
            "_grande",
            "_pico",
            "-scaled",
        ),
        *("-e1623456789", "-e1623456789012", "_00003aeb-ace5-43bf-9a0c-dc31a03e9cd2", "-rotated", ".progressive"),
        *(
            " (1)",
            "(12)",
            "[2]",
            "~2",
            " - Copy",
            " - Copy (2)",
            " - Kopie",
            " copy 2",
            " (back)",
            "[detail 2]",
            "_copia",
            " のコピー",
            "_v=1623456789",
        ),
        *(
            "_final",
            "_final2",
            "-retouched",
            "_bearbeitet",
            "_web",
            "_img2",
            "_pic1",
            "-removebg-preview",
            "_thumb",
            "_v2",
        ),
        *("_2-1024x1024", "_front (1)", "-1-scaled", "_front.MAIN", "_2@2x.png", "_detail_2_800x"),
    ],
)
def test_ending_makes_no_second_item(ending: str) -> None:
    paths = [f"TS-1042{ending}.jpg", "TS-1042.jpg", f"MX.77{ending}.jpg"]
    assert items(preview(SkuRule(), paths)) == {"TS-1042": 2, "MX.77": 1}
    assert items(preview(SkuRule(), [f"HPVMPS{ending}.jpg", "HPVMPS.jpg"])) == {"HPVMPS": 2}
    assert items(preview(SkuRule(), [f"HPVMPS{ending}.jpg"], {"hpvmps"})) == {"HPVMPS": 1}


@pytest.mark.parametrize(
    ("names", "family", "photos"),
    [
        ("TS-8003_001 TS-8003_002", "TS-8003", 2),
        ("TS-8003 TS-8003_0412", "TS-8003", 1),
        ("TS-8003_001", "TS-8003", 1),
        ("10045-1001 10045-1002 10045-1003", "10045", 3),
        ("HPVMPS_1 HPVMPS_2", "HPVMPS", 2),
        ("HPVMPS.2 HPVMPS.3", "HPVMPS", 2),
        ("HPVMPS_001 HPVMPS_002", "HPVMPS", 2),
        ("ANNA_front ANNA_back", "ANNA", 2),
        ("DRESS-38 DRESS-40", "DRESS", 2),
        ("190.75 190.750", "190", 2),
        ("TS-1042-a TS-1042-b", "TS-1042", 2),
        ("TS-1042-M TS-1042-XL", "TS-1042", 2),
        ("TS-1042front TS-1042back", "TS-1042", 2),
        ("TS-1042_1 TS-1042_2 TS-1042_2_front", "TS-1042", 2),
        ("JEANS1-32x34 JEANS1-34x34", "JEANS1", 2),
        ("tb24001dw_0 tb24001dw_1 tb24001dw_2_ambiance", "tb24001dw", 1),
    ],
)
def test_what_only_a_person_can_tell_is_asked_once(names: str, family: str, photos: int) -> None:
    found = match(names)
    assert asked(found) == {family: photos}
    [ask] = found.asks
    assert ask.sku == family
    assert ask.choices()[:2] == (ONE_ITEM, SEPARATE)
    assert items(match(names, answers={family: Answer(ONE_ITEM)})) == {family: len(names.split())}
    separate = match(names, answers={family: Answer(SEPARATE)})
    assert separate.asks == ()
    assert len(separate.items) > 1 or photos == 1


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ("ABC", "ABC-1001"),
        ("1090", "1090.75"),
        ("1090", "1090.750"),
        ("TS", "TS-1042"),
        ("TS-1042", "TS-1042-red"),
        ("TS-1042", "TS-1042a"),
        ("tb24001dw", "tb24001dw_1_pack"),
        ("TS-1042", "TS-1042-M"),
    ],
)
def test_what_may_be_another_item_beside_a_known_one_is_asked(known: str, name: str) -> None:
    assert asked(match(name, known)) == {known: 1}
    assert items(match(name, f"{known} {name}")) == {name: 1}
    assert items(match(name)) == {name: 1}


@pytest.mark.parametrize(
    "names",
    [
        [f"TS-{number}.jpg" for number in range(1001, 1061)],
        [f"S26-DR-{number}.jpg" for number in range(1001, 1061)],
        [f"SHIRT_{number}.jpg" for number in range(1001, 1061)],
        [f"{number}.jpg" for number in range(40061, 40121)],
        [f"TS-1{number:03}_{view}.jpg" for number in range(30) for view in ("front", "back")],
    ],
)
def test_skus_that_count_on_are_items_of_their_own(names: list[str]) -> None:
    found = preview(SkuRule(), names)
    assert found.asks == ()
    assert len(found.items) in (60, 30)


def test_very_many_photos_of_one_new_item_are_asked_about() -> None:
    names = [f"2026-{number}.jpg" for number in range(1, 61)]
    assert asked(preview(SkuRule(), names)) == {"2026": 60}
    assert len(match(names, answers={"2026": Answer(SEPARATE)}).items) == 60
    assert items(match(names, "2026")) == {"2026": 60}
    assert items(match(names[:12])) == {"2026": 12}


@pytest.mark.parametrize(
    ("known", "paths", "expected"),
    [
        ("HPVMPS", [f"HPVMPS/{number}.jpg" for number in range(1, 13)], {"HPVMPS": 12}),
        ("HPVMPS", ["HPVMPS/web/pic.jpg", "May/HPVMPS/IMG_1.jpg", "HPVMPS/shirt blue.jpg"], {"HPVMPS": 3}),
        ("", ["TS-1/1.jpg", "TS-2/1.jpg", "TS-2/02.jpg"], {"TS-1": 1, "TS-2": 2}),
        ("", ["TS-1/front.jpg", "TS-1/vorne.jpg", "TS-1/正面.jpg", "TS-1/dos 2.jpg"], {"TS-1": 4}),
        ("", ["TS-1/pic.jpg", "TS-1/Bild 3.jpg", "TS-1/foto_02.jpg", "TS-1/zdjęcie.jpg", "TS-1/写真.jpg"], {"TS-1": 5}),
        ("", ["TS-1/images/1.jpg", "TS-1/web/front.jpg", "TS-1/1024x1024/2.jpg"], {"TS-1": 3}),
        ("", ["TS-1/IMG_1.jpg", "TS-2/IMG_1.jpg"], {"TS-1": 1, "TS-2": 1}),
        ("", ["TS-1/IMG_1.jpg", "TS-1/01.jpg"], {"TS-1": 2}),
        ("TS-1", ["TS-1/IMG_1.jpg", "TS-2/IMG_1.jpg"], {"TS-1": 1, "TS-2": 1}),
        ("", ["TS-1/shirt1.jpg", "TS-2/shirt1.jpg"], {"TS-1": 1, "TS-2": 1}),
        ("shirt1", ["TS-1/shirt1.jpg", "TS-2/shirt1.jpg"], {"shirt1": 2}),
        ("", ["front/TS-1042.jpg", "back/TS-1042.jpg"], {"TS-1042": 2}),
        ("", ["TS-9001/TS-9001.jpg", "May/TS-9001.jpg"], {"TS-9001": 2}),
        ("", [f"catalog/product/cache/{'a1' * 16}/t/s/ts-1.jpg", f"cache/{'b2' * 16}/t/s/ts-1.jpg"], {"ts-1": 2}),
        ("", ["May/TS-1042_1.jpg", "June/TS-1042_2.jpg"], {"TS-1042": 2}),
        ("", [r"May\TS-1042\1.jpg"], {"TS-1042": 1}),
    ],
)
def test_folders_tell_the_item_where_names_do_not(known: str, paths: list[str], expected: dict[str, int]) -> None:
    found = match(paths, known)
    assert items(found) == expected
    assert found.asks == ()


@pytest.mark.parametrize(
    ("known", "paths", "families"),
    [
        ("", ["A/1.jpg", "B/1.jpg"], {"A/": 1, "B/": 1}),
        ("", ["men/front.jpg", "men/back.jpg", "women/front.jpg"], {"men/": 2, "women/": 1}),
        ("", ["1.jpg", "2.jpg", "03.jpg"], {"/": 3}),
        ("", ["red/shirt1.jpg", "blue/shirt1.jpg"], {"shirt1": 2}),
        ("", ["May/TS-1042.jpg", "June/TS-1042.jpg"], {"TS-1042": 2}),
        ("", ["TS-1/shirt1_1.jpg", "TS-2/shirt1_2.jpg"], {"shirt1": 2}),
        (
            "",
            ["batch1/1.jpg", "2026-05/pic.jpg", "New folder (2)/1.jpg"],
            {"batch1/": 1, "2026-05/": 1, "New folder (2)/": 1},
        ),
        ("TS-1042", ["TS-1042/TS-1043.jpg"], {"TS-1042": 1}),
        ("", ["TS-1/IMG_1.jpg", "TS-1/IMG_2.jpg"], {"TS-1": 2}),
        ("", ["TS-1/red.jpg", "TS-1/ambiance.jpg"], {"TS-1": 2}),
        ("", ["Lot77A/100234.jpg", "Lot77A/100235.jpg"], {"Lot77A": 2}),
    ],
)
def test_photos_of_different_products_never_become_one(known: str, paths: list[str], families: dict[str, int]) -> None:
    found = match(paths, known)
    assert asked(found) == families
    assert found.items == ()
    assert found.without_sku == ()


def test_a_trade_number_with_its_check_digit_is_the_sku_in_every_folder() -> None:
    assert items(match(["Lot77A/4006381333931.jpg"])) == {"4006381333931": 1}
    assert asked(match(["Lot77A/4006381333932.jpg"])) == {"Lot77A": 1}


def test_no_number_is_offered_as_a_sku_that_several_folders_have() -> None:
    assert [ask.choices() for ask in match(["A/1.jpg", "B/1.jpg"]).asks] == [(FOLDER_NAMES, NO_ITEM)] * 2
    [ask] = match(["1.jpg", "2.jpg"]).asks
    assert (ask.separate, ask.choices()) == (("1", "2"), (SEPARATE, NO_ITEM))


def test_folder_rule_looks_past_folders_that_sort_photos_and_asks_nothing() -> None:
    found = match(
        ["May/TS-1/IMG_1.jpg", "TS-2/images/1.jpg", "HPVMPS/front/x.jpg", "photos/1.jpg"], rule=SkuRule(FOLDER_NAME)
    )
    assert items(found) == {"TS-1": 1, "TS-2": 1, "HPVMPS": 1}
    assert found.without_sku == ("photos/1.jpg",)
    assert found.asks == ()


def test_folders_of_one_name_in_different_folders_are_asked_about() -> None:
    found = match(["Men/2001/1.jpg", "Women/2001/1.jpg", "Men/2002/1.jpg"], rule=SkuRule(FOLDER_NAME))
    assert asked(found) == {"2001": 2}
    assert items(found) == {"2002": 1}


def test_whole_names_that_tell_no_item_are_asked_about() -> None:
    found = match(["A/1.jpg", "B/1.jpg", "A/TS-1_2.jpg"], rule=SkuRule(WHOLE_NAME))
    assert items(found) == {"TS-1_2": 1}
    assert asked(found) == {"A/": 1, "B/": 1}


def test_part_of_a_delivery_has_its_own_rule() -> None:
    parts = [PartRule("May/sorted", SkuRule(FOLDER_NAME)), PartRule("May", SkuRule(WHOLE_NAME))]
    paths = ["May/sorted/HPVMPS/x.jpg", "May/TS-1_2.jpg", "TS-1_2.jpg", "Mayflower/TS-3_1.jpg"]
    assert items(match(paths, parts=parts)) == {"HPVMPS": 1, "TS-1_2": 1, "TS-1": 1, "TS-3": 1}


def test_answer_gives_the_typed_sku_the_folders_or_leaves_out() -> None:
    paths = ["red/shirt1.jpg", "blue/shirt1.jpg"]
    assert items(match(paths, answers={"shirt1": Answer(ONE_ITEM, " TS-9 ")})) == {"TS-9": 2}
    assert items(match(paths, answers={"shirt1": Answer(FOLDER_NAMES)})) == {"red": 1, "blue": 1}
    assert match(paths, answers={"shirt1": Answer(NO_ITEM)}).without_sku == tuple(paths)
    assert match(paths, "TS-9", answers={"shirt1": Answer(ONE_ITEM, "TS-9")}).items[0].is_known


def test_what_is_no_answer_to_an_ask_leaves_it_open() -> None:
    paths = ["red/shirt1.jpg", "blue/shirt1.jpg"]
    assert asked(match(paths, answers={"shirt1": Answer(SEPARATE)})) == {"shirt1": 2}
    assert asked(match("1 2", answers={"/": Answer(ONE_ITEM)})) == {"/": 2}


def test_unknown_choice_is_refused_in_words() -> None:
    with pytest.raises(InvalidSkuRule, match=r"“guess” is no answer\. Choose one of one item, separate items"):
        Answer("guess")


def test_one_answer_for_all_goes_to_the_asks_that_offer_it() -> None:
    asks = match(["TS-1_001.jpg", "A/front.jpg", "red/shirt1.jpg", "blue/shirt1.jpg"]).asks
    assert same_answer(asks, SEPARATE) == {"TS-1": Answer(SEPARATE)}
    assert set(same_answer(asks, NO_ITEM)) == {ask.family for ask in asks}


def test_photos_that_come_later_belong_to_the_item_that_is_there() -> None:
    assert items(preview(SkuRule(), ["HPVMPS_2.jpg"], beside={"hpvmps"})) == {"HPVMPS": 1}
    assert items(preview(SkuRule(), ["HPVMPS_2.jpg"])) == {"HPVMPS_2": 1}


def test_ten_thousand_names_are_read_while_a_page_loads() -> None:
    paths = [f"Shoot{n % 7}/TS-{n}_front-{n % 3}-1024x1024.jpg" for n in range(10_000)]
    begin = time.process_time()
    keys = possible_keys(SkuRule(), paths)
    found = preview(SkuRule(), paths, keys & {f"ts-{n}" for n in range(100_000)})
    assert len(found.items) == 10_000
    assert time.process_time() - begin < 5  # a second on an idle machine


def test_ask_describes_its_photos_in_their_order() -> None:
    assert match("TS-8003_001 TS-8003_002").asks == (
        Ask(
            family="TS-8003",
            why="Names such as “TS-8003_001”, “TS-8003_002” may be photos of “TS-8003”, or items of their own.",
            paths=("TS-8003_001.jpg", "TS-8003_002.jpg"),
            sku="TS-8003",
            separate=("TS-8003_001", "TS-8003_002"),
            folders=(),
        ),
    )
