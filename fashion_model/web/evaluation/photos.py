"""Tables and sentences on photos for the Evaluation page, computed from the model folder's figures."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from fashion_model.analysis.predictions import DARK, OUTSIDE, SMALL_EDGE
from fashion_model.analysis.records import (
    Automatic,
    BenchmarkEvaluation,
    Evaluation,
    Outside,
    PhotoEvaluation,
    PhotoScore,
    SecondLook,
)
from fashion_model.categories import FOOTWEAR, INDEX
from fashion_model.evaluation.calibration import CalibrationCheck
from fashion_model.evaluation.metrics import Estimate
from fashion_model.formats import count_of, percent
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.web.words import interval_text, score_text

FEWEST_FOR_A_SHARE = 10
"""Of fewer photos no share is shown."""


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
    """Return the score by each answer to the question what a photo truly shows."""
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


def automatic_sentence(automatic: Automatic) -> str:
    """Return in words which answers stand without a person."""
    aim = f"so that {percent(automatic.target_precision)} of the automatic answers are right"
    if automatic.threshold > 1:
        return f"No level of confidence was found {aim}: every photo is shown to a person."
    return (
        f"Answers stand without a person when the model is at least {score_text(automatic.threshold)} sure and nothing "
        f"is wrong with the photo. That level was chosen on other photos {aim}."
    )


def delivery_sentence(automatic: Automatic) -> str:
    """Return in words what the shares of automatic answers are shares of."""
    return (
        f"Counted for a delivery in which {percent(automatic.outside_share)} of the photos show none of the ten. Of "
        f"the {automatic.photos:,} test photos as they are, {score_text(automatic.counted_coverage)} are answered "
        f"without a person, {score_text(automatic.counted_precision)} of them rightly."
    )


def hindsight_sentence(automatic: Automatic) -> str:
    """Return in words how many could have been automatic, had the level been chosen on these very photos."""
    target = automatic.target_precision
    return (
        f"With the level chosen on these very photos, {score_text(automatic.curve.coverage_at(target))} could be "
        f"automatic and at least {percent(target)} of them right."
    )


def outside_sentence(outside: Outside) -> str:
    """Return in words what became of the photos of things outside the ten."""
    passed = f"{outside.automatic} of them" if outside.automatic else "None of them"
    return (
        f"{count_of(outside.photos, 'test photo shows', 'test photos show')} nothing of the ten, so every answer is "
        f"wrong. {passed} got an answer without a person. Of a photo of the ten and one of something else, the "
        f"model finds the former likelier to belong to the ten in {score_text(outside.auroc.value)} of cases "
        f"({interval_text(outside.auroc)} with 95 % certainty; guessing finds half)."
    )


def outside_table(outside: Outside) -> pd.DataFrame:
    """Return one row a kind of thing outside the ten: how many photos, and how many were answered automatically."""
    return pd.DataFrame(
        {
            "Outside the ten": [kind.name for kind in outside.kinds],
            "Photos": [kind.photos for kind in outside.kinds],
            "Automatic": [kind.automatic for kind in outside.kinds],
        }
    )


def calibration_sentence(check: CalibrationCheck) -> str:
    """Return in words how far the confidence is from the share that is right."""
    low, high = check.of_perfect_interval
    verdict = (
        f"That is {_points(check.excess)} points more than chance explains."
        if check.error > high
        else "So it can be believed, as far as these photos can tell."
    )
    return (
        f"On average, confidence and share right differ by {_points(check.error)} points, over {check.bins} groups of "
        f"the {check.answers:,} test photos. With so few photos, even a model whose every confidence is true would "
        f"show {_points(check.of_perfect)} ({_points(low)}–{_points(high)} with 95 % certainty). {verdict}"
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def others_sentence(photos: PhotoEvaluation) -> str:
    """Return a sentence on the test photos that are not of one known category; empty when there are none."""
    counts = dict(zip(photos.rows, photos.confusion, strict=True))
    parts = []
    if (shoes := counts.get(OUTSIDE[FOOTWEAR_LABEL])) is not None:
        named = shoes[[INDEX[category] for category in FOOTWEAR]].sum()
        parts.append(f"{shoes.sum()} of another kind of shoe ({named} named as some shoe)")
    if (others := counts.get(OUTSIDE[NONE_LABEL])) is not None:
        parts.append(f"{others.sum()} of things outside the ten, for which every answer is wrong")
    return f"Also among the test photos: {' and '.join(parts)}." if parts else ""


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
