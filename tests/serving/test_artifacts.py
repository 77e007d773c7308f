import json
import shutil
from pathlib import Path

import pytest

from fashion_model.serving.artifacts import CURRENT, MANIFEST, Artifact, ArtifactError, load, load_current, promote


@pytest.fixture
def shelf(artifact: Artifact, tmp_path: Path) -> Path:
    """Return a folder of artifacts with a copy of the shipped one, served."""
    shutil.copytree(artifact.folder, tmp_path / artifact.version)
    promote(tmp_path, artifact.version)
    return tmp_path


def test_shipped_model_loads_and_is_complete(artifact: Artifact) -> None:
    expected = {
        "model.tflite",
        "photo_network.tflite",
        "segmenter.tflite",
        "scope.npz",
        "model.keras",
        "history.csv",
        "photo_history.csv",
        "test_predictions.npz",
        "photo_predictions.csv",
    }
    assert expected | {"MODEL_CARD.md", "samples/0.png"} <= set(artifact.manifest["files"])
    assert 0 < artifact.auto_threshold < 1


def test_no_model_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="make train"):
        load_current(tmp_path)


def test_changed_file_is_noticed(shelf: Path, artifact: Artifact) -> None:
    with (shelf / artifact.version / "model.tflite").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ArtifactError, match=r"model\.tflite .* is not the file that was trained"):
        load_current(shelf)


def test_missing_file_is_noticed(shelf: Path, artifact: Artifact) -> None:
    (shelf / artifact.version / "history.csv").unlink()
    with pytest.raises(ArtifactError, match=r"lacks its file history\.csv"):
        load_current(shelf)


@pytest.mark.parametrize("change", [{"layout": 0}, {"categories": ["Hat"]}])
def test_folder_of_another_version_is_refused(shelf: Path, artifact: Artifact, change: dict[str, object]) -> None:
    path = shelf / artifact.version / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ArtifactError, match="another version of this program"):
        load(shelf / artifact.version)


@pytest.mark.parametrize("text", ["{", "[1]", "{}", "\xff", '{"layout": 1}'])
def test_damaged_manifest_is_told(shelf: Path, artifact: Artifact, text: str) -> None:
    (shelf / artifact.version / MANIFEST).write_bytes(text.encode("latin-1"))
    with pytest.raises(ArtifactError, match="damaged"):
        load(shelf / artifact.version)


@pytest.mark.parametrize("threshold", [0, "abc", None])
def test_threshold_that_makes_no_sense_is_not_served(shelf: Path, artifact: Artifact, threshold: object) -> None:
    path = shelf / artifact.version / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "decision": {"auto_threshold": threshold}}))
    with pytest.raises(ArtifactError, match="damaged"):
        load(path.parent)


@pytest.mark.parametrize(
    "answer", [{"weight": 1.1, "temperature": 1}, {"weight": 0.5, "temperature": 0}, {"weight": 1}]
)
def test_share_of_the_photo_network_that_makes_no_sense_is_not_served(
    shelf: Path, artifact: Artifact, answer: dict[str, float]
) -> None:
    path = shelf / artifact.version / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "photo_answer": answer}))
    with pytest.raises(ArtifactError, match="damaged"):
        load(path.parent)


def test_weight_of_0_or_1_is_a_share_like_any_other(shelf: Path, artifact: Artifact) -> None:
    path = shelf / artifact.version / MANIFEST
    for weight in (0, 1):
        answer = {"weight": weight, "temperature": 1.5}
        path.write_text(json.dumps({**json.loads(path.read_text()), "photo_answer": answer}))
        assert load(path.parent).manifest["photo_answer"] == answer


def test_manifest_changed_after_promotion_is_noticed(shelf: Path, artifact: Artifact) -> None:
    path = shelf / artifact.version / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "decision": {"auto_threshold": 0.01}}))
    with pytest.raises(ArtifactError, match="changed since it was promoted"):
        load_current(shelf)


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"one two three"])
def test_damaged_pointer_is_told(shelf: Path, text: bytes) -> None:
    (shelf / CURRENT).write_bytes(text)
    with pytest.raises(ArtifactError, match="does not name a model"):
        load_current(shelf)


def test_renamed_folder_is_noticed(shelf: Path, artifact: Artifact) -> None:
    (shelf / artifact.version).rename(shelf / "other")
    with pytest.raises(ArtifactError, match="holds model"):
        load(shelf / "other")


def test_broken_version_is_not_promoted_and_the_old_one_stays(shelf: Path, artifact: Artifact) -> None:
    (shelf / "half").mkdir()
    with pytest.raises(ArtifactError):
        promote(shelf, "half")
    assert (shelf / CURRENT).read_text().split()[0] == artifact.version
    assert load_current(shelf).version == artifact.version


def test_file_that_is_not_listed_is_not_given(artifact: Artifact) -> None:
    with pytest.raises(ArtifactError, match=r"has no file secret\.txt"):
        artifact.file("secret.txt")
