import streamlit as st

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.evaluation_category_view import show_categories
from fashion_model.web.evaluation_data import get_evaluation
from fashion_model.web.evaluation_photo_view import show_automatic, show_confidence, show_labels_and_slices
from fashion_model.web.evaluation_score_view import show_scores
from fashion_model.web.evaluation_training_view import show_layers, show_training
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

show_scores(evaluation)
if evaluation.photos:
    show_labels_and_slices(evaluation.photos)
    show_automatic(evaluation.photos)
    show_confidence(evaluation.photos)
show_categories(evaluation)
show_training(evaluation)
show_layers(evaluation)
