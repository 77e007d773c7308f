"""The Evaluation page's section on the study of networks: conclusions first, the figures that they rest on below."""

from collections.abc import Iterable

import streamlit as st

from fashion_model.analysis.study import StudyConclusions, conclude
from fashion_model.evaluation.study import CandidateResult, Question, Study
from fashion_model.formats import count_of
from fashion_model.web.address import arrived_with
from fashion_model.web.charts import BLUE, GREY, STILL, Curve, curves_figure
from fashion_model.web.evaluation.study_figures import (
    convolutions_figure,
    filters_figure,
    outputs_figure,
    recall_figure,
    size_figure,
    time_figure,
)
from fashion_model.web.evaluation.study_tables import (
    CANDIDATE,
    candidate_table,
    history_table,
    layers_sentence,
    misread_candidate,
    ranked,
    recall_sentence,
    result_sentence,
    sizes_table,
    tally_sentence,
    unbroken,
)

_LOSSES = (Curve("loss", "Training", GREY), Curve("validation_loss", "Validation", BLUE))
_ACCURACIES = (Curve("accuracy", "Training", GREY), Curve("validation_accuracy", "Validation", BLUE))


def show_study(study: Study) -> None:
    """Show what the study found, in words and figures; the network that is looked at closely stands in the address."""
    conclusions = conclude(study)
    st.subheader("What would make it better: a first study", anchor="study")
    st.write(unbroken(conclusions.best))
    st.write(unbroken(conclusions.seeds))
    st.caption(unbroken(conclusions.basis))
    _show_costs(study, conclusions)
    _show_choices(study, conclusions)
    _show_table(study)
    _show_candidate(study)


def _show_costs(study: Study, conclusions: StudyConclusions) -> None:
    st.write("**What accuracy costs**")
    st.write(unbroken(conclusions.cost))
    size, time = st.columns(2, gap="large")
    size.plotly_chart(
        size_figure(study),
        config=STILL,
        alt="Validation accuracy of each network with its 95 % range, against how many numbers it learns.",
    )
    time.plotly_chart(
        time_figure(study),
        config=STILL,
        alt="Validation accuracy of each network with its 95 % range, against the seconds of its training.",
    )
    st.caption(
        "A bar is the network's 95\N{NO-BREAK SPACE}% range. All answered the same pictures, so that a difference "
        "can be more than noise although two bars overlap."
    )


def _show_choices(study: Study, conclusions: StudyConclusions) -> None:
    left, right = st.columns(2, gap="large")
    if study.answers_to("filters") or study.answers_to("kernel"):
        with left:
            st.write("**What filters and kernels bring**")
            _show_tallies(study, ("filters", "kernel"))
            st.plotly_chart(
                filters_figure(study),
                config=STILL,
                alt="Validation accuracy against the number of filters, one line for each size of kernels.",
            )
            _show_pairs((*conclusions.filters, *conclusions.kernels))
    if study.answers_to("convolutions"):
        with right:
            st.write("**What convolutions bring**")
            _show_tallies(study, ("convolutions",))
            st.plotly_chart(
                convolutions_figure(study),
                config=STILL,
                alt="Validation accuracy of convolutional networks beside fully connected ones of equal size.",
            )
            _show_pairs(conclusions.convolutions)


def _show_tallies(study: Study, questions: Iterable[Question]) -> None:
    for question in questions:
        if study.answers_to(question):
            st.write(tally_sentence(study, question))


def _show_pairs(sentences: tuple[str, ...]) -> None:
    with st.expander(count_of(len(sentences), "pair in words", "pairs in words")):
        st.markdown("\n".join(f"- {unbroken(sentence)}" for sentence in sentences))


def _show_table(study: Study) -> None:
    st.write(f"**All {count_of(len(study.results), 'network', 'networks')}**")
    st.dataframe(
        candidate_table(study),
        hide_index=True,
        height="content",
        alt="One row for each network of the study: accuracy, loss, size and training time.",
        column_config={
            "Network": st.column_config.TextColumn(pinned=True),
            "Accuracy": st.column_config.NumberColumn(format="%.1f %%", help="Share of the validation pictures."),
            "Beside the best": st.column_config.TextColumn(
                help="Worse: by more than noise. May be as good: the difference could be noise."
            ),
            "Loss": st.column_config.NumberColumn(
                format="%.3f", help="Cross-entropy: 0 is perfect; guessing among ten scores 2.303."
            ),
            "Learned numbers": st.column_config.NumberColumn(format="localized"),
            "Multiply-adds": st.column_config.NumberColumn(format="compact", help="For one picture."),
            "Training time": st.column_config.NumberColumn(
                format="%.1f s", help="Seconds of all processor cores together."
            ),
        },
    )


@st.fragment
def _show_candidate(study: Study) -> None:
    """Show one network closely; another choice runs this part alone, not the page around it."""
    asked = arrived_with(CANDIDATE)
    st.write("**One network closely**")
    if problem := misread_candidate(asked, study):
        st.warning(problem, icon=":material/link_off:")
    names = [result.name for result in ranked(study)]
    name = st.selectbox("Network", names, key=CANDIDATE, bind="query-params", width=420)
    result = study.result(name)
    st.write(result_sentence(result))
    _show_layers(result)
    _show_learning(result)
    _show_recalls(study, result)


def _show_layers(result: CandidateResult) -> None:
    outputs, table = st.columns(2, gap="large")
    with outputs:
        st.write("Numbers that come out of each layer")
        st.plotly_chart(outputs_figure(result), config=STILL, alt="How many numbers come out of each layer.")
    with table:
        st.write(layers_sentence(result))
        st.dataframe(
            sizes_table(result),
            hide_index=True,
            height="content",
            alt="One row for each layer: output size, learned numbers and share of the computing.",
            column_config={
                "Layer": st.column_config.TextColumn(pinned=True),
                "Learned numbers": st.column_config.NumberColumn(format="localized"),
                "Computing": st.column_config.NumberColumn(format="%.1f %%", help="Share of the multiply-adds."),
            },
        )


def _show_learning(result: CandidateResult) -> None:
    history, stages = history_table(result), [("", len(result.history))]
    loss, accuracy = st.columns(2, gap="large")
    with loss:
        st.write("Loss")
        st.plotly_chart(
            curves_figure(history, _LOSSES, stages, as_shares=False),
            config=STILL,
            alt="Training and validation loss of this network against the epoch.",
        )
    with accuracy:
        st.write("Accuracy")
        st.plotly_chart(
            curves_figure(history, _ACCURACIES, stages, as_shares=True),
            config=STILL,
            alt="Training and validation accuracy of this network against the epoch.",
        )


def _show_recalls(study: Study, result: CandidateResult) -> None:
    chart, words = st.columns(2, gap="large", vertical_alignment="center")
    with chart:
        st.write("Category by category")
        st.plotly_chart(
            recall_figure(study, result),
            config=STILL,
            alt="Share of each category that this network recognises, beside the best network.",
        )
    words.write(recall_sentence(study, result))
