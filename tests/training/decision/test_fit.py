from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_model.categories import CATEGORIES, CLOTHING
from fashion_model.evaluation.risk_coverage import NEVER, OperatingPoint
from fashion_model.photo.decode import decode
from fashion_model.photo.picture import on_white
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classification, Classifier
from fashion_model.serving.scope import SCOPE_FILE
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.training.data.photo_set import Part, part_of
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.decision.fit import (
    UPSIDE_DOWN,
    Judged,
    as_file,
    fit_decision,
    fit_threshold,
    judge_photos,
    judge_pieces,
    judge_scenes,
    judge_turned,
)
from fashion_model.training.decision.scope import ScopeExamples
from fashion_model.training.decision.unfit import SCENES
from fashion_model.training.pictures.prepare import pieces_of


@pytest.fixture(scope="module")
def undecided(artifact: Artifact) -> Classifier:
    """Return the shipped network without what was fitted for it."""
    files = {name: sha256 for name, sha256 in artifact.manifest["files"].items() if name != SCOPE_FILE}
    return Classifier(
        replace(artifact, manifest={**artifact.manifest, "files": files, "decision": {"auto_threshold": 1e-9}})
    )


def some(photos: tuple[LabelledFile, ...], part: Part, inside: bool, amount: int) -> list[LabelledFile]:
    categories = CLOTHING if inside else (NONE_LABEL,)
    wanted = (photo for photo in photos if part_of(photo.contributor) == part and photo.category in categories)
    return list(islice(wanted, amount))


@pytest.fixture(scope="module")
def validation(photos: tuple[LabelledFile, ...]) -> list[LabelledFile]:
    return [*some(photos, "validation", True, 8), *some(photos, "validation", False, 3)]


@pytest.fixture(scope="module")
def judged(undecided: Classifier, validation: list[LabelledFile]) -> Judged:
    return judge_photos(undecided, validation)


@pytest.fixture(scope="module")
def outsiders(photos: tuple[LabelledFile, ...]) -> list[LabelledFile]:
    return some(photos, "train", False, 3)


def test_photos_become_examples_in_their_order(
    undecided: Classifier, validation: list[LabelledFile], judged: Judged
) -> None:
    examples = judged.examples
    assert examples.inside.tolist() == [True] * 8 + [False] * 3
    assert examples.groups.tolist() == [photo.contributor for photo in validation]
    assert list(examples.kinds) == [photo.category for photo in validation[:8]] + [
        photo.label for photo in validation[8:]
    ]
    for index in (0, 10):
        result = undecided.classify(validation[index].path.read_bytes())
        np.testing.assert_array_equal(examples.features[index], result.features)
        assert judged.right[index] == (result.decision.category == validation[index].category)
    assert judged.right[:8].any()
    assert not judged.right[8:].any()  # no answer is right for a hat


def test_only_the_photo_itself_keeps_an_answer_from_being_automatic_before_the_fit(judged: Judged) -> None:
    results = judged.results
    reasons = {result.decision.reason for result in results if result.decision.status == "review"}
    assert not [reason for reason in reasons if reason.startswith(("Unlike", "Unsure", "Not sure"))]
    assert any(result.decision.status == "auto" for result in results)


def test_pieces_of_street_photos_become_examples(undecided: Classifier, street_photos: dict[int, StreetPhoto]) -> None:
    photo = street_photos[16]
    pieces = pieces_of(photo)
    examples = judge_pieces(undecided, [photo]).examples
    assert len(examples.kinds) == len(pieces) > 2
    assert examples.inside.tolist() == [piece.category != NONE_LABEL for piece in pieces]
    assert [kind for kind, inside in zip(examples.kinds, examples.inside, strict=True) if inside] == [
        piece.category for piece in pieces if piece.category != NONE_LABEL
    ]
    assert set(examples.groups) == {100_016}  # no contributor has such a number


def test_scenes_without_an_item_are_all_outside_and_each_stands_alone(
    undecided: Classifier, street_photos: dict[int, StreetPhoto]
) -> None:
    street = [street_photos[number] for number in (16, 26)]
    examples = judge_scenes(undecided, street, amount=2).examples
    assert not examples.inside.any()
    assert {"room or street", "face", "receipt"} <= set(examples.kinds) <= set(SCENES)
    assert len(np.unique(examples.groups)) == len(examples.groups)
    assert examples.groups.min() >= 200_000  # no contributor and no street photo has such a number
    np.testing.assert_array_equal(judge_scenes(undecided, street, amount=2).examples.features, examples.features)


def test_pixels_come_as_any_photo_does_and_unchanged() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    np.testing.assert_array_equal(decode(as_file(rgb)).rgb, rgb)
    mask = np.zeros((80, 60), dtype=bool)
    mask[10:30] = True
    np.testing.assert_array_equal(decode(as_file(on_white(rgb, mask))).rgb[50], 255)


def test_fit_tells_inside_from_outside_and_sets_a_threshold(
    undecided: Classifier,
    validation: list[LabelledFile],
    judged: Judged,
    outsiders: list[LabelledFile],
    street_photos: dict[int, StreetPhoto],
) -> None:
    fitted = fit_decision(undecided, validation, outsiders, [street_photos[16]])
    assert fitted.scope is not None
    inside = fitted.scope.probability(judged.examples.features)
    assert inside[:8].mean() > inside[8:].mean()
    assert fitted.threshold.photos == 11
    assert 0 <= fitted.threshold.coverage <= 1
    assert fitted.threshold.precision >= 0.95 or fitted.threshold.threshold == NEVER


def test_without_items_inside_there_is_no_detector_and_nothing_is_automatic(
    undecided: Classifier, validation: list[LabelledFile]
) -> None:
    fitted = fit_decision(undecided, validation[8:], [], [])
    assert fitted.scope is None
    assert fitted.threshold.threshold == NEVER


def test_photos_turned_over_are_outside_the_ten(undecided: Classifier, validation: list[LabelledFile]) -> None:
    turned = judge_turned(undecided, validation)
    assert len(turned.results) == 8  # those of the ten only
    assert set(turned.examples.kinds) == {UPSIDE_DOWN}
    assert not turned.examples.inside.any()
    assert not turned.right.any()
    assert fit_decision(undecided, validation[:8], [], []).scope is not None  # they alone are something to learn from


def test_without_validation_photos_nothing_is_automatic(undecided: Classifier, outsiders: list[LabelledFile]) -> None:
    fitted = fit_decision(undecided, [], outsiders, [])
    assert fitted.scope is None
    assert fitted.threshold == OperatingPoint(NEVER, 0.0, 0.0, 0)


def test_street_photo_of_nobody_does_no_harm(
    undecided: Classifier, validation: list[LabelledFile], street_photos: dict[int, StreetPhoto], tmp_path: Path
) -> None:
    nobody = replace(street_photos[16], mask=tmp_path / "0016.png")
    with Image.open(street_photos[16].mask) as mask:
        Image.new("L", mask.size).save(nobody.mask)
    assert pieces_of(nobody) == ()
    assert fit_decision(undecided, validation[6:10], [], [nobody]).threshold.photos == 4


@pytest.fixture(scope="module")
def result(undecided: Classifier, validation: list[LabelledFile]) -> Classification:
    return undecided.classify(validation[0].path.read_bytes())


def judged_as(result: Classification, answers: list[tuple[float, bool, bool, str]]) -> Judged:
    """Return judged photos of given probability, inside or not, right or not, and status before the fit."""
    results = []
    for probability, _, _, status in answers:
        probabilities = np.full(10, (1 - probability) / 9)
        probabilities[0] = probability
        decision = replace(result.decision, category=CATEGORIES[0], confidence=probability, status=status)
        results.append(replace(result, probabilities=probabilities, decision=decision))
    inside, right = (np.array([answer[place] for answer in answers]) for place in (1, 2))
    count = len(answers)
    examples = ScopeExamples(np.zeros((count, 1), np.float32), inside, ("x",) * count, np.arange(count))
    return Judged(examples, tuple(results), right)


def test_photos_outside_weigh_as_much_as_one_in_five(result: Classification) -> None:
    inside = [(probability, True, True, "auto") for probability in (0.99, 0.98, 0.9, 0.8)]
    outside = [(0.95, False, False, "auto"), (0.7, False, False, "auto")]
    fitted = fit_threshold(judged_as(result, [*inside, *outside]), np.ones(6))
    # weights: inside 0.8 / (4/6) = 1.2 each, outside 0.2 / (2/6) = 0.6 each. Right among those from 0.95 on:
    # 2.4 of 3.0; only from 0.98 on are 95 % right, which is 2.4 of 6.
    assert fitted == OperatingPoint(threshold=0.98, coverage=pytest.approx(0.4), precision=1.0, photos=6)


def test_confidence_is_the_probability_times_that_of_being_inside(result: Classification) -> None:
    judged = judged_as(result, [(0.9, True, True, "auto"), (0.95, True, False, "auto")])
    fitted = fit_threshold(judged, np.array([1.0, 0.6]))  # 0.9 and 0.57
    assert fitted == OperatingPoint(threshold=pytest.approx(0.9), coverage=0.5, precision=1.0, photos=2)
    assert fit_threshold(judged, np.ones(2)).threshold == NEVER  # the wrong one leads


@pytest.mark.parametrize(("inside", "status"), [(0.49, "auto"), (1.0, "review")])
def test_what_a_person_sees_anyway_neither_costs_nor_earns(result: Classification, inside: float, status: str) -> None:
    sure = [(0.8, True, True, "auto")] * 3
    for right in (True, False):
        fitted = fit_threshold(judged_as(result, [*sure, (0.99, True, right, status)]), np.array([1, 1, 1, inside]))
        assert fitted == OperatingPoint(threshold=pytest.approx(0.8), coverage=0.75, precision=1.0, photos=4)
