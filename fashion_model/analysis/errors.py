"""Error analysis of the served model: people's votes, saliency and near-duplicates."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fashion_model.analysis.folder import (
    BLIND_COLUMNS,
    ERRORS_FILE,
    FINDING_COLUMNS,
    TEST_MOSAIC_FILE,
    TEST_PICTURES_FILE,
    AnalysisFolder,
    known_categories,
    load_analysis_folder,
)
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.checks import check_scores
from fashion_model.evaluation.errors import Family, families
from fashion_model.evaluation.votes import VERDICTS, VOTES_COMMIT, VOTES_FILE, Verdict, votes_from

ANSWER_COLUMNS = (
    "picture",
    "label",
    "predicted",
    "right",
    "confidence",
    "label_probability",
    "second",
    "second_confidence",
)
PEOPLE_COLUMNS = (
    "near_duplicate",
    "people_agree",
    "people_say",
    "label_share",
    "predicted_share",
    "entropy_bits",
    "verdict",
)
_ERROR_NUMBERS = ("label_share", "predicted_share", "entropy_bits")
CACHED_FOLDER = f"fashion-mnist-h-{VOTES_COMMIT[:12]}"
"""In the cache folder: where a file that was fetched lies."""


@dataclass(frozen=True)
class ErrorFindings:
    """One error of the network, as people see it and as the network saw it.

    Attributes:
        index: Its place in the test set, from 0.
        label_share: Share of people who chose the label, 0..1.
        predicted_share: Share of people who chose what the network chose, 0..1.
        third: What most people chose besides these two, index into ``CATEGORIES``.
        third_share: Share of people who chose it, 0..1.
        majority: What most people chose, index into ``CATEGORIES``.
        entropy_bits: How divided people are: 0 when all chose the same, 3.32 when each of the ten was chosen as often.
        verdict: What people make of the error.
        people_agree: Whether at least two thirds of them chose the same category.
        saliency: ``(28, 28)`` uint8, where the network looked: 255 where hiding it takes most of its belief, 0 nothing.
    """

    index: int
    label_share: float
    predicted_share: float
    third: int
    third_share: float
    majority: int
    entropy_bits: float
    verdict: Verdict
    people_agree: bool
    saliency: np.ndarray


@dataclass(frozen=True)
class BlindPicture:
    """A test picture drawn by lot, to be named by somebody who sees neither label nor answer.

    Attributes:
        index: Its place in the test set, from 0.
        majority: What most people said, index into ``CATEGORIES``.
        agreement: Share of them who said it, 0..1.
        picture: ``(28, 28)`` uint8, light item on black; nearly as it is in the set.
    """

    index: int
    majority: int
    agreement: float
    picture: np.ndarray


@dataclass(frozen=True)
class ErrorAnalysis:
    """The findings of one model version.

    Attributes:
        model_version: The model.
        errors: For the index of each error, what was found out about it.
        people_agree: ``(N,)`` bool, for each test picture: at least two thirds of the people chose the same category.
        near_duplicate: ``(N,)`` bool, for each test picture: the training pictures hold a near-duplicate.
        pictures: ``(28, 28)`` uint8 by index in the test set; in folders of earlier programs only some of them.
        blind: Drawn by lot from the test set.
        figures: Human accuracy and counts, as in the manifest.
        attribution: Whose votes the figures come from; to be shown beside them.
    """

    model_version: str
    errors: dict[int, ErrorFindings]
    people_agree: np.ndarray
    near_duplicate: np.ndarray
    pictures: dict[int, np.ndarray]
    blind: tuple[BlindPicture, ...]
    figures: dict[str, Any]
    attribution: str


def load_error_analysis(folder: Path, model_version: str) -> ErrorAnalysis:
    """Load what was found out about the errors of the model that is served.

    Args:
        folder: Such as ``artifacts/analysis``.
        model_version: The model that is served.

    Raises:
        ArtifactError: The folder is missing, incomplete, damaged, of another format or of another model.
    """
    analysis = load_analysis_folder(folder, model_version)
    with analysis.arrays(TEST_PICTURES_FILE) as arrays:
        people_agree, near_duplicate = arrays["people_agree"], arrays["near_duplicate"]
        places = arrays["shown"].tolist()
        pictures = dict(zip(places, analysis.pictures(TEST_MOSAIC_FILE, len(places)), strict=True))
        known_categories(arrays["blind_majority"])
        lots = zip(*(arrays[f"blind_{name}"].tolist() for name in BLIND_COLUMNS), strict=True)
        blind = tuple(BlindPicture(index, said, share, pictures[index]) for index, said, share in lots)
    return ErrorAnalysis(
        model_version=model_version,
        errors=_errors(analysis, people_agree),
        people_agree=people_agree,
        near_duplicate=near_duplicate,
        pictures=pictures,
        blind=blind,
        figures=analysis.manifest["figures"],
        attribution=analysis.manifest["attribution"],
    )


def _errors(analysis: AnalysisFolder, people_agree: np.ndarray) -> dict[int, ErrorFindings]:
    with analysis.arrays(ERRORS_FILE) as arrays:
        known_categories(arrays["third"])
        known_categories(arrays["majority"])
        columns = {name: arrays[name].tolist() for name in FINDING_COLUMNS}
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        return {
            index: ErrorFindings(
                index=index,
                **row,
                verdict=VERDICTS[verdict],
                people_agree=bool(people_agree[index]),
                saliency=saliency,
            )
            for index, verdict, saliency, row in zip(
                arrays["indices"].tolist(), arrays["verdict"].tolist(), arrays["saliency"], rows, strict=True
            )
        }


def answer_table(labels: np.ndarray, probabilities: np.ndarray, analysis: ErrorAnalysis | None) -> pd.DataFrame:
    """Return a row a test picture, in the order of the test set.

    Args:
        labels: ``(N,)`` integer, 0..9.
        probabilities: ``(N, 10)`` float.
        analysis: What was found out about the errors; None leaves ``PEOPLE_COLUMNS`` empty.

    Returns:
        ``ANSWER_COLUMNS`` and ``PEOPLE_COLUMNS``: categories and verdicts by name, shares 0..1; what people said, their
        shares and the verdict stand beside errors only.

    Raises:
        ValueError: The shapes do not fit.
    """
    check_scores(labels, probabilities)
    rows = np.arange(len(labels))
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    first, second = ranked[:, 0], ranked[:, 1]
    table = pd.DataFrame(
        {
            "picture": rows,
            "label": _named(labels),
            "predicted": _named(first),
            "right": first == labels,
            "confidence": probabilities[rows, first].astype(np.float64),
            "label_probability": probabilities[rows, labels].astype(np.float64),
            "second": _named(second),
            "second_confidence": probabilities[rows, second].astype(np.float64),
        }
    )
    return table.assign(**_people(len(labels), analysis))


def _people(pictures: int, analysis: ErrorAnalysis | None) -> dict[str, pd.Series]:
    numbers = {name: np.full(pictures, np.nan) for name in _ERROR_NUMBERS}
    said, verdict = np.full(pictures, -1), np.full(pictures, -1)
    for index, found in analysis.errors.items() if analysis else ():
        for name in _ERROR_NUMBERS:
            numbers[name][index] = getattr(found, name)
        said[index], verdict[index] = found.majority, VERDICTS.index(found.verdict)
    masks = {name: getattr(analysis, name) if analysis else None for name in ("near_duplicate", "people_agree")}
    return {
        **{name: pd.Series(mask, index=range(pictures), dtype="boolean") for name, mask in masks.items()},
        "people_say": pd.Series(_named(said)),
        **{name: pd.Series(values) for name, values in numbers.items()},
        "verdict": pd.Series(pd.Categorical.from_codes(verdict, list(VERDICTS))),
    }


def _named(categories: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(categories, list(CATEGORIES))


def local_votes(votes_dir: Path | None, cache_dir: Path) -> np.ndarray | None:
    """Return what people said of each test picture, or None where no copy of the file is here.

    Args:
        votes_dir: Folder with ``fmh_counts.csv``; None looks for a copy that was fetched.
        cache_dir: The folder for downloads.

    Returns:
        ``(10000, 10)`` uint8: how many people chose each category.

    Raises:
        VoteFileError: There is a file, but not the official one.
    """
    try:
        return votes_from(((votes_dir or cache_dir / CACHED_FOLDER) / VOTES_FILE).read_bytes())
    except OSError:
        return None


def families_of(errors: pd.DataFrame) -> tuple[Family, ...]:
    """Return the families of errors of which is known what people said, the largest first."""
    verdicts: list[Verdict] = list(errors["verdict"])
    labels, predicted, said = (
        errors[column].map(INDEX).to_numpy(dtype=int) for column in ("label", "predicted", "people_say")
    )
    return families(labels, predicted, said, verdicts)
