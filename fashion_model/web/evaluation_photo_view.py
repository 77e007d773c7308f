"""The Evaluation page's sections on photos: by label and kind, what may be automatic, what a confidence is worth."""

import streamlit as st

from fashion_model.serving.slices import DARK, SMALL_EDGE
from fashion_model.web.charts import STILL
from fashion_model.web.evaluation_charts import coverage_figure, reliability_figure
from fashion_model.web.evaluation_photo_tables import (
    automatic_sentence,
    by_label,
    calibration_sentence,
    delivery_sentence,
    hindsight_sentence,
    outside_sentence,
    outside_table,
    score_table,
    second_look_sentence,
)
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


def show_automatic(photos: PhotoEvaluation) -> None:
    """Show what may be answered without a person, and what becomes of things outside the ten."""
    st.subheader("Answered without a person", anchor="automatic")
    curve, others = st.columns(2, gap="large")
    with curve:
        st.write(automatic_sentence(photos.automatic))
        st.plotly_chart(
            coverage_figure(photos.automatic),
            config=STILL,
            alt="Share of the automatic answers that is right, against the share that is automatic.",
        )
        st.caption(f"{hindsight_sentence(photos.automatic)} {delivery_sentence(photos.automatic)}")
    with others:
        st.write("**Things outside the ten**")
        if photos.outside is None:
            st.write("No test photo shows anything outside the ten categories.")
        else:
            st.write(outside_sentence(photos.outside))
            st.dataframe(outside_table(photos.outside), hide_index=True, height="content")


def show_confidence(photos: PhotoEvaluation) -> None:
    """Show whether confidences on photos are true."""
    st.subheader("Can its confidence be believed?", anchor="confidence")
    diagram, words = st.columns(2, gap="large", vertical_alignment="center")
    with diagram:
        st.plotly_chart(
            reliability_figure(photos.reliability),
            config=STILL,
            alt="Share of the answers that is right, against the confidence, in groups of equally many photos.",
        )
    with words:
        st.write(calibration_sentence(photos.calibration))
        st.write(
            "A point below the line: the model was too sure. Above it: too modest. Points in the grey band are as good "
            "as on the line."
        )
