"""The Evaluation page's sections on how the model came to be: training curves and layers."""

from collections.abc import Sequence

import streamlit as st

from fashion_model.web.charts import BLUE, GREY, STILL, TEAL, Curve, curves_figure, sizes_figure
from fashion_model.web.evaluation_layers import layer_reading, layer_table, network_parts, part_table
from fashion_model.web.evaluation_records import Evaluation, Layer
from fashion_model.web.evaluation_tables import photo_network_story, training_story

_LOSSES = (Curve("loss", "Training", GREY), Curve("validation_loss", "Validation", BLUE))
_PHOTO_LOSS = Curve("photo_loss", "Training, photos", TEAL, dotted=True)
_ACCURACIES = (Curve("accuracy", "Training", GREY), Curve("validation_accuracy", "Validation", BLUE))
_PHOTO_ACCURACY = Curve("photo_validation_accuracy", "Validation photos", TEAL)


def show_training(evaluation: Evaluation) -> None:
    """Show how loss and accuracy went from epoch to epoch, stage after stage."""
    st.subheader("How it was trained and tested")
    st.write(training_story(evaluation))
    stages = [("+ photos" if stage.with_photos else "Fashion-MNIST", stage.epochs) for stage in evaluation.stages]
    with_photos = evaluation.photos is not None
    loss, accuracy = st.columns(2, gap="large")
    with loss:
        st.write("Loss")
        curves = (*_LOSSES, _PHOTO_LOSS) if with_photos else _LOSSES
        st.plotly_chart(
            curves_figure(evaluation.history, curves, stages, as_shares=False),
            config=STILL,
            alt="Training and validation loss against the epoch.",
        )
    with accuracy:
        st.write("Accuracy")
        curves = (*_ACCURACIES, _PHOTO_ACCURACY) if with_photos else _ACCURACIES
        st.plotly_chart(
            curves_figure(evaluation.history, curves, stages, as_shares=True),
            config=STILL,
            alt="Training and validation accuracy against the epoch.",
        )
    st.caption(
        "An epoch is one pass over the training pictures. In training the pictures are varied at random, so the "
        "training curves can look worse than the validation curves."
    )


def show_layers(evaluation: Evaluation) -> None:
    """Show how big the pictures, maps and vectors are from input to output, part by part, of one network or both."""
    st.subheader("The network, from input to output", anchor="network")
    st.write(layer_reading(evaluation.layers))
    _show_network(evaluation.layers)
    if evaluation.photo_network:
        st.subheader("The photo network, beside it", anchor="photo-network")
        st.write(photo_network_story(evaluation.photo_network))
        _show_network(evaluation.photo_network.layers)


def _show_network(layers: Sequence[Layer]) -> None:
    parts = network_parts(layers)
    sizes, table = st.columns(2, gap="large")
    with sizes:
        st.plotly_chart(
            sizes_figure([part.name for part in parts], [part.output_shape for part in parts]),
            config=STILL,
            alt="Map edge and number of channels of each part's output, from input to output.",
        )
    columns = {
        "Learned numbers": st.column_config.NumberColumn(format="localized"),
        "Computing": st.column_config.NumberColumn(format="%.1f %%", help="Share of the multiply-adds a picture."),
    }
    with table:
        st.dataframe(part_table(parts), hide_index=True, height="content", column_config=columns)
        with st.expander(f"All {len(layers)} layers"):
            st.dataframe(layer_table(layers), hide_index=True, height=360, column_config=columns)
