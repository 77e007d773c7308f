import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.charts import STILL, confusion_figure, curves_figure, layer_sizes_figure
from fashion_model.web.evaluation_data import get_evaluation
from fashion_model.web.evaluation_tables import (
    automatic_sentence,
    category_table,
    hardest_and_easiest,
    interval_text,
    layer_reading,
    layer_table,
    outside_sentence,
    score_text,
    training_story,
)
from fashion_model.web.resources import get_artifact
from fashion_model.web.wording import escape_markdown

st.set_page_config(layout="wide")
st.title("Evaluation")
st.write("How often the model is right, and where it goes wrong.")

try:
    with st.spinner("Reading the scores …"):
        evaluation = get_evaluation(get_artifact())
except ArtifactError as error:
    st.error(escape_markdown(str(error)))
    st.stop()
benchmark, photos = evaluation.benchmark, evaluation.photos

left, right = st.columns(2)
with left.container(border=True, height="stretch"):
    st.subheader("Fashion-MNIST", anchor="benchmark")
    st.caption(f"{benchmark.pictures:,} small grey shop pictures that the model was not trained on.")
    accuracy, loss = st.columns(2)
    accuracy.metric(
        "Accuracy",
        score_text(benchmark.accuracy),
        interval_text(benchmark.interval),
        delta_color="off",
        delta_arrow="off",
        delta_description="with 95 % certainty",
        help="Share of the pictures that is recognised.",
    )
    loss.metric("Loss", f"{benchmark.loss:.3f}", help="Cross-entropy: 0 is perfect; guessing among ten scores 2.303.")
    st.write(f"[See all {len(benchmark.errors):,} errors](error_gallery)")
with right.container(border=True, height="stretch"):
    st.subheader("Photos of real clothes", anchor="photos")
    if photos is None:
        st.info("This model was trained and tested without photos: nothing is known of how it does on them.")
    else:
        st.caption(f"{photos.photos:,} photos by {photos.contributors} people of whom no photo was used in training.")
        accuracy, balanced = st.columns(2)
        accuracy.metric(
            "Accuracy",
            score_text(photos.accuracy),
            interval_text(photos.interval),
            delta_color="off",
            delta_arrow="off",
            delta_description="with 95 % certainty",
            help="Share of the photos that is recognised. The range takes photos by one person as alike.",
        )
        balanced.metric(
            "Balanced accuracy",
            score_text(photos.balanced_accuracy),
            help="Each category counts the same, however many photos it has.",
        )
        automatic, precise = st.columns(2)
        automatic.metric("Automatic", score_text(photos.auto_coverage), help=automatic_sentence(photos))
        precise.metric(
            "Right when automatic",
            score_text(photos.auto_precision) if photos.auto_coverage else None,
            help=f"Share of the automatic answers that is right; the aim is {score_text(photos.target_precision)}.",
        )

st.subheader("Category by category")
with st.container(horizontal=True, vertical_alignment="bottom"):
    worlds = ("Fashion-MNIST", "Photos") if photos else ("Fashion-MNIST",)
    world = st.segmented_control(
        "Of which pictures?", worlds, default=worlds[0], required=True, key="of", bind="query-params"
    )
    unit = st.segmented_control(
        "Numbers in the matrix",
        ("Per cent", "Counts"),
        default="Per cent",
        required=True,
        key="as",
        bind="query-params",
    )
of_photos = photos is not None and world == "Photos"
shown, rows, counted = (photos, photos.rows, "Photos") if of_photos else (benchmark, CATEGORIES, "Pictures")

table, matrix = st.columns(2, gap="large")
with table:
    st.write(hardest_and_easiest(shown.scores))
    st.dataframe(
        category_table(shown.scores, counted),
        hide_index=True,
        height="content",
        column_config={
            "Category": st.column_config.TextColumn(pinned=True),
            "Precision": st.column_config.NumberColumn(
                format="%.1f %%", help="Of the answers that name this category, how many are right."
            ),
            "Recall": st.column_config.NumberColumn(
                format="%.1f %%", help="Of the pictures that show this category, how many are found."
            ),
            "F1": st.column_config.NumberColumn(format="%.1f %%", help="The harmonic mean of precision and recall."),
            counted: st.column_config.NumberColumn(format="localized", help="How many truly show this category."),
        },
    )
    if of_photos:
        st.caption(outside_sentence(photos))
with matrix:
    st.write("What was taken for what: each row is what the picture truly shows. Blue is right, orange is wrong.")
    st.plotly_chart(
        confusion_figure(
            shown.confusion,
            shown.right_cells,
            rows,
            CATEGORIES,
            as_shares=unit == "Per cent",
            theme=st.context.theme.type,
        ),
        config=STILL,
        alt="Confusion matrix: true categories in rows, predicted categories in columns.",
    )

st.subheader("How it was trained and tested")
st.write(training_story(evaluation))
loss_curve, accuracy_curve = st.columns(2, gap="large")
with loss_curve:
    st.write("Loss")
    st.plotly_chart(
        curves_figure(evaluation.history, {"loss": "Training", "validation_loss": "Validation"}, as_shares=False),
        config=STILL,
        alt="Training and validation loss against the epoch.",
    )
with accuracy_curve:
    st.write("Accuracy")
    names = {"accuracy": "Training", "validation_accuracy": "Validation"}
    if photos:
        names["photo_validation_accuracy"] = "Validation photos"
    st.plotly_chart(
        curves_figure(evaluation.history, names, as_shares=True),
        config=STILL,
        alt="Training and validation accuracy against the epoch.",
    )
st.caption(
    "An epoch is one pass over the training pictures. In training the pictures are varied at random and the loss "
    "counts photos as well, so the training curves can look worse than the validation curves."
)

st.subheader("The layers, from input to output")
st.write(layer_reading(evaluation.layers))
sizes, layers = st.columns([2, 3], gap="large")
with sizes:
    st.plotly_chart(
        layer_sizes_figure(
            [layer.name for layer in evaluation.layers], [layer.output_shape for layer in evaluation.layers]
        ),
        config=STILL,
        alt="Map edge and number of channels of each layer's output, from input to output.",
    )
with layers:
    st.dataframe(
        layer_table(evaluation.layers),
        hide_index=True,
        height=360,
        column_config={
            "Learned numbers": st.column_config.NumberColumn(format="localized"),
            "Computing": st.column_config.NumberColumn(format="%.1f %%", help="Share of the multiply-adds a picture."),
        },
    )
