import streamlit as st

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.classify.suggestion import trust_in_words
from fashion_model.web.help import words
from fashion_model.web.help.photos import bad_photos, good_photos, show_photos
from fashion_model.web.resources import get_artifact

try:
    trust = trust_in_words(get_artifact().manifest["scores"])
except ArtifactError:
    trust = None  # Classify says that there is no model

st.title("Help", anchor=False)
st.header("What it does")
st.markdown(words.does(trust))
st.header("What it cannot do")
st.markdown(words.CANNOT)
st.header("Good photos")
st.markdown(words.GOOD)
show_photos(good_photos())
st.header("Photos that make it hard")
st.markdown(words.BAD)
show_photos(bad_photos())
st.header("Files and their names")
st.markdown(words.FILES)
st.header("Where to go")
st.markdown(words.WHERE)
