from dataclasses import replace

import pytest

from fashion_model.serving.artifacts import Artifact
from fashion_model.training import run_key as run_key_module
from fashion_model.training.config import PhotoNetworkConfig, SegmenterConfig, Stage, TrainingConfig
from fashion_model.training.run_key import STAGE_VERSIONS, photo_network_key, run_key, segmenter_key, stage_key

DATA = {"photo set": "abc"}
TWO = TrainingConfig(stages=(Stage("first", epochs=3), Stage("second", epochs=2, photo_batch=8)))


def with_second(**changed: object) -> TrainingConfig:
    return replace(TWO, stages=(TWO.stages[0], replace(TWO.stages[1], **changed)))


def test_run_is_named_by_its_configuration_and_data() -> None:
    key = run_key(TWO, DATA)
    assert len(key) == 12
    assert run_key(replace(TWO), dict(DATA)) == key
    assert run_key(replace(TWO, seed=8), DATA) != key
    assert run_key(TWO, {"photo set": "abd"}) != key
    assert run_key(with_second(epochs=1), DATA) != key


def test_stage_is_named_by_itself_and_what_came_before() -> None:
    first, second = (stage_key(TWO, index, DATA) for index in (0, 1))
    assert first != second
    longer = replace(TWO, stages=(replace(TWO.stages[0], epochs=4), TWO.stages[1]))
    assert stage_key(longer, 0, DATA) != first
    assert stage_key(longer, 1, DATA) != second
    assert stage_key(with_second(epochs=9), 1, DATA) != second


@pytest.mark.parametrize("changed", [{"seed": 8}, {"mixed_precision": False}, {"most_pictures": 100}])
def test_choices_that_reach_every_stage_rename_every_stage(changed: dict[str, object]) -> None:
    other = replace(TWO, **changed)
    assert all(stage_key(other, index, DATA) != stage_key(TWO, index, DATA) for index in (0, 1))


def test_later_stages_and_other_data_do_not_rename_a_finished_stage() -> None:
    assert stage_key(with_second(epochs=9, photo_weight=1.0), 0, DATA) == stage_key(TWO, 0, DATA)
    assert stage_key(replace(TWO, stages=TWO.stages[:1]), 0, DATA) == stage_key(TWO, 0, DATA)
    assert stage_key(TWO, 0, {"photo set": "abd"}) != stage_key(TWO, 0, DATA)


def test_segmenter_is_named_by_its_own_choices_and_not_by_the_stages() -> None:
    key = segmenter_key(TWO, DATA)
    assert segmenter_key(with_second(epochs=9), DATA) == key
    assert segmenter_key(replace(TWO, segmenter=SegmenterConfig(steps=151)), DATA) != key
    assert segmenter_key(replace(TWO, most_photos=10), DATA) != key


def test_photo_network_is_named_by_its_own_choices_and_not_by_the_stages() -> None:
    key = photo_network_key(TWO, DATA)
    assert photo_network_key(with_second(epochs=9), DATA) == key
    assert photo_network_key(replace(TWO, segmenter=SegmenterConfig(steps=151)), DATA) == key  # its file is in the data
    assert photo_network_key(TWO, {"photo set": "abd"}) != key


@pytest.mark.parametrize(
    "changed",
    [
        {"photo_network": PhotoNetworkConfig(steps=151)},
        {"photo_network": PhotoNetworkConfig(seed=6)},
        {"street_share": 0.2},
        {"most_photos": 10},
        {"most_pictures": 100},
        {"seed": 8},
    ],
)
def test_choices_that_reach_the_photo_network_rename_it(changed: dict[str, object]) -> None:
    assert photo_network_key(replace(TWO, **changed), DATA) != photo_network_key(TWO, DATA)


def keys() -> dict[str, str]:
    """Return the keys of what a run trains, by name."""
    return {
        "segmenter": segmenter_key(TWO, DATA),
        "first": stage_key(TWO, 0, DATA),
        "second": stage_key(TWO, 1, DATA),
        "photo network": photo_network_key(TWO, DATA),
    }


@pytest.mark.parametrize(
    ("stage", "renamed"),
    [
        ("pictures", {"second", "photo network"}),
        ("segmenter", {"segmenter"}),  # what it finds in photos renames the others: its file is in their data
        ("benchmark", {"first", "second"}),
        ("both domains", {"second"}),
        ("photo network", {"photo network"}),
        ("decision", set()),
    ],
)
def test_raised_version_renames_the_run_and_what_the_stage_decides(
    stage: str, renamed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys()
    raised = {**STAGE_VERSIONS, stage: STAGE_VERSIONS[stage] + 1}
    assert run_key(TWO, DATA, raised) != run_key(TWO, DATA)
    monkeypatch.setattr(run_key_module, "STAGE_VERSIONS", raised)
    assert {name for name, key in keys().items() if key != before[name]} == renamed


def test_shipped_recipe_and_data_name_the_shipped_folder(artifact: Artifact) -> None:
    assert run_key(TrainingConfig(), artifact.manifest["data"]) == artifact.manifest["run_key"]
    assert run_key(TrainingConfig(seed=8), artifact.manifest["data"]) != artifact.manifest["run_key"]
