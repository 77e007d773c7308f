import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.artifacts import CURRENT, MANIFEST, Artifact, ArtifactError, load_current, promote, sha256_of
from fashion_model.serving.classifier import Classifier
from fashion_model.training.config import TrainingConfig
from fashion_model.training.manifest import main, renew_manifest
from fashion_model.training.networks.network import KERAS_FILE, WEIGHTS_FILE, load_network
from fashion_model.training.run_key import run_key


@pytest.fixture
def folder(artifact: Artifact, tmp_path: Path) -> Path:
    """Return a copy of the shipped model folder, served, that a test may change."""
    copy = tmp_path / artifact.version
    shutil.copytree(artifact.folder, copy)
    promote(tmp_path, artifact.version)
    return copy


def state_of(folder: Path) -> tuple[bytes, bytes]:
    return (folder / MANIFEST).read_bytes(), (folder.parent / CURRENT).read_bytes()


def rewrite(folder: Path, **changed: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changed}), encoding="utf-8")


def test_manifest_of_an_unchanged_folder_stays_to_the_letter(folder: Path) -> None:
    before = state_of(folder)
    assert renew_manifest(folder) == []
    assert state_of(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([folder.name, CURRENT])


def test_replaced_added_and_removed_files_are_told_and_served_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "MODEL_CARD.md").write_text("# Another\n")
    (folder / "network.bin").write_bytes(b"new")
    (folder / "samples" / "3.png").unlink()
    with pytest.raises(ArtifactError, match="is not the file that was trained"):
        load_current(folder.parent)
    main([str(folder)])
    assert capsys.readouterr().out.endswith("changed files: MODEL_CARD.md, network.bin, samples/3.png.\n")
    served = load_current(folder.parent)
    assert served.version == folder.name
    assert served.file("network.bin").read_bytes() == b"new"


def test_folder_from_before_keys_had_versions_gets_the_key_of_its_recipe_and_data(
    folder: Path, artifact: Artifact
) -> None:
    manifest = {name: part for name, part in artifact.manifest.items() if name not in ("run_key", "stage_versions")}
    (folder / MANIFEST).write_text(json.dumps({**manifest, "code_version": "d95d850b4a36"}), encoding="utf-8")
    renew_manifest(folder)
    renewed = load_current(folder.parent).manifest
    assert renewed["run_key"] == run_key(TrainingConfig(), artifact.manifest["data"])
    assert "code_version" not in renewed


def test_versions_that_a_folder_was_trained_by_are_kept(folder: Path, artifact: Artifact) -> None:
    trained_by = {**artifact.manifest["stage_versions"], "pictures": 0}
    rewrite(folder, stage_versions=trained_by)
    renew_manifest(folder)
    renewed = load_current(folder.parent).manifest
    assert renewed["stage_versions"] == trained_by
    assert renewed["run_key"] != artifact.manifest["run_key"]  # it is not what today's code would train


def test_version_that_is_not_served_is_not_promoted(folder: Path) -> None:
    (folder.parent / CURRENT).write_text(f"{folder.name}-another 0000\n")
    renew_manifest(folder)
    assert (folder.parent / CURRENT).read_text() == f"{folder.name}-another 0000\n"


@pytest.fixture
def older(folder: Path) -> Path:
    """Return the copy as an older program wrote it: with the weights in 16 bits in place of the Keras network."""
    network = load_network(load_current(folder.parent))
    weights = {variable.path: np.asarray(variable, np.float16) for variable in network.weights}
    np.savez_compressed(folder / WEIGHTS_FILE, **weights)
    (folder / KERAS_FILE).unlink()
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    files = {name: sha for name, sha in manifest["files"].items() if name != KERAS_FILE}
    rewrite(folder, files={**files, WEIGHTS_FILE: sha256_of(folder / WEIGHTS_FILE)})
    promote(folder.parent, folder.name)
    return folder


def test_older_folder_with_weights_alone_still_serves(older: Path, classifier: Classifier, shirt_photo: bytes) -> None:
    answer = Classifier(load_current(older.parent)).classify(shirt_photo)
    np.testing.assert_array_equal(answer.probabilities, classifier.classify(shirt_photo).probabilities)


def test_weights_of_an_older_folder_become_the_keras_network(
    older: Path, artifact: Artifact, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(older)])
    assert capsys.readouterr().out.endswith("changed files: model.keras, weights.npz.\n")
    converted = load_current(older.parent)
    assert WEIGHTS_FILE not in converted.manifest["files"]
    pairs = zip(load_network(converted).get_weights(), load_network(artifact).get_weights(), strict=True)
    for seen, expected in pairs:  # the shipped weights were in 16 bits before
        np.testing.assert_array_equal(seen, expected)
    assert load_network(converted).get_config() == load_network(artifact).get_config()


def test_folder_that_was_left_between_weights_and_manifest_is_finished(tmp_path: Path, project_dir: Path) -> None:
    served = load_current(project_dir / "artifacts")
    folder = tmp_path / served.version
    shutil.copytree(served.folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    of_keras = manifest["files"].pop("model.keras")
    (folder / "manifest.json").write_text(json.dumps(manifest | {"files": manifest["files"] | {"weights.npz": "0"}}))
    assert renew_manifest(folder) == ["model.keras", "weights.npz"]
    assert json.loads((folder / "manifest.json").read_text())["files"]["model.keras"] == of_keras


def test_folder_without_a_manifest_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "nope")])
    assert ended.value.code == 2
    assert "Name the folder of a model." in capsys.readouterr().err
