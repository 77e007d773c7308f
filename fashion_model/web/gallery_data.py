"""The errors that the gallery shows, of test pictures or of photos, a row each, in one form."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.settings import get_settings
from fashion_model.web.analysis_data import get_answer_table, get_error_analysis
from fashion_model.web.analysis_links import BENCHMARK, PHOTOS
from fashion_model.web.evaluation_answers import read_answers
from fashion_model.web.evaluation_photos import OUTSIDE

PHOTO_STATUS = {"auto": "Automatic", "review": "Asked a person"}
"""What became of an answer, as in the photo set's rows and on screen."""
NOT_HERE = ":gray[:material/hide_image: not on this machine]"
"""Stands in the place of a picture or photo, as Markdown."""
PHOTOS_MISSING = (
    "The photos themselves are not on this machine. To see them, fetch the Clothing dataset "
    "(github.com/alexeygrigorev/clothing-dataset) and name its folder in FASHION_PHOTO_DATASET_DIR."
)


@dataclass(frozen=True)
class Gallery:
    """All errors of one kind of pictures.

    Attributes:
        of: One of ``WORLDS``.
        errors: A row each, in the order of the data: ``picture`` (its name as text), ``label``, ``predicted``,
            ``confidence``, ``second``, ``second_confidence``; of test pictures also what people said and ``fault``, of
            photos ``status``.
        answered: How many pictures were answered, rightly or wrongly.
        people_problem: Why nothing is known of what people said; empty when it is, or for photos.
    """

    of: str
    errors: pd.DataFrame
    answered: int
    people_problem: str = ""

    @property
    def has_people(self) -> bool:
        """Whether verdicts and shares of votes are known."""
        return self.of == BENCHMARK and not self.people_problem

    @property
    def labels(self) -> tuple[str, ...]:
        """What was wrongly recognised, in the categories' order."""
        return tuple(name for name in self.errors["label"].cat.categories if (self.errors["label"] == name).any())


def get_gallery(artifact: Artifact, of: str) -> Gallery:
    """Return the errors of the served model, made once a process; do not change them, for all visitors share them.

    Args:
        artifact: The model.
        of: One of ``WORLDS``.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    problem = get_error_analysis(artifact).problem if of == BENCHMARK else ""
    return _gallery(get_settings().artifacts_dir, artifact.version, of, problem, artifact)


@st.cache_resource(max_entries=6, show_spinner=False)
def _gallery(artifacts_dir: Path, version: str, of: str, problem: str, _artifact: Artifact) -> Gallery:
    if of == PHOTOS:
        return photo_gallery(get_photo_answers(_artifact))
    return benchmark_gallery(get_answer_table(_artifact), problem)


def get_photo_answers(artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    """Return what the model answered for its test photos; none when it was tested without any.

    Raises:
        ArtifactError: The file is damaged.
    """
    return _photo_answers(get_settings().artifacts_dir, artifact.version, artifact)


@st.cache_resource(max_entries=2, show_spinner=False)
def _photo_answers(artifacts_dir: Path, version: str, _artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    try:
        if not _artifact.manifest["scores"]["photos"]["photos"]:
            return ()
        return read_answers(_artifact.file("photo_predictions.csv"))
    except (KeyError, ValueError, OSError) as error:
        raise ArtifactError(
            f"photo_predictions.csv of model {version} cannot be read ({error}). Restore the model's folder."
        ) from error


def benchmark_gallery(answers: pd.DataFrame, problem: str) -> Gallery:
    """Return the errors among test pictures.

    Args:
        answers: As ``answer_table``.
        problem: Why nothing is known of what people said, or empty.
    """
    errors = answers[~answers["right"]].reset_index(drop=True)
    errors = errors.assign(
        picture=errors["picture"].astype(str), fault=errors["label_share"] - errors["predicted_share"]
    )
    return Gallery(BENCHMARK, errors, len(answers), problem)


def photo_gallery(answers: Sequence[PhotoAnswer]) -> Gallery:
    """Return the errors among photos; what shows none of the ten is always one."""
    wrong = [answer for answer in answers if not answer.is_right]
    names = [OUTSIDE.get(answer.category, answer.category) for answer in wrong]
    errors = pd.DataFrame(
        {
            "picture": pd.Series([answer.file for answer in wrong], dtype="str"),
            "label": pd.Categorical(names, [*CATEGORIES, *OUTSIDE.values()]),
            "predicted": pd.Categorical([answer.predicted for answer in wrong], list(CATEGORIES)),
            "confidence": np.array([answer.confidence for answer in wrong], dtype=float),
            "second": [answer.second_category for answer in wrong],
            "second_confidence": np.array([answer.second_confidence for answer in wrong], dtype=float),
            "status": [PHOTO_STATUS[answer.status] for answer in wrong],
            "shows": [answer.label for answer in wrong],
        }
    )
    return Gallery(PHOTOS, errors, len(answers))
