import streamlit as st

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web import links
from fashion_model.web.evaluation.categories import show_categories
from fashion_model.web.evaluation.confidence import show_confidence
from fashion_model.web.evaluation.network import show_network
from fashion_model.web.evaluation.overview import ask_view, show_overview
from fashion_model.web.evaluation.photos import show_photos
from fashion_model.web.evaluation.study import show_study
from fashion_model.web.evaluation.versions import show_all_versions
from fashion_model.web.loaded import get_evaluation, get_findings, get_study
from fashion_model.web.report.share import show_downloads
from fashion_model.web.resources import get_artifact
from fashion_model.web.words import escape_markdown

st.set_page_config(layout="wide")
st.title("Evaluation", anchor=False)

try:
    with st.spinner("Reading the scores …"):
        artifact = get_artifact()
        evaluation = get_evaluation(artifact)
    match ask_view():
        case links.CATEGORIES_VIEW:
            show_categories(evaluation)
        case links.CONFIDENCE:
            show_confidence(evaluation, artifact)
        case links.PHOTO_VIEW:
            show_photos(evaluation)
        case links.NETWORK:
            show_network(evaluation)
        case links.VERSIONS:
            show_all_versions(artifact)
        case links.STUDY:
            show_study(get_study())
        case links.SHARE:
            show_downloads(artifact)
        case _:
            show_overview(get_findings(artifact))
except ArtifactError as error:
    st.error(escape_markdown(str(error)))
