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
from fashion_model.web.links import BENCHMARK, ERRORS, PHOTOS, RIGHT_ANSWERS, UNSURE
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
    """All answers on one kind of pictures, and which of them are looked at.

    Attributes:
        of: One of ``DATASETS``.
        answers: A row each, in the order of the data: ``picture`` (its name as text), ``label``, ``predicted``,
            ``confidence``, ``second``, ``second_confidence``, ``right`` and ``unsure`` (a person would be asked); of
            test pictures also what people said of errors and ``fault``, of photos ``status``.
        people_problem: Why nothing is known of what people said; empty when it is, or for photos.
        answers_shown: One of ``ANSWERS``.
    """

    of: str
    answers: pd.DataFrame
    people_problem: str = ""
    answers_shown: str = ERRORS

    @property
    def errors(self) -> pd.DataFrame:
        """The wrong answers, numbered anew."""
        return self.answers[~self.answers["right"]].reset_index(drop=True)

    @property
    def shown(self) -> pd.DataFrame:
        """The answers that are looked at, numbered anew."""
        if self.answers_shown == RIGHT_ANSWERS:
            return self.answers[self.answers["right"]].reset_index(drop=True)
        if self.answers_shown == UNSURE:
            return self.answers[self.answers["unsure"]].reset_index(drop=True)
        return self.errors if self.answers_shown == ERRORS else self.answers

    @property
    def has_people(self) -> bool:
        """Whether verdicts and shares of votes are known, which they are of errors."""
        return self.of == BENCHMARK and not self.people_problem and self.answers_shown != RIGHT_ANSWERS

    @property
    def noun(self) -> tuple[str, str]:
        """What one and what several of the answers are called."""
        return {
            ERRORS: ("error", "errors"),
            RIGHT_ANSWERS: ("right answer", "right answers"),
            UNSURE: ("unsure answer", "unsure answers"),
        }.get(self.answers_shown, ("answer", "answers"))

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
        """What is among the answers that are looked at, in the categories' order."""
        found = self.shown["label"]
        return tuple(name for name in found.cat.categories if (found == name).any())


def get_gallery(artifact: Artifact, of: str) -> Gallery:
    """Return the answers of the served model, made once a process; do not change them, for all visitors share them.

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
    return benchmark_gallery(get_answer_table(_artifact), problem, _artifact.auto_threshold)


def get_photo_answers(artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    """Return what the model answered for its test photos; none when it was tested without any.

    Raises:
        ArtifactError: The file is damaged.
    """
    return _photo_answers(get_settings().artifacts_dir, artifact.version, artifact)


@st.cache_resource(max_entries=2, show_spinner=False)
def _photo_answers(artifacts_dir: Path, version: str, _artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    return photo_answers_of(_artifact)


def benchmark_gallery(answers: pd.DataFrame, problem: str, threshold: float = 0.0) -> Gallery:
    """Return the answers for test pictures.

    Args:
        answers: As ``answer_table``.
        problem: Why nothing is known of what people said, or empty.
        threshold: Confidence from which an answer would stand without a person, 0..1; above 1 when none would.
    """
    table = answers.assign(
        picture=answers["picture"].astype(str),
        fault=answers["label_share"] - answers["predicted_share"],
        unsure=answers["confidence"] < threshold,
    )
    return Gallery(BENCHMARK, table, problem)


def photo_gallery(answers: Sequence[PhotoAnswer]) -> Gallery:
    """Return the answers for photos; what shows none of the ten is always an error."""
    names = [OUTSIDE.get(answer.category, answer.category) for answer in answers]
    table = pd.DataFrame(
        {
            "picture": pd.Series([answer.file for answer in answers], dtype="str"),
            "label": pd.Categorical(names, [*CATEGORIES, *OUTSIDE.values()]),
            "predicted": pd.Categorical([answer.predicted for answer in answers], list(CATEGORIES)),
            "confidence": np.array([answer.confidence for answer in answers], dtype=float),
            "second": [answer.second_category for answer in answers],
            "second_confidence": np.array([answer.second_confidence for answer in answers], dtype=float),
            "status": [PHOTO_STATUS[answer.status] for answer in answers],
            "shows": [answer.label for answer in answers],
            "right": np.array([answer.is_right for answer in answers], dtype=bool),
            "unsure": np.array([answer.status == "review" for answer in answers], dtype=bool),
        }
    )
    return Gallery(PHOTOS, table)


CARD_EDGE = 252
"""Edge of a picture on a card, in pixels."""


def picture_shares(analysis: ErrorAnalysis | None, picture: str, label: str, predicted: str) -> tuple[VoteShare, ...]:
    """Return what people said of a test picture; nothing where that is not known."""
    if analysis is None or int(picture) not in analysis.errors:
        return ()
    return shares_of(analysis.errors[int(picture)], label, predicted)


def pixels_of(benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis | None, picture: str) -> np.ndarray | None:
    """Return a test picture ``(28, 28)`` uint8, light on black; errors are the model's, others the analysis keeps."""
    others = analysis.pictures if analysis else {}
    return benchmark.error_pictures.get(int(picture), others.get(int(picture)))


def benchmark_picture(pixels: np.ndarray, shares: tuple[VoteShare, ...]) -> bytes:
    """Return a test picture as a PNG, dark on white, with a bar of what people said under it, if that is known."""
    dark = 255 - pixels
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
