import math
from functools import partial
from pathlib import Path

import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.intake.visits import Dropped
from fashion_model.photo.decode import ACCEPTED_IN_WORDS
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.settings import get_settings
from fashion_model.web.classify.batch import leave_visit, name_visit, say_unknown, visitor_batch
from fashion_model.web.classify.card import ABOVE, BELOW, ask_card_page, show_card
from fashion_model.web.classify.samples import fashion_mnist_samples, photo_samples
from fashion_model.web.classify.skus import suggested_skus
from fashion_model.web.classify.suggestion import trust_in_words
from fashion_model.web.resources import auto_threshold, get_artifact, get_catalogue, get_classifier
from fashion_model.web.visitor import ask_person
from fashion_model.web.words import escape_markdown

CAMERA, SAMPLE = "Take a photo", "Try a sample"
CARDS_A_PAGE = 10

st.title("Classify", anchor=False)
st.markdown("Each photo of clothes, shoes or a bag gets one of ten categories. You decide what is saved.")
st.caption(f"{' · '.join(CATEGORIES)}. Accepted are {ACCEPTED_IN_WORDS}.")
batch = visitor_batch()
# No list of endings: what is not a photo is refused with a sentence of our own.
uploads = st.file_uploader(
    "Drop photos here, one item on each",
    accept_multiple_files=True,
    key=f"uploads-{batch.cleared}",  # a new key empties the drop area
    on_change=batch.mark_change,
    max_upload_size=math.ceil(get_settings().max_photo_megabytes),
)
skus = suggested_skus([upload.name for upload in uploads], None if batch.problem else get_catalogue)
files = [Dropped(upload.file_id, upload.name, upload.getvalue, skus.get(upload.name, "")) for upload in uploads]
source = st.segmented_control(
    "Or without a file",
    [CAMERA, SAMPLE],
    key=f"source-{batch.cleared}",
    on_change=batch.mark_change,
    format_func={CAMERA: f":material/photo_camera: {CAMERA}", SAMPLE: f":material/apparel: {SAMPLE}"}.__getitem__,
    label_visibility="collapsed",
)
# Places for what comes and goes: cards below them must not move under the visitor's hands.
more, work, trouble = st.container(), st.empty(), st.container()

try:
    if source == CAMERA:
        photo = more.camera_input("Hold the item before a plain background", key="camera", on_change=batch.mark_change)
        files += [Dropped(photo.file_id, "camera.jpg", photo.getvalue)] if photo else []
    if source == SAMPLE:
        photos, pictures = photo_samples(), fashion_mnist_samples(get_artifact())
        for label, key, samples in (
            ("Photos", "photo", photos),
            ("Small pictures from Fashion-MNIST", "sample", pictures),
        ):
            chosen = more.pills(label, list(samples), key=key, on_change=batch.mark_change)
            if chosen:
                name = f"Sample {chosen.replace('/', '-')}{samples[chosen].suffix}"
                files.append(Dropped(f"{key}-{chosen}", name, partial(Path.read_bytes, samples[chosen])))
    artifact = get_artifact()  # says that there is no model before anybody drops a photo
    known = batch.recall(artifact.version, get_catalogue)
    files = batch.gather(files)
    name_visit(batch)
    batch.write_down(get_catalogue)
    if not files:
        if not known:
            say_unknown(batch)
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
        batch.ingest(dropped, classifier, get_catalogue)
        progress.progress(number / len(missing), text=f"Looked at {number} of {len(missing)}")
    work.empty()

for notice in batch.told_notices():
    st.toast(escape_markdown(notice))
if batch.problem:
    trouble.warning(escape_markdown(batch.problem), icon=":material/cloud_off:")
    if trouble.button("Try again", icon=":material/refresh:"):
        batch.problem = ""
        st.rerun()
st.markdown(f"**{batch.summary()}**")
if batch.has_earlier_files():
    st.button("Clear all photos", icon=":material/delete_sweep:", on_click=leave_visit)
person = ask_person()

own_threshold = batch.threshold in (None, artifact.auto_threshold)
trust = trust_in_words(artifact.manifest["scores"]) if own_threshold else None  # by another one it was not tested
pages = -(-len(files) // CARDS_A_PAGE)
page = ask_card_page(pages, ABOVE)
for dropped in files[(page - 1) * CARDS_A_PAGE : page * CARDS_A_PAGE]:
    batch.complete(dropped.key, classifier, get_catalogue)
    show_card(batch, dropped.key, classifier, get_catalogue, person, trust)
ask_card_page(pages, BELOW)
