"""Tables and sentences of the study of networks on the Evaluation page."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.study import CandidateResult, Comparison, Question, Study
from fashion_model.formats import count_of, percent
from fashion_model.web.evaluation.layers import size_text
from fashion_model.web.words import escape_markdown, interval_text, score_text

CANDIDATE = "candidate"
"""What a link calls the network that it shows: ``?candidate=16 filters, 3×3``."""
_RANGE = "95\N{NO-BREAK SPACE}% range"
_CHANGES: dict[Question, str] = {
    "filters": "twice as many filters",
    "kernel": "the next larger kernel",
    "convolutions": "convolutions instead of a fully connected network of equal size",
}


def ranked(study: Study) -> tuple[CandidateResult, ...]:
    """Return the candidates, the best first, those with the most right answers next."""
    others = sorted(study.results, key=lambda result: (-result.right, result.parameters))
    return (study.best, *(result for result in others if result is not study.best))


def may_be_as_good(study: Study) -> tuple[CandidateResult, ...]:
    """Return the candidates over which the best's lead could be noise, without the best itself."""
    return tuple(study.result(one.second) for one in study.answers_to("best") if not one.is_clear(study.spread))


def candidate_table(study: Study) -> pd.DataFrame:
    """Return one row a candidate, the best first.

    Accuracy is in per cent, the loss in nats, the training time in seconds of all processor cores together.
    """
    results, rivals = ranked(study), may_be_as_good(study)
    return pd.DataFrame(
        {
            "Network": [result.name for result in results],
            "Accuracy": [100 * result.accuracy for result in results],
            "95 % range": [interval_text(result.interval) for result in results],
            "Beside the best": [_standing(result, study.best, rivals) for result in results],
            "Loss": [result.validation_loss for result in results],
            "Learned numbers": [result.parameters for result in results],
            "Multiply-adds": [result.multiply_adds for result in results],
            "Training time": [result.processor_s for result in results],
        }
    )


def _standing(result: CandidateResult, best: CandidateResult, rivals: tuple[CandidateResult, ...]) -> str:
    if result is best:
        return "The best"
    return "May be as good" if result in rivals else "Worse"


def sizes_table(result: CandidateResult) -> pd.DataFrame:
    """Return one row a layer: name, output size, learned numbers, and share of the computing in per cent."""
    return pd.DataFrame(
        {
            "Layer": [layer.name for layer in result.layers],
            "Output size": [size_text(layer.output_shape) for layer in result.layers],
            "Learned numbers": [layer.parameters for layer in result.layers],
            "Computing": [100 * layer.operations / result.multiply_adds for layer in result.layers],
        }
    )


def history_table(result: CandidateResult) -> pd.DataFrame:
    """Return one row an epoch, as ``charts.curves_figure`` draws it."""
    return pd.DataFrame(
        {
            "round": [epoch.epoch for epoch in result.history],
            "loss": [epoch.loss for epoch in result.history],
            "accuracy": [epoch.accuracy for epoch in result.history],
            "validation_loss": [epoch.validation_loss for epoch in result.history],
            "validation_accuracy": [epoch.validation_accuracy for epoch in result.history],
        }
    )


def study_answer(study: Study) -> str:
    """Return in three sentences or fewer which network was best, what each change brought, and what is cheaper."""
    best = study.best
    changes = [_short_tally(study, question) for question in _CHANGES if study.answers_to(question)]
    first = (
        f"Of {count_of(len(study.results), 'small network', 'small networks')} trained alike, {best.name} was right "
        f"most often: on {score_text(best.accuracy)} of {best.validation_pictures:,} validation pictures "
        f"({_RANGE} {interval_text(best.interval)})."
    )
    second = [f"Better by more than noise: {'; '.join(changes)}."] if changes else []
    return " ".join((first, *second, *_cheaper(study)))


def _short_tally(study: Study, question: Question) -> str:
    compared = study.answers_to(question)
    better, worse = _clear(study, compared)
    extent = [_points(better)] if better else []
    extent += [f"worse in {len(worse)}"] if worse else []
    in_brackets = f" ({'; '.join(extent)})" if extent else ""
    return f"{_CHANGES[question]} in {len(better) or 'none'} of {count_of(len(compared), 'pair', 'pairs')}{in_brackets}"


def _cheaper(study: Study) -> list[str]:
    """Return one sentence on the quickest that may be as good, or none."""
    best = study.best
    quickest = min((best, *may_be_as_good(study)), key=lambda result: result.processor_s)
    if quickest is best:
        return []
    share = percent(quickest.processor_s / best.processor_s)
    return [f"{quickest.name} ({score_text(quickest.accuracy)}) may be as good and trains in {share} of the time."]


def tally_sentence(study: Study, question: Question) -> str:
    """Return in how many pairs a change made a network better, worse, or neither by more than noise.

    Args:
        study: Has at least one comparison that answers the question.
        question: ``filters``, ``kernel`` or ``convolutions``.
    """
    compared = study.answers_to(question)
    better, worse = _clear(study, compared)
    noise = len(compared) - len(better) - len(worse)
    parts = [f"better in {len(better) or 'none'} of {count_of(len(compared), 'pair', 'pairs')}{_extent(better)}"]
    parts += [f"worse in {len(worse)}{_extent(worse)}"] if worse else []
    parts += [f"a difference that could be noise in {noise}"] if noise else []
    change = _CHANGES[question]
    return f"{change[0].upper()}{change[1:]}: {', '.join(parts)}."


def _clear(study: Study, compared: Sequence[Comparison]) -> tuple[list[Comparison], list[Comparison]]:
    """Return the comparisons in which the first was better by more than noise, and those in which it was worse."""
    clear = [one for one in compared if one.is_clear(study.spread)]
    return [one for one in clear if one.difference > 0], [one for one in clear if one.difference < 0]


def _extent(compared: Sequence[Comparison]) -> str:
    return f" (by {_points(compared)})" if compared else ""


def _points(compared: Sequence[Comparison]) -> str:
    """Return the size of the differences, from the least to the largest: ``0.6 to 1.3 points``."""
    sizes = [abs(one.difference) for one in compared]
    least, largest = f"{100 * min(sizes):.1f}", f"{100 * max(sizes):.1f}"
    if least != largest:
        return f"{least} to {largest} points"
    return f"{least} {'point' if least == '1.0' else 'points'}"


def result_sentence(result: CandidateResult) -> str:
    """Return how a candidate did and what it takes."""
    return (
        f"{score_text(result.accuracy)} right ({_RANGE} {interval_text(result.interval)}), "
        f"{result.parameters:,} learned numbers, {result.multiply_adds:,} multiply-adds a picture, "
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
        f"{held} of the learned numbers, and {by} takes {taken} of the multiply-adds."
    )


def recall_sentence(study: Study, result: CandidateResult) -> str:
    """Return in which categories a candidate lies furthest from the best; of the best, what it finds least and most."""
    of_each = result.validation_pictures / len(result.recalls)
    basis = f"A category has {of_each:,.0f} validation pictures on average: a few points could be noise."
    if result is study.best:
        low, high = _furthest(result.recalls)
        return f"Found least: {_recall(result, low)}. Found most: {_recall(result, high)}. {basis}"
    gaps = tuple(one - other for one, other in zip(result.recalls, study.best.recalls, strict=True))
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


def misread_candidate(parameters: Mapping[str, str], study: Study) -> str:
    """Return a sentence when a link asks for a network that the study does not have; empty when all is well.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        study: What can be asked for.
    """
    if parameters.get(CANDIDATE, study.best.name) in {result.name for result in study.results}:
        return ""
    return (
        f"The link asks for a network that is not in this study, so the best one is shown: {study.best.name}. "
        "Choose another one here."
    )


def unbroken(sentence: str) -> str:
    """Return a sentence in which no line ends between a number and its per cent sign."""
    return sentence.replace(" %", "\N{NO-BREAK SPACE}%")
