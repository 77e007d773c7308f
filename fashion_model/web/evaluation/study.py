"""The view of the study of networks: conclusions first, the figures that they rest on below."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from fashion_model.analysis.study import DECIMALS, conclude
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.layers import size_text
from fashion_model.evaluation.study import CandidateResult, Comparison, Question, Study
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, percent, points_text, score_text
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.evaluation.network import SIZES, history_figures, layer_table
from fashion_model.web.evaluation.sections import (
    LOCALIZED,
    PINNED,
    Beside,
    Block,
    Bullets,
    Column,
    Figure,
    Folded,
    Heading,
    Table,
    Text,
    show,
)
from fashion_model.web.evaluation.study_figures import (
    convolutions_figure,
    filters_figure,
    outputs_figure,
    recall_figure,
    size_figure,
    time_figure,
)
from fashion_model.web.links import LinkReader
from fashion_model.web.loaded import Part
from fashion_model.web.words import escape_markdown, interval_text

TITLE = "What would make it better: a first study"
CANDIDATE = "candidate"
"""What a link calls the network that it shows: ``?candidate=16 filters, 3×3``."""
_CHANGES: dict[Question, str] = {
    "filters": "twice as many filters",
    "kernel": "the next larger kernel",
    "convolutions": "convolutions instead of a fully connected network of equal size",
}
_COLUMNS = {
    "Network": PINNED,
    "Accuracy": Column(f"%.{DECIMALS}f %%", "Share of the validation pictures."),
    "Beside the best": Column(help="Worse: by more than noise. May be as good: the difference could be noise."),
    "Loss": Column("%.3f", "Cross-entropy: 0 is perfect; guessing among ten scores 2.303."),
    "Parameters": Column(LOCALIZED),
    "Multiply-adds": Column("compact", "For one picture."),
    "Training time": Column("%.1f s", "Seconds of all processor cores together."),
}


def show_study(study: Part[Study]) -> None:
    """Show what the study found, in words and figures; the network that is looked at closely stands in the address."""
    if study.value is None:
        st.warning(escape_markdown(study.problem))
        return
    show([Heading(TITLE, "study"), *study_blocks(study.value)])
    _show_candidate(study.value)


@st.fragment
def _show_candidate(study: Study) -> None:
    """Show one network closely; another choice runs this part alone, not the page around it."""
    asked = arrived_with(CANDIDATE)
    show([Heading("One network closely")])
    say_misread(misread_candidate(asked, study))
    names = [result.name for result in study.ranked]
    name = st.selectbox("Network", names, key=CANDIDATE, bind="query-params", width=420)
    show(_candidate_blocks(study, study.result(name)))


def study_blocks(study: Study) -> tuple[Block, ...]:
    """Return what the study found: the best, what accuracy costs, what each choice brings, and all networks."""
    found = conclude(study)
    size = Figure(
        size_figure(study),
        "Validation accuracy of each network with its 95 % confidence interval, against how many numbers it learns.",
    )
    time = Figure(
        time_figure(study),
        "Validation accuracy of each network with its 95 % confidence interval, against the seconds of its training.",
    )
    filters = _choice(
        study,
        "filters and kernels",
        ("filters", "kernel"),
        (*found.filters, *found.kernels),
        lambda: Figure(
            filters_figure(study),
            "Validation accuracy against the number of filters, one line for each size of kernels.",
        ),
    )
    convolutions = _choice(
        study,
        "convolutions",
        ("convolutions",),
        found.convolutions,
        lambda: Figure(
            convolutions_figure(study),
            "Validation accuracy of convolutional networks beside fully connected ones of equal size.",
        ),
    )
    return (
        Text(unbroken(found.best)),
        Text(unbroken(found.seeds)),
        Text(unbroken(found.basis), small=True),
        Heading("What accuracy costs"),
        Text(unbroken(found.cost)),
        Beside((size,), (time,)),
        Text(
            f"A bar is the network's {CONFIDENCE_INTERVAL}. All answered the same pictures, so that a "
            "difference can be more than noise although two bars overlap.",
            small=True,
        ),
        Beside(filters, convolutions),
        Heading(f"All {count_of(len(study.results), 'network', 'networks')}"),
        Table(
            candidate_table(study),
            "One row for each network of the study: accuracy, loss, size and training time.",
            _COLUMNS,
        ),
    )


def _choice(
    study: Study, what: str, changes: Sequence[Question], pairs: Sequence[str], draw: Callable[[], Figure]
) -> tuple[Block, ...]:
    """Return what a choice brings; nothing when the study has no pair of networks that tells."""
    if not pairs:
        return ()
    return (
        Heading(f"What {what} bring"),
        *(Text(tally_sentence(study, change)) for change in changes if study.answers_to(change)),
        draw(),
        Folded(count_of(len(pairs), "pair in words", "pairs in words"), (Bullets(tuple(map(unbroken, pairs))),)),
    )


def _candidate_blocks(study: Study, result: CandidateResult) -> tuple[Block, ...]:
    layers = Table(
        layer_table(result.layers).drop(columns="Kind"),
        "One row for each layer: output size, parameters and share of the computing.",
        {"Layer": PINNED, **SIZES},
    )
    recalls = Figure(
        recall_figure(study, result), "Share of each category that this network recognises, beside the best network."
    )
    loss, accuracy = history_figures(history_table(result), [("", len(result.history))], whose=" of this network")
    return (
        Text(result_sentence(result)),
        Beside(
            (
                Text("Numbers that come out of each layer"),
                Figure(outputs_figure(result), "How many numbers come out of each layer."),
            ),
            (Text(layers_sentence(result)), layers),
        ),
        Beside((Text("Loss"), loss), (Text("Accuracy"), accuracy)),
        Beside((Text("Category by category"), recalls), (Text(recall_sentence(study, result)),), centred=True),
    )


def candidate_table(study: Study) -> pd.DataFrame:
    """Return one row a candidate, the best first.

    Accuracy is in per cent, the loss in nats, the training time in seconds of all processor cores together.
    """
    standing = {rival.name: "May be as good" for rival in study.rivals} | {study.best.name: "The best"}
    return pd.DataFrame(
        {
            "Network": result.name,
            "Accuracy": 100 * result.accuracy,
            CONFIDENCE_INTERVAL: interval_text(result.interval, DECIMALS),
            "Beside the best": standing.get(result.name, "Worse"),
            "Loss": result.validation_loss,
            "Parameters": result.parameters,
            "Multiply-adds": result.multiply_adds,
            "Training time": result.processor_s,
        }
        for result in study.ranked
    )


def history_table(result: CandidateResult) -> pd.DataFrame:
    """Return one row an epoch, as ``figures.curves_figure`` draws it."""
    return pd.DataFrame(result.history).rename(columns={"epoch": "round"})


def study_answer(study: Study) -> str:
    """Return in three sentences or fewer which network was best, what each change brought, and what is cheaper."""
    best = study.best
    changes = [_short_tally(study, change) for change in _CHANGES if study.answers_to(change)]
    first = (
        f"Of {count_of(len(study.results), 'small network', 'small networks')} trained alike, {best.name} was right "
        f"most often: on {score_text(best.accuracy, DECIMALS)} of {best.validation_pictures:,} validation pictures "
        f"({CONFIDENCE_INTERVAL} {interval_text(best.interval, DECIMALS)})."
    )
    second = [f"Better by more than noise: {'; '.join(changes)}."] if changes else []
    return " ".join((first, *second, *_cheaper(study)))


def _short_tally(study: Study, change: Question) -> str:
    compared = study.answers_to(change)
    better, worse = _clear(study, compared)
    extent = [_points(better)] if better else []
    extent += [f"worse in {len(worse)}"] if worse else []
    in_brackets = f" ({'; '.join(extent)})" if extent else ""
    return f"{_CHANGES[change]} in {len(better) or 'none'} of {count_of(len(compared), 'pair', 'pairs')}{in_brackets}"


def _cheaper(study: Study) -> list[str]:
    """Return one sentence on the quickest that may be as good, or none."""
    best = study.best
    quickest = min((best, *study.rivals), key=lambda result: result.processor_s)
    if quickest is best:
        return []
    share = percent(quickest.processor_s / best.processor_s)
    accuracy = score_text(quickest.accuracy, DECIMALS)
    return [f"{quickest.name} ({accuracy}) may be as good and trains in {share} of the time."]


def tally_sentence(study: Study, change: Question) -> str:
    """Return in how many pairs a change made a network better, worse, or neither by more than noise.

    Args:
        study: Has at least one comparison of that change.
        change: ``filters``, ``kernel`` or ``convolutions``.
    """
    compared = study.answers_to(change)
    better, worse = _clear(study, compared)
    noise = len(compared) - len(better) - len(worse)
    parts = [f"better in {len(better) or 'none'} of {count_of(len(compared), 'pair', 'pairs')}{_extent(better)}"]
    parts += [f"worse in {len(worse)}{_extent(worse)}"] if worse else []
    parts += [f"a difference that could be noise in {noise}"] if noise else []
    return f"{_CHANGES[change].capitalize()}: {', '.join(parts)}."


def _clear(study: Study, compared: Sequence[Comparison]) -> tuple[list[Comparison], list[Comparison]]:
    """Return the comparisons in which the first was better by more than noise, and those in which it was worse."""
    clear = [pair for pair in compared if pair.is_clear(study.spread)]
    return [pair for pair in clear if pair.difference > 0], [pair for pair in clear if pair.difference < 0]


def _extent(compared: Sequence[Comparison]) -> str:
    return f" (by {_points(compared)})" if compared else ""


def _points(compared: Sequence[Comparison]) -> str:
    """Return the size of the differences, from the least to the largest: ``0.60 to 1.30 points``."""
    sizes = [abs(pair.difference) for pair in compared]
    least, largest = f"{100 * min(sizes):.{DECIMALS}f}", points_text(max(sizes), DECIMALS)
    return largest if largest.startswith(f"{least} ") else f"{least} to {largest}"


def result_sentence(result: CandidateResult) -> str:
    """Return how a candidate did and what it takes."""
    return (
        f"{score_text(result.accuracy, DECIMALS)} right "
        f"({CONFIDENCE_INTERVAL} {interval_text(result.interval, DECIMALS)}), "
        f"{result.parameters:,} parameters, {result.multiply_adds:,} multiply-adds a picture, "
        f"{result.processor_s:,.0f} seconds of processor time for the training."
    )


def layers_sentence(result: CandidateResult) -> str:
    """Return in words what goes in, what comes out, and which layers hold and compute the most."""
    learns = max(result.layers, key=lambda layer: layer.parameters)
    computes = max(result.layers, key=lambda layer: layer.operations)
    held = f"“{escape_markdown(learns.name)}” holds {percent(learns.parameters / result.parameters)}"
    by = "it" if computes is learns else f"“{escape_markdown(computes.name)}”"
    taken = percent(computes.operations / result.multiply_adds)
    return (
        f"From {size_text(result.layers[0].output_shape)} numbers to {size_text(result.layers[-1].output_shape)}: "
        f"{held} of the parameters, and {by} takes {taken} of the multiply-adds."
    )


def recall_sentence(study: Study, result: CandidateResult) -> str:
    """Return in which categories a candidate lies furthest from the best; of the best, what it finds least and most."""
    of_each = result.validation_pictures / len(result.recalls)
    basis = f"A category has {of_each:,.0f} validation pictures on average: a few points could be noise."
    if result is study.best:
        low, high = _furthest(result.recalls)
        return f"Lowest recall: {_recall(result, low)}. Highest: {_recall(result, high)}. {basis}"
    gaps = tuple(recall - best for recall, best in zip(result.recalls, study.best.recalls, strict=True))
    behind, ahead = _furthest(gaps)
    said = [f"Furthest behind the best: {_beside(result, study.best, behind)}."] if gaps[behind] < 0 else []
    said += [f"Furthest ahead of it: {_beside(result, study.best, ahead)}."] if gaps[ahead] > 0 else []
    return " ".join([*(said or ["It finds each category as often as the best."]), basis])


def _furthest(numbers: tuple[float, ...]) -> tuple[int, int]:
    """Return the places of the smallest and of the largest."""
    return numbers.index(min(numbers)), numbers.index(max(numbers))


def _recall(result: CandidateResult, category: int) -> str:
    return f"{CATEGORIES[category]}, {score_text(result.recalls[category])}"


def _beside(result: CandidateResult, best: CandidateResult, category: int) -> str:
    return f"{_recall(result, category)} found instead of {score_text(best.recalls[category])}"


def misread_candidate(parameters: Mapping[str, str], study: Study) -> list[str]:
    """Return a sentence when a link asks for a network that the study does not have."""
    link = LinkReader(parameters, "The link", empty_asks=True)
    misread_as = f"a network that is not in this study, so the best one is shown: {study.best.name}. Choose another one"
    link.choice(CANDIDATE, [result.name for result in study.results], f"{misread_as} here")
    return link.misread


def unbroken(sentence: str) -> str:
    """Return a sentence in which no line ends between a number and its per cent sign."""
    return sentence.replace(" %", "\N{NO-BREAK SPACE}%")
