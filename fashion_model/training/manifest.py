"""Manifest of a model folder: writing it, and renewing its run key and file hashes.

``python -m fashion_model.training.manifest artifacts/VERSION`` renews one: after a file of the folder was replaced on
purpose, or when keys are made in another way. An older folder's ``weights.npz`` becomes ``model.keras``. The version
keeps its name.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fashion_model.serving.artifacts import CURRENT, MANIFEST, Artifact, promote, sha256_of
from fashion_model.training.config import TrainingConfig
from fashion_model.training.networks.network import KERAS_FILE, WEIGHTS_FILE, load_network
from fashion_model.training.run_key import STAGE_VERSIONS, run_key

_CONFIG = TypeAdapter(TrainingConfig)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest with the run key that follows from it, and with the hash of every file of the folder.

    Args:
        folder: The complete model folder.
        manifest: With the configuration under ``training`` and the hashes of the data under ``data``. Stage versions
            that it states are kept: they are those that it was trained by.
    """
    versions = manifest.get("stage_versions", dict(STAGE_VERSIONS))
    key = run_key(_CONFIG.validate_python(manifest["training"]), manifest["data"], versions)
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = {name: sha256_of(folder / name) for name in sorted(names) if name != MANIFEST}
    complete = {**manifest, "run_key": key, "stage_versions": versions, "files": files}
    unfinished = folder.with_name(f"unfinished-{folder.name}-{MANIFEST}")
    unfinished.write_text(json.dumps(complete, indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / MANIFEST)


def renew_manifest(folder: Path) -> list[str]:
    """Write the manifest of a model folder anew from what is there, and promote the version again if it is served.

    Returns:
        The names of the files that are not what they were: replaced, added or gone.

    Raises:
        ArtifactError: The version is served and cannot be loaded.
    """
    before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    before.pop("code_version", None)  # of a time when keys were made of source text
    if WEIGHTS_FILE in before["files"]:
        load_network(Artifact(folder, before)).save(folder / KERAS_FILE)
        (folder / WEIGHTS_FILE).unlink()
    write_manifest(folder, before)
    served = folder.parent / CURRENT
    if served.is_file() and served.read_text(encoding="utf-8").startswith(f"{folder.name} "):
        promote(folder.parent, folder.name)
    after = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return sorted({name for name, _ in before["files"].items() ^ after["files"].items()})


def main(arguments: Sequence[str]) -> None:
    """Renew the manifest of the named folder and say which files changed."""
    parser = argparse.ArgumentParser(prog="python -m fashion_model.training.manifest", description=__doc__)
    parser.add_argument("folder", type=Path, help="the model folder, such as artifacts/2026-11-27-7f56966367d1")
    folder = parser.parse_args(arguments).folder
    changed = renew_manifest(folder)
    sys.stdout.write(f"{folder.name}: manifest renewed; changed files: {', '.join(changed) or 'none'}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
