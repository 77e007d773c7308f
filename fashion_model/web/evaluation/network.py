"""The view of the network: its layers, drawn to scale and in words, and how it was trained."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fashion_model.analysis.records import Evaluation, PhotoNetwork, TrainingStage
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.layers import NetworkLayer, NetworkPart, network_parts, size_text
from fashion_model.formats import count_of, listed, percent
from fashion_model.web.evaluation.network_figures import layers_figure, shares_figure
from fashion_model.web.evaluation.sections import (
    LOCALIZED,
    PERCENT,
    Beside,
    Block,
    Column,
    Figure,
    Folded,
    Heading,
    Table,
    Text,
    show,
)
from fashion_model.web.figures import BLUE, GREY, TEAL, Curve, curves_figure

SIZES = {"Parameters": Column(LOCALIZED), "Computing": Column(PERCENT, "Share of the multiply-adds a picture.")}
"""The columns of ``size_table`` that hold figures."""
_LOSSES = (Curve("loss", "Training", GREY), Curve("validation_loss", "Validation", BLUE))
_ACCURACIES = (Curve("accuracy", "Training", GREY), Curve("validation_accuracy", "Validation", BLUE))


def show_network(evaluation: Evaluation) -> None:
    """Show one network or both from input to output, part by part, and how the training went."""
    st.header("The network, from input to output", anchor="network")
    show([Text(layer_reading(evaluation.layers)), *_layers_blocks(evaluation.layers)])
    if network := evaluation.photo_network:
        st.header("The photo network, beside it", anchor="photo-network")
        show([Text(photo_network_story(network)), *_layers_blocks(network.layers)])
    show(_training_blocks(evaluation))


def _layers_blocks(layers: Sequence[NetworkLayer]) -> tuple[Block, ...]:
    parts = network_parts(layers)
    sizes = (
        Heading("What comes out of each part, to scale"),
        Text(
            "Height: edge of the maps in pixels. Width: channels. The deeper the blue, the more computing.", small=True
        ),
        Figure(
            layers_figure(layers),
            "One box for each part, from input to output: as high as its maps, as wide as it has channels.",
        ),
    )
    shares = (
        Heading("Where the computing and the parameters are"),
        Figure(shares_figure(layers), "Share of computing and of parameters of each part."),
    )
    tables = (
        Table(part_table(parts), "One row for each part: layers, output size, parameters, computing.", SIZES),
        Table(layer_table(layers), "One row for each layer: kind, output size, parameters, computing.", SIZES, 360),
    )
    return Beside(sizes, shares), Folded(f"{len(parts)} parts and all {len(layers)} layers in figures", tables)


def _training_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    loss, accuracy = training_curves(evaluation)
    of_photos = photo_network_curves(evaluation)
    return (
        Heading("How it was trained and tested", "training"),
        Text(training_story(evaluation)),
        Beside((Text("Loss"), loss), (Text("Accuracy"), accuracy)),
        *(
            (Beside((Text("Photo network: loss"), of_photos[0]), (Text("Accuracy"), of_photos[1])),)
            if of_photos
            else ()
        ),
        Text(
            "An epoch is one pass over the training pictures; of the photo network, a fixed number of steps. "
            "In training the pictures are varied at random, so the "
            "training curves can look worse than the validation curves.",
            small=True,
        ),
    )


def training_curves(evaluation: Evaluation) -> tuple[Figure, Figure]:
    """Return loss and accuracy from epoch to epoch, with those on photos where there were any."""
    stages = [("+ photos" if stage.with_photos else "Fashion-MNIST", stage.epochs) for stage in evaluation.stages]
    return history_figures(evaluation.history, stages, with_photos=evaluation.photos is not None)


def photo_network_curves(evaluation: Evaluation) -> tuple[Figure, Figure] | None:
    """Return loss and accuracy of the photo network from epoch to epoch; None where the folder keeps none."""
    network = evaluation.photo_network
    if network is None or network.history is None:
        return None
    history = network.history
    loss = curves_figure(history, _LOSSES, [("", len(history))], as_shares=False)
    accuracy = curves_figure(history, _ACCURACIES[1:], [("", len(history))], as_shares=True)
    return (
        Figure(loss, "Training and validation loss of the photo network against the epoch."),
        Figure(accuracy, "Validation accuracy of the photo network against the epoch."),
    )


def history_figures(
    history: pd.DataFrame, stages: Sequence[tuple[str, int]], *, with_photos: bool = False, whose: str = ""
) -> tuple[Figure, Figure]:
    """Return loss and accuracy against the epoch.

    Args:
        history: As ``curves_figure``.
        stages: As ``curves_figure``.
        with_photos: The history has columns of photos, too.
        whose: Says of which network they are.
    """
    losses, accuracies = [*_LOSSES], [*_ACCURACIES]
    if with_photos:
        losses.append(Curve("photo_loss", "Training, photos", TEAL, dotted=True))
        accuracies.append(Curve("photo_validation_accuracy", "Validation photos", TEAL))
    loss = curves_figure(history, losses, stages, as_shares=False)
    accuracy = curves_figure(history, accuracies, stages, as_shares=True)
    return (
        Figure(loss, f"Training and validation loss{whose} against the epoch."),
        Figure(accuracy, f"Training and validation accuracy{whose} against the epoch."),
    )


def part_table(parts: Sequence[NetworkPart]) -> pd.DataFrame:
    """Return one row a part: name, layers, output size, parameters, and share of the computing in per cent."""
    return _size_table("Part", parts, Layers=[len(part.layers) for part in parts])


def layer_table(layers: Sequence[NetworkLayer]) -> pd.DataFrame:
    """Return one row a layer: name, kind, output size, parameters, and share of the computing in per cent."""
    return _size_table("Layer", layers, Kind=[layer.kind for layer in layers])


def _size_table(heading: str, rows: Sequence[NetworkLayer | NetworkPart], **second: list[object]) -> pd.DataFrame:
    total = sum(row.operations for row in rows) or 1
    return pd.DataFrame(
        {
            heading: [row.name for row in rows],
            **second,
            "Output size": [size_text(row.output_shape) for row in rows],
            "Parameters": [row.parameters for row in rows],
            "Computing": [100 * row.operations / total for row in rows],
        }
    )


def layers_answer(evaluation: Evaluation) -> str:
    """Return in a few sentences what happens to the sizes of the layers on the way to the output."""
    layers = evaluation.layers
    return f"{len(layers)} layers with {evaluation.parameters:,} parameters. {layer_reading(layers)}"


def layer_reading(layers: Sequence[NetworkLayer]) -> str:
    """Return in words how the sizes change from the picture to the answer, and where most of the work is done.

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
    reading = f"From the picture to the answer: {', '.join(parts)}."
    return f"{reading} {weight}" if (weight := weight_sentence(network_parts(layers))) else reading


def _verb(before: int, after: int, more: str, less: str) -> str:
    return more if after > before else less if after < before else "go"


def weight_sentence(parts: Sequence[NetworkPart]) -> str:
    """Return where more than half of the computing and of the parameters are, in as few parts as that takes.

    Empty for a network that computes or learns nothing.
    """
    computing = _majority(parts, [part.operations for part in parts])
    learned = _majority(parts, [part.parameters for part in parts])
    if not computing or not learned:
        return ""
    return f"Most of the computing is done in {computing}; most of the parameters are in {learned}."


def _majority(parts: Sequence[NetworkPart], amounts: Sequence[int]) -> str:
    """Return ``stage 1 (51 %)``: the biggest parts that together have more than half; empty when there is nothing."""
    total, held = sum(amounts), 0
    chosen: list[int] = []
    for place in sorted(range(len(parts)), key=lambda place: -amounts[place]):
        if 2 * held <= total:
            chosen.append(place)
            held += amounts[place]
    names = [_in_text(parts[place].name) for place in sorted(chosen)]
    return f"{listed(names)} ({percent(held / total)})" if total else ""


def _in_text(name: str) -> str:
    return name.lower() if name.startswith("Stage") else f"the {name.lower()}"


def photo_network_story(network: PhotoNetwork) -> str:
    """Return in words what the photo network sees, where it began, and how much it counts."""
    height, width, _ = network.layers[0].output_shape
    return (
        f"Photos are judged by a second network too, which sees the item at {height} × {width} pixels in colour. Its "
        f"{network.parameters:,} parameters begin from ImageNet's photos of a thousand other things. In the "
        f"answer for a photo it counts {percent(network.weight)}, the network above {percent(1 - network.weight)}; "
        f"Fashion-MNIST's pictures are answered by the network above alone. {layer_reading(network.layers)}"
    )


def training_story(evaluation: Evaluation) -> str:
    """Return in words how the model was trained and tested."""
    benchmark, photos = evaluation.benchmark, evaluation.photos
    steps = ", then ".join(map(_stage_in_words, evaluation.stages))
    story = (
        f"Model {evaluation.version} has {evaluation.parameters:,} parameters. It was trained for {steps} "
        f"({evaluation.training_minutes:,.0f} minutes). The {benchmark.pictures:,} Fashion-MNIST test pictures served "
        "for the final score only."
    )
    if photos is None:
        return story
    return (
        f"{story} The {photos.clothing.photos:,} scored photos are by {photos.clothing.people} people of whom no photo "
        "was used in training: a model that has seen somebody's bed and light would look better than it is."
    )


def _stage_in_words(stage: TrainingStage) -> str:
    pictures = "Fashion-MNIST and photos" if stage.with_photos else "Fashion-MNIST alone"
    return f"{count_of(stage.epochs, 'epoch', 'epochs')} on {pictures}"
