"""The view of photos: the score, who says what a photo shows, and how it was taken."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from fashion_model.analysis.predictions import DARK, SMALL_EDGE
from fashion_model.analysis.records import Automatic, Evaluation, PhotoEvaluation, PhotoScore, SecondLook
from fashion_model.evaluation.metrics import Estimate, Interval
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, percent, score_text
from fashion_model.web.evaluation.confidence import (
    FEWEST_FOR_A_SHARE,
    automatic_sentence,
    delivery_sentence,
    promise_warning,
)
from fashion_model.web.evaluation.sections import Beside, Heading, Table, Text, show
from fashion_model.web.links import CATEGORIES_VIEW, CONFIDENCE, PHOTOS, evaluation_address, gallery_address
from fashion_model.web.words import interval_text

NO_PHOTOS = "This model was trained and tested without photos: nothing is known of how it does on them."


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
    meaning = "Share of the photos recognised. For the interval whole people are drawn anew, not photos."
    with accuracy:
        show_score("Accuracy", score_text(score.accuracy.value), score.accuracy, meaning)
    meaning = "The unweighted mean of the six categories' recalls: each counts the same, however many photos it has."
    with balanced:
        show_score("Balanced accuracy", score_text(score.balanced_accuracy.value), score.balanced_accuracy, meaning)
    show_automatic(automatic)
    if warning := promise_warning(automatic.by_category, automatic.target_precision):
        st.warning(warning, icon=":material/rule:")


def show_automatic(automatic: Automatic) -> None:
    """Show which share of a delivery is answered without a person, and beside it the test photos as they are."""
    alone, precise = st.columns(2)
    alone.metric(
        "Automatic in a delivery",
        score_text(automatic.coverage),
        f"{automatic.counted:,} of {automatic.photos:,} test photos",
        help=f"{automatic_sentence(automatic)} {delivery_sentence(automatic)}",
        delta_color="off",
        delta_arrow="off",
    )
    precise.metric(
        "Right when automatic",
        score_text(automatic.precision) if automatic.coverage else None,
        f"{automatic.counted_right:,} of {automatic.counted:,} test photos" if automatic.counted else None,
        help="Share of a delivery's automatic answers that is right; the promise is "
        f"{percent(automatic.target_precision)}.",
        delta_color="off",
        delta_arrow="off",
    )


def show_score(label: str, share: str, interval: Interval | Estimate, meaning: str, decimals: int = 1) -> None:
    """Show a share with its 95 % confidence interval."""
    st.metric(
        label,
        share,
        interval_text(interval, decimals),
        delta_color="off",
        delta_arrow="off",
        delta_description=CONFIDENCE_INTERVAL,
        help=meaning,
    )


def whose_photos(photos: PhotoEvaluation) -> str:
    """Return how many photos there are, by whom, how unevenly, and what the score is where each person counts alike."""
    score = photos.clothing
    said = f"{score.photos:,} photos of six kinds of clothes by {count_of(score.people, 'person', 'people')}"
    if score.people == 1:
        return f"{said}, of whom no photo was trained on: how it does on photos by others is not known."
    return (
        f"{said}; no photo of theirs was trained on. One of them took {score.most_by_one:,} "
        f"({score_text(score.most_by_one / score.photos)}), so that the {score.people} say as much as "
        f"{score.effective_people:.1f} people with equally many photos (Kish's effective number). The mean of each "
        f"person's accuracy is {score_text(score.per_person.value)} ({CONFIDENCE_INTERVAL} "
        f"{interval_text(score.per_person)})."
    )


def labels_and_slices(photos: PhotoEvaluation) -> Beside:
    """Return how much of the score hangs on the labels, and on how the photo was taken."""
    look = photos.second_look
    return Beside(
        (
            Heading("Who says what a photo shows"),
            Table(score_table(by_label(photos), "By")),
            Text(
                f"In brackets: {CONFIDENCE_INTERVAL}, for which whole people are drawn anew. Balanced: the unweighted "
                "mean of the categories' recalls. Per person: the unweighted mean of each person's share. Effective: "
                "how many people with equally many photos would say as much.",
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
    """Return one row a name: how many photos by how many people, and three accuracies, each with its interval.

    Args:
        scores: By name.
        first: Heading of the names' column.
    """
    return pd.DataFrame(
        {
            first: [name[:1].upper() + name[1:] for name in scores],
            "Photos": [score.photos for score in scores.values()],
            "People": [f"{score.people} (effective {score.effective_people:.1f})" for score in scores.values()],
            "Right": [_right(score) for score in scores.values()],
            "Balanced": [
                "" if _is_small(score) else _with_range(score.balanced_accuracy, score.people)
                for score in scores.values()
            ],
            "Per person": [
                "" if _is_small(score) or score.people < 2 else _with_range(score.per_person, score.people)
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
