from dataclasses import replace

import streamlit as st

from fashion_model.catalogue.review.judgement_records import JUDGEMENTS
from fashion_model.evaluation.errors import page_count
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.gallery import link
from fashion_model.web.gallery.blind import show_blind
from fashion_model.web.gallery.data import get_gallery
from fashion_model.web.gallery.found import say_what_is_missing, show_families, show_found
from fashion_model.web.gallery.judgements import reachable_catalogue, show_all_judgements
from fashion_model.web.gallery.picture import show_picture
from fashion_model.web.gallery.search import ask_answers, ask_dataset_and_view, ask_query, found_answers
from fashion_model.web.links import BLIND_VIEW, FAMILIES_VIEW, GALLERY_VIEW, JUDGEMENTS_VIEW
from fashion_model.web.loaded import get_error_analysis, get_evaluation
from fashion_model.web.resources import get_artifact
from fashion_model.web.words import escape_markdown

st.set_page_config(layout="wide")
asked = arrived_with(GALLERY_VIEW)
st.title("Error gallery", anchor=False)

try:
    artifact = get_artifact()
    with st.spinner("Reading the errors …"):
        benchmark, analysis = get_evaluation(artifact).benchmark, get_error_analysis(artifact)
    of, view = ask_dataset_and_view(artifact)
    gallery = get_gallery(artifact, of)
except ArtifactError as error:
    st.error(escape_markdown(str(error)))
    st.stop()

catalogue, judged = reachable_catalogue(of)
if view == BLIND_VIEW:
    if catalogue and analysis.value:
        show_blind(catalogue, artifact.version, benchmark, analysis.value)
    elif not analysis.value:
        st.warning(escape_markdown(analysis.problem), icon=":material/groups:")
    st.stop()
if view == JUDGEMENTS_VIEW:
    if catalogue:
        show_all_judgements(catalogue, of)
    st.stop()

gallery = replace(gallery, answers_shown=ask_answers())
say_what_is_missing(gallery)
query = ask_query(gallery)
found = found_answers(gallery, query, judged)
misread = link.misread_parts(asked, gallery, JUDGEMENTS, page_count(len(found), link.PAGE_SIZE))
say_misread(map(escape_markdown, misread), "The link to this page")
if view == FAMILIES_VIEW:
    show_families(gallery, found)
else:
    show_found(artifact, gallery, found, judged)
if picture := st.query_params.get(link.PICTURE, ""):
    show_picture(artifact, benchmark, gallery, found["picture"].tolist(), picture, catalogue)
