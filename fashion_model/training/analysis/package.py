"""Analysis folder: writing an error analysis for pages without dataset or TensorFlow."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from fashion_model.analysis.folder import (
    ANALYSIS_FILES,
    ANALYSIS_FORMAT,
    BLIND_COLUMNS,
    ERRORS_FILE,
    FINDING_COLUMNS,
    LINK_COLUMNS,
    TEST_MOSAIC_FILE,
    TEST_PICTURES_FILE,
    TRAINING_MOSAIC_FILE,
    TRAINING_PICTURES_FILE,
    load_analysis_folder,
    to_mosaic,
)
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import AGREE_SHARE, VERDICTS, VOTES_ATTRIBUTION, VOTES_SHA256, human_accuracy
from fashion_model.serving.artifacts import MANIFEST, sha256_of
from fashion_model.training.analysis.analysis import BLIND_PICTURES, NEIGHBOURS, Analysis, AnalysisData
from fashion_model.training.analysis.findings import NEAR_DUPLICATE, PATCH_PX, SHIFT_PX, SHORTLIST, STEP_PX
from fashion_model.training.data.fashion_mnist import CONTENT_SHA256

_HIGHEST = 127
"""Of a signed 8-bit number."""
_TRAINING_QUALITY, _TEST_QUALITY = 50, 85
"""Of the WebP files: neighbours are looked at beside others, test pictures are to be named by people."""


def write_analysis(folder: Path, analysis: Analysis, data: AnalysisData, model_version: str) -> dict[str, Any]:
    """Write the analysis, all at once in place of an earlier one; returns its figures."""
    staging = folder.with_name(f"unfinished-{folder.name}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, columns in (
        (ERRORS_FILE, _errors(analysis)),
        (TEST_PICTURES_FILE, _test_pictures(analysis)),
        (TRAINING_PICTURES_FILE, _training_pictures(analysis)),
    ):
        np.savez_compressed(staging / name, allow_pickle=False, **columns)
    (staging / TEST_MOSAIC_FILE).write_bytes(to_mosaic(analysis.shown_pictures, _TEST_QUALITY))
    (staging / TRAINING_MOSAIC_FILE).write_bytes(to_mosaic(analysis.index.pictures, _TRAINING_QUALITY))
    figures = figures_of(analysis, data)
    manifest = {
        "format": ANALYSIS_FORMAT,
        "model": model_version,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "attribution": VOTES_ATTRIBUTION,
        "rules": _rules(),
        "figures": figures,
        "data": {**CONTENT_SHA256, "votes": VOTES_SHA256},
        "files": {name: sha256_of(staging / name) for name in ANALYSIS_FILES},
    }
    (staging / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(staging, folder)
    load_analysis_folder(folder, model_version)
    return figures


def figures_of(analysis: Analysis, data: AnalysisData) -> dict[str, Any]:
    """Return what the votes and the comparison with the training pictures say in numbers."""
    labels = data.test.labels
    return {
        "test_pictures": len(labels),
        "errors": len(analysis.errors),
        "human_accuracy": human_accuracy(data.votes, labels),
        "human_recall": {
            CATEGORIES[category]: human_accuracy(data.votes[labels == category], labels[labels == category])
            for category in np.unique(labels)
        },
        "verdicts": {verdict: analysis.verdicts.count(verdict) for verdict in VERDICTS},
        "people_agree": int(analysis.people_agree.sum()),
        "near_duplicates": sum(bool(several) for several in analysis.near_duplicates),
        "training_pictures": len(analysis.index.indices),
    }


def _rules() -> dict[str, str]:
    """Return how each part was made, for people who read the folder."""
    return {
        "people_agree": f"at least {AGREE_SHARE:.3f} of the people chose the same category, whichever it is",
        "near_duplicate": f"of {SHORTLIST} training pictures nearest by embedding, one differs by at most "
        f"{NEAR_DUPLICATE} of its length after a shift of up to {SHIFT_PX} pixel",
        "neighbours": f"the {NEIGHBOURS} of least cosine distance in the embedding, of those that the network learned "
        "from",
        "blind": f"{BLIND_PICTURES} test pictures drawn by lot, with what most people said",
        "saliency": f"loss of log-odds where squares of {PATCH_PX} pixels, {STEP_PX} apart, are hidden (Zeiler and "
        "Fergus, ECCV 2014)",
    }


def _errors(analysis: Analysis) -> dict[str, np.ndarray]:
    kept, errors, neighbours = analysis.index.indices, analysis.errors, analysis.neighbours
    duplicates = [(error, twin) for error in errors for twin in analysis.near_duplicates[error]]
    return {
        "indices": errors.astype(np.uint16),
        **{name: getattr(analysis, name).astype(dtype) for name, dtype in FINDING_COLUMNS.items()},
        "verdict": np.array([VERDICTS.index(verdict) for verdict in analysis.verdicts], dtype=np.uint8),
        "saliency": analysis.saliency,
        **_links(
            "neighbour",
            np.repeat(errors, neighbours.indices.shape[1]),
            np.searchsorted(kept, neighbours.indices.ravel()),
            neighbours.distances.ravel(),
        ),
        **_links(
            "duplicate",
            [error for error, _ in duplicates],
            np.searchsorted(kept, [twin.training_index for _, twin in duplicates]),
            [twin.distance for _, twin in duplicates],
        ),
    }


def _links(kind: str, *columns: ArrayLike) -> dict[str, np.ndarray]:
    named = zip(LINK_COLUMNS.items(), columns, strict=True)
    return {f"{kind}_{name}": np.asarray(values, dtype=dtype) for (name, dtype), values in named}


def _test_pictures(analysis: Analysis) -> dict[str, np.ndarray]:
    return {
        "people_agree": analysis.people_agree,
        "near_duplicate": np.array([bool(several) for several in analysis.near_duplicates]),
        "shown": analysis.shown.astype(np.uint16),
        **{f"blind_{name}": getattr(analysis.blind, name).astype(dtype) for name, dtype in BLIND_COLUMNS.items()},
    }


def _training_pictures(analysis: Analysis) -> dict[str, np.ndarray]:
    """Embeddings keep their directions only: cosines need no lengths."""
    index = analysis.index
    return {
        "indices": index.indices.astype(np.uint16),
        "labels": index.labels,
        "embeddings": in_8_bits(index.embeddings),
    }


def in_8_bits(embeddings: np.ndarray) -> np.ndarray:
    """Return ``(M, D)`` int8 in the same directions, the largest number of each row at 127."""
    largest = np.abs(embeddings).max(axis=1, keepdims=True)
    return np.rint(_HIGHEST * embeddings / np.where(largest > 0, largest, 1)).astype(np.int8)
