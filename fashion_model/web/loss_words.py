"""What a model's loss is and means, in words that its figures support."""

import math

from fashion_model.categories import CATEGORIES
from fashion_model.web.evaluation_records import Evaluation
from fashion_model.web.evaluation_tables import score_text

_TURNED = 0.05
"""Rise of the validation loss above its lowest, relative to it, from which training is said to have gone too far."""
_APART = 1.5
"""How many times the training loss the validation loss may be before training pictures are said to be known better."""


def loss_answer(evaluation: Evaluation) -> str:
    """Return what the loss is, what it means, and whether the training pictures were learned by heart."""
    loss, guessing = evaluation.benchmark.loss, math.log(len(CATEGORIES))
    return (
        f"{loss:.3f} on the test pictures, where 0 is perfect and guessing scores {guessing:.3f}. It is the "
        "cross-entropy: a typical picture's true category gets a probability of "
        f"{score_text(math.exp(-loss))} (e to the power of −{loss:.3f}). {overfitting_sentence(evaluation)}"
    )


def overfitting_sentence(evaluation: Evaluation) -> str:
    """Return how training and validation loss compare at the end, and whether the model overfits.

    The last stage counts: its lowest validation loss, beside that of its last epoch.
    """
    history = evaluation.history
    last = history[history["stage"] == history["stage"].iloc[-1]]
    training, validation = float(last["loss"].iloc[-1]), float(last["validation_loss"].iloc[-1])
    lowest = float(last["validation_loss"].min())
    said = (
        f"At the end of training it was {training:.3f} on training pictures and {validation:.3f} on validation "
        "pictures, where it"
    )
    if validation >= (1 + _TURNED) * lowest:
        epoch = int(last["round"].loc[last["validation_loss"].idxmin()])
        return f"{said} has risen since epoch {epoch} ({lowest:.3f}): the model overfits."
    if validation >= _APART * training:
        return f"{said} is about its lowest ({lowest:.3f}), but far above the former: the model overfits a little."
    return f"{said} is about its lowest ({lowest:.3f}): no sign of overfitting."
