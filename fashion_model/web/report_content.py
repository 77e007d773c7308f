"""What a report is written from: the figures that the Evaluation page shows, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from fashion_model.catalogue.judgement_records import JudgementRecord
from fashion_model.evaluation.study import Study
from fashion_model.serving.error_analysis import ErrorAnalysis
from fashion_model.web.analysis_data import Part
from fashion_model.web.evaluation_records import Evaluation


@dataclass(frozen=True)
class ReportContent:
    """Everything that a report says.

    Attributes:
        made_at: When, with a time zone.
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
        answers: The questions that are asked of every model, each with its answer.
        judgements: What each person says now of test pictures and photos, as ``Judgements.latest``, newest first.
    """

    made_at: datetime
    evaluation: Evaluation
    analysis: Part[ErrorAnalysis]
    study: Part[Study]
    table: pd.DataFrame
    answers: Sequence[tuple[str, str]]
    judgements: Part[Sequence[JudgementRecord]]

    @property
    def errors(self) -> pd.DataFrame:
        """The wrong answers of ``table``."""
        return self.table[~self.table["right"]]
