"""Tables and sentences of the Evaluation page, computed from the model folder's figures."""

from collections.abc import Sequence

import pandas as pd

from fashion_model.categories import CATEGORIES, FOOTWEAR, INDEX
from fashion_model.evaluation.metrics import CategoryScore, Interval
from fashion_model.web.evaluation_data import OUTSIDE
from fashion_model.web.evaluation_records import Evaluation, Layer, PhotoEvaluation
from fashion_model.web.wording import count_of


def score_text(share: float) -> str:
    """Return a share 0..1 in per cent with one decimal, such as ``94.3 %``, that stays on one line."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def interval_text(interval: Interval) -> str:
    """Return an interval of shares as text, such as ``93.8–94.7 %``."""
    return f"{100 * interval.low:.1f}–{score_text(interval.high)}"


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
    """Return a sentence naming the category that is found least and the one that is found most."""
    seen = [score for score in scores if score.support]
    worst, best = min(seen, key=lambda score: score.recall), max(seen, key=lambda score: score.recall)
    return (
        f"Hardest to find: {CATEGORIES[worst.index]} ({score_text(worst.recall)} found). "
        f"Easiest: {CATEGORIES[best.index]} ({score_text(best.recall)})."
    )


def outside_sentence(photos: PhotoEvaluation) -> str:
    """Return a sentence on the test photos that are not of one known category; empty when there are none."""
    counts = dict(zip(photos.rows, photos.confusion, strict=True))
    parts = []
    if (shoes := counts.get(OUTSIDE["footwear"])) is not None:
        named = shoes[[INDEX[category] for category in FOOTWEAR]].sum()
        parts.append(f"{shoes.sum()} of shoes whose kind nobody noted ({named} were named as some shoe)")
    if (others := counts.get(OUTSIDE["none"])) is not None:
        parts.append(
            f"{others.sum()} of things outside the ten, such as hats and shorts, for which every answer is wrong "
            f"({photos.outside_automatic} would have been answered without a person)"
        )
    return f"Also among the test photos: {' and '.join(parts)}." if parts else ""


def size_text(shape: Sequence[int]) -> str:
    """Return a layer's output size as text: ``28 × 28 × 32`` or ``10``."""
    return " × ".join(str(edge) for edge in shape)


def layer_table(layers: Sequence[Layer]) -> pd.DataFrame:
    """Return one row a layer: name, kind, output size, learned numbers, and share of the computing in per cent."""
    total = sum(layer.operations for layer in layers)
    return pd.DataFrame(
        {
            "Layer": [layer.name for layer in layers],
            "Kind": [layer.kind for layer in layers],
            "Output size": [size_text(layer.output_shape) for layer in layers],
            "Learned numbers": [layer.parameters for layer in layers],
            "Computing": [100 * layer.operations / total if total else 0.0 for layer in layers],
        }
    )


def layer_reading(layers: Sequence[Layer]) -> str:
    """Return in words how the sizes change from the picture to the answer.

    Args:
        layers: From input to output: maps ``(height, width, channels)``, then vectors ``(numbers,)``.
    """
    maps = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    numbers = [layer.output_shape[0] for layer in layers if len(layer.output_shape) == 1]
    parts = []
    if maps:
        (height, width, first), (last_height, last_width, last) = maps[0], maps[-1]
        verb = _verb(height, last_height, "grow", "shrink")
        parts.append(f"the maps {verb} from {height} × {width} to {last_height} × {last_width} pixels")
        parts.append(f"the channels {_verb(first, last, 'widen', 'narrow')} from {first} to {last}")
    if numbers:
        parts.append(f"{numbers[0]} numbers describe the item")
        each = ", one for each category" if numbers[-1] == len(CATEGORIES) else ""
        parts.append(f"{numbers[-1]} numbers come out{each}")
    return f"From the picture to the answer: {', '.join(parts)}."


def _verb(before: int, after: int, more: str, less: str) -> str:
    return more if after > before else less if after < before else "go"


def automatic_sentence(photos: PhotoEvaluation) -> str:
    """Return in words which answers stand without a person."""
    aim = f"so that {score_text(photos.target_precision)} of the automatic answers are right"
    if photos.auto_threshold > 1:
        return f"No level of confidence was found {aim}: every photo is shown to a person."
    return (
        f"Answers stand without a person when the model is at least {score_text(photos.auto_threshold)} sure, a level "
        f"chosen on other photos {aim}. Counted over all {photos.all_photos:,} test photos, those of none of the ten "
        "included."
    )


def training_story(evaluation: Evaluation) -> str:
    """Return in words how the model was trained and tested."""
    benchmark, photos = evaluation.benchmark, evaluation.photos
    data = "Fashion-MNIST pictures and photos of real clothes together" if photos else "Fashion-MNIST pictures alone"
    story = (
        f"Model {evaluation.version} has {evaluation.parameters:,} learned numbers. It was trained on {data}, in "
        f"{count_of(len(evaluation.history), 'round', 'rounds')} ({evaluation.training_minutes:,.0f} minutes). The "
        f"{benchmark.pictures:,} Fashion-MNIST test pictures served for the final score only."
    )
    if photos is None:
        return story
    return (
        f"{story} The {photos.photos:,} scored photos are by {photos.contributors} people of whom no photo was used in "
        "training: a model that has seen somebody's bed and light would look better than it is."
    )
