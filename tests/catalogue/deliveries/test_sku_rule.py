"""Which item a photo's file name means, by each of the rules."""

import pytest

from fashion_model.catalogue.deliveries.sku_rule import (
    FOLDER_NAME,
    OWN_PATTERN,
    RULE_NAMES,
    RULE_SENTENCES,
    WHOLE_NAME,
    SkuRule,
)
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, possible_keys, preview, sku_of
from fashion_model.catalogue.errors import InvalidSkuRule
from fashion_model.catalogue.names import search_key

BEFORE_VIEW_RULE = SkuRule()


def own(pattern: str) -> SkuRule:
    return SkuRule(OWN_PATTERN, pattern)


def matched(paths: list[str], known: set[str] | None = None, rule: SkuRule = BEFORE_VIEW_RULE) -> dict[str, list[str]]:
    matching = preview(rule, paths, known or set())
    return {item.sku: list(item.paths) for item in matching.items} | {"": list(matching.without_sku)}


@pytest.mark.parametrize(
    ("path", "sku"),
    [
        ("TS-1042.jpg", "TS-1042"),
        ("TS-1042_2.jpg", "TS-1042"),
        ("TS-1042-front.jpg", "TS-1042"),
        ("TS-1042 (3).jpg", "TS-1042"),
        ("TS-1042(3).jpg", "TS-1042"),
        ("TS-1042 2.jpg", "TS-1042"),
        ("TS-1042 - Front.JPG", "TS-1042"),
        ("AB_12_back.jpg", "AB_12"),
        ("AB_12.jpg", "AB_12"),
        ("4006381333931_1.jpg", "4006381333931"),
        ("TS-1042_front_2.jpg", "TS-1042"),
        ("TS-1042_front02.jpg", "TS-1042"),
        ("TS-1042-model-side-left.jpg", "TS-1042"),
        ("TS-1042_close-up.jpg", "TS-1042"),
        ("TS-1042_2 (1).jpg", "TS-1042"),
        ("Lieferung/TS-1042_Rückseite.jpg", "TS-1042"),
        ("TS-1042_Ru\u0308ckseite.jpg", "TS-1042"),
        ("TS-1042_derrière.jpg", "TS-1042"),
        ("mai\\TS-1042_2.jpg", "TS-1042"),
        ("TS-1042_.jpg", "TS-1042"),
        ("hat_12.b.png", "hat_12.b"),
    ],
)
def test_view_or_number_behind_the_sku_is_taken_away(path: str, sku: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, path) == sku


@pytest.mark.parametrize(
    "name",
    [
        "TS-10",  # “TS” would be no SKU
        "TS-1042-123",  # three digits are no photo's number
        "A1-2",
        "TS-1042-M",
        "TS-1042-red",
        "TS-1042front",
        "TS-1042top2x",
        "crop-top",
        "ANNA_front",
        "tank-top-12",
        "DRESS-38",
    ],
)
def test_what_belongs_to_the_sku_stays(name: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, f"{name}.jpg") == name


def test_number_before_a_view_stays_because_skus_end_in_numbers() -> None:
    assert sku_of(BEFORE_VIEW_RULE, "AB1_12_back.jpg") == "AB1_12"


def test_last_short_number_is_taken_for_the_photos_number() -> None:
    assert sku_of(BEFORE_VIEW_RULE, "TS-1042-10.jpg") == "TS-1042"
    assert sku_of(BEFORE_VIEW_RULE, "TS-1042-10-2.jpg") == "TS-1042-10"


@pytest.mark.parametrize("name", ["front", "2", "02", "(3)", "back_2", "01-front", "Vorne", "side left", "front (2)"])
def test_view_or_number_alone_takes_the_folders_name(name: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, f"May/TS-1042/{name}.jpg") == "TS-1042"
    assert sku_of(BEFORE_VIEW_RULE, f"{name}.jpg") == ""


@pytest.mark.parametrize("folder", ["photos", "front", "05", "A1", "Delivery 512", "..", "IMG_2231", "x1" * 61])
def test_folder_that_is_hardly_a_sku_gives_none(folder: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, f"{folder}/front.jpg") == ""


@pytest.mark.parametrize(
    "name",
    [
        *("IMG_2231", "IMG_2231_2", "IMG_2231 (2)", "IMG_2231-front", "_DSC0001", "PXL_20260101_120000123"),
        *("20260101_120000", "Screenshot_2026", "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2"),
        *("00003aeb-ace5-43bf-9a0c-dc31a03e9cd2_2", "d41d8cd98f00b204e9800998ecf8427e-front"),
    ],
)
def test_names_that_cameras_and_programs_give_are_no_skus(name: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, f"{name}.jpg") == ""
    assert sku_of(BEFORE_VIEW_RULE, f"batch1/{name}.jpg") == ""
    assert sku_of(SkuRule(WHOLE_NAME), f"{name.split(' ')[0].removesuffix('-front').removesuffix('_2')}.jpg") == ""


@pytest.mark.parametrize("path", ["", "/", "..", ".jpg", "TS 10.jpg", "two words.jpg", "<b>.jpg", "a\tb1.jpg", "-.jpg"])
def test_what_cannot_be_a_sku_gives_none(path: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, path) == ""
    assert sku_of(SkuRule(WHOLE_NAME), path) == ""


def test_whole_name_keeps_views_and_numbers() -> None:
    assert sku_of(SkuRule(WHOLE_NAME), "May/TS-1042_2.jpg") == "TS-1042_2"


def test_folder_name_takes_the_nearest_folder_whatever_the_file_is_called() -> None:
    assert sku_of(SkuRule(FOLDER_NAME), "May/TS-1042/IMG_2231.jpg") == "TS-1042"
    assert sku_of(SkuRule(FOLDER_NAME), "TS-1042.jpg") == ""


def test_own_pattern_takes_its_group_wherever_it_stands_in_the_name() -> None:
    assert sku_of(own(r"(?P<sku>[A-Z]{2}-\d+)"), "XY-9/web_TS-1042_2.jpg") == "TS-1042"
    assert sku_of(own(r"^(?P<sku>IMG_\d+)$"), "IMG_2231.jpg") == "IMG_2231"
    assert sku_of(own(r"^(?P<sku>.+)_\d$"), "Rock rot_2.jpg") == "Rock rot"


def test_own_pattern_that_finds_nothing_gives_none() -> None:
    assert sku_of(own(r"(?P<sku>[A-Z]{2}-\d+)"), "ts.jpg") == ""
    assert sku_of(own(r"x(?P<sku>\d+)?"), "x.jpg") == ""
    assert sku_of(own(r"(?P<sku>\s*)"), "x.jpg") == ""


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "has 0 characters; 1 to 200"),
        (f"(?P<sku>{'a' * 200})", "has 209 characters; 1 to 200"),
        ("(?P<sku>a", r"RE2's syntax \(missing \)"),
        ("(?=x)(?P<sku>a)", r"RE2's syntax \(invalid perl operator: \(\?="),
        (r"(?P<sku>a)\1", r"RE2's syntax \(invalid escape sequence"),
        ("(?P<sku>(a{1000}){1000})", r"RE2's syntax \(invalid repetition size"),
        (r"\d+", "no group named “sku”"),
        ("(?P<SKU>a)", "no group named “sku”"),
        ("(?P<sku>a\u200b)", "cannot be seen"),
        ("(?P<sku>\ud800)", "cannot be seen"),
    ],
)
def test_own_pattern_that_cannot_be_used_is_refused_with_an_example(pattern: str, problem: str) -> None:
    with pytest.raises(InvalidSkuRule, match=rf"{problem}.*\(\?P<sku>\[\^_\]\+\)"):
        own(pattern)


@pytest.mark.parametrize("pattern", ["(?P<sku>(a+)+)$", "^(?P<sku>(a|a)*)$", "(?P<sku>(.*a){20})$"])
def test_pattern_that_would_take_other_engines_years_is_answered(pattern: str) -> None:
    assert sku_of(own(pattern), f"{'a' * 250}b.jpg") == ""


def test_names_longer_than_file_systems_know_have_no_sku() -> None:
    rule = own("(?P<sku>a)")
    assert sku_of(rule, f"{'a' * 255}.jpg") == "a"
    assert sku_of(rule, f"{'a' * 256}.jpg") == ""


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(InvalidSkuRule, match=r"“magic” is no rule for SKUs\. Choose one of before_view, whole_name"):
        SkuRule("magic")


def test_every_rule_has_a_name_and_a_sentence() -> None:
    assert list(RULE_NAMES) == list(RULE_SENTENCES)
    assert all(sentence.endswith(".") for sentence in RULE_SENTENCES.values())


def test_preview_gives_each_item_its_photos_and_the_files_without_sku() -> None:
    matching = preview(BEFORE_VIEW_RULE, ["TS-1_2.jpg", "IMG_1.jpg", "HT-7.jpg", "ts-1-front.jpg"], {"ts-1"})
    assert matching.items == (
        MatchedItem("TS-1", ("TS-1_2.jpg", "ts-1-front.jpg"), is_known=True),
        MatchedItem("HT-7", ("HT-7.jpg",), is_known=False),
    )
    assert matching.without_sku == ("IMG_1.jpg",)


def test_preview_of_nothing_is_empty() -> None:
    assert matched([]) == {"": []}


def test_longest_known_sku_wins() -> None:
    paths = ["TS-1042-10.jpg", "TS-1042-10-2.jpg"]
    assert matched(paths, {"ts-1042-10"}) == {"TS-1042-10": paths, "": []}
    assert matched(paths, {"ts-1042"}) == {"TS-1042": paths, "": []}
    assert matched(paths, {"ts-1042", "ts-1042-10"}) == {"TS-1042-10": paths, "": []}


def test_name_that_others_have_with_a_view_behind_it_is_no_numbered_photo() -> None:
    assert matched(["TS-1042-10.jpg", "TS-1042-10-front.jpg"])["TS-1042-10"] == [
        "TS-1042-10.jpg",
        "TS-1042-10-front.jpg",
    ]
    assert matched(["TS-1042-10.jpg", "TS-1042-front.jpg"])["TS-1042"] == ["TS-1042-10.jpg", "TS-1042-front.jpg"]


def test_known_sku_of_letters_alone_or_several_words_is_found() -> None:
    assert matched(["ANNA_front.jpg", "Rock rot 2.jpg"], {"anna", "rock rot"}) == {
        "ANNA": ["ANNA_front.jpg"],
        "Rock rot": ["Rock rot 2.jpg"],
        "": [],
    }


def test_camera_name_takes_the_folder_only_when_the_catalogue_knows_it() -> None:
    paths = ["TS-1042/IMG_1.jpg", "batch1/IMG_1.jpg"]
    assert matched(paths, {"ts-1042"}) == {"TS-1042": ["TS-1042/IMG_1.jpg"], "": ["batch1/IMG_1.jpg"]}


def test_sku_that_looks_like_a_cameras_name_is_found_when_the_catalogue_knows_it() -> None:
    assert matched(["MG-1042_2.jpg"], {"mg-1042"}) == {"MG-1042": ["MG-1042_2.jpg"], "": []}
    assert matched(["MG-1042_2.jpg"]) == {"": ["MG-1042_2.jpg"]}


def test_other_rules_are_kept_to_whatever_is_known() -> None:
    assert matched(["A/TS-1_2.jpg"], {"ts-1"}, SkuRule(WHOLE_NAME)) == {"TS-1_2": ["A/TS-1_2.jpg"], "": []}
    assert matched(["HT-7/TS-1_2.jpg"], {"ts-1"}, SkuRule(FOLDER_NAME)) == {"HT-7": ["HT-7/TS-1_2.jpg"], "": []}


def test_skus_to_look_up_are_all_that_a_name_could_mean() -> None:
    keys = possible_keys(BEFORE_VIEW_RULE, ["TS-1042-10_front.jpg", "Straße/2.jpg", "x/IMG_1.jpg", "IMG_2.jpg"])
    assert keys == {
        *("ts-1042-10_front", "ts-1042-10", "ts-1042", "ts", search_key("Straße"), "2", "x", "img_1", "img_2", "img")
    }


@pytest.mark.parametrize(
    ("name", "sku"), [("-" * 240, "A10"), ("_ " * 120, "A10"), ("front-" * 41, ""), ("1-" * 120, "")]
)
def test_endless_names_are_answered(name: str, sku: str) -> None:
    assert sku_of(BEFORE_VIEW_RULE, f"{name}A10.jpg") == sku
