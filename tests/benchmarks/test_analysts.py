"""The benchmark of the analysts' pages: the model that it is taken on, and its search."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks import analysts
from fashion_model.analysis.errors import load_error_analysis
from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.analysis.score_files import SCORES_FOLDER
from fashion_model.analysis.similar_pictures import SimilarPictures
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.serving.artifacts import Artifact, ArtifactError, load_current
from fashion_model.settings import PROJECT_DIR
from fashion_model.web.gallery.data import get_gallery
from fashion_model.web.links import BENCHMARK
from fashion_model.web.loaded import get_error_analysis, get_evaluation, get_similar_pictures, get_study


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return analysts.write_wrong_model(tmp_path_factory.mktemp("models"))


@pytest.fixture
def served(wrong: Artifact, set_up: Callable[..., None]) -> Artifact:
    """Return the wrong model, which the pages serve in this test."""
    set_up(artifacts_dir=wrong.folder.parent)
    return wrong


def test_wrong_model_is_served_and_wrong_on_every_test_picture(served: Artifact) -> None:
    assert load_current(served.folder.parent).version == analysts.WRONG
    benchmark = get_evaluation(served).benchmark
    assert len(benchmark.errors) == len(benchmark.error_pictures) == 10_000
    assert np.trace(benchmark.confusion) == 0


def test_wrong_model_has_all_that_the_pages_show(served: Artifact) -> None:
    parts = (get_error_analysis(served), get_similar_pictures(served), get_study())
    assert [part.problem for part in parts] == ["", "", ""]
    assert names_in(served.folder.parent / SCORES_FOLDER) == names_in(PROJECT_DIR / "artifacts" / SCORES_FOLDER)
    assert len(get_error_analysis(served).value.errors) == 10_000
    gallery = get_gallery(served, BENCHMARK)
    assert gallery.has_people
    assert len(gallery.errors) == 10_000


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_counts_are_those_that_the_gallery_finds(served: Artifact) -> None:
    errors = get_gallery(served, BENCHMARK).errors
    counts = analysts._counts(served)
    assert len(counts) == 10 + 10 * 4
    for name in CATEGORIES:
        assert counts[name] == (errors["label"] == name).sum()
        for verdict in VERDICTS:
            found = (errors["label"] == name) & (errors["verdict"] == verdict)
            assert counts[f"{name} {verdict}"] == found.sum() > 0
    assert sum(counts[name] for name in CATEGORIES) == 10_000


def test_shipped_model_stays_as_it_is(wrong: Artifact, artifact: Artifact) -> None:
    shipped = PROJECT_DIR / "artifacts"
    assert load_current(shipped).version == artifact.version != wrong.version
    assert 0 < len(load_error_analysis(shipped / ANALYSIS_FOLDER, artifact.version).errors) < 1_000
    with pytest.raises(ArtifactError, match=analysts.WRONG):
        load_error_analysis(wrong.folder.parent / ANALYSIS_FOLDER, artifact.version)
    with pytest.raises(ArtifactError, match="is of model"):
        SimilarPictures.load(shipped / ANALYSIS_FOLDER, wrong.version)


def test_each_search_is_timed() -> None:
    spent = analysts.searches(1)
    assert spent.shape == (1,)
    assert np.isfinite(spent).all()
    assert (spent > 0).all()


def test_first_try_does_not_count() -> None:
    assert analysts.timed(iter([90.0, 1.0, 2.0]).__next__, 2).tolist() == [1.0, 2.0]
