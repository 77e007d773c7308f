"""What stands beside a model's own answers on the pages; each part is there, or a sentence says why it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.evaluation.study import Study
from fashion_model.evaluation.vote_file import VoteFileError
from fashion_model.serving.analysis_folder import ANALYSIS_FOLDER
from fashion_model.serving.answer_table import answer_table
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.error_analysis import ErrorAnalysis, load_error_analysis
from fashion_model.serving.local_votes import local_votes
from fashion_model.serving.score_files import SCORES_FOLDER, ModelScores, load_all_scores
from fashion_model.serving.similar_pictures import SimilarPictures
from fashion_model.serving.study import STUDY_FOLDER, load_study
from fashion_model.settings import get_settings
from fashion_model.web.evaluation_data import get_evaluation

VOTES_MISSING = (
    "The votes of all people on all ten categories are not on this machine. To see them, fetch fmh_counts.csv from "
    "github.com/takashiishida/irreducible (data/) and name its folder in FASHION_VOTES_DIR."
)

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """Something that the pages can do without: ``value``, or None and the ``problem`` in a sentence."""

    value: T | None
    problem: str = ""


def get_error_analysis(artifact: Artifact) -> Part[ErrorAnalysis]:
    """Return what was found out about the errors of the model, read once a process."""
    return _part(lambda: _error_analysis(get_settings().artifacts_dir / ANALYSIS_FOLDER, artifact.version))


def get_similar_pictures(artifact: Artifact) -> Part[SimilarPictures]:
    """Return the training pictures to search in, read once a process."""
    return _part(lambda: _similar_pictures(get_settings().artifacts_dir / ANALYSIS_FOLDER, artifact.version))


def get_all_scores() -> Part[tuple[ModelScores, ...]]:
    """Return the answers of every version that was kept, the oldest first."""
    return _part(lambda: _all_scores(get_settings().artifacts_dir / SCORES_FOLDER))


def get_study() -> Part[Study]:
    """Return the study of networks."""
    return _part(lambda: _study(get_settings().artifacts_dir / STUDY_FOLDER))


def get_votes() -> Part[np.ndarray]:
    """Return ``(10000, 10)`` votes, where their file is on this machine."""
    settings = get_settings()
    try:
        votes = _votes(settings.votes_dir, settings.cache_dir)
    except VoteFileError as error:
        return Part(None, str(error))
    return Part(votes) if votes is not None else Part(None, VOTES_MISSING)


def get_answer_table(artifact: Artifact) -> pd.DataFrame:
    """Return ``answer_table`` of the model; do not change it, for all visitors share it.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    analysis = get_error_analysis(artifact).value
    return _answer_table(get_settings().artifacts_dir, artifact.version, analysis is not None, artifact, analysis)


def _part(load: Callable[[], T]) -> Part[T]:
    try:
        return Part(load())
    except ArtifactError as error:
        return Part(None, str(error))


@st.cache_resource(max_entries=2, show_spinner=False)
def _error_analysis(folder: Path, version: str) -> ErrorAnalysis:
    return load_error_analysis(folder, version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _similar_pictures(folder: Path, version: str) -> SimilarPictures:
    return SimilarPictures.load(folder, version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _all_scores(folder: Path) -> tuple[ModelScores, ...]:
    return load_all_scores(folder)


@st.cache_resource(max_entries=2, show_spinner=False)
def _study(folder: Path) -> Study:
    return load_study(folder)


@st.cache_resource(max_entries=1, show_spinner=False)
def _votes(votes_dir: Path | None, cache_dir: Path) -> np.ndarray | None:
    return local_votes(votes_dir, cache_dir)


@st.cache_resource(max_entries=2, show_spinner=False)
def _answer_table(
    artifacts_dir: Path, version: str, analysed: bool, _artifact: Artifact, _analysis: ErrorAnalysis | None
) -> pd.DataFrame:
    benchmark = get_evaluation(_artifact).benchmark
    return answer_table(benchmark.labels, benchmark.probabilities, _analysis)
