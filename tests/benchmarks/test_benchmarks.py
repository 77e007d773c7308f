from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import ablation, contact_sheet, latency, measures, photos, scope, worn
from benchmarks.__main__ import Figure
from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import decode
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import LabelledFile, PhotoAnswer
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.decision.scope import ScopeExamples
from tests.analysis.test_predictions import PLAIN

RED = (205, 30, 30)


def answers_of(*rows: tuple[str, str, float, int]) -> tuple[PhotoAnswer, ...]:
    """Return answers of (category, predicted, confidence, contributor); nothing but the confidence decides."""
    return tuple(
        replace(
            PLAIN, category=category, predicted=predicted, confidence=confidence, scope=1.0, contributor=contributor
        )
        for category, predicted, confidence, contributor in rows
    )


def test_tally_counts_right_answers_and_averages_recalls() -> None:
    seen = measures.tally([("Shirt", "Shirt", 8), ("Shirt", "Coat", 8), ("Shirt", "Shirt", 18), ("Coat", "Coat", 28)])
    assert seen.accuracy().value == 3 / 4
    assert seen.balanced().value == pytest.approx((2 / 3 + 1) / 2)
    assert seen.recalls() == {"Coat": (1, 1.0), "Shirt": (3, pytest.approx(2 / 3))}
    assert len(seen.of(["Coat"])) == 1


def test_a_tally_of_nothing_has_no_accuracy() -> None:
    assert np.isnan(measures.tally([]).accuracy().value)
    assert measures.with_interval(measures.tally([]).balanced()) == "- (- to -)"


def test_served_threshold_is_weighed_with_one_in_five_outside() -> None:
    rows = [("Shirt", "Shirt", 0.9, 8)] * 3 + [("Shirt", "Coat", 0.2, 18), ("none", "Dress", 0.8, 28)]
    answered = photos.Answered(answers_of(*rows), threshold=0.7)
    served = photos.automatic(answered)  # four inside and one outside: each photo stands for one
    assert served.coverage.value == pytest.approx(4 / 5)
    assert served.precision.value == pytest.approx(3 / 4)
    assert photos.curve_of(answered).coverage_at(0.95) == pytest.approx(3 / 5)


def test_an_answer_held_back_for_another_reason_is_not_automatic_however_sure() -> None:
    sure, doubtful = answers_of(("Shirt", "Shirt", 0.9, 8), ("Coat", "Coat", 0.95, 18))
    answered = photos.Answered((sure, replace(doubtful, status="review")), threshold=0.7)
    assert photos.automatic(answered).coverage.value == 0.5


def test_the_status_without_threshold_and_the_threshold_make_the_served_status(
    classifier: Classifier, photos_by_test_contributors: list[LabelledFile]
) -> None:
    some = photos_by_test_contributors[:8]
    answered = photos.answer(classifier, some)
    served = [classifier.classify(photo.path.read_bytes()).decision.status for photo in some]
    assert [bool(one) for one in answered.confidences >= answered.threshold] == [one == "auto" for one in served]


def test_calibration_of_the_ten_is_not_blamed_for_items_outside() -> None:
    rows = [("Shirt", "Shirt", 1.0, 8)] * 40 + [("none", "Dress", 1.0, 18)] * 10
    found = photos.calibrations(answers_of(*rows))
    assert found["which of the ten"].error == 0
    assert found["right at all"].error == pytest.approx(0.2)
    assert (found["which of the ten"].answers, found["right at all"].answers) == (40, 50)


def test_audited_photos_are_scored_by_both_labels() -> None:
    plain = answers_of(("Shirt", "Coat", 0.9, 8))[0]
    by_set, by_people = photos.audited([replace(plain, audited="Coat"), plain])
    assert (len(by_set), by_set.accuracy().value, by_people.accuracy().value) == (1, 0.0, 1.0)


def test_photo_labels_and_mask_names_of_one_kind_are_left_out_together() -> None:
    assert scope.family_of("Hat") == scope.family_of("hat") == "hats"
    assert scope.family_of("blank wall") == scope.family_of("face") == "empty scenes"
    assert scope.family_of("sunglasses") == scope.family_of("belt") == "accessories"


def test_a_kind_that_looks_like_the_ten_is_only_told_apart_when_learned() -> None:
    fitting, tested = outsiders(seed=1), outsiders(seed=2)
    nothing = tested.take(tested.inside)
    found = {one.kind: one for one in scope.trials(fitting, scope.HeldOut(tested, nothing, nothing))}
    assert set(found) == {"hats", "skirts"}
    assert found["hats"].items == 20
    assert found["hats"].learned > 0.9 > found["hats"].left_out.value + 0.2
    assert found["skirts"].learned > 0.9


def outsiders(seed: int) -> ScopeExamples:
    """Return items in a plane: the ten around the middle, skirts to the right, hats above."""
    rng = np.random.default_rng(seed)
    middles = np.repeat([[0, 0], [4, 0], [0, 4]], [40, 20, 20], axis=0)
    kinds = ("Shirt",) * 40 + ("Skirt",) * 20 + ("Hat",) * 20
    return ScopeExamples(middles + rng.normal(0, 1, (80, 2)), np.arange(80) < 40, kinds, np.arange(80) % 8)


def test_every_way_answers_and_the_last_is_the_product(classifier: Classifier, shirt_photo: bytes) -> None:
    rgb = decode(shirt_photo).rgb
    ways = ablation.ways_of(classifier)
    assert {"28×28: found by the segmenter", "close-up: found by the segmenter"} <= {way.name for way in ways}
    for way in ways:
        assert way.answer(rgb).sum() == pytest.approx(1, abs=1e-5)
    assert (ablation.squashed(rgb) + ablation.squashed_and_negated(rgb) == 255).all()
    shown = ablation.Labelled((rgb,), np.array(["Shirt"]), np.array([8]))
    product = classifier.classify(shirt_photo).decision.category
    assert ablation.answer_by(classifier, ways[-1], shown)[0].predicted.tolist() == [product]


def test_the_parts_of_the_decision_are_taken_away_one_by_one() -> None:
    first, second = answers_of(("Shirt", "Shirt", 0.8, 8), ("none", "Dress", 0.1, 18))
    answered = photos.Answered((first, replace(second, scope=0.1, status="review")), threshold=0.5)
    found = list(ablation.decisions_without(answered).values())
    assert found == pytest.approx([0.0, 0.8, 0.8])  # alone, the hat is as sure a dress as anything


def test_skin_tones_change_nothing_where_there_is_no_skin(
    classifier: Classifier, street_photos: dict[int, StreetPhoto]
) -> None:
    rgb, values = read_street_photo(street_photos[8])
    without = np.where(values == VALUE["skin"], VALUE["null"], values)
    assert worn.changes_of(classifier, rgb, without) == []
    changes = worn.changes_of(classifier, rgb, values)
    assert changes
    assert {len(row) for row in changes} == {10}


def test_worn_and_cut_out_pieces_are_scored_apart(
    classifier: Classifier, street_photos: dict[int, StreetPhoto]
) -> None:
    pieces = worn.answer_pieces(classifier, [street_photos[8]])
    assert len(pieces.worn)
    assert len(pieces.alone)
    assert set(pieces.worn.predicted) <= set(CATEGORIES)
    both = worn.footwear_and_bags(measures.tally([("Sandal", "Sneaker", 8)]), measures.tally([("Bag", "Bag", 9)]))
    assert both.balanced().value == 0.5


def test_steps_add_up_to_no_more_than_the_whole(artifact: Artifact, shirt_photo: bytes) -> None:
    classifier = latency.ClockedClassifier(artifact)
    times = latency.time_all(classifier, [latency.as_upload(shirt_photo)])
    assert set(times) == {*latency.STEPS, latency.TOTAL, latency.PROCESSOR}
    assert all(times[step][0] > 0 for step in latency.STEPS)
    assert sum(times[step][0] for step in latency.STEPS) <= times[latency.TOTAL][0]


def test_an_upload_is_a_jpeg_of_600_by_800(shirt_photo: bytes) -> None:
    photo = decode(latency.as_upload(shirt_photo))
    assert (photo.rgb.shape, photo.file_format) == ((800, 600, 3), "JPEG")


def test_sizes_count_every_file_the_largest_first(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_bytes(bytes(3_000_000))
    (tmp_path / "CURRENT").write_bytes(bytes(500_000))
    assert list(latency.sizes_mb(tmp_path).items()) == [("model/weights", 3.0), ("CURRENT", 0.5)]


@pytest.mark.parametrize("part", contact_sheet.PARTS)
def test_contact_sheet_is_written(
    part: str, tmp_path: Path, photo_set: Path, street_photos: dict[int, StreetPhoto]
) -> None:
    assert photo_set.is_dir()
    assert street_photos
    contact_sheet.main([str(tmp_path / "sheet.png"), "--amount", "2", "--part", part])
    with Image.open(tmp_path / "sheet.png") as drawn:
        assert drawn.width > 4 * drawn.height
        assert np.asarray(drawn).std() > 10


def test_wrong_answers_have_a_red_frame(classifier: Classifier, shirt_photo: bytes) -> None:
    answer = classifier.classify(shirt_photo).decision.category
    shown = contact_sheet.Shown(decode(shirt_photo).rgb, answer, "Shirt", "a.jpg")
    assert contact_sheet.cell(classifier, shown).getpixel((0, 0)) != RED
    assert contact_sheet.cell(classifier, replace(shown, category="none")).getpixel((0, 0)) == RED


def test_a_refused_picture_keeps_its_place_on_the_sheet(classifier: Classifier) -> None:
    blank = contact_sheet.Shown(np.full((80, 60, 3), 200, np.uint8), "Shirt", "Shirt", "blank")
    assert contact_sheet.cell(classifier, blank).getpixel((0, 0)) == RED


def test_a_figure_says_how_far_it_got() -> None:
    accuracy = Figure("right", 0.77, 0.88, 0.80, "80 %")
    assert [replace(accuracy, value=value).verdict for value in (0.7, 0.77, 0.88)] == ["missed", "least", "aim"]
    size = Figure("MB", 15, 10, 12, "12", small_is_good=True)
    assert [replace(size, value=value).verdict for value in (16, 15, 10)] == ["missed", "least", "aim"]
    assert Figure("loss", 0.16, None, 0.1, "0.1", small_is_good=True).verdict == "least"


@pytest.fixture(name="photos_by_test_contributors")
def _photos_by_test_contributors(photos: tuple[LabelledFile, ...]) -> list[LabelledFile]:
    return [photo for photo in photos if photo.contributor % 10 == 8]
