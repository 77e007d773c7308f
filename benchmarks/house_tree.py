"""The project's source files as syntax trees: lines, imports, definitions and the words in them."""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef
_LAYOUT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class Place:
    """Where something is defined.

    Attributes:
        module: Dotted name.
        name: ``function``, ``Class`` or ``Class.method``; empty for the module itself.
    """

    module: str
    name: str = ""


@dataclass(frozen=True)
class Module:
    """One source file.

    Attributes:
        path: Relative to the project's folder.
        source: Its text.
    """

    path: Path
    source: str

    @cached_property
    def name(self) -> str:
        """Dotted name; a package's is that of its folder."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.source)

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """The source's tokens, comments and line ends included."""
        return list(tokenize.generate_tokens(io.StringIO(self.source).readline))

    @property
    def lines(self) -> int:
        """All lines."""
        return len(self.source.splitlines())

    @cached_property
    def docstrings(self) -> list[ast.Expr]:
        """Strings that stand alone: of modules, classes, functions and attributes."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Expr) and _is_text(node.value)]

    @cached_property
    def code_lines(self) -> set[int]:
        """Numbers of the lines that hold more than blanks, comments and docstrings."""
        held = {number for token in self.tokens if token.type not in _LAYOUT for number in _lines_of(token)}
        return held - {number for text in self.docstrings for number in span(text)}

    @cached_property
    def dense_lines(self) -> set[int]:
        """The lines of code without imports and lines of brackets alone."""
        imports = (node for node in ast.walk(self.tree) if isinstance(node, ast.Import | ast.ImportFrom))
        imported = {number for node in imports for number in span(node)}
        text = self.source.splitlines()
        return {number for number in self.code_lines - imported if any(map(str.isalnum, text[number - 1]))}

    @cached_property
    def functions(self) -> list[Function]:
        """All functions and methods, nested ones included."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def is_empty_package(self) -> bool:
        """True of an ``__init__.py`` that defines and imports nothing."""
        kinds = Definition | ast.Import | ast.ImportFrom
        return self.path.name == "__init__.py" and not any(isinstance(node, kinds) for node in self.tree.body)

    def imports(self, package: str) -> bool:
        """Return whether the module imports a package or a part of it."""
        return any(name == package or name.startswith(f"{package}.") for name, _ in self.imported.values())

    @cached_property
    def imported(self) -> dict[str, tuple[str, str]]:
        """What its own names stand for: module, and name in it (empty for a whole module)."""
        return dict(_imported(self))


def span(node: ast.stmt) -> range:
    """Return the numbers of a statement's lines."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _lines_of(token: tokenize.TokenInfo) -> range:
    return range(token.start[0], token.end[0] + 1)


def _imported(module: Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, (alias.name, "")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, node)
            yield from ((alias.asname or alias.name, (source, alias.name)) for alias in node.names)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folder = module.path.parts[: -node.level]
    return ".".join(filter(None, (*folder, node.module)))


def read_modules(root: Path, folders: Iterable[str]) -> list[Module]:
    """Read the Python files of some folders, or single files, in the order of their names."""
    found = (path for folder in folders for path in _python_files(root / folder))
    return [Module(path.relative_to(root), path.read_text(encoding="utf-8")) for path in found]


def _python_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file()


def modules_needed(module: Module, names: Mapping[str, Module]) -> set[str]:
    """Return the project's modules that one imports, by ``names``."""
    whole = {f"{source}.{name}" if f"{source}.{name}" in names else source for source, name in module.imported.values()}
    return (whole & names.keys()) - {module.name}


def importers(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Return for each module those that import it."""
    names = {module.name: module for module in modules}
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in names.values():
        for needed in modules_needed(module, names):
            found[needed].add(module.name)
    return found


def definitions(module: Module) -> Iterator[tuple[Place, Definition]]:
    """Yield a module's functions and classes, each class followed by its methods."""
    for node in module.tree.body:
        if isinstance(node, Definition):
            yield Place(module.name, node.name), node
        if isinstance(node, ast.ClassDef):
            methods = (part for part in node.body if isinstance(part, Function))
            yield from ((Place(module.name, f"{node.name}.{method.name}"), method) for method in methods)


def is_dataclass(node: ast.AST) -> bool:
    """Return whether a definition is a class with the decorator ``dataclass``."""
    decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []
    return any("dataclass" in ast.unparse(decorator).split("(")[0] for decorator in decorators)
