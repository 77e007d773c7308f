import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import ACCEPTED_IN_WORDS
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.classify.batch import visitor_batch
from fashion_model.web.classify.drops import (
    BELOW,
    CAMERA,
    SAMPLE,
    ask_camera,
    ask_card_page,
    ask_for_files,
    ask_for_source,
    ask_sample,
)
from fashion_model.web.classify.photo_card import show_card
from fashion_model.web.classify.suggestion import trust_in_words
from fashion_model.web.resources import auto_threshold, get_artifact, get_catalogue, get_classifier
from fashion_model.web.visitor import ask_person
from fashion_model.web.wording import escape_markdown

st.title("Classify", anchor=False)
st.markdown("Each photo of clothes, shoes or a bag gets one of ten categories. You decide what is saved.")
st.caption(f"{' · '.join(CATEGORIES)}. Accepted are {ACCEPTED_IN_WORDS}.")
batch = visitor_batch()
files = ask_for_files(batch)
source = ask_for_source(batch)
# Places for what comes and goes: cards below them must not move under the visitor's hands.
more, work, trouble = st.container(), st.empty(), st.container()

try:
    with more:
        if source == CAMERA:
            files += ask_camera(batch)
        if source == SAMPLE:
            files += ask_sample(get_artifact(), batch)
    files = batch.gather(files)
    artifact = get_artifact()  # says that there is no model before anybody drops a photo
    if not files:
        st.stop()
    classifier = get_classifier()
except ArtifactError as problem:
    st.error(escape_markdown(str(problem)), icon=":material/error:")
    st.stop()

batch.follow_threshold(auto_threshold)
missing = batch.missing(files, classifier.version)
if missing:
    progress = work.progress(0.0, text=f"Looking at {len(missing)} of {len(files)} …")
    for number, dropped in enumerate(missing, start=1):
        batch.take_in(dropped, classifier, get_catalogue)
        progress.progress(number / len(missing), text=f"Looked at {number} of {len(missing)}")
    work.empty()

if batch.problem:
    trouble.warning(escape_markdown(batch.problem), icon=":material/cloud_off:")
    if trouble.button("Try again", icon=":material/refresh:"):
        batch.problem = ""
        st.rerun()
st.markdown(f"**{batch.summary()}**")
if batch.has_earlier_files():
    st.button("Clear all photos", icon=":material/delete_sweep:", on_click=batch.clear)
person = ask_person()

own_threshold = batch.threshold in (None, artifact.auto_threshold)
trust = trust_in_words(artifact.manifest["scores"]) if own_threshold else None  # by another one it was not tested
for dropped in ask_card_page(files):
    show_card(batch, dropped.key, classifier, get_catalogue, person, trust)
ask_card_page(files, BELOW)
