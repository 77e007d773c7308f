"""The view of confidence: what may be answered without a person, and what a confidence is worth."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.confidence import (
    ExplorableAnswers,
    calibration_of_benchmark,
    explorable_benchmark,
    explorable_photos,
    shipped_stop,
    stops,
)
from fashion_model.analysis.records import Automatic, BenchmarkEvaluation, Evaluation, Outside, PhotoEvaluation
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.evaluation.calibration import CalibrationCheck, ReliabilityBins
from fashion_model.evaluation.risk_coverage import OperatingPoint
from fashion_model.evaluation.selective import CategoryPrecision
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, listed, percent, score_text
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.address import choose_dataset, say_misread
from fashion_model.web.evaluation.figures import reliability_figure, threshold_figure
from fashion_model.web.evaluation.sections import (
    LOCALIZED,
    PERCENT,
    PINNED,
    Beside,
    Block,
    Column,
    Figure,
    Heading,
    Table,
    Text,
    show,
)
from fashion_model.web.gallery.data import get_photo_answers
from fashion_model.web.links import BENCHMARK, DATASETS, LEVEL, OF, PHOTOS, misread_parts
from fashion_model.web.words import interval_text

NAMES = (*CATEGORIES, NONE_OF_THE_TEN)
"""What answers name, by index."""
FEWEST_FOR_A_SHARE = 10
"""Of fewer photos or answers no share is shown."""
BELIEVED = Heading("Can its confidence be believed?", "confidence")


def show_confidence(evaluation: Evaluation, artifact: Artifact) -> None:
    """Show what a threshold on the confidence brings, and whether confidences are true; choices are in the address.

    Args:
        evaluation: Of the model.
        artifact: The same model's folder.

    Raises:
        ArtifactError: The answers for photos are damaged.
    """
    photos = evaluation.photos
    datasets = DATASETS if photos else (BENCHMARK,)
    shipped = photos.automatic.threshold if photos else None
    choices = stops(shipped)
    asked = {name: value for name, value in st.query_params.items() if name not in st.session_state}
    st.header("Answered without a person", anchor="automatic")
    say_misread(misread_parts(asked, {OF: datasets, LEVEL: choices}), "The link")
    if choose_dataset(datasets) == PHOTOS and photos:
        _show_photos(photos, _explorable_photos(evaluation.version, get_photo_answers(artifact), photos), choices)
    else:
        _show_benchmark(evaluation, choices, shipped_stop(shipped))


def _show_photos(photos: PhotoEvaluation, answers: ExplorableAnswers, choices: dict[str, float]) -> None:
    automatic = photos.automatic
    st.write(automatic_sentence(automatic))
    _show_threshold(answers, choices, shipped_stop(automatic.threshold), automatic.target_precision)
    st.caption(f"{hindsight_sentence(automatic)} {delivery_sentence(automatic)}")
    show([*outside_blocks(photos.outside), BELIEVED, photo_reliability(photos)])


def _show_benchmark(evaluation: Evaluation, choices: dict[str, float], usual: str) -> None:
    benchmark = evaluation.benchmark
    st.write(f"What a level would do on the {benchmark.pictures:,} test pictures. The shop's own was chosen on photos.")
    _show_threshold(_explorable_benchmark(evaluation.version, benchmark), choices, usual, None)
    show([BELIEVED, benchmark_reliability(evaluation)])


@st.cache_resource(max_entries=2, show_spinner=False)
def _explorable_benchmark(version: str, _benchmark: BenchmarkEvaluation) -> ExplorableAnswers:
    return explorable_benchmark(_benchmark.labels, _benchmark.probabilities)


@st.cache_resource(max_entries=2, show_spinner=False)
def _explorable_photos(version: str, _answers: tuple[PhotoAnswer, ...], _photos: PhotoEvaluation) -> ExplorableAnswers:
    return explorable_photos(_answers, _photos.automatic.outside_share)


@st.cache_resource(max_entries=2, show_spinner=False)
def _calibration_of_benchmark(
    version: str, _benchmark: BenchmarkEvaluation
) -> tuple[CalibrationCheck, ReliabilityBins]:
    return calibration_of_benchmark(_benchmark.labels, _benchmark.probabilities)


@st.fragment
def _show_threshold(answers: ExplorableAnswers, choices: dict[str, float], usual: str, aim: float | None) -> None:
    """Show what a threshold brings; moving the slider runs this section alone.

    Args:
        answers: Their truth is known.
        choices: The thresholds that can be chosen, by their texts.
        usual: The text of the one that is chosen at first.
        aim: Share of the automatic answers that ought to be right; None where none is stated.
    """
    chosen = st.select_slider(
        "How sure must the model be, in per cent, to answer without a person?",
        list(choices),
        usual,
        key=LEVEL,
        bind="query-params",
        help="Answers at least this sure stand; the others are shown to a person. Finer steps towards 100.",
    )
    points = {text: answers.at(threshold) for text, threshold in choices.items()}
    _show_point(points[chosen], answers.counted(choices[chosen]), weighted=answers.known.weights is not None)
    if aim is not None and (warning := promise_warning(answers.precisions(choices[chosen]), aim)):
        st.warning(warning, icon=":material/rule:")
    curve = Figure(
        threshold_figure(points, chosen, shipped=usual if aim is not None else "", aim=aim),
        "Shares automatic, right among the automatic, and automatic and right, against the threshold.",
    )
    show([Beside((curve,), (_categories_table(answers.by_category(choices[chosen])),))])


def _show_point(point: OperatingPoint, counted: tuple[int, int], *, weighted: bool) -> None:
    """Show what a threshold brings in shares, and counted where the shares are those of a delivery.

    Args:
        point: What it brings.
        counted: How many answers are automatic, and how many of these are right.
        weighted: The shares are weighted, so that the counts do not give them.
    """
    automatic, right = counted
    precision = score_text(point.precision) if point.coverage else None
    among = f"{automatic:,} of {point.photos:,} tested"
    metrics = (
        ("Automatic", score_text(point.coverage), among, "Share answered without a person."),
        ("Precision", precision, f"{right:,} of {automatic:,} tested", "Share of the automatic answers that is right."),
        (
            "Recall",
            score_text(point.recall),
            f"{right:,} of {point.photos:,} tested",
            "Share of all that is automatic and right.",
        ),
        (
            "Mistakes per 1,000",
            f"{point.mistakes_per_1000:.1f}",
            None,
            "Wrong answers that nobody sees, among 1,000 of all.",
        ),
    )
    with st.container(horizontal=True):
        for label, value, count, meaning in metrics:
            delta = count if weighted and automatic else None
            st.metric(label, value, delta, help=meaning, width=170, delta_color="off", delta_arrow="off")
    if weighted:
        st.caption("Shares are weighted as in a delivery; below each, the test photos as they are, unweighted.")
    if not point.coverage:
        st.write("No answer is that sure: everything is shown to a person.")


def _categories_table(frame: pd.DataFrame) -> Table:
    columns = {
        "Category": PINNED,
        "Automatic": Column(PERCENT, "Share of those that truly show it."),
        "Precision": Column(PERCENT, "Of the automatic answers naming it, how many are right."),
        "Right": Column(help="The same, counted on what was tested, unweighted."),
        "Recall": Column(PERCENT, "Of those that truly show it, how many are automatic and right."),
        "Tested": Column(LOCALIZED, "How many truly show it."),
    }
    alt = "One row for each category: precision, recall and share automatic at this threshold."
    return Table(frame, alt, columns, unknown="–")


def outside_blocks(outside: Outside | None) -> tuple[Block, ...]:
    """Return what became of photos of things outside the ten."""
    heading = Heading("Things outside the ten")
    if outside is None:
        return heading, Text("No test photo shows anything outside the ten categories.")
    alt = "One row for each kind of thing outside the ten: photos, and automatic answers."
    return heading, Beside((Text(outside_sentence(outside)),), (Table(outside_table(outside), alt),))


def benchmark_reliability(evaluation: Evaluation) -> Beside:
    """Return whether the confidence on test pictures can be believed, drawn and in words."""
    check, bins = _calibration_of_benchmark(evaluation.version, evaluation.benchmark)
    tested = f"the {check.answers:,} test pictures"
    return _reliability(bins, calibration_sentence(check, bins, tested))


def photo_reliability(photos: PhotoEvaluation) -> Beside:
    """Return whether the confidence on photos can be believed, drawn and in words."""
    outside = percent(photos.automatic.outside_share)
    tested = (
        f"the {photos.calibration.answers:,} test photos, weighted so that {outside} show none of the ten, each taken "
        "as independent although one person took many"
    )
    return _reliability(photos.reliability, calibration_sentence(photos.calibration, photos.reliability, tested))


def _reliability(bins: ReliabilityBins, sentence: str) -> Beside:
    alt = "Share of the answers that is right, against the confidence, in groups of equally many."
    reading = (
        "A point below the line: the model was too sure. Above it: too modest. Points in the grey band are as good "
        "as on the line."
    )
    return Beside((Figure(reliability_figure(bins), alt),), (Text(sentence), Text(reading)), centred=True)


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
        f"In a delivery, {percent(automatic.outside_share)} of whose photos show none of the ten (weighted), "
        f"{score_text(automatic.coverage)} are answered without a person, {score_text(automatic.precision)} of them "
        f"rightly. Of the {automatic.photos:,} test photos as they are (unweighted) it is {automatic.counted:,} "
        f"({score_text(automatic.counted_coverage)}), {automatic.counted_right:,} of them "
        f"({score_text(automatic.counted_precision)}) rightly."
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
        f"({CONFIDENCE_INTERVAL} {interval_text(outside.auroc)}; guessing finds half)."
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


def calibration_sentence(check: CalibrationCheck, bins: ReliabilityBins, tested: str) -> str:
    """Return in words how far the confidence is from the share that is right, and in which bins it is off.

    Args:
        check: Of all answers.
        bins: The same, bin by bin.
        tested: On what, such as ``the 10,000 test pictures``.
    """
    low, high = check.of_perfect_interval
    verdict = (
        f"That is {_points(check.excess)} points more than chance explains."
        if check.error > high
        else "So it can be believed, as far as these tests can tell."
    )
    return (
        f"The expected calibration error is {_points(check.error)} points: the mean distance of confidence and share "
        f"right over {check.bins} bins of equally many answers, {tested}. A model whose every confidence is true would "
        f"show {_points(check.of_perfect)} ({CONFIDENCE_INTERVAL} {_points(low)}–{_points(high)}). {verdict} "
        f"{bins_sentence(bins)}"
    )


def bins_sentence(bins: ReliabilityBins) -> str:
    """Return in which bins the model is too sure and in which too modest: in a mean the two would cancel."""
    off = {
        "too sure": bins.confidences[bins.right < bins.perfect_low],
        "too modest": bins.confidences[bins.right > bins.perfect_high],
    }
    said = [
        f"{name} in {len(found)} of {len(bins.right)} bins{_between(found)}"
        for name, found in off.items()
        if len(found)
    ]
    if not said:
        return "No bin is further off than chance explains."
    return f"By bins it is {' and '.join(said)}; by chance one in twenty would be off."


def _between(confidences: np.ndarray) -> str:
    low, high = score_text(confidences.min()), score_text(confidences.max())
    return f" (confidence {low})" if low == high else f" (confidence {100 * confidences.min():.1f}–{high})"


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def promise_warning(found: Sequence[CategoryPrecision], promise: float) -> str:
    """Return which categories' automatic answers are right less often than is promised; empty where none is.

    Args:
        found: Of each category that automatic answers name.
        promise: Share of the automatic answers that ought to be right, 0..1.
    """
    below = [category for category in found if category.precision.value < promise]
    told = sorted(
        (category for category in below if category.automatic >= FEWEST_FOR_A_SHARE),
        key=lambda category: category.precision.value,
    )
    if not told:
        return ""
    named = "; ".join(
        f"**{NAMES[category.index]}** {score_text(category.precision.value)} ({category.counted}; "
        f"{interval_text(category.precision)})"
        for category in told
    )
    few = [f"{NAMES[category.index]} ({category.counted})" for category in below if category not in told]
    return (
        f"The promise of {score_text(promise)} right is about the total. Of a delivery's automatic answers that name "
        f"these categories fewer are right (in brackets: right of those tested, unweighted; {CONFIDENCE_INTERVAL}): "
        f"{named}.{f' Too few to tell: {listed(few)}.' if few else ''}"
    )


def precision_table(found: Sequence[CategoryPrecision]) -> Table:
    """Return one row a category that automatic answers name: how many, how many are right, and the precision."""
    frame = pd.DataFrame(
        {
            "Category": [NAMES[category.index] for category in found],
            "Right": [category.counted for category in found],
            "Precision": [100 * category.precision.value for category in found],
            CONFIDENCE_INTERVAL: [interval_text(category.precision) for category in found],
        }
    )
    columns = {
        "Category": PINNED,
        "Right": Column(help="Counted on what was tested, unweighted."),
        "Precision": Column(PERCENT, "Share right of the automatic answers that name it, weighted as in a delivery."),
    }
    return Table(frame, "One row for each category that automatic answers name: how many of them are right.", columns)
