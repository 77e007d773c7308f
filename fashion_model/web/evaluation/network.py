"""The Evaluation page's view of the network: its layers, drawn to scale, and how it was trained."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from fashion_model.analysis.records import Evaluation
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.web.charts import BLUE, GREY, STILL, TEAL, Curve, curves_figure
from fashion_model.web.evaluation.layers import (
    layer_reading,
    layer_table,
    layers_figure,
    network_parts,
    part_table,
    shares_figure,
)
from fashion_model.web.evaluation.tables import photo_network_story, training_story

_LOSSES = (Curve("loss", "Training", GREY), Curve("validation_loss", "Validation", BLUE))
_PHOTO_LOSS = Curve("photo_loss", "Training, photos", TEAL, dotted=True)
_ACCURACIES = (Curve("accuracy", "Training", GREY), Curve("validation_accuracy", "Validation", BLUE))
_PHOTO_ACCURACY = Curve("photo_validation_accuracy", "Validation photos", TEAL)


def show_network(evaluation: Evaluation) -> None:
    """Show one network or both from input to output, part by part, and how the training went."""
    st.subheader("The network, from input to output", anchor="network")
    st.write(layer_reading(evaluation.layers))
    _show_layers(evaluation.layers)
    if evaluation.photo_network:
        st.subheader("The photo network, beside it", anchor="photo-network")
        st.write(photo_network_story(evaluation.photo_network))
        _show_layers(evaluation.photo_network.layers)
    _show_training(evaluation)


def _show_layers(layers: Sequence[NetworkLayer]) -> None:
    sizes, shares = st.columns(2, gap="large")
    with sizes:
        st.write("**What comes out of each part, to scale**")
        st.caption("Height: edge of the maps in pixels. Width: channels. The deeper the blue, the more computing.")
        st.plotly_chart(
            layers_figure(layers),
            config=STILL,
            alt="One box for each part, from input to output: as high as its maps, as wide as it has channels.",
        )
    with shares:
        st.write("**Where the computing and the learned numbers are**")
        st.plotly_chart(
            shares_figure(layers), config=STILL, alt="Share of computing and of learned numbers of each part."
        )
    columns = {
        "Learned numbers": st.column_config.NumberColumn(format="localized"),
        "Computing": st.column_config.NumberColumn(format="%.1f %%", help="Share of the multiply-adds a picture."),
    }
    parts = network_parts(layers)
    with st.expander(f"{len(parts)} parts and all {len(layers)} layers in figures"):
        st.dataframe(
            part_table(parts),
            hide_index=True,
            height="content",
            column_config=columns,
            alt="One row for each part: layers, output size, learned numbers, computing.",
        )
        st.dataframe(
            layer_table(layers),
            hide_index=True,
            height=360,
            column_config=columns,
            alt="One row for each layer: kind, output size, learned numbers, computing.",
        )


def _show_training(evaluation: Evaluation) -> None:
    """Show how loss and accuracy went from epoch to epoch, stage after stage."""
    st.subheader("How it was trained and tested", anchor="training")
    st.write(training_story(evaluation))
    loss, accuracy = st.columns(2, gap="large")
    with loss:
        st.write("Loss")
        st.plotly_chart(loss_figure(evaluation), config=STILL, alt="Training and validation loss against the epoch.")
    with accuracy:
        st.write("Accuracy")
        st.plotly_chart(
            accuracy_figure(evaluation), config=STILL, alt="Training and validation accuracy against the epoch."
        )
    st.caption(
        "An epoch is one pass over the training pictures. In training the pictures are varied at random, so the "
        "training curves can look worse than the validation curves."
    )


def loss_figure(evaluation: Evaluation) -> go.Figure:
    """Draw the losses against the epoch, with those on photos where there were any."""
    curves = (*_LOSSES, _PHOTO_LOSS) if evaluation.photos else _LOSSES
    return curves_figure(evaluation.history, curves, _stages(evaluation), as_shares=False)


def accuracy_figure(evaluation: Evaluation) -> go.Figure:
    """Draw the accuracies against the epoch, with those on photos where there were any."""
    curves = (*_ACCURACIES, _PHOTO_ACCURACY) if evaluation.photos else _ACCURACIES
    return curves_figure(evaluation.history, curves, _stages(evaluation), as_shares=True)


def _stages(evaluation: Evaluation) -> list[tuple[str, int]]:
    return [("+ photos" if stage.with_photos else "Fashion-MNIST", stage.epochs) for stage in evaluation.stages]
