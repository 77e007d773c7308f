"""The Evaluation page's view of confidence: what may be answered without a person, and what a confidence is worth."""

import streamlit as st

from fashion_model.analysis.confidence import (
    ExplorableAnswers,
    benchmark_calibration_sentence,
    calibration_of_benchmark,
    explorable_benchmark,
    explorable_photos,
    shipped_stop,
    stops,
)
from fashion_model.analysis.records import BenchmarkEvaluation, Evaluation, Outside, PhotoEvaluation
from fashion_model.evaluation.calibration import CalibrationCheck, ReliabilityBins
from fashion_model.evaluation.risk_coverage import OperatingPoint
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.address import choose_dataset, say_misread
from fashion_model.web.charts import STILL
from fashion_model.web.evaluation.figures import reliability_figure, threshold_figure
from fashion_model.web.evaluation.photos import (
    automatic_sentence,
    calibration_sentence,
    delivery_sentence,
    hindsight_sentence,
    outside_sentence,
    outside_table,
)
from fashion_model.web.gallery.data import get_photo_answers
from fashion_model.web.links import BENCHMARK, DATASETS, LEVEL, OF, PHOTOS, misread_parts
from fashion_model.web.words import score_text


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
    choices = stops(photos.automatic.threshold if photos else None)
    asked = {name: value for name, value in st.query_params.items() if name not in st.session_state}
    st.subheader("Answered without a person", anchor="automatic")
    say_misread(misread_parts(asked, {OF: datasets, LEVEL: choices}), "The link")
    if choose_dataset(datasets) == PHOTOS and photos:
        _show_photos(photos, _explorable_photos(evaluation.version, get_photo_answers(artifact), photos), choices)
    else:
        _show_benchmark(evaluation, choices)


def _show_photos(photos: PhotoEvaluation, answers: ExplorableAnswers, choices: dict[str, float]) -> None:
    st.write(automatic_sentence(photos.automatic))
    _show_threshold(answers, choices, shipped_stop(photos.automatic.threshold), photos.automatic.target_precision)
    st.caption(f"{hindsight_sentence(photos.automatic)} {delivery_sentence(photos.automatic)}")
    _show_outside(photos.outside)
    _show_reliability(photos.reliability, calibration_sentence(photos.calibration))


def _show_benchmark(evaluation: Evaluation, choices: dict[str, float]) -> None:
    benchmark, photos = evaluation.benchmark, evaluation.photos
    st.write(f"What a level would do on the {benchmark.pictures:,} test pictures. The shop's own was chosen on photos.")
    answers = _explorable_benchmark(evaluation.version, benchmark)
    _show_threshold(answers, choices, shipped_stop(photos.automatic.threshold if photos else None), None)
    check, bins = _calibration_of_benchmark(evaluation.version, benchmark)
    _show_reliability(bins, benchmark_calibration_sentence(check))


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
    figures = {text: answers.at(threshold) for text, threshold in choices.items()}
    _show_figures(figures[chosen])
    curve, table = st.columns(2, gap="large")
    with curve:
        st.plotly_chart(
            threshold_figure(figures, chosen, shipped=usual if aim is not None else "", aim=aim),
            config=STILL,
            alt="Shares automatic, right among the automatic, and automatic and right, against the threshold.",
        )
    with table:
        _show_categories(answers, choices[chosen])


def _show_figures(figures: OperatingPoint) -> None:
    with st.container(horizontal=True):
        st.metric("Automatic", score_text(figures.coverage), help="Share answered without a person.", width=150)
        st.metric(
            "Precision",
            score_text(figures.precision) if figures.coverage else None,
            help="Share of the automatic answers that is right.",
            width=150,
        )
        st.metric("Recall", score_text(figures.recall), help="Share of all that is automatic and right.", width=150)
        st.metric(
            "Mistakes per 1,000",
            f"{figures.mistakes_per_1000:.1f}",
            help="Wrong answers that nobody sees, among 1,000 of all.",
            width=150,
        )
    if not figures.coverage:
        st.write("No answer is that sure: everything is shown to a person.")


def _show_categories(answers: ExplorableAnswers, threshold: float) -> None:
    share = st.column_config.NumberColumn
    st.dataframe(
        answers.by_category(threshold),
        hide_index=True,
        height="content",
        placeholder="–",
        alt="One row for each category: precision, recall and share automatic at this threshold.",
        column_config={
            "Category": st.column_config.TextColumn(pinned=True),
            "Automatic": share(format="%.1f %%", help="Share of those that truly show it."),
            "Precision": share(format="%.1f %%", help="Of the automatic answers naming it, how many are right."),
            "Recall": share(format="%.1f %%", help="Of those that truly show it, how many are automatic and right."),
            "Tested": share(format="localized", help="How many truly show it."),
        },
    )


def _show_outside(outside: Outside | None) -> None:
    st.write("**Things outside the ten**")
    if outside is None:
        st.write("No test photo shows anything outside the ten categories.")
        return
    words, table = st.columns(2, gap="large")
    words.write(outside_sentence(outside))
    table.dataframe(
        outside_table(outside),
        hide_index=True,
        height="content",
        alt="One row for each kind of thing outside the ten: photos, and automatic answers.",
    )


def _show_reliability(bins: ReliabilityBins, sentence: str) -> None:
    st.subheader("Can its confidence be believed?", anchor="confidence")
    diagram, words = st.columns(2, gap="large", vertical_alignment="center")
    with diagram:
        st.plotly_chart(
            reliability_figure(bins),
            config=STILL,
            alt="Share of the answers that is right, against the confidence, in groups of equally many.",
        )
    with words:
        st.write(sentence)
        st.write(
            "A point below the line: the model was too sure. Above it: too modest. Points in the grey band are as good "
            "as on the line."
        )
