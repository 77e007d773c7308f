"""The figures of the source tree: how many files, lines and hops, before and now, against what is allowed.

    python -m benchmarks.house [--list] [--check]

``--list`` names what a figure counts, ``--check`` ends with 1 when a figure is missed. How it is counted:

- Modules and lines are those of ``fashion_model``; a package file counts once it defines or imports something.
- A line of code holds more than blanks, comments, docstrings, imports and brackets; imports follow from the layout.
- An importer is a module of ``fashion_model``, a page or ``streamlit_app.py``; tests and benchmarks are none. A module
  is small by its lines without blanks, comments and docstrings, imports included.
- On a journey one opens the files of the functions that lead from the start to its ends, of what these call directly,
  and of all that is called below the ends. A photo ends in ``decode``, ``Classifier.find`` and
  ``Classifier.classify_found``; a run in ``write_artifact``.
"""

import argparse
import ast
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

from benchmarks.house_calls import Calls, journey
from benchmarks.house_tree import Definition, Module, Place, importers, is_dataclass, modules_needed, read_modules, span

PACKAGE, PAGES, APPLICATION = "fashion_model", "pages", "streamlit_app.py"
PHOTO_ENDS = ("decode", "Classifier.find", "Classifier.classify_found")
RUN_ENDS = ("write_artifact",)
SMALL, MANY_IMPORTS = 80, 15
PUZZLING = {
    "question": 265,
    "world": 84,
    "learned numbers": 7,
    "what items have now": 8,
    "take in": 24,
    "Chance's say": 1,
}
_NAMED_AS_DATA = re.compile(r"(^|_)(words|links?|figures)$")


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What is counted.
        before: The same count before the house was put in order.
        now: As the tree is.
        most: What is allowed; None where the figure only informs.
        note: The file or folder that is meant, where it is one.
        counted: What was counted, a line each.
    """

    name: str
    before: int
    now: int
    most: int | None = None
    note: str = ""
    counted: tuple[str, ...] = ()

    @property
    def is_missed(self) -> bool:
        """Whether more was counted than is allowed."""
        return self.most is not None and self.now > self.most


@dataclass(frozen=True)
class House:
    """The source files that the figures look at.

    Attributes:
        modules: Of the package, the pages and the application.
    """

    modules: tuple[Module, ...]

    @cached_property
    def package(self) -> list[Module]:
        """The modules of the package that hold something."""
        return [module for module in self.modules if module.path.parts[0] == PACKAGE and not module.is_empty_package]

    @cached_property
    def by_name(self) -> dict[str, Module]:
        """All modules by their dotted names."""
        return {module.name: module for module in self.modules}


def read_house(root: Path) -> House:
    """Read the source files of a project's folder."""
    return House(tuple(read_modules(root, (PACKAGE, PAGES, APPLICATION))))


def figures(house: House) -> Iterator[Figure]:
    """Count one figure after the other."""
    yield from _sizes(house)
    yield from _neighbours(house)
    yield web_without_streamlit(house)
    yield from _journeys(house)
    yield from _words(house)
    yield from _functions(house)
    yield twice("dataclasses of the same name", 5, house, dataclasses_only=True)
    yield twice("public functions and classes of the same name", 39, house)


def _sizes(house: House) -> Iterator[Figure]:
    whole = [module for module in house.modules if module.path.parts[0] == PACKAGE]
    longest = max(whole, key=lambda module: module.lines)
    folders = Counter(module.path.parent for module in whole)
    folder, files = folders.most_common(1)[0]
    yield Figure("modules", 298, len(house.package), 210)
    yield Figure("lines of code", 19_070, sum(len(module.dense_lines) for module in whole), 16_500)
    yield Figure("the same with imports and brackets", 23_128, sum(len(module.code_lines) for module in whole))
    yield Figure("all lines", 36_206, sum(module.lines for module in whole), 31_000)
    yield Figure("lines of the longest file", 391, longest.lines, 400, str(longest.path))
    crowded = (f"{folder}: {count}" for folder, count in folders.most_common() if count > 15)
    yield Figure("Python files in one folder", 133, files, 15, str(folder), tuple(crowded))


def _neighbours(house: House) -> Iterator[Figure]:
    users = importers(house.modules)
    single = [module for module in house.package if len(users[module.name]) == 1]
    small = [
        f"{module.path} ({len(module.code_lines)}): {min(users[module.name])}" for module in single if _small(module)
    ]
    needs = {module.name: len(modules_needed(module, house.by_name)) for module in house.package}
    facades = [f"{name}: {count}" for name, count in sorted(needs.items()) if count > MANY_IMPORTS]
    yield Figure("modules with a single importer", 103, len(single))
    yield Figure(f"those under {SMALL} lines of code", 60, len(small), 10, counted=tuple(small))
    yield Figure(f"modules with more than {MANY_IMPORTS} internal imports", 12, len(facades), 2, counted=tuple(facades))


def _small(module: Module) -> bool:
    return len(module.code_lines) < SMALL


def web_without_streamlit(house: House) -> Figure:
    """Count the files of ``web`` outside ``api`` that have no business there and are not named as words or links."""
    web = [module for module in house.package if module.path.parts[1] == "web" and "api" not in module.path.parts]
    plain = [module for module in web if not module.imports("streamlit")]
    neither = sum(not module.imports("fastapi") for module in plain)
    strangers = tuple(str(module.path) for module in plain if not _NAMED_AS_DATA.search(module.path.stem))
    note = f"{len(plain)} without Streamlit, {neither} of them without FastAPI"
    return Figure(
        "files of web/ outside api/ with neither Streamlit nor a fitting name", 62, len(strangers), 0, note, strangers
    )


def _journeys(house: House) -> Iterator[Figure]:
    calls = Calls(house.by_name)
    photo = journey(calls, Place(f"{PAGES}.classify"), PHOTO_ENDS).files
    run = journey(calls, _start_of_run(calls), RUN_ENDS).files
    yield Figure("files from a page to the answer of a photo", 28, len(photo), 20, counted=tuple(photo))
    yield Figure("files from a training configuration to a model folder", 40, len(run), counted=tuple(run))


def _start_of_run(calls: Calls) -> Place:
    rooms = f"{PACKAGE}.training."
    for place in calls.definitions:
        if place.name == "run" and place.module.startswith(rooms):
            return place
    raise ValueError(f"no module below {rooms} defines the function run, where a training run starts")


def _words(house: House) -> Iterator[Figure]:
    named = {str(module.path): uses_of_name(module, "one") for module in house.package}
    counted = tuple(f"{path}: {uses}" for path, uses in named.items() if uses)
    yield Figure("uses of a variable named one", 531, sum(named.values()), 0, counted=counted)
    text = "\n".join(told_in(module) for module in house.modules).lower()
    for words, before in PUZZLING.items():
        yield Figure(f"“{words}” in comments, docstrings and names", before, text.count(words.lower()))


def uses_of_name(module: Module, name: str) -> int:
    """Return how often a variable or an argument of this name is bound or read."""
    nodes = ast.walk(module.tree)
    return sum(name in (getattr(node, "id", ""), getattr(node, "arg", "")) for node in nodes if _is_variable(node))


def _is_variable(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.arg)


def told_in(module: Module) -> str:
    """Return a module's comments, docstrings and names, a line each; underscores of names become spaces."""
    names = (token.string.replace("_", " ") for token in module.tokens if token.type == tokenize.NAME)
    comments = (token.string for token in module.tokens if token.type == tokenize.COMMENT)
    docstrings = (" ".join(str(ast.literal_eval(text.value)).split()) for text in module.docstrings)
    return "\n".join((*names, *comments, *docstrings))


def _functions(house: House) -> Iterator[Figure]:
    lengths = {f"{module.path}: {node.name}": len(span(node)) for module in house.package for node in module.functions}
    longest = max(lengths, key=lengths.__getitem__)
    yield Figure("functions", 2071, sum(len(module.functions) for module in house.package))
    yield Figure("their median length", 8, round(median(lengths.values())))
    yield Figure("the longest function", 48, lengths[longest], note=longest)


def twice(name: str, before: int, house: House, dataclasses_only: bool = False) -> Figure:
    """Count the public names that several modules define; migrations may repeat each other."""
    places = defaultdict(list)
    for module in house.package:
        for node in module.tree.body:
            if isinstance(node, Definition) and "migrations" not in module.path.parts and not node.name.startswith("_"):
                places[node.name, not dataclasses_only or is_dataclass(node)].append(module.name)
    doubles = {name: found for (name, is_meant), found in sorted(places.items()) if is_meant and len(found) > 1}
    return Figure(
        name, before, len(doubles), counted=tuple(f"{name}: {', '.join(found)}" for name, found in doubles.items())
    )


def table(shown: Iterable[Figure], with_lists: bool) -> Iterator[str]:
    """Yield the lines to print; with the lists, what was counted follows each figure."""
    yield f"{'figure':<70} {'before':>7} {'now':>7} {'at most':>8}"
    for figure in shown:
        most = "" if figure.most is None else f"{figure.most:,}"
        note = "  ".join(filter(None, ("missed" * figure.is_missed, figure.note)))
        yield f"{figure.name:<70} {figure.before:>7,} {figure.now:>7,} {most:>8}  {note}".rstrip()
        if with_lists:
            yield from (f"    {line}" for line in figure.counted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 when a figure is missed and that was asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.house")
    parser.add_argument("--list", action="store_true", help="name what each figure counts")
    parser.add_argument("--check", action="store_true", help="end with 1 when a figure is missed")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the project's folder")
    chosen = parser.parse_args(arguments)
    found = list(figures(read_house(chosen.root)))
    print("\n".join(table(found, chosen.list)))
    return int(chosen.check and any(figure.is_missed for figure in found))


if __name__ == "__main__":
    sys.exit(main())
