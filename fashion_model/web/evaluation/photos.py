"""The view of photos: the score, who says what a photo shows, and how it was taken."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from fashion_model.analysis.predictions import DARK, SMALL_EDGE
from fashion_model.analysis.records import Evaluation, PhotoEvaluation, PhotoScore, SecondLook
from fashion_model.evaluation.metrics import Estimate, Interval
from fashion_model.formats import count_of, percent
from fashion_model.web.evaluation.confidence import automatic_sentence, delivery_sentence
from fashion_model.web.evaluation.sections import Beside, Heading, Table, Text, show
from fashion_model.web.links import CATEGORIES_VIEW, CONFIDENCE, PHOTOS, evaluation_address, gallery_address
from fashion_model.web.words import interval_text, score_text

NO_PHOTOS = "This model was trained and tested without photos: nothing is known of how it does on them."
FEWEST_FOR_A_SHARE = 10
"""Of fewer photos no share is shown."""


def show_photos(evaluation: Evaluation) -> None:
    """Show how the model does on photos, and how much of that hangs on the labels and on how a photo was taken."""
    photos = evaluation.photos
    show_photo_score(photos)
    if photos is None:
        return
    st.markdown(
        f"[Category by category]({evaluation_address(view=CATEGORIES_VIEW, of=PHOTOS)}) · "
        f"[Automatic answers, things outside the ten, confidence]({evaluation_address(view=CONFIDENCE, of=PHOTOS)}) · "
        f"[Every photo it got wrong]({gallery_address(of=PHOTOS)})"
    )
    st.header("Photos, looked at closely")
    show([labels_and_slices(photos)])


def show_photo_score(photos: PhotoEvaluation | None) -> None:
    """Show the score on photos by people of whom the model has seen none; None for a model without photos."""
    if photos is None:
        st.info(NO_PHOTOS)
        return
    score, automatic = photos.clothing, photos.automatic
    st.caption(whose_photos(photos))
    accuracy, balanced = st.columns(2)
    meaning = "Share of the photos recognised. The range takes photos by one person as alike."
    with accuracy:
        show_score("Accuracy", score_text(score.accuracy.value), score.accuracy, meaning)
    meaning = "Each category counts the same, however many photos it has."
    with balanced:
        show_score("Balanced accuracy", score_text(score.balanced_accuracy.value), score.balanced_accuracy, meaning)
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


def show_score(label: str, share: str, interval: Interval | Estimate, meaning: str) -> None:
    """Show a share with its 95 % range."""
    st.metric(
        label,
        share,
        interval_text(interval),
        delta_color="off",
        delta_arrow="off",
        delta_description="with 95 % certainty",
        help=meaning,
    )


def whose_photos(photos: PhotoEvaluation) -> str:
    """Return how many photos there are, and by whom."""
    score = photos.clothing
    return (
        f"{score.photos:,} photos of six kinds of clothes by {score.people} people. No photo of theirs was trained on."
    )


def labels_and_slices(photos: PhotoEvaluation) -> Beside:
    """Return how much of the score hangs on the labels, and on how the photo was taken."""
    look = photos.second_look
    return Beside(
        (
            Heading("Who says what a photo shows"),
            Table(score_table(by_label(photos), "By")),
            Text(
                "In brackets: where the figure lies with 95 % certainty, photos by one person taken as alike.",
                small=True,
            ),
            *((Text(second_look_sentence(look)),) if look else ()),
        ),
        (
            Heading("How the photo was taken"),
            Table(score_table(photos.slices, "Photos that are")),
            Text(
                f"Small: no edge has {SMALL_EDGE} pixels. Dark: less than {percent(DARK)} of full brightness on "
                "average. A photo may be in several rows.",
                small=True,
            ),
        ),
    )


def score_table(scores: Mapping[str, PhotoScore], first: str) -> pd.DataFrame:
    """Return one row a name: how many photos, and accuracy and balanced accuracy, each with its range.

    Args:
        scores: By name.
        first: Heading of the names' column.
    """
    return pd.DataFrame(
        {
            first: [name[:1].upper() + name[1:] for name in scores],
            "Photos": [score.photos for score in scores.values()],
            "Right": [_right(score) for score in scores.values()],
            "Balanced": [
                "" if _is_small(score) else _with_range(score.balanced_accuracy, score.people)
                for score in scores.values()
            ],
        }
    )


def _right(score: PhotoScore) -> str:
    """Return the accuracy with its range; of a few photos, how many are right: a share of them would mislead."""
    if _is_small(score):
        return f"{round(score.accuracy.value * score.photos)} of {score.photos}"
    return _with_range(score.accuracy, score.people)


def _is_small(score: PhotoScore) -> bool:
    return score.photos < FEWEST_FOR_A_SHARE


def _with_range(estimate: Estimate, people: int) -> str:
    """Return ``78.6 % (75–82)``, without the range where all photos are by one person."""
    if people < 2:
        return score_text(estimate.value)
    return f"{score_text(estimate.value)} ({100 * estimate.low:.0f}–{100 * estimate.high:.0f})"


def by_label(photos: PhotoEvaluation) -> dict[str, PhotoScore]:
    """Return the score by each opinion on what a photo truly shows."""
    scores = {"Set's label, all photos": photos.clothing}
    if look := photos.second_look:
        scores |= {"Set's label, seen again": look.by_set, "Two people's label": look.by_people}
    return scores


def second_look_sentence(look: SecondLook) -> str:
    """Return in words how far the set's labels can be believed."""
    said = (
        "Some of the photos were looked at again by two people who did not see the label. Of the "
        f"{count_of(look.by_set.photos, 'photo', 'photos')} on which they agreed with each other, they agreed with "
        f"the set on {look.agreed:,}."
    )
    if look.most_disputed is None:
        return said
    by_set, by_people = look.most_disputed
    times = count_of(look.disputes, "photo", "photos")
    return f"{said} Most often the set says {by_set} where they saw {by_people} ({times})."
