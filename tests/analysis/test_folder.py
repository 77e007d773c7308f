"""The analysis as pages read it: found, checked, searched, without dataset."""

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from fashion_model.analysis.errors import ErrorAnalysis, load_error_analysis
from fashion_model.analysis.folder import (
    ANALYSIS_FOLDER,
    ERRORS_FILE,
    TEST_MOSAIC_FILE,
    TEST_PICTURES_FILE,
    TRAINING_PICTURES_FILE,
    from_mosaic,
    to_mosaic,
)
from fashion_model.analysis.similar_pictures import SimilarPictures
from fashion_model.serving.artifacts import MANIFEST, Artifact, ArtifactError, load, sha256_of
from fashion_model.serving.classifier import Classifier
from fashion_model.training.analysis.analysis import Analysis, AnalysisData
from tests.analysis.small_analysis import LEARNED, RIGHT, TESTED, TWIN, TWIN_KEPT_BACK, write_small_analysis


@pytest.fixture(scope="module")
def written(
    classifier: Classifier, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[Analysis, AnalysisData]]:
    folder = tmp_path_factory.mktemp("artifacts") / ANALYSIS_FOLDER
    return folder, write_small_analysis(folder, classifier)


@pytest.fixture
def folder(written: tuple[Path, object], tmp_path: Path) -> Path:
    """Return a copy that a test may damage."""
    return Path(shutil.copytree(written[0], tmp_path / ANALYSIS_FOLDER))


@pytest.fixture(scope="module")
def similar(written: tuple[Path, object], artifact: Artifact) -> SimilarPictures:
    return SimilarPictures.load(written[0], artifact.version)


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def rewrite(folder: Path, name: str, **changes: np.ndarray | None) -> None:
    """Write a file anew, with arrays changed or left out, and its hash with it."""
    with np.load(folder / name) as kept:
        arrays = {part: kept[part] for part in kept.files} | changes
    np.savez(folder / name, **{part: values for part, values in arrays.items() if values is not None})
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    change_manifest(folder, files={**files, name: sha256_of(folder / name)})


def test_findings_are_those_that_were_written(
    written: tuple[Path, tuple[Analysis, AnalysisData]], artifact: Artifact
) -> None:
    folder, (analysis, _) = written
    read = load_error_analysis(folder, artifact.version)
    assert read.model_version == artifact.version
    assert list(read.errors) == [index for index in range(TESTED) if index != RIGHT]
    first, second = read.errors[0], read.errors[1]
    assert (first.label_share, first.predicted_share) == (
        pytest.approx(5 / 6, abs=1e-3),
        pytest.approx(1 / 6, abs=1e-3),
    )
    assert (first.verdict, first.people_agree) == ("the network's fault", True)
    assert (second.verdict, second.people_agree, second.entropy_bits) == ("reasonable", False, 1)
    np.testing.assert_array_equal(second.saliency, analysis.saliency[1])
    assert read.people_agree.tolist() == analysis.people_agree.tolist()
    assert read.near_duplicate.tolist() == [True] + [False] * (TESTED - 1)
    assert read.errors[0].majority == written[1][1].test.labels[0]
    assert read.errors[0].third_share == 0
    assert [one.index for one in read.blind] == list(range(TESTED)) == list(read.pictures)
    assert read.blind[0].agreement == pytest.approx(5 / 6, abs=1e-3)
    assert np.abs(read.blind[2].picture.astype(int) - written[1][1].test.pictures[2]).mean() < 4
    assert read.figures["errors"] == TESTED - 1
    assert "arXiv 2202.00395" in read.attribution


def test_nearest_picture_of_a_kept_one_is_itself(
    similar: SimilarPictures, classifier: Classifier, written: tuple[Path, tuple[Analysis, AnalysisData]]
) -> None:
    exact = written[1][0].index.pictures
    embeddings = classifier.predict(exact).embedding
    for row in (3, 17):
        found = similar.nearest(embeddings[row], 3)
        assert found[0].training_index == similar.training_indices[row]
        assert found[0].label == similar.labels[row]
        assert found[0].distance == pytest.approx(0, abs=1e-3)
        assert [one.distance for one in found] == sorted(one.distance for one in found)
        assert np.abs(found[0].picture.astype(int) - exact[row]).mean() < 8  # kept to be looked at


def test_search_in_8_bits_finds_what_the_exact_one_finds(
    similar: SimilarPictures, classifier: Classifier, written: tuple[Path, tuple[Analysis, AnalysisData]]
) -> None:
    pictures = written[1][1].test.pictures
    exact = classifier.predict(np.concatenate([pictures, written[1][0].index.pictures])).embedding
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    queries, kept = exact[: len(pictures)], exact[len(pictures) :]
    for query in queries:
        found = similar.nearest(query, 1)[0]
        assert found.distance == pytest.approx(float((1 - kept @ query).min()), abs=1e-3)


def test_all_pictures_are_given_when_more_are_asked_for(similar: SimilarPictures) -> None:
    assert len(similar.nearest(similar.directions[0], 1000)) == LEARNED + 1


def test_search_refuses_another_networks_embedding_and_no_count(similar: SimilarPictures) -> None:
    with pytest.raises(ValueError, match=r"expected an embedding of shape \(192,\)"):
        similar.nearest(np.ones(1280, np.float32), 3)
    with pytest.raises(ValueError, match=r"a count from 1, got .* and 0"):
        similar.nearest(np.ones(192, np.float32), 0)


def test_errors_have_neighbours_and_right_answers_have_none(similar: SimilarPictures) -> None:
    neighbours = similar.neighbours_of(0)
    assert len(neighbours) == 5
    assert neighbours[0].training_index == TWIN
    assert {one.training_index for one in similar.near_duplicates_of(0)} == {TWIN, TWIN_KEPT_BACK}
    assert similar.near_duplicates_of(1) == ()
    assert similar.neighbours_of(RIGHT) == similar.near_duplicates_of(RIGHT) == ()


def test_another_model_is_told_with_the_command(folder: Path) -> None:
    for read in (load_error_analysis, SimilarPictures.load):
        with pytest.raises(ArtifactError, match=r"and another is served\. Run `python -m fashion_model analyse`"):
            read(folder, "another")


def test_missing_folder_is_told_with_the_command(tmp_path: Path, artifact: Artifact) -> None:
    with pytest.raises(ArtifactError, match=r"no analysis in nothing/\. Run `python -m fashion_model analyse`"):
        load_error_analysis(tmp_path / "nothing", artifact.version)


def test_missing_and_changed_files_are_told(folder: Path, artifact: Artifact) -> None:
    with (folder / ERRORS_FILE).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ArtifactError, match=r"errors\.npz of the analysis is not the file that was written"):
        load_error_analysis(folder, artifact.version)
    (folder / ERRORS_FILE).unlink()
    with pytest.raises(ArtifactError, match=r"lacks its file errors\.npz"):
        load_error_analysis(folder, artifact.version)


@pytest.mark.parametrize("text", ["{", "[1]", "{}", "\xff", '{"format": 1}'])
def test_damaged_manifest_is_told(folder: Path, artifact: Artifact, text: str) -> None:
    (folder / MANIFEST).write_bytes(text.encode("latin-1"))
    with pytest.raises(ArtifactError, match="manifest of the analysis in analysis/ is damaged"):
        load_error_analysis(folder, artifact.version)


def test_folder_of_another_format_is_refused(folder: Path, artifact: Artifact) -> None:
    change_manifest(folder, format=99)
    with pytest.raises(ArtifactError, match=r"expected format 2, got 99"):
        load_error_analysis(folder, artifact.version)


@pytest.mark.parametrize("name", ["verdict", "saliency"])
def test_part_that_is_missing_or_too_short_is_told(folder: Path, artifact: Artifact, name: str) -> None:
    for values in (np.zeros(1, np.uint8), None):
        rewrite(folder, ERRORS_FILE, **{name: values})
        with pytest.raises(ArtifactError, match=r"errors\.npz of the analysis is damaged"):
            load_error_analysis(folder, artifact.version)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (ERRORS_FILE, "third"),
        (ERRORS_FILE, "majority"),
        (TEST_PICTURES_FILE, "blind_majority"),
        (TRAINING_PICTURES_FILE, "labels"),
    ],
)
def test_category_that_is_not_there_is_told(folder: Path, artifact: Artifact, file: str, name: str) -> None:
    with np.load(folder / file) as kept:
        values = kept[name].copy()
    values[0] = 10
    rewrite(folder, file, **{name: values})
    read = SimilarPictures.load if file == TRAINING_PICTURES_FILE else load_error_analysis
    with pytest.raises(ArtifactError, match=r"of the analysis is damaged \(it names category 10 of 10\)"):
        read(folder, artifact.version)


@pytest.mark.parametrize("figures", [{}, {"human_accuracy": 2, "human_recall": {}}, {"human_accuracy": 0.8}])
def test_figures_that_are_missing_or_impossible_are_told(
    folder: Path, artifact: Artifact, figures: dict[str, object]
) -> None:
    change_manifest(folder, figures=figures)
    with pytest.raises(ArtifactError, match="manifest of the analysis in analysis/ is damaged"):
        load_error_analysis(folder, artifact.version)


def test_file_that_cannot_be_read_is_told(folder: Path, artifact: Artifact, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("fashion_model.serving.artifacts.sha256_of", refuse)
    with pytest.raises(ArtifactError, match=r"errors\.npz of the analysis is not the file that was written"):
        load_error_analysis(folder, artifact.version)
    with pytest.raises(ArtifactError, match="is not the file that was trained"):
        load(artifact.folder)


def test_damaged_mosaic_is_told(folder: Path, artifact: Artifact) -> None:
    (folder / TEST_MOSAIC_FILE).write_bytes(b"no picture")
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    change_manifest(folder, files={**files, TEST_MOSAIC_FILE: sha256_of(folder / TEST_MOSAIC_FILE)})
    with pytest.raises(ArtifactError, match=r"test_pictures\.webp of the analysis is damaged \(it is no WebP\)"):
        load_error_analysis(folder, artifact.version)


def test_row_beyond_the_pictures_is_told(folder: Path, artifact: Artifact) -> None:
    rewrite(folder, TRAINING_PICTURES_FILE, embeddings=np.ones((2, 192), np.int8))
    with pytest.raises(ArtifactError, match="of the analysis is damaged"):
        SimilarPictures.load(folder, artifact.version)
    with np.load(folder / ERRORS_FILE) as kept:
        rows = kept["neighbour_row"] + 1000
    rewrite(folder, ERRORS_FILE, neighbour_row=rows)
    with pytest.raises(ArtifactError, match="of the analysis is damaged"):
        SimilarPictures.load(folder, artifact.version)


@pytest.fixture(scope="module")
def shipped(project_dir: Path, artifact: Artifact) -> ErrorAnalysis:
    return load_error_analysis(project_dir / "artifacts" / ANALYSIS_FOLDER, artifact.version)


def test_shipped_analysis_is_of_the_shipped_models_errors(shipped: ErrorAnalysis, artifact: Artifact) -> None:
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        assert sorted(shipped.errors) == arrays["error_indices"].tolist()
    assert shipped.figures["human_accuracy"] == 0.8202
    assert (shipped.figures["human_recall"]["Shirt"], shipped.figures["human_recall"]["Coat"]) == (0.267, 0.364)
    counted = Counter(found.verdict for found in shipped.errors.values())
    assert shipped.figures["verdicts"] == dict(counted)
    assert len(shipped.blind) == 300


def test_shipped_verdicts_follow_from_the_shipped_shares(shipped: ErrorAnalysis) -> None:
    for found in shipped.errors.values():
        if found.predicted_share >= 0.5 and found.predicted_share > found.label_share:
            expected = "suspect label"
        elif found.predicted_share >= 0.25:
            expected = "reasonable"
        else:
            expected = "the network's fault" if found.label_share >= 0.5 else "ambiguous"
        assert found.verdict == expected


def test_each_shipped_error_has_its_five_nearest_training_pictures(
    shipped: ErrorAnalysis, project_dir: Path, artifact: Artifact
) -> None:
    similar = SimilarPictures.load(project_dir / "artifacts" / ANALYSIS_FOLDER, artifact.version)
    assert {len(similar.neighbours_of(index)) for index in shipped.errors} == {5}
    assert sum(file.stat().st_size for file in (project_dir / "artifacts" / ANALYSIS_FOLDER).iterdir()) < 4_000_000


def pictures(count: int) -> np.ndarray:
    """Return pictures with a soft blob each, as bright as their number."""
    rows, columns = np.mgrid[:28, :28]
    blob = np.exp(-((rows - 14) ** 2 + (columns - 14) ** 2) / 60)
    return np.stack([(blob * (60 + 190 * one / count)).astype(np.uint8) for one in range(count)])


@pytest.mark.parametrize("count", [1, 4, 5])
def test_pictures_come_back_nearly_as_they_were_and_in_order(count: int) -> None:
    wanted = pictures(count)
    kept = from_mosaic(to_mosaic(wanted, quality=90), count)
    assert kept.shape == wanted.shape
    assert np.abs(kept.astype(int) - wanted).max() <= 16


def test_neighbours_do_not_touch() -> None:
    wanted = np.zeros((2, 28, 28), np.uint8)
    wanted[0] = 255
    assert from_mosaic(to_mosaic(wanted, quality=75), 2)[1].max() <= 2


def test_fewer_pictures_and_other_files_are_refused() -> None:
    content = to_mosaic(pictures(3), quality=75)
    with pytest.raises(ValueError, match="expected 5 pictures, got 4"):
        from_mosaic(content, 5)
    with pytest.raises(ValueError, match="it is no WebP"):
        from_mosaic(b"no picture", 1)
