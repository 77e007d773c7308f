"""The Evaluation page's two cards: the score on Fashion-MNIST beside the score on photos of real clothes."""

import streamlit as st

from fashion_model.web.evaluation_photo_tables import automatic_sentence, delivery_sentence
from fashion_model.web.evaluation_records import BenchmarkEvaluation, Evaluation, PhotoEvaluation
from fashion_model.web.evaluation_tables import interval_text, score_text
from fashion_model.web.wording import percent


def show_scores(evaluation: Evaluation) -> None:
    """Show both scores side by side."""
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.subheader("Fashion-MNIST", anchor="benchmark")
        _show_benchmark(evaluation.benchmark)
    with right.container(border=True, height="stretch"):
        st.subheader("Photos of real clothes", anchor="photos")
        if evaluation.photos is None:
            st.info("This model was trained and tested without photos: nothing is known of how it does on them.")
        else:
            show_photo_score(evaluation.photos)


def _show_benchmark(benchmark: BenchmarkEvaluation) -> None:
    st.caption(f"{benchmark.pictures:,} small grey shop pictures that the model was not trained on.")
    accuracy, loss = st.columns(2)
    with accuracy:
        _share(
            "Accuracy",
            score_text(benchmark.accuracy, 2),
            interval_text(benchmark.interval),
            "Share of the pictures recognised.",
        )
    loss.metric("Loss", f"{benchmark.loss:.3f}", help="Cross-entropy: 0 is perfect; guessing among ten scores 2.303.")
    st.write(f"[See all {len(benchmark.errors):,} errors](error_gallery)")


def show_photo_score(photos: PhotoEvaluation) -> None:
    """Show the score on photos by people of whom the model has seen none."""
    score, automatic = photos.clothing, photos.automatic
    st.caption(
        f"{score.photos:,} photos of six kinds of clothes by {score.people} people. No photo of theirs was trained on."
    )
    accuracy, balanced = st.columns(2)
    with accuracy:
        _share(
            "Accuracy",
            score_text(score.accuracy.value),
            interval_text(score.accuracy),
            "Share of the photos recognised. The range takes photos by one person as alike.",
        )
    with balanced:
        _share(
            "Balanced accuracy",
            score_text(score.balanced_accuracy.value),
            interval_text(score.balanced_accuracy),
            "Each category counts the same, however many photos it has.",
        )
    alone, precise = st.columns(2)
    alone.metric(
        "Automatic",
        score_text(automatic.coverage),
        help=f"{automatic_sentence(automatic)} {delivery_sentence(automatic)}",
    )
    precise.metric(
        "Right when automatic",
        score_text(automatic.precision) if automatic.coverage else None,
        help=f"Share of the automatic answers that is right; the aim is {percent(automatic.target_precision)}.",
    )


def _share(label: str, share: str, interval: str, meaning: str) -> None:
    st.metric(
        label,
        share,
        interval,
        delta_color="off",
        delta_arrow="off",
        delta_description="with 95 % certainty",
        help=meaning,
    )
