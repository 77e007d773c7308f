"""The Evaluation page's view of photos: how the score hangs on labels and on how a photo was taken."""

import streamlit as st

from fashion_model.serving.slices import DARK, SMALL_EDGE
from fashion_model.web.evaluation_photo_tables import by_label, score_table, second_look_sentence
from fashion_model.web.evaluation_records import PhotoEvaluation
from fashion_model.web.wording import percent


def show_labels_and_slices(photos: PhotoEvaluation) -> None:
    """Show how much of the score hangs on the labels, and on how the photo was taken."""
    st.subheader("Photos, looked at closely")
    labels, kinds = st.columns(2, gap="large")
    with labels:
        st.write("**Who says what a photo shows**")
        st.dataframe(score_table(by_label(photos), "By"), hide_index=True, height="content")
        st.caption("In brackets: where the figure lies with 95 % certainty, photos by one person taken as alike.")
        if photos.second_look:
            st.write(second_look_sentence(photos.second_look))
    with kinds:
        st.write("**How the photo was taken**")
        st.dataframe(score_table(photos.slices, "Photos that are"), hide_index=True, height="content")
        st.caption(
            f"Small: no edge has {SMALL_EDGE} pixels. Dark: less than {percent(DARK)} of full brightness on average. A "
            "photo may be in several rows."
        )
