"""The five questions that analysts ask of every model, each with its answer in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from fashion_model.evaluation.study import Study
from fashion_model.serving.error_analysis import ErrorAnalysis
from fashion_model.web.analysis_data import Part
from fashion_model.web.evaluation_records import Evaluation
from fashion_model.web.overview_words import accuracy_answer, verdict_answer

ACCURACY: Final = "How accurate is it?"
LOSS: Final = "What is the loss?"
LAYERS: Final = "How do layer sizes change?"
ERRORS: Final = "Are its errors reasonable to a person?"
BETTER: Final = "What would make it better?"


@dataclass(frozen=True)
class AnswersElsewhere:
    """Answers and figures that other views of the page give at length.

    Attributes:
        loss: What the loss is, in words.
        loss_figure: Its way through the training.
        layers: How the layers' sizes change, in words.
        layers_figure: The same, drawn to scale.
        study: What a study found, in words.
    """

    loss: Callable[[Evaluation], str]
    loss_figure: Callable[[Evaluation], go.Figure]
    layers: Callable[[Evaluation], str]
    layers_figure: Callable[[Evaluation], go.Figure]
    study: Callable[[Study], str]


def five_answers(
    evaluation: Evaluation,
    analysis: Part[ErrorAnalysis],
    study: Part[Study],
    table: pd.DataFrame,
    elsewhere: AnswersElsewhere,
) -> list[tuple[str, str]]:
    """Return each question with its answer; where something is missing, the answer says what.

    Args:
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
        elsewhere: What other views give at length.
    """
    return [
        (ACCURACY, accuracy_answer(evaluation)),
        (LOSS, elsewhere.loss(evaluation)),
        (LAYERS, elsewhere.layers(evaluation)),
        (ERRORS, verdict_answer(table[~table["right"]]) if analysis.value else analysis.problem),
        (BETTER, elsewhere.study(study.value) if study.value else study.problem),
    ]
