"""Cached evaluation, error analysis and study of the served model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import ErrorAnalysis, answer_table, load_error_analysis, local_votes
from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import BenchmarkEvaluation, Evaluation
from fashion_model.analysis.score_files import SCORES_FOLDER, ModelScores, load_scores, oldest_first, score_files
from fashion_model.analysis.similar_pictures import SimilarPictures
from fashion_model.analysis.study import STUDY_FOLDER, load_study
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.study import Study
from fashion_model.evaluation.votes import VoteFileError
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.settings import get_settings

VOTES_MISSING = (
    "The votes of all people on all ten categories are not on this machine. To see them, fetch fmh_counts.csv from "
    "github.com/takashiishida/irreducible (data/) and name its folder in FASHION_VOTES_DIR."
)
_BY_VERSION: dict[str | type, Callable[[Artifact], str]] = {Artifact: attrgetter("version")}
T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """Something that the pages can do without: its ``value``, None where it is missing; what is, in ``problem``."""

    value: T | None
    problem: str = ""


@dataclass(frozen=True)
class Findings:
    """What is known of a model.

    Attributes:
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
    """

    evaluation: Evaluation
    analysis: Part[ErrorAnalysis]
    study: Part[Study]
    table: pd.DataFrame

    @property
    def errors(self) -> pd.DataFrame:
        """The wrong answers of ``table``."""
        return self.table[~self.table["right"]]


def get_findings(artifact: Artifact) -> Findings:
    """Return what is known of the model.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    evaluation, table = get_evaluation(artifact), get_answer_table(artifact)
    return Findings(evaluation, get_error_analysis(artifact), get_study(), table)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=_BY_VERSION)
def get_evaluation(artifact: Artifact) -> Evaluation:
    """Return what the model folder says, read once a version in this process.

    Raises:
        ArtifactError: A file is damaged or does not fit the others.
    """
    return read_evaluation(artifact)


def get_error_analysis(artifact: Artifact) -> Part[ErrorAnalysis]:
    """Return what was found out about the errors of the model, read once a process."""
    return _part(partial(_error_analysis, get_settings().artifacts_dir / ANALYSIS_FOLDER, artifact))


def get_similar_pictures(artifact: Artifact) -> Part[SimilarPictures]:
    """Return the training pictures to search in, read once a process."""
    return _part(partial(_similar_pictures, get_settings().artifacts_dir / ANALYSIS_FOLDER, artifact.version))


def get_all_scores() -> Part[tuple[ModelScores, ...]]:
    """Return the answers of every version that was kept, the oldest first; a damaged file leaves out its own alone."""
    parts = [_part(partial(_scores, path)) for path in score_files(get_settings().artifacts_dir / SCORES_FOLDER)]
    return Part(
        value=oldest_first(part.value for part in parts if part.value),
        problem=" ".join(part.problem for part in parts if part.problem),
    )


def get_study() -> Part[Study]:
    """Return the study of networks."""
    return _part(partial(_study, get_settings().artifacts_dir / STUDY_FOLDER))


def get_votes(pictures: int) -> Part[np.ndarray]:
    """Return ``(10000, 10)`` votes, where their file is on this machine and the model was tested on as many pictures.

    Args:
        pictures: On how many the model was tested.
    """
    settings = get_settings()
    try:
        votes = _votes(settings.votes_dir, settings.cache_dir)
    except VoteFileError as error:
        return Part(None, str(error))
    if votes is None:
        return Part(None, VOTES_MISSING)
    if len(votes) != pictures:
        return Part(
            None,
            f"People voted on {len(votes):,} test pictures, and this model was tested on {pictures:,}: their votes are "
            "left out. Train again with the official test set.",
        )
    return Part(votes)


def get_answer_table(artifact: Artifact) -> pd.DataFrame:
    """Return ``answer_table`` of the model; do not change it, for all visitors share it.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    analysis = get_error_analysis(artifact).value
    return _answer_table(get_settings().artifacts_dir, artifact, analysis is not None, analysis)


def _part(load: Callable[[], T]) -> Part[T]:
    try:
        return Part(load())
    except ArtifactError as error:
        return Part(None, str(error))


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=_BY_VERSION)
def _error_analysis(folder: Path, artifact: Artifact) -> ErrorAnalysis:
    analysis = load_error_analysis(folder, artifact.version)
    if not _fits(analysis, get_evaluation(artifact).benchmark):
        raise ArtifactError(
            f"The analysis in {folder.name}/ is not of the test pictures and errors of model {artifact.version}. Run "
            "`python -m fashion_model analyse` again."
        )
    return analysis


def _fits(analysis: ErrorAnalysis, benchmark: BenchmarkEvaluation) -> bool:
    masks = (analysis.people_agree, analysis.near_duplicate)
    return (
        all(mask.shape == benchmark.labels.shape and mask.dtype == np.bool_ for mask in masks)
        and analysis.errors.keys() == benchmark.error_pictures.keys()
        and analysis.figures["human_recall"].keys() == set(CATEGORIES)
    )


_similar_pictures = st.cache_resource(max_entries=2, show_spinner=False)(SimilarPictures.load)
_scores = st.cache_resource(max_entries=50, show_spinner=False)(load_scores)
_study = st.cache_resource(max_entries=2, show_spinner=False)(load_study)
_votes = st.cache_resource(max_entries=1, show_spinner=False)(local_votes)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=_BY_VERSION)
def _answer_table(
    artifacts_dir: Path, artifact: Artifact, analysed: bool, _analysis: ErrorAnalysis | None
) -> pd.DataFrame:
    benchmark = get_evaluation(artifact).benchmark
    return answer_table(benchmark.labels, benchmark.probabilities, _analysis)
