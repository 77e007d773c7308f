import streamlit as st

from fashion_model.settings import get_settings
from fashion_model.web.resources import auto_threshold, get_artifact, get_catalogue
from fashion_model.web.rules.shop import show_codes, show_exits, told_in_words
from fashion_model.web.rules.threshold import show_threshold
from fashion_model.web.visitor import ask_person

st.set_page_config(layout="wide")
st.title("Rules", anchor=False)
st.markdown("What goes through without a person, what your shop calls the categories, and who else reads them.")
person = ask_person()

st.header("Thresholds", anchor=False)
with told_in_words("thresholds"):
    show_threshold(get_catalogue(), get_artifact(), auto_threshold(), get_settings().audit_share, person)

st.header("Your own codes", anchor=False)
with told_in_words("codes"):
    show_codes(get_catalogue(), person)

st.header("Where the data go", anchor=False)
show_exits()
