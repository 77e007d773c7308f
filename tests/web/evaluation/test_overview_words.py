from dataclasses import replace

import pandas as pd
import pytest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.overview_words import loss_answer, overfitting_sentence


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


def with_losses(evaluation: Evaluation, training: list[float], validation: list[float]) -> Evaluation:
    rounds = range(1, len(training) + 1)
    history = pd.DataFrame({"stage": "only", "round": rounds, "loss": training, "validation_loss": validation})
    return replace(evaluation, history=history)


def test_loss_is_said_with_what_it_means(evaluation: Evaluation) -> None:
    said = loss_answer(replace(evaluation, benchmark=replace(evaluation.benchmark, loss=0.5)))
    assert said.startswith("0.500 on the test pictures, where 0 is perfect and guessing scores 2.303.")
    assert "probability of 60.7\N{NO-BREAK SPACE}%" in said  # exp(-0.5)


def test_validation_loss_at_its_lowest_is_no_overfitting(evaluation: Evaluation) -> None:
    said = overfitting_sentence(with_losses(evaluation, [0.5, 0.3, 0.2], [0.4, 0.25, 0.24]))
    assert "it was 0.200 on training pictures and 0.240 on validation pictures" in said
    assert said.endswith("about its lowest (0.240): no sign of overfitting.")


def test_validation_loss_that_has_risen_is_overfitting(evaluation: Evaluation) -> None:
    said = overfitting_sentence(with_losses(evaluation, [0.5, 0.3, 0.2], [0.4, 0.25, 0.28]))
    assert said.endswith("where it has risen since epoch 2 (0.250): the model overfits.")


def test_validation_loss_far_above_that_of_training_is_a_little_overfitting(evaluation: Evaluation) -> None:
    said = overfitting_sentence(with_losses(evaluation, [0.5, 0.3, 0.1], [0.4, 0.25, 0.24]))
    assert said.endswith("but far above the former: the model overfits a little.")


def test_only_the_last_stage_is_judged(evaluation: Evaluation) -> None:
    history = pd.DataFrame({"stage": ["a", "b"], "round": [1, 2], "loss": [0.2, 0.2], "validation_loss": [0.1, 0.21]})
    assert "no sign of overfitting" in overfitting_sentence(replace(evaluation, history=history))
