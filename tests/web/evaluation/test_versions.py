"""Two model versions side by side: on answers made up by hand, and on those of the shipped versions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.predictions import read_answers
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.analysis.score_files import SCORES_FOLDER, ModelScores, load_all_scores
from fashion_model.analysis.versions import (
    CLEAR,
    NOISE,
    KnownPictures,
    NotComparable,
    compare_benchmark,
    compare_photos,
)
from fashion_model.categories import CLOTHING, INDEX
from fashion_model.evaluation.errors import Misclassification
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.evaluation.versions import differences_figure, photos_sentence, versions_table
from fashion_model.web.figures import BLUE, GREY
from fashion_model.web.gallery.link import PAGE_SIZE
from fashion_model.web.links import misread_page, misread_versions
from tests.analysis.photo_answers import answer
from tests.web.fixtures import PATIENCE_S, button, texts

COAT, SHIRT, BAG = INDEX["Coat"], INDEX["Shirt"], INDEX["Bag"]
LABELS = np.array([COAT, COAT, SHIRT, SHIRT, BAG])
PHOTOS = (
    answer("Coat", "Coat", contributor=8, file="a.jpg"),
    answer("Shirt", "Coat", contributor=8, file="b[c](d).jpg"),
    answer("Shirt", "Shirt", contributor=18, file="c.jpg"),
    answer("none", "Bag", contributor=18, file="hat.jpg"),
)


def scores(
    version: str, said: Sequence[int], photos: dict[str, int] | None = None, sure: float | Sequence[float] = 0.75
) -> ModelScores:
    """Return answers; versions are as old as their names sort."""
    files = photos or {}
    return ModelScores(
        version=version,
        created_at=f"2026-11-22T20:46:02+00:00 {version}",
        predicted=np.array(said, np.uint8),
        confidence=np.broadcast_to(np.float16(sure), len(said)),
        photo_files=np.array(list(files), dtype=np.str_),
        photo_predicted=np.array(list(files.values()), np.uint8),
        photo_confidence=np.full(len(files), 0.5, np.float16),
        photo_status=np.ones(len(files), np.uint8),
    )


OLD = scores("v1", [COAT, SHIRT, SHIRT, COAT, COAT], {"a.jpg": SHIRT, "b[c](d).jpg": SHIRT, "c.jpg": COAT})
NEW = scores("v2", [COAT, COAT, COAT, SHIRT, SHIRT], {"c.jpg": SHIRT, "b[c](d).jpg": COAT, "a.jpg": COAT})


def test_flips_go_both_ways_and_keep_what_each_version_said() -> None:
    found = compare_benchmark(LABELS, OLD, NEW)
    assert (found.whole.both, found.whole.only_first, found.whole.only_second, found.whole.neither) == (1, 2, 1, 1)
    assert [(flip.name, flip.true, flip.older, flip.newer) for flip in found.gained] == [
        ("1", "Coat", "Shirt", "Coat"),
        ("3", "Shirt", "Coat", "Shirt"),
    ]
    assert [flip.name for flip in found.lost] == ["2"]
    assert found.wrong_otherwise == 1  # the bag: a coat, then a shirt
    assert list(found.categories) == ["Coat", "Shirt", "Bag"]
    assert (found.categories["Shirt"].only_first, found.categories["Shirt"].only_second) == (1, 1)


def test_surest_answers_of_the_newer_version_come_first() -> None:
    surer = scores("v2", [COAT, COAT, COAT, SHIRT, SHIRT], sure=[0.5, 0.5, 0.5, 0.875, 0.5])
    assert [(flip.name, flip.newer_confidence) for flip in compare_benchmark(LABELS, OLD, surer).gained] == [
        ("3", 0.875),
        ("1", 0.5),
    ]


def test_versions_of_another_number_of_pictures_are_refused_by_name() -> None:
    with pytest.raises(NotComparable, match=r"Model v3 has answers for 2 test pictures, but the labels are of 5\."):
        compare_benchmark(LABELS, OLD, scores("v3", [COAT, COAT]))


def test_photos_are_matched_by_name_and_only_clothes_count() -> None:
    found = compare_photos(PHOTOS, OLD, NEW)
    assert (found.whole.pictures, found.whole.people, found.left_out) == (3, 2, 0)
    assert [flip.name for flip in found.gained] == ["a.jpg", "c.jpg"]
    assert [flip.name for flip in found.lost] == ["b[c](d).jpg"]
    assert photos_sentence(found) == (
        "3 photos of the six kinds of clothes by 2 people. Shoes and things outside the ten are left out, as in the "
        "photo score."
    )


def test_photos_that_only_one_version_answered_are_left_out_and_counted() -> None:
    found = compare_photos(PHOTOS, scores("v1", [COAT], {"a.jpg": COAT}), NEW)
    assert (found.whole.pictures, found.left_out) == (1, 2)
    assert photos_sentence(found).endswith("2 photos that not both versions answered are left out as well.")


def test_versions_without_a_photo_in_common_are_refused() -> None:
    with pytest.raises(NotComparable, match="Models v1 and v2 have answers for no photo of clothes in common"):
        compare_photos(PHOTOS, scores("v1", [COAT], {"other.jpg": COAT}), NEW)
    with pytest.raises(NotComparable, match="no photo of clothes"):
        compare_photos(PHOTOS, scores("v1", [COAT]), NEW)


@pytest.fixture(scope="module")
def shipped(project_dir: Path) -> tuple[ModelScores, ...]:
    return load_all_scores(project_dir / "artifacts" / SCORES_FOLDER)


@pytest.fixture(scope="module")
def benchmark(artifact: Artifact) -> BenchmarkEvaluation:
    return read_evaluation(artifact).benchmark


@pytest.fixture(scope="module")
def photos(artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    return read_answers(artifact.file("photo_predictions.csv"))


def test_shipped_versions_add_up(
    shipped: tuple[ModelScores, ...], benchmark: BenchmarkEvaluation, photos: tuple[PhotoAnswer, ...]
) -> None:
    assert len(shipped) == 3
    older, newer = shipped[-2:]
    on_pictures, on_photos = compare_benchmark(benchmark.labels, older, newer), compare_photos(photos, older, newer)
    assert on_pictures.whole.first_right == benchmark.pictures - len(benchmark.errors)  # the newest one is served
    assert on_photos.whole.first_right == sum(photo.is_right for photo in photos if photo.category in CLOTHING)
    for found in (on_pictures, on_photos):
        parts = found.categories.values()
        assert sum(one.pictures for one in parts) == found.whole.pictures
        assert sum(one.only_first for one in parts) == found.whole.only_first == len(found.gained)
        assert sum(one.only_second for one in parts) == found.whole.only_second == len(found.lost)
        assert all(flip.newer == flip.true != flip.older for flip in found.gained)
        assert all(flip.older == flip.true != flip.newer for flip in found.lost)


def test_table_and_figure_tell_clear_differences_from_noise(
    shipped: tuple[ModelScores, ...], benchmark: BenchmarkEvaluation
) -> None:
    categories = compare_benchmark(benchmark.labels, *shipped[-2:]).categories
    table = versions_table(categories, "Pictures").set_index("Category")
    assert table["Pictures"].tolist() == [1000] * 10
    shirt = table.loc["T-shirt/top"]  # 4 found, 19 lost; McNemar 0.0026, ten times that after Holm
    assert (shirt["Only newer"], shirt["Only older"], shirt["Verdict"]) == (4, 19, CLEAR)
    assert shirt["Difference"] == pytest.approx(-1.5) == pytest.approx(shirt["Newer"] - shirt["Older"])
    assert shirt["p"] == pytest.approx(0.026, abs=5e-4)
    assert table.loc["Shirt", "Verdict"] == NOISE
    clear, noise = differences_figure(categories).data
    assert list(clear.y) == ["T-shirt/top"]
    assert clear.x[0] - clear.error_x.arrayminus[0] == pytest.approx(100 * categories["T-shirt/top"].difference.low)
    assert len(noise.y) == 9
    assert (clear.marker.color, noise.marker.color) == (BLUE, GREY)
    assert clear.marker.symbol != noise.marker.symbol


def test_figure_without_a_clear_difference_has_grey_dots_only() -> None:
    [noise] = differences_figure(compare_benchmark(LABELS, OLD, NEW).categories).data
    assert noise.name == "Could be noise"


def test_each_wrong_part_of_a_link_gets_its_sentence() -> None:
    asked = {"older": "v9", "newer": "v2", "of": "Videos", "flipped": "Sideways", "true": "Hat"}
    older, of, flipped = misread_versions(asked, ["v1", "v2"], ["Fashion-MNIST"])
    assert "as the older one" in older
    assert of.endswith("There are: Fashion-MNIST.")
    assert flipped.endswith("Known are: Newer is right, Newer is wrong.")
    assert misread_versions({"older": "v1", "of": "Photos"}, ["v1"], ["Fashion-MNIST", "Photos"]) == ()


@pytest.mark.parametrize(("page", "is_there"), [("1", True), ("3", True), ("4", False), ("0", False), ("²", False)])
def test_page_of_a_link_is_looked_for(page: str, is_there: bool) -> None:
    assert (misread_page({"flips": page}, 3) == "") == is_there


def section(versions, known):  # type: ignore[no-untyped-def] # runs as a page's script, without this module
    from fashion_model.web.evaluation.versions import show_versions

    show_versions(versions, known)


def known_of(benchmark: BenchmarkEvaluation, labels: np.ndarray = LABELS, wrong: Sequence[int] = (2,)) -> KnownPictures:
    """Return what five pictures show; picture 1 is at hand, and so is one photo."""
    errors = tuple(Misclassification(index, int(labels[index]), COAT, 0.75) for index in wrong)
    return KnownPictures(
        benchmark=replace(benchmark, labels=labels, errors=errors),
        photos=PHOTOS,
        test_pictures={1: np.zeros((28, 28), np.uint8)},
        photo_picture=lambda file: None,
    )


def open_section(versions: Sequence[ModelScores], known: KnownPictures, **link: str) -> AppTest:
    page = AppTest.from_function(section, default_timeout=PATIENCE_S, args=(versions, known))
    for name, value in link.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_section_starts_with_the_two_newest_versions(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([scores("v0", [BAG] * 5), OLD, NEW], known_of(benchmark))
    assert (page.selectbox(key="older").value, page.selectbox(key="newer").value) == ("v1", "v2")
    said = texts(page)
    assert "The newer version is right on 2 pictures on which the older is wrong, and wrong on 1" in said
    assert "could be noise" in said
    assert "better" not in said
    assert page.dataframe[0].value["Category"].tolist() == ["Coat", "Shirt", "Bag"]
    assert not page.warning


def test_flipped_picture_is_shown_where_it_is_at_hand_and_else_told(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark))
    assert [image.proto.imgs[0].alt for image in page.get("image")] == [
        "Picture 1: Coat; the older version says Shirt, the newer Coat"
    ]
    said = texts(page)
    assert "**Coat**  \nolder: Shirt (75\N{NO-BREAK SPACE}%)  \nnewer: Coat (75\N{NO-BREAK SPACE}%)" in said
    assert said.count("not on this machine") == 1  # picture 3
    assert "error_gallery" not in said  # the model that is served is right on both


def test_lost_picture_leads_to_the_error_gallery(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark))
    page.segmented_control(key="flipped").set_value("Newer is wrong").run()
    assert "**1 picture**" in texts(page)
    assert "(error_gallery?picture=2)" in texts(page)


def test_photos_are_compared_by_people_and_their_names_are_no_markdown(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark), of="Photos", flipped="Newer is wrong")
    said = texts(page)
    assert "3 photos of the six kinds of clothes by 2 people" in said
    assert r"b\[c\]\(d\)\.jpg" in said
    assert "(error_gallery?of=Photos&picture=b%5Bc%5D%28d%29.jpg)" in said
    assert "McNemar" not in said


def test_model_without_photos_offers_the_test_pictures_only(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], replace(known_of(benchmark), photos=()), of="Photos")
    assert page.segmented_control(key="of").options == ["Fashion-MNIST"]
    assert "pictures that are not there. There are: Fashion-MNIST." in page.warning[0].value


def test_same_version_twice_is_a_sentence(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark), older="v2")
    assert "Both are the same version" in page.info[0].value
    assert not page.dataframe


def test_versions_the_wrong_way_round_change_places(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark), older="v2", newer="v1")
    assert "was made after the other" in page.info[0].value
    assert not page.dataframe
    button(page, "Let them change places").click().run()
    assert not page.exception
    assert (page.selectbox(key="older").value, page.selectbox(key="newer").value) == ("v1", "v2")
    assert page.dataframe


@pytest.mark.parametrize(
    ("versions", "sentence"),
    [([], "No version's answers are kept here"), ([OLD], "Only the answers of v1 are kept here")],
)
def test_too_few_versions_are_a_sentence(
    versions: list[ModelScores], sentence: str, benchmark: BenchmarkEvaluation
) -> None:
    page = open_section(versions, known_of(benchmark))
    assert sentence in page.info[0].value
    assert "`python -m fashion_model analyse`" in page.info[0].value


def test_answers_that_cannot_be_compared_are_a_sentence(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, scores("v2", [COAT])], known_of(benchmark))
    assert "has answers for 1 test picture, but the labels are of 5" in page.warning[0].value
    assert not page.dataframe
    page.segmented_control(key="of").set_value("Photos").run()
    assert r"for no photo of clothes in common\." in page.warning[0].value


def test_link_to_what_is_not_there_is_told_and_the_rest_shown(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, NEW], known_of(benchmark), older="v9", flips="7")
    link, number = page.warning
    assert "a version as the older one whose answers are not kept here" in link.value
    assert "page 1 of 1 is shown" in number.value
    assert page.dataframe
    page.run()
    assert not page.warning


def test_way_without_flips_says_so(benchmark: BenchmarkEvaluation) -> None:
    page = open_section([OLD, scores("v2", OLD.predicted.tolist())], known_of(benchmark))
    assert "None flipped this way" in page.info[0].value
    assert "No picture flipped" in texts(page)


def test_flips_are_paged_and_the_other_way_starts_at_its_first_page(benchmark: BenchmarkEvaluation) -> None:
    labels = np.full(60, COAT)
    old, new = scores("v1", [SHIRT] * 30 + [COAT] * 30), scores("v2", [COAT] * 30 + [SHIRT] * 30)
    page = open_section([old, new], known_of(benchmark, labels, ()), flips="2")
    assert not page.warning
    assert [one.value for one in page.caption if one.value.startswith("Picture")] == [
        f"Picture {index}" for index in range(PAGE_SIZE, 30)
    ]
    page.segmented_control(key="flipped").set_value("Newer is wrong").run()
    assert not page.exception
    assert [one.value for one in page.caption if one.value.startswith("Picture")] == [
        f"Picture {index}" for index in range(30, 30 + PAGE_SIZE)
    ]
