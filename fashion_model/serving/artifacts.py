"""Model folders: manifest, hash checks, and promotion in one atomic step."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from fashion_model.categories import CATEGORIES
from fashion_model.formats import without_folders

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
LAYOUT = 1
"""Number of this folder layout; a folder with another number is refused."""


class ArtifactError(RuntimeError):
    """The model folder cannot be served; the message says what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(without_folders(sentence))


class _Decision(BaseModel):
    auto_threshold: float = Field(gt=0, allow_inf_nan=False)


class _PhotoAnswer(BaseModel):
    """How the answers of the two networks for a photo become one."""

    weight: float = Field(ge=0, le=1)
    temperature: float = Field(gt=0, allow_inf_nan=False)


class _Manifest(BaseModel):
    """What every manifest must have; the rest is for people and pages."""

    layout: int
    version: str
    categories: tuple[str, ...]
    decision: _Decision
    photo_answer: _PhotoAnswer | None = None
    files: dict[str, str] = Field(min_length=1)
    scores: dict[str, Any]


@dataclass(frozen=True)
class Artifact:
    """One model version on disk, checked.

    Attributes:
        folder: Where it is.
        manifest: What it was trained on and from, its calibration, thresholds, scores, layers and file hashes.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """The version's name, which is the folder's."""
        return str(self.manifest["version"])

    @property
    def auto_threshold(self) -> float:
        """The confidence from which an answer may stand without a person, 0..1."""
        return float(self.manifest["decision"]["auto_threshold"])

    def file(self, name: str) -> Path:
        """Return the path of one of the folder's files; raises ArtifactError for one that is not listed."""
        if name not in self.manifest["files"]:
            raise ArtifactError(f"Model {self.version} has no file {name}. Train it again with this version.")
        return self.folder / name


def load_current(artifacts_dir: Path) -> Artifact:
    """Load the model version that ``CURRENT`` names.

    Raises:
        ArtifactError: There is none, or it is incomplete, changed or of another layout.
    """
    pointer = artifacts_dir / CURRENT
    if not pointer.is_file():
        raise ArtifactError(f"No model is installed in {artifacts_dir.name}/. Run `make train`, or restore the folder.")
    try:
        version, manifest_sha256 = pointer.read_text(encoding="utf-8").split()
    except (OSError, ValueError) as error:
        raise ArtifactError(
            f"{artifacts_dir.name}/{CURRENT} does not name a model and the hash of its manifest. Restore the file."
        ) from error
    artifact = load(artifacts_dir / version)
    if sha256_of(artifact.folder / MANIFEST) != manifest_sha256:
        raise ArtifactError(f"The manifest of model {version} was changed since it was promoted. Restore the folder.")
    return artifact


def load(folder: Path) -> Artifact:
    """Load one model folder and check every file's hash.

    Raises:
        ArtifactError: The folder is missing, incomplete, changed or of another layout.
    """
    artifact = Artifact(folder, _read_manifest(folder))
    for name, expected in artifact.manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"Model {folder.name} lacks its file {name}. Restore the folder or train again.")
        if not is_intact(path, expected):
            raise ArtifactError(f"{name} of model {folder.name} is not the file that was trained. Restore the folder.")
    return artifact


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        checked = _Manifest.model_validate_json(text)
    except FileNotFoundError as error:
        raise ArtifactError(f"There is no model {folder.name}. Run `make train`, or restore the folder.") from error
    except (OSError, ValueError) as error:
        raise ArtifactError(f"The manifest of model {folder.name} is damaged. Restore the folder.") from error
    if checked.layout != LAYOUT or checked.categories != CATEGORIES:
        raise ArtifactError(
            f"Model {folder.name} was made by another version of this program (expected layout {LAYOUT} and the ten "
            "categories of Fashion-MNIST). Train it again."
        )
    if checked.version != folder.name:
        raise ArtifactError(f"The folder {folder.name} holds model {checked.version}. Give it that name again.")
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def promote(artifacts_dir: Path, version: str) -> None:
    """Make ``version`` the model that is served, in one atomic step.

    Raises:
        ArtifactError: The version cannot be loaded; what was served stays.
    """
    load(artifacts_dir / version)
    pointer = artifacts_dir / f"{CURRENT}.new"
    pointer.write_text(f"{version} {sha256_of(artifacts_dir / version / MANIFEST)}\n", encoding="utf-8")
    os.replace(pointer, artifacts_dir / CURRENT)


def is_intact(path: Path, sha256: str | None) -> bool:
    """Return whether a file has this hexadecimal SHA-256; one that cannot be read is not intact."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
