from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.overview_words import loss_answer, overfitting_sentences


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


def with_losses(evaluation: Evaluation, training: list[float], validation: list[float]) -> Evaluation:
    return replace(evaluation, history=history(training, validation), photo_network=None)


def history(training: list[float], validation: list[float], stage: str = "only", **photos: list[float]) -> pd.DataFrame:
    epochs = len(training)
    rows = {"stage": [stage] * epochs, "round": range(1, epochs + 1), "loss": training, "validation_loss": validation}
    nothing = {"photo_loss": [np.nan] * epochs, "photo_validation_accuracy": [np.nan] * epochs}
    return pd.DataFrame(rows | nothing | photos)


def test_loss_is_said_with_what_it_means(evaluation: Evaluation) -> None:
    benchmark = evaluation.benchmark
    two = replace(benchmark, loss=0.5, labels=np.array([0, 1]), probabilities=np.array([[0.9, 0.1], [0.5, 0.5]]))
    said = loss_answer(replace(evaluation, benchmark=two)).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("0.500 on Fashion-MNIST's test pictures, where 0 is perfect and guessing scores 2.303.")
    assert "the geometric mean of the probabilities that the true categories got is 60.7 %" in said  # exp(-0.5)
    assert "their arithmetic mean is 70.0 %, their median 70.0 %" in said


@pytest.mark.parametrize(
    ("training", "validation", "ending"),
    [
        ([0.5, 0.3, 0.2], [0.4, 0.25, 0.24], "where it is near its lowest (0.240): no sign of overfitting."),
        ([0.5, 0.3, 0.2], [0.4, 0.25, 0.28], "where it has risen since epoch 2 (0.250): it overfits."),
        ([0.5, 0.3, 0.1], [0.4, 0.25, 0.24], "but far above the former: it overfits a little."),
    ],
)
def test_losses_at_the_end_say_whether_the_network_overfits_fashion_mnist(
    evaluation: Evaluation, training: list[float], validation: list[float], ending: str
) -> None:
    [said] = overfitting_sentences(with_losses(evaluation, training, validation))
    assert said.startswith(
        f"On Fashion-MNIST the loss ended at {training[-1]:.3f} in training and {validation[-1]:.3f} in"
    )
    assert said.endswith(ending)


@pytest.mark.parametrize(
    ("accuracies", "verdict"),
    [
        ([0.7, 0.8, 0.74], "it overfits its training photos."),
        ([0.7, 0.8, 0.79], "no sign of overfitting."),
        ([0.7, 0.75, 0.8], "no sign of overfitting."),
    ],
)
def test_photos_are_judged_for_themselves(evaluation: Evaluation, accuracies: list[float], verdict: str) -> None:
    both = history([0.2] * 3, [0.2] * 3, photo_loss=[0.4, 0.3, 0.158], photo_validation_accuracy=accuracies)
    fashion, photos = overfitting_sentences(replace(evaluation, history=both, photo_network=None))
    assert fashion.endswith("no sign of overfitting.")
    assert "On photos the same network's loss ended at 0.158 in training" in photos
    assert photos.endswith(verdict)


def test_photo_network_is_judged_by_its_own_losses(evaluation: Evaluation) -> None:
    assert evaluation.photo_network is not None
    turned = replace(evaluation.photo_network, history=history([0.9, 0.5, 0.1], [0.5, 0.44, 0.6]))
    said = overfitting_sentences(replace(evaluation, photo_network=turned))[-1]
    assert said.startswith("The photo network's loss ended at 0.100 in training and 0.600 in validation")
    assert said.endswith("it has risen since epoch 2 (0.440): it overfits.")


def test_only_the_last_stage_is_judged(evaluation: Evaluation) -> None:
    stages = pd.concat([history([0.2], [0.1], "a"), history([0.2], [0.21], "b")], ignore_index=True)
    [said] = overfitting_sentences(replace(evaluation, history=stages, photo_network=None))
    assert said.endswith("no sign of overfitting.")
