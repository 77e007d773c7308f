"""What a report is written from: the shipped model with its shipped analysis and study, and a judgement by hand."""

from dataclasses import replace
from datetime import UTC, datetime

from fashion_model.analysis.errors import answer_table, load_error_analysis
from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.study import STUDY_FOLDER, load_study
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.serving.artifacts import Artifact
from fashion_model.settings import PROJECT_DIR
from fashion_model.web.evaluation.sections import Text
from fashion_model.web.loaded import Part
from fashion_model.web.report.words import ReportContent

WHEN = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
JUDGEMENT = JudgementRecord(
    1, "fashion-mnist", "0", "m", "Shirt", "T-shirt/top", "wrong label", "No collar\nat all", "Ann", WHEN
)


def judgement(**different: object) -> JudgementRecord:
    """Return ``JUDGEMENT``, of a shirt taken for a T-shirt, with what a test says is different."""
    return replace(JUDGEMENT, **different)  # type: ignore[arg-type]


def shipped_content(artifact: Artifact) -> ReportContent:
    """Return the figures of the shipped model, with one question and no judgement."""
    folder = PROJECT_DIR / "artifacts"
    evaluation = read_evaluation(artifact)
    analysis = load_error_analysis(folder / ANALYSIS_FOLDER, artifact.version)
    return ReportContent(
        made_at=WHEN,
        evaluation=evaluation,
        analysis=Part(analysis),
        study=Part(load_study(folder / STUDY_FOLDER)),
        table=answer_table(evaluation.benchmark.labels, evaluation.benchmark.probabilities, analysis),
        answers=(("How accurate is it?", (Text("**Very** <accurate>."),)),),
        judgements=Part(()),
    )
