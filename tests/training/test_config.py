from dataclasses import replace
from pathlib import Path

import pytest

from fashion_model.training import config as config_module
from fashion_model.training.config import PhotoNetworkConfig, Round, SegmenterConfig, Stage, TrainingConfig, trial
from fashion_model.training.run_key import essence, photo_network_key, run_key, segmenter_key, stage_key

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


@pytest.fixture
def own_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a copy of the program's code that a test may change."""
    for path in config_module._ROOMS.glob("*/*.py"):
        copy = tmp_path / path.relative_to(config_module._ROOMS)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(config_module, "_ROOMS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "renames_stage", "renames_segmenter", "renames_photo_network"),
    [
        ("training/batches.py", True, False, False),
        ("training/scenes.py", False, True, False),
        ("training/prepare.py", False, False, True),
        ("training/photo_batches.py", False, False, True),
        ("training/photo_train.py", False, False, True),
        ("photo/close_up.py", False, False, True),
        ("serving/photo_network.py", False, False, False),
        ("serving/scope.py", False, False, False),
    ],
)
def test_code_renames_what_it_decides(
    own_code: Path, file: str, renames_stage: bool, renames_segmenter: bool, renames_photo_network: bool
) -> None:
    run, stage, segmenter = run_key(TWO, DATA), stage_key(TWO, 1, DATA), segmenter_key(TWO, DATA)
    photo_network = photo_network_key(TWO, DATA)
    with (own_code / file).open("a") as code:
        code.write("ANOTHER = 1\n")
    assert run_key(TWO, DATA) != run
    assert (stage_key(TWO, 1, DATA) != stage) is renames_stage
    assert (segmenter_key(TWO, DATA) != segmenter) is renames_segmenter
    assert (photo_network_key(TWO, DATA) != photo_network) is renames_photo_network


def test_words_about_the_code_rename_nothing(own_code: Path) -> None:
    before = run_key(TWO, DATA)
    with (own_code / "training" / "batches.py").open("a") as code:
        code.write("\n\n# One more word.\n")
    assert run_key(TWO, DATA) == before


def test_trial_is_a_small_run_of_the_same_kind() -> None:
    small = trial(TrainingConfig(), 1, 960, 12)
    assert [(stage.name, stage.epochs, stage.whole_epochs) for stage in small.stages] == [
        ("benchmark", 1, 1),
        ("both worlds", 1, 1),
        ("both worlds again", 1, 1),
        ("both worlds, longer", 1, 1),
    ]
    assert (small.most_pictures, small.most_photos) == (960, 12)
    assert small.segmenter.rounds == (Round(1, TrainingConfig().segmenter.rounds[0].peak_learning_rate),)
    assert (small.photo_network.epochs, small.photo_network.steps) == (1, 2)
    assert small.photo_network.peak_learning_rate == TrainingConfig().photo_network.peak_learning_rate
    assert trial(TrainingConfig(), 1, None, None).photo_network.steps == TrainingConfig().photo_network.steps
    assert trial(TrainingConfig(), None, None, None) == TrainingConfig()


def test_words_about_the_code_do_not_count_and_the_code_does() -> None:
    plain = essence("def f(x):\n    return x + 1\n")
    assert plain == "def f(x):\n>return x+1\n<"
    assert essence('"""About: ü."""\n\ndef f(x):  # really\n    """Add\n    one."""\n    return x+1\n') == plain
    assert essence("def f(x):\n    return x + 2\n") != plain


def test_layout_of_a_long_line_does_not_count() -> None:
    assert essence("y = f(\n    1,\n    2\n)\n") == essence("y = f(1, 2)\n")
    assert essence("if x:\n        y = 1\n") == essence("if x:\n  y = 1\n")
    assert essence("x = 1\n\n\ny = 2\n") == essence("x = 1\ny = 2\n")


def test_line_moved_out_of_a_loop_counts() -> None:
    inside = essence("for i in x:\n    a()\n    b()\n")
    assert inside == "for i in x:\n>a()\nb()\n<"
    assert essence("for i in x:\n    a()\nb()\n") == "for i in x:\n>a()\n<b()\n"


def test_strings_that_are_no_docstrings_count_to_the_letter() -> None:
    assert essence('x = "a # b"\ny = f("c")\n') == 'x="a # b"\ny=f("c")\n'
    assert essence('x = ["a"]\n') != essence('x = ["a "]\n')
    assert essence('return_ = "a"\nreturn "a"\n') == 'return_="a"\nreturn "a"\n'
    assert essence('"a".join(x)\n') == '"a".join(x)\n'


def test_formatted_strings_are_one_word_whatever_they_hold() -> None:
    source = "z = f\"{x!r:>3} a {y['k'] if q else w}\"  # seen\n"
    assert essence(source) == "z=f\"{x!r:>3} a {y['k'] if q else w}\"\n"
    assert essence('z = f"""a\n  {x} # no comment\n"""\n') == 'z=f"""a\n  {x} # no comment\n"""\n'
    assert essence("z = f\"{f'{a}'} b\" + c\n") == "z=f\"{f'{a}'} b\"+c\n"
    assert essence('z = f"{x}"\n') != essence('z = f"{x} "\n')


def test_words_do_not_run_together() -> None:
    assert essence("assert not x\n") != essence("assertnot(x)\n")
    assert essence("x = 1 if y else 2\n") == "x=1 if y else 2\n"
