from pathlib import Path
from textwrap import dedent

import pytest

from benchmarks import house
from benchmarks.house_calls import Calls, journey
from benchmarks.house_tree import Module, Place, importers

TREE = {
    "pages/classify.py": """
        import streamlit as st
        from fashion_model.web.batch import Batch
        Batch().add(b"")
        st.stop()
        """,
    "fashion_model/__init__.py": '"""Nothing but this."""\n__version__ = "1"\n',
    "fashion_model/web/__init__.py": '"""Nothing."""\n',
    "fashion_model/web/batch.py": '''
        """Files on the page."""
        from fashion_model.serving.classifier import (
            Classifier,
            load,
        )
        from fashion_model.web.batch_words import told

        class Batch:
            """What was dropped."""

            def __init__(self) -> None:
                self._classifier = load()

            def add(self, data: bytes) -> str:
                # a question of this world
                return told(self._classifier.classify_found(data))

            def forget(self) -> None:
                self._classifier.close()
        ''',
    "fashion_model/web/batch_words.py": "def told(answer: str) -> str:\n    return answer\n",
    "fashion_model/web/view.py": "import streamlit\n",
    "fashion_model/serving/classifier.py": """
        from dataclasses import dataclass
        from fashion_model.serving.decision import decide
        from fashion_model.serving.closing import close

        @dataclass(frozen=True)
        class Answer:
            name: str

        class Classifier:
            def classify_found(self, data: bytes) -> str:
                return decide([one for one in data])

            def close(self) -> None:
                close()

        def load() -> "Classifier | None":
            return Classifier()
        """,
    "fashion_model/serving/decision.py": "from fashion_model.photo import cut\ndef decide(x):\n    return cut.cut(x)\n",
    "fashion_model/serving/closing.py": "class Answer: ...\ndef close(): ...\n",
    "fashion_model/photo/cut.py": "def cut(x):\n    return x\n",
    "fashion_model/training/run.py": """
        from fashion_model.training import package
        def run():
            package.write_artifact()
        """,
    "fashion_model/training/package.py": "def write_artifact(): ...\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"))
    return tmp_path


@pytest.fixture
def figures(tree: Path) -> dict[str, house.Figure]:
    return {figure.name: figure for figure in house.figures(house.read_house(tree))}


def module_of(text: str, name: str = "fashion_model/a/b.py") -> Module:
    return Module(Path(name), dedent(text).lstrip("\n"))


def test_packages_that_hold_nothing_are_no_modules(figures: dict[str, house.Figure]) -> None:
    assert figures["modules"].now == 9
    assert module_of("from a import b\n", "fashion_model/__init__.py").is_empty_package is False


def test_lines_of_code_leave_out_what_only_explains_or_imports() -> None:
    text = '''
        """Two
        lines."""
        from a import (
            b,
        )
        SIZE = 1  # the reason
        """Of the attribute."""

        # alone
        TEXT = """one
        two"""
        call(
            b,
        )
        '''
    module = module_of(text)
    assert module.lines == 14
    assert module.code_lines == {3, 4, 5, 6, 10, 11, 12, 13, 14}
    assert module.dense_lines == {6, 10, 11, 12, 13}


def test_the_fullest_folder_counts_its_package_file(figures: dict[str, house.Figure]) -> None:
    files = figures["Python files in one folder"]
    assert (files.now, files.note, files.is_missed) == (4, "fashion_model/web", False)


def test_an_importer_by_its_module_or_by_a_name_in_it_counts_once() -> None:
    used = module_of("x = 1\n", "fashion_model/used.py")
    package = module_of("", "fashion_model/__init__.py")
    users = [
        module_of("from fashion_model import used\nfrom fashion_model.used import x\n", "pages/first.py"),
        module_of("from .used import x\n", "fashion_model/second.py"),
        module_of("import json\n", "fashion_model/third.py"),
    ]
    assert importers([used, package, *users])["fashion_model.used"] == {"pages.first", "fashion_model.second"}


def test_small_modules_with_a_single_importer_are_named(figures: dict[str, house.Figure]) -> None:
    assert figures["modules with a single importer"].now == 7
    small = figures["those under 80 lines of code"]
    assert "fashion_model/photo/cut.py (2): fashion_model.serving.decision" in small.counted
    assert not any(line.startswith("fashion_model/web/view.py") for line in small.counted)  # nobody imports it


def test_a_file_of_web_needs_streamlit_or_a_name_that_says_words(figures: dict[str, house.Figure]) -> None:
    web = next(figure for name, figure in figures.items() if name.startswith("files of web/"))
    assert web.counted == ("fashion_model/web/batch.py",)
    assert web.is_missed


def test_a_photo_opens_the_way_one_step_beside_it_and_all_below(figures: dict[str, house.Figure]) -> None:
    opened = figures["files from a page to the answer of a photo"].counted
    rooms = ("photo.cut", "serving.classifier", "serving.decision", "web.batch", "web.batch_words")
    assert opened == (*(f"fashion_model.{room}" for room in rooms), "pages.classify")


def test_what_is_not_called_on_the_way_is_not_opened(figures: dict[str, house.Figure]) -> None:
    assert "fashion_model.serving.closing" not in figures["files from a page to the answer of a photo"].counted
    assert figures["files from a training configuration to a model folder"].now == 2


def test_a_journey_that_leads_nowhere_is_refused(tree: Path) -> None:
    calls = Calls(house.read_house(tree).by_name)
    with pytest.raises(ValueError, match=r"no call leads from pages\.classify  ?to any of decode"):
        journey(calls, Place("pages.classify"), ["decode"])


def test_a_tree_without_a_training_run_is_refused(tree: Path) -> None:
    (tree / "fashion_model/training/run.py").unlink()
    with pytest.raises(ValueError, match="where a training run starts"):
        list(house.figures(house.read_house(tree)))


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("def go(make: Callable[[], Thing]):\n    make().work()\n", {"Thing.work"}),
        ("def go(things: list[Thing]):\n    [thing.work() for thing in things]\n", {"Thing.work"}),
        ("def go(things: dict[str, Thing]):\n    things['a'].size\n", {"Thing.size"}),
        ("def go(thing: Thing | None):\n    thing()\n", {"Thing.__call__"}),
        ("def go():\n    Child().work()\n", {"Child", "Thing.work"}),
        ("def go(thing: Holder):\n    thing.held.work()\n", {"Thing.work"}),
        ("def go(thing):\n    thing.work()\n", set()),
        ("def go(thing: Thing):\n    map(thing.work, [])\n", set()),
    ],
)
def test_methods_are_found_by_annotations_constructors_and_bases(body: str, called: set[str]) -> None:
    classes = """
        class Thing:
            def work(self): ...
            def __call__(self): ...
            @property
            def size(self): ...
        class Child(Thing): ...
        class Holder:
            held: Thing
        """
    module = module_of(dedent(classes) + body)
    calls = Calls({module.name: module})
    assert {place.name for place in calls.called_by(Place(module.name, "go"))} == called


def test_one_is_counted_as_a_variable_and_not_as_a_word_or_a_method() -> None:
    text = '"""One of one."""\nf"{[one for one in rows]}"\nrows.one()\nlambda one: one\n'
    assert house.uses_of_name(module_of(text), "one") == 4


def test_puzzling_words_are_found_in_what_is_told_and_not_in_what_a_page_says(
    figures: dict[str, house.Figure],
) -> None:
    assert figures["“question” in comments, docstrings and names"].now == 1
    told = house.told_in(module_of('"""Take\nin."""\ntake_in = "the world"\n'))
    assert told.lower().count("take in") == 2
    assert "world" not in told


def test_names_that_stand_twice_are_told_apart_from_dataclasses(figures: dict[str, house.Figure]) -> None:
    doubles = figures["public functions and classes of the same name"]
    assert doubles.counted == ("Answer: fashion_model.serving.classifier, fashion_model.serving.closing",)
    assert figures["dataclasses of the same name"].now == 0


def test_check_ends_with_one_only_when_a_figure_is_missed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert house.main(["--root", str(tree)]) == 0
    assert house.main(["--root", str(tree), "--check"]) == 1
    (tree / "fashion_model/web/batch.py").rename(tree / "fashion_model/web/batch_link.py")
    for path in (tree / "pages/classify.py", tree / "fashion_model/serving/classifier.py"):
        path.write_text(path.read_text().replace("web.batch ", "web.batch_link ").replace("one for one", "x for x"))
    assert house.main(["--root", str(tree), "--check"]) == 0
    assert "missed" in capsys.readouterr().out


def test_the_lists_name_what_is_counted(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house.main(["--root", str(tree), "--list"])
    assert "\n    fashion_model/web/batch.py\n" in capsys.readouterr().out
