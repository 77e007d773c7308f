"""The served model's card: what was written at its training, and what was found out about its errors since."""

from fashion_model.evaluation.study import Study
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.error_analysis import ErrorAnalysis
from fashion_model.web.analysis_data import Part
from fashion_model.web.gallery_votes import VERDICT_RULES
from fashion_model.web.overview_words import anchors_of, scores_of, verdict_counts
from fashion_model.web.report_content import ReportContent
from fashion_model.web.study_tables import study_answer

CARD_FILE = "MODEL_CARD.md"


def read_card(artifact: Artifact) -> Part[str]:
    """Return the card that was written at the training."""
    try:
        return Part(artifact.file(CARD_FILE).read_text(encoding="utf-8"))
    except (ArtifactError, OSError, UnicodeError):
        return Part(None, f"{CARD_FILE} of model {artifact.version} is missing. Restore the model's folder.")


def model_card_with_findings(card: str, content: ReportContent) -> str:
    """Return a card in Markdown with the figures of the Evaluation page after those of the training.

    Args:
        card: As it was written at the training.
        content: The figures, of the same model.
    """
    sections = (card.rstrip(), _people(content), _study(content.study))
    return "\n\n".join(section for section in sections if section) + "\n"


def _people(content: ReportContent) -> str:
    analysis = content.analysis.value
    if analysis is None:
        return f"## Beside people\n\n{content.analysis.problem}"
    return "\n".join(("## Beside people\n", *_scores(content, analysis), "", *_verdicts(content), "", _votes(analysis)))


def _scores(content: ReportContent, analysis: ErrorAnalysis) -> list[str]:
    scores = scores_of(content.evaluation.benchmark, analysis)
    return [
        "| Fashion-MNIST's test pictures | pictures | right | 95% range |",
        "|---|---|---|---|",
        *(
            f"| {name} | {one.pictures:,} | {one.accuracy:.2%} | {one.interval.low:.2%} to {one.interval.high:.2%} |"
            for name, one in scores.items()
            if one.interval
        ),
        *(f"| {one.name} ({one.address}) | | {one.accuracy:.2%} | |" for one in anchors_of(analysis)),
    ]


def _verdicts(content: ReportContent) -> list[str]:
    errors = content.errors
    return [
        f"What people make of the {len(errors):,} errors; the first verdict that applies counts:",
        "",
        "| verdict | errors | it applies when |",
        "|---|---|---|",
        *(f"| {verdict} | {count:,} | {VERDICT_RULES[verdict]} |" for verdict, count in verdict_counts(errors).items()),
    ]


def _votes(analysis: ErrorAnalysis) -> str:
    return f"{analysis.attribution}."


def _study(study: Part[Study]) -> str:
    return f"## What would make it better\n\n{study_answer(study.value)}" if study.value else ""
