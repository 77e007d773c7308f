"""Tables and sentences of the Evaluation page, computed from the model folder's figures."""

from collections.abc import Sequence

import pandas as pd

from fashion_model.analysis.records import Evaluation, PhotoNetwork, TrainingStage
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import CategoryScore
from fashion_model.formats import count_of, percent
from fashion_model.web.evaluation.layers import layer_reading
from fashion_model.web.words import score_text

FEWEST_TO_NAME = 20
"""A category with fewer pictures is not called the hardest or the easiest."""


def category_table(scores: Sequence[CategoryScore], counted: str) -> pd.DataFrame:
    """Return one row a category: its name, how many were ``counted``, precision, recall and F1 in per cent."""
    return pd.DataFrame(
        {
            "Category": [CATEGORIES[score.index] for score in scores],
            "Precision": [100 * score.precision for score in scores],
            "Recall": [100 * score.recall for score in scores],
            "F1": [100 * score.f1 for score in scores],
            counted: [score.support for score in scores],
        }
    )


def hardest_and_easiest(scores: Sequence[CategoryScore]) -> str:
    """Return a sentence naming the category that is found least and the one that is found most, of those often seen."""
    seen = [score for score in scores if score.support >= FEWEST_TO_NAME]
    if not seen:
        return f"No category has {FEWEST_TO_NAME} pictures or more: too few to name the hardest."
    worst, best = min(seen, key=lambda score: score.recall), max(seen, key=lambda score: score.recall)
    return (
        f"Hardest to find: {CATEGORIES[worst.index]} ({score_text(worst.recall)} found). "
        f"Easiest: {CATEGORIES[best.index]} ({score_text(best.recall)})."
    )


def stage_name(stage: TrainingStage) -> str:
    """Return what a stage of the training learned from."""
    return "Fashion-MNIST and photos" if stage.with_photos else "Fashion-MNIST alone"


def photo_network_story(network: PhotoNetwork) -> str:
    """Return in words what the photo network sees, where it began, and how much it counts."""
    height, width, _ = network.layers[0].output_shape
    return (
        f"Photos are judged by a second network too, which sees the item at {height} × {width} pixels in colour. Its "
        f"{network.parameters:,} learned numbers begin from ImageNet's photos of a thousand other things. In the "
        f"answer for a photo it counts {percent(network.weight)}, the network above {percent(1 - network.weight)}; "
        f"Fashion-MNIST's pictures are answered by the network above alone. {layer_reading(network.layers)}"
    )


def training_story(evaluation: Evaluation) -> str:
    """Return in words how the model was trained and tested."""
    benchmark, photos = evaluation.benchmark, evaluation.photos
    steps = ", then ".join(
        f"{count_of(stage.epochs, 'epoch', 'epochs')} on {stage_name(stage)}" for stage in evaluation.stages
    )
    story = (
        f"Model {evaluation.version} has {evaluation.parameters:,} learned numbers. It was trained for {steps} "
        f"({evaluation.training_minutes:,.0f} minutes). The {benchmark.pictures:,} Fashion-MNIST test pictures served "
        "for the final score only."
    )
    if photos is None:
        return story
    return (
        f"{story} The {photos.clothing.photos:,} scored photos are by {photos.clothing.people} people of whom no photo "
        "was used in training: a model that has seen somebody's bed and light would look better than it is."
    )
