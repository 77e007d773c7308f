"""The shipped study of architectures: its file, and its conclusions in words."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fashion_model.evaluation.study import CandidateResult, Comparison, Study
from fashion_model.formats import listed, points_text
from fashion_model.serving.artifacts import ArtifactError

STUDY_FOLDER = "study"
STUDY_FILE = "study.json"
STUDY_FORMAT = 1
"""Number of the file's format; a file with another number is refused."""
_STUDY = TypeAdapter(Study)
DECIMALS = 2
"""Of shares and differences: one of several thousand validation pictures more or less shows."""


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


@dataclass(frozen=True)
class StudyConclusions:
    """The study in words; a point is one in a hundred validation pictures.

    Attributes:
        best: Which candidate was right most often, and which others may be as good.
        filters: What doubling the filters brings, a sentence a pair.
        kernels: What the next larger kernel brings and costs, a sentence a pair.
        convolutions: What convolutions bring beside a fully connected network of equal size, a sentence a pair.
        cost: What accuracy costs in training.
        seeds: How much seeds alone bring.
        basis: What all of it rests on.
    """

    best: str
    filters: tuple[str, ...]
    kernels: tuple[str, ...]
    convolutions: tuple[str, ...]
    cost: str
    seeds: str
    basis: str


def conclude(study: Study) -> StudyConclusions:
    """Return all conclusions of a study."""
    return StudyConclusions(
        best=best_sentence(study),
        filters=tuple(pair_sentence(study, pair) for pair in study.answers_to("filters")),
        kernels=tuple(pair_sentence(study, pair) for pair in study.answers_to("kernel")),
        convolutions=tuple(pair_sentence(study, pair) for pair in study.answers_to("convolutions")),
        cost=cost_sentence(study),
        seeds=seeds_sentence(study),
        basis=study_basis_sentence(study),
    )


def best_sentence(study: Study) -> str:
    """Return which candidate was right most often, how surely, and which others may be as good."""
    best = study.best
    rivals = [rival.name for rival in study.rivals]
    lead = f"over {listed(rivals)} could be noise" if rivals else "over every other is more than noise"
    return (
        f"Best of {len(study.results)}: {best.name}, right on {_percent(best.accuracy)} of "
        f"{best.validation_pictures:,} validation pictures (95 % confidence interval {_percent(best.interval.low)} to "
        f"{_percent(best.interval.high)}). Its lead {lead}. "
        "It was chosen by this very score, so expect a little less of it on other pictures."
    )


def pair_sentence(study: Study, comparison: Comparison) -> str:
    """Return what the first of two candidates brings beside the second, and what it costs."""
    first, second = study.result(comparison.first), study.result(comparison.second)
    kernels = f"{first.kernel}×{first.kernel} kernels"
    changed = {
        "filters": f"With {kernels}, {first.filters} filters instead of {second.filters}",
        "kernel": f"With {first.filters} filters, {kernels} instead of {second.kernel}×{second.kernel}",
        "convolutions": f"Convolutions ({first.name}; {first.parameters:,} parameters) instead of {second.name} "
        f"({second.parameters:,} parameters)",
    }[comparison.question]
    computing, training = first.multiply_adds / second.multiply_adds, first.processor_s / second.processor_s
    return (
        f"{changed}: {_difference(comparison, study.spread)}, for {computing:.1f} times the multiplications and "
        f"{training:.1f} times the training time."
    )


def cost_sentence(study: Study) -> str:
    """Return how quickly what may be as good as the best is trained."""
    best = study.best
    quickest = min([best, *study.rivals], key=lambda result: result.processor_s)
    if quickest is best:
        return (
            f"Nothing that trains more quickly may be as good as {best.name}, which takes {_seconds(best)} of "
            "processor time."
        )
    return (
        f"{quickest.name} may be as good as the best ({_percent(quickest.accuracy)} beside {_percent(best.accuracy)}) "
        f"and trains in {_seconds(quickest)} of processor time beside {_seconds(best)}: "
        f"{_per_second(quickest)} points a second beside {_per_second(best)}."
    )


def seeds_sentence(study: Study) -> str:
    """Return how far the best candidate's accuracies lie apart when nothing but the seed changes."""
    accuracies = [_percent(accuracy) for accuracy in study.best_accuracies]
    return (
        f"{study.best.name} with {len(accuracies)} seeds: {listed(accuracies)} right. Seeds alone move it by "
        f"{points_text(study.spread, DECIMALS)}; a difference between two candidates that is no larger, or whose range "
        "holds zero, could be noise. The others were trained with one seed and are taken to vary as much."
    )


def study_basis_sentence(study: Study) -> str:
    """Return what was the same for all, and how many differences may be called real by chance."""
    compared = len(study.comparisons)
    epochs = "1 epoch" if study.epochs == 1 else f"{study.epochs} epochs"
    return (
        f"All learned from the same {study.training_pictures:,} pictures for {epochs} by one schedule, "
        "which suits some better than others: large networks may gain more from training on. No test picture was used. "
        f"Of {compared} comparisons with a 95 % confidence interval, about {compared / 20:.0f} may leave out zero by "
        "chance."
    )


def _difference(comparison: Comparison, spread: float) -> str:
    """Return a difference with its range, and whether it may be noise."""
    direction = "better" if comparison.difference >= 0 else "worse"
    verdict = "more than noise" if comparison.is_clear(spread) else "which could be noise"
    return (
        f"{points_text(abs(comparison.difference), DECIMALS)} {direction} (95 % confidence interval "
        f"{_signed(comparison.low)} to {_signed(comparison.high)}), {verdict}"
    )


def _signed(share: float) -> str:
    return f"{round(100 * share, DECIMALS) + 0.0:+.{DECIMALS}f}"  # adding zero takes the sign from what rounds to zero


def _percent(share: float) -> str:
    return f"{100 * share:.{DECIMALS}f} %"


def _seconds(result: CandidateResult) -> str:
    return f"{result.processor_s:.0f} seconds"


def _per_second(result: CandidateResult) -> str:
    return f"{100 * result.accuracy / result.processor_s:.1f}"
