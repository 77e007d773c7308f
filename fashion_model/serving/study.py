"""The study of networks that ships beside the models: written once, read and checked by whoever shows it."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fashion_model.evaluation.study import Study
from fashion_model.serving.artifacts import ArtifactError

STUDY_FOLDER = "study"
STUDY_FILE = "study.json"
STUDY_FORMAT = 1
"""Number of the file's format; a file with another number is refused."""
_STUDY = TypeAdapter(Study)


def load_study(folder: Path) -> Study:
    """Load the study in ``folder``, such as ``artifacts/study``.

    Raises:
        ArtifactError: There is none, or it is damaged or of another format.
    """
    try:
        content: Any = json.loads((folder / STUDY_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(
            f"There is no study in {folder.name}/. Run `python -m fashion_model study`, or restore the folder."
        ) from error
    except (OSError, ValueError) as error:
        raise _damaged(folder) from error
    if not isinstance(content, dict) or "format" not in content:
        raise _damaged(folder)
    if content["format"] != STUDY_FORMAT:
        raise ArtifactError(
            f"The study in {folder.name}/ was made by another version of this program (expected format {STUDY_FORMAT}, "
            f"got {content['format']}). Run `python -m fashion_model study` again."
        )
    try:
        return _STUDY.validate_json(json.dumps(content.get("study")), strict=True)
    except ValueError as error:
        raise _damaged(folder) from error


def write_study(study: Study, folder: Path) -> Path:
    """Write the study, all at once; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"unfinished-{STUDY_FILE}"
    unfinished.write_text(_text(study), encoding="utf-8")
    os.replace(unfinished, folder / STUDY_FILE)
    return folder / STUDY_FILE


def _text(study: Study) -> str:
    """Return JSON with a line for each result and each comparison, so that two studies can be compared by line."""
    plain = asdict(study)
    rows = {name: plain.pop(name) for name in ("results", "repeats", "comparisons")}
    lists = [f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows[name]) + "\n]" for name in rows]
    inside = ",\n".join([json.dumps(plain)[1:-1], *lists])
    return f'{{"format": {STUDY_FORMAT}, "study": {{{inside}}}}}\n'


def _damaged(folder: Path) -> ArtifactError:
    return ArtifactError(
        f"The study in {folder.name}/ is damaged. Restore {STUDY_FILE}, or run `python -m fashion_model study` again."
    )
