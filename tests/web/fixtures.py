"""A shop of its own for each test of the pages: an empty database and photo folder, and the shipped model."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.serving.artifacts import Artifact, promote, sha256_of
from fashion_model.serving.classifier import Classifier
from fashion_model.settings import get_settings
from fashion_model.web.resources import get_catalogue
from tests.photo.outfits import by_colour

PATIENCE_S = 60


@contextmanager
def changed_settings() -> Iterator[Callable[..., None]]:
    """Yield a function that changes settings, given as in the environment without their prefix, until the end."""
    with pytest.MonkeyPatch.context() as patch:

        def change(**settings: object) -> None:
            for name, value in settings.items():
                patch.setenv(f"FASHION_{name.upper()}", str(value))
            get_settings.cache_clear()

        yield change
    get_settings.cache_clear()


@pytest.fixture
def set_up() -> Iterator[Callable[..., None]]:
    """Return a function that changes settings, given as in the environment without their prefix."""
    with changed_settings() as change:
        yield change


@pytest.fixture
def shop(set_up: Callable[..., None], tmp_path: Path) -> Iterator[Catalogue]:
    """Return the empty catalogue that the pages use in this test; Ann decides."""
    set_up(
        database_url=f"sqlite:///{tmp_path / 'catalogue.sqlite3'}",
        photos_dir=tmp_path / "photos",
        spool_dir=tmp_path / "spool",
        reviewer="Ann Smith",
    )
    catalogue = get_catalogue()
    yield catalogue
    catalogue.close()


@pytest.fixture
def colour_classifier(artifact: Artifact, monkeypatch: pytest.MonkeyPatch) -> Classifier:
    """Return the shipped model with a segmenter that tells garments by their colours, for pages and the REST API."""
    classifier = Classifier(artifact)
    classifier._segmenter = by_colour
    for module in ("resources", "api.photos"):
        monkeypatch.setattr(f"fashion_model.web.{module}.get_classifier", lambda: classifier)
    return classifier


@pytest.fixture
def serve(artifact: Artifact, tmp_path: Path, set_up: Callable[..., None]) -> Callable[..., None]:
    """Return a function that serves a copy of the model under another version, perhaps with a file's content replaced.

    Of the manifest's entries some can be changed, or left out when they are None.
    """

    def serve(version: str, file: str = "", content: bytes = b"", **changes: object) -> None:
        folder = Path(shutil.copytree(artifact.folder, tmp_path / version))
        files = dict(artifact.manifest["files"])
        if file:
            (folder / file).write_bytes(content)
            files[file] = sha256_of(folder / file)
        changed = artifact.manifest | {"version": version, "files": files} | changes
        manifest = {name: entry for name, entry in changed.items() if entry is not None}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        promote(tmp_path, version)
        set_up(artifacts_dir=tmp_path)

    return serve


@pytest.fixture
def faultless(artifact: Artifact) -> bytes:
    """Return a ``test_predictions.npz`` of a model that makes no error."""
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        labels = arrays["labels"]
    content = io.BytesIO()
    np.savez(
        content,
        labels=labels,
        probabilities=np.eye(10, dtype=np.float32)[labels],
        error_indices=np.zeros(0, np.int64),
        error_pictures=np.zeros((0, 28, 28), np.uint8),
    )
    return content.getvalue()


@pytest.fixture
def open_page(project_dir: Path) -> Callable[[str], AppTest]:
    """Return a function that prepares a page, such as ``classify``; the test runs it."""

    def prepare(name: str) -> AppTest:
        return AppTest.from_file(str(project_dir / "pages" / f"{name}.py"), default_timeout=PATIENCE_S)

    return prepare


def texts(page: AppTest) -> str:
    """Return all words on a page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "success", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in page.get(kind))


def button(page: AppTest, label: str):
    """Return the page's one button with this label."""
    found = [one for one in page.button if one.label == label]
    assert len(found) == 1, f"{len(found)} buttons {label!r} among {[one.label for one in page.button]}"
    return found[0]


def labels(page: AppTest) -> list[str]:
    return [one.label for one in page.button]
