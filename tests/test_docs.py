"""The documents: their commands run, their links lead somewhere, and no setting is left out."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from fashion_model.settings import PROJECT_DIR, Settings
from tests.browser.conftest import Server, free_port

DOCUMENTS = sorted([*PROJECT_DIR.glob("*.md"), *(PROJECT_DIR / "docs").glob("*.md")])
LONGEST_README = 180
NOT_RUN = {
    "make app": "serves until it is stopped; the browser tests start the same application",
    "make check": "is what runs this test",
    "make format": "changes the checkout",
    "make scores": "needs the complete photo sets",
    "make test": "is what runs this test",
    "make train": "takes hours; a trial of it runs in tests/training/test_run.py",
    "FASHION_DATABASE_URL=postgresql": "serves until it is stopped, from a database that is an example",
    "FASHION_ALLOWED_HOSTS=": "serves until it is stopped; tests/web/api/test_front_door.py holds what the settings do",
    "pip install .": "tests/test_package.py builds and installs the package without a network",
    "pip install pre-commit": "changes the environment",
    "pre-commit install": "changes the checkout",
    ".venv/bin/pytest": "would run tests within a test",
    "python -m fashion_model move --to postgresql": "names an example; tests/cli moves between real databases",
    "python -m fashion_model analyse": "takes two minutes and needs the votes; tests/training/analysis runs its parts",
    "python -m fashion_model study": "takes ten minutes; tests/training/study runs a small one",
    "python -m fashion_model evaluate": "tests/serving/test_shipped_model.py runs it",
    "python -m benchmarks": "measures for minutes; tests/benchmarks runs the parts",
    "python -m tests.": "would record anew what the tests compare with",
    "python -m fashion_model.training.manifest": "rewrites a model folder; tests/training runs it on a copy",
}
"""Beginnings of commands that no test runs from the documents, and why."""
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:make|python -m|curl|pip|source|pre-commit|\.venv/bin/\w+) [^`]+|make \w+)`")
_COMMENT = re.compile(r"\s+# .*$")


@dataclass(frozen=True)
class Command:
    """A command of a document."""

    document: str
    line: str

    def __str__(self) -> str:
        return f"{self.document}: {self.line}"


def commands_of(document: Path) -> Iterator[Command]:
    text = document.read_text(encoding="utf-8")
    for language, block in _BLOCK.findall(text):
        if language in ("", "sh"):
            yield from (Command(document.name, _COMMENT.sub("", line)) for line in block.splitlines() if line.strip())
    for command in _INLINE.findall(_BLOCK.sub("", text)):
        yield Command(document.name, command)


def reason_not_to_run(command: Command) -> str:
    return next((reason for start, reason in NOT_RUN.items() if command.line.startswith(start)), "")


COMMANDS = [command for document in DOCUMENTS for command in commands_of(document)]
RUN = [command for command in COMMANDS if not reason_not_to_run(command)]


@dataclass(frozen=True)
class Shop:
    """A folder with the files that the documents speak of, and the application beside it."""

    folder: Path
    server: Server

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        line = line.replace("http://127.0.0.1:8501", self.server.url).replace("curl ", "curl -sS --fail-with-body ")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FASHION_")}
        environment |= {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT_DIR),
            "FASHION_ARTIFACTS_DIR": str(PROJECT_DIR / "artifacts"),
            "FASHION_DATABASE_URL": "sqlite:///data/catalogue.sqlite3",
            "FASHION_PHOTOS_DIR": "data/photos",
            "FASHION_SPOOL_DIR": "data/spool",
        }
        return subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, shirt_photo: bytes) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("documents")
    for name in ("shirt.jpg", "look.jpg", "delivery/1.jpg", "photos/TS-1042.jpg", "TS-1042_1.jpg", "TS-1042_2.jpg"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(shirt_photo)
    Image.open(folder / "shirt.jpg").save(folder / "shoe.heic", format="HEIF")
    items = Workbook()
    for row in (("sku", "title", "category"), ("TS-1", "Linen shirt", "Shirt")):
        items.active.append(row)
    items.save(folder / "items.xlsx")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "activate").write_text("", encoding="utf-8")
    (folder / "data").mkdir()
    server = Server(PROJECT_DIR, tmp_path_factory.mktemp("server"), free_port())
    server.start()
    yield Shop(folder, server)
    server.stop()


@pytest.mark.parametrize("command", RUN, ids=str)
def test_documented_command_runs(shop: Shop, command: Command) -> None:
    done = shop.run(command.line)
    assert done.returncode == 0, done.stdout + done.stderr


def test_command_that_is_wrong_fails(shop: Shop) -> None:
    assert shop.run("python -m fashion_model clasify shirt.jpg").returncode != 0
    assert shop.run("curl http://127.0.0.1:8501/api/itms").returncode != 0


def test_example_of_the_package_prints_an_answer(shop: Shop) -> None:
    (program,) = [
        block for language, block in _BLOCK.findall((PROJECT_DIR / "README.md").read_text()) if language == "python"
    ]
    done = shop.run(f"python - <<'END'\n{program}\nEND")
    assert done.stdout.split()[0] == "Shirt", done.stderr


def test_query_of_the_view_runs(shop: Shop) -> None:
    (query,) = [
        block
        for language, block in _BLOCK.findall((PROJECT_DIR / "docs" / "operating.md").read_text())
        if language == "sql"
    ]
    assert shop.run("python -m fashion_model export --output new.csv").returncode == 0  # makes the database
    copy = shop.folder / "queried.sqlite3"
    shutil.copy(shop.folder / "data" / "catalogue.sqlite3", copy)
    with sqlite3.connect(copy) as database:
        database.execute("CREATE TABLE products (sku TEXT, price INTEGER)")
        database.execute("INSERT INTO products SELECT sku, 1 FROM current_categories")
        rows = database.execute(query).fetchall()
        assert len(rows) == database.execute("SELECT count(*) FROM current_categories").fetchone()[0]


def test_every_exception_is_needed() -> None:
    assert not [start for start in NOT_RUN if not any(command.line.startswith(start) for command in COMMANDS)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = _BLOCK.sub("", document.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#\s]+)", text)
    assert not [
        target for target in targets if not target.startswith("http") and not (document.parent / target).exists()
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    named = re.findall(
        r"`((?:fashion_model|pages|tests|benchmarks|docs)/[\w./-]*)`", document.read_text(encoding="utf-8")
    )
    assert not [name for name in named if "NAME" not in name and not (PROJECT_DIR / name).exists()]


def test_readme_is_short() -> None:
    assert len((PROJECT_DIR / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_meaning(name: str) -> None:
    row = f"| `FASHION_{name.upper()}` |"
    lines = (PROJECT_DIR / "docs" / "operating.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(row)]
    assert line.endswith(f"| {Settings.model_fields[name].description} |")
