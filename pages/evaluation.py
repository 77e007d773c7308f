import streamlit as st

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.evaluation.views import ask_view, show_view
from fashion_model.web.loaded import get_evaluation
from fashion_model.web.resources import get_artifact
from fashion_model.web.words import escape_markdown

st.set_page_config(layout="wide")
st.title("Evaluation", anchor=False)

try:
    with st.spinner("Reading the scores …"):
        get_evaluation(get_artifact())
    show_view(ask_view(), get_artifact())
except ArtifactError as error:
    st.error(escape_markdown(str(error)))
