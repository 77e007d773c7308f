"""The Error gallery's data: errors on test pictures or photos, and their pictures."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.predictions import OUTSIDE, photo_answers_of
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.photo.decode import PhotoRefused
from fashion_model.photo.thumbnails import SHOWN_EDGE, crisp, small_photo, thumbnail, with_strip
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.classifier import Classification
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.settings import get_settings
from fashion_model.web.gallery.words import VoteShare, shares_of
from fashion_model.web.links import BENCHMARK, PHOTOS
from fashion_model.web.loaded import Part, get_answer_table, get_error_analysis
from fashion_model.web.resources import get_classifier

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
        of: One of ``DATASETS``.
        errors: A row each, in the order of the data: ``picture`` (its name as text), ``label``, ``predicted``,
            ``confidence``, ``second``, ``second_confidence``; of test pictures also what people said and ``fault``, of
            photos ``status``.
        people_problem: Why nothing is known of what people said; empty when it is, or for photos.
    """

    of: str
    errors: pd.DataFrame
    people_problem: str = ""

    @property
    def has_people(self) -> bool:
        """Whether verdicts and shares of votes are known."""
        return self.of == BENCHMARK and not self.people_problem

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What people may make of an error; none where that is not known."""
        return VERDICTS if self.has_people else ()

    @property
    def statuses(self) -> tuple[str, ...]:
        """What may have become of an answer; none for test pictures."""
        return tuple(PHOTO_STATUS.values()) if self.of == PHOTOS else ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What was wrongly recognised, in the categories' order."""
        return tuple(name for name in self.errors["label"].cat.categories if (self.errors["label"] == name).any())


def get_gallery(artifact: Artifact, of: str) -> Gallery:
    """Return the errors of the served model, made once a process; do not change them, for all visitors share them.

    Args:
        artifact: The model.
        of: One of ``DATASETS``.

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
    return photo_answers_of(_artifact)


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
    return Gallery(BENCHMARK, errors, problem)


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
    return Gallery(PHOTOS, errors)


CARD_EDGE = 252
"""Edge of a picture on a card, in pixels."""


def picture_shares(analysis: ErrorAnalysis | None, picture: str, label: str, predicted: str) -> tuple[VoteShare, ...]:
    """Return what people said of a test picture; nothing where that is not known."""
    if analysis is None or int(picture) not in analysis.errors:
        return ()
    return shares_of(analysis.errors[int(picture)], label, predicted)


def benchmark_picture(benchmark: BenchmarkEvaluation, picture: str, shares: tuple[VoteShare, ...]) -> bytes:
    """Return a misclassified test picture as a PNG, dark on white, with a bar of what people said under it."""
    dark = 255 - benchmark.error_pictures[int(picture)]
    return with_strip(dark, [(share.share, share.colour) for share in shares]) if shares else crisp(dark)


def photo_file(name: str) -> Path | None:
    """Return the file of a photo of the local photo set; None when the set or the photo is not on this machine.

    Args:
        name: As the model's answers name it, never as an address names it.
    """
    folder = get_settings().photo_dataset_dir
    if folder is None or Path(name).name != name:
        return None
    file = folder / "images" / name
    return file if os.path.isfile(file) else None  # noqa: PTH113 - Path.is_file fails where a name is too long


def photo_square(name: str) -> bytes | None:
    """Return the middle of a photo as a square JPEG; None when it is not on this machine."""
    file = photo_file(name)
    return thumbnail(file, CARD_EDGE) if file else None


def whole_photo(name: str) -> bytes | None:
    """Return a photo as a JPEG; None when it is not on this machine."""
    file = photo_file(name)
    return small_photo(file, SHOWN_EDGE) if file else None


def look_again(file: Path, version: str) -> Part[Classification]:
    """Return what the model of a version sees on a photo."""
    try:
        return Part(_seen_again(file, version))
    except (PhotoRefused, ArtifactError) as problem:
        return Part(None, str(problem))
    except OSError:
        return Part(None, "The photo's file cannot be read. Let the server read it, or copy it from the set again.")


@st.cache_resource(max_entries=16, show_spinner="Looking at the photo again …")
def _seen_again(file: Path, version: str) -> Classification:
    return get_classifier().classify(file.read_bytes())
