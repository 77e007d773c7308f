"""The Error gallery's blind round: asked picture by picture, then told."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import BlindPicture, ErrorAnalysis
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.review.judgement_records import FASHION_MNIST, BlindAnswerRecord, BlindTotals
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import Interval, accuracy_interval
from fashion_model.formats import CONFIDENCE_INTERVAL, percent, score_text
from fashion_model.photo.thumbnails import crisp
from fashion_model.web.address import forget, write
from fashion_model.web.visitor import ask_person
from fashion_model.web.words import escape_markdown, interval_text

PICTURES_A_ROUND = 20


@dataclass(frozen=True)
class BlindScore:
    """How one answerer did.

    Attributes:
        name: Who.
        right: How many answers are the label.
        answered: How many there are.
    """

    name: str
    right: int
    answered: int

    @property
    def share(self) -> float:
        """Share of the answers that is the label, 0..1."""
        return self.right / self.answered

    @property
    def interval(self) -> Interval:
        """95 % confidence interval of the share."""
        return accuracy_interval(self.right, self.answered)


def draw_round(
    pictures: Sequence[BlindPicture], round_id: str, seen: frozenset[str], count: int = PICTURES_A_ROUND
) -> tuple[BlindPicture, ...]:
    """Return the pictures of a round, always the same for the same round.

    Args:
        pictures: All that can be drawn.
        round_id: Names the round.
        seen: Pictures that the person answered in other rounds; they come only when no others are left.
        count: How many, where there are as many.
    """
    seed = int.from_bytes(hashlib.sha256(round_id.encode()).digest()[:8])
    order = [pictures[row] for row in np.random.default_rng(seed).permutation(len(pictures))]
    fresh_first = sorted(order, key=lambda picture: str(picture.index) in seen)  # stable: drawn by lot otherwise
    return tuple(fresh_first[:count])


def scores_of_round(answers: Sequence[BlindAnswerRecord]) -> tuple[BlindScore, ...]:
    """Return how the person, the network and the crowd did, of a round with at least one answer."""
    labels = [answer.label for answer in answers]
    said_by: dict[str, list[str | None]] = {
        "You": [answer.answer for answer in answers],
        "The network": [answer.network_answer for answer in answers],
        "The crowd": [answer.crowd_answer for answer in answers],
    }
    scores = (
        BlindScore(name, sum(map(eq, said, labels)), sum(answer is not None for answer in said))
        for name, said in said_by.items()
    )
    return tuple(score for score in scores if score.answered)


def scores_in_words(scores: Sequence[BlindScore]) -> str:
    """Return how surely the first of the scores differs from the others."""
    (first, *others) = scores
    least, most = first.interval.low, first.interval.high
    apart = [other for other in others if least > other.interval.high or other.interval.low > most]
    if not apart:
        return (
            f"With {first.answered} pictures, nobody is clearly ahead of anybody: the true share of each could be "
            "much the same. More rounds tell more."
        )
    named = " and ".join(
        f"{'ahead of' if first.share > other.share else 'behind'} {other.name.lower()}" for other in apart
    )
    return f"{first.name} are clearly {named}: their 95 % confidence intervals do not overlap."


def total_scores(totals: BlindTotals) -> tuple[BlindScore, ...]:
    """Return how a person did in all rounds, beside the network and the crowd on the same pictures."""
    return (
        BlindScore(totals.person, totals.right, totals.pictures),
        BlindScore("The network", totals.network_right, totals.pictures),
        BlindScore("The crowd", totals.crowd_right, totals.crowd_pictures),
    )


ROUND = "round"
"""Name in the page's address under which the round stands, so that a reload goes on with it."""
_EDGE, _NARROWEST = 280, 150
_KEYS = "1234567890"


def show_blind(
    catalogue: Catalogue, model_version: str, benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis
) -> None:
    """Show the round that is open or offer one, and how everybody has done so far.

    Args:
        catalogue: Keeps the answers.
        model_version: The model beside which the person answers.
        benchmark: Has its answers and the labels.
        analysis: Has the pictures, and what the crowd said.
    """
    if not analysis.blind:
        st.info("The analysis has no pictures to be named. Run `python -m fashion_model analyse` again.")
        return
    round_id = st.query_params.get(ROUND, "")
    try:
        if not round_id:
            _offer_round(catalogue)
            return
        person = ask_person().strip()
        if not person:
            st.info("Type your name first and press Enter: it is written beside your answers.", icon=":material/badge:")
            return
        answers = catalogue.judgements.blind_round(round_id)
        own = {answer.picture for answer in answers}
        seen = catalogue.judgements.blind_pictures(person) - own
        waiting = [picture for picture in draw_round(analysis.blind, round_id, seen) if str(picture.index) not in own]
        if waiting and len(answers) < PICTURES_A_ROUND:
            _ask(catalogue, model_version, benchmark, waiting[0], round_id, len(answers), person)
        else:
            _show_end(benchmark, analysis, answers)
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))
        st.button("Begin anew", icon=":material/restart_alt:", on_click=forget, args=(ROUND,))


def _offer_round(catalogue: Catalogue) -> None:
    st.write(
        f"**What is this?** {PICTURES_A_ROUND} test pictures drawn by lot, right and wrong ones alike. You name each "
        "without seeing its label; then you see how you did beside the network and beside about 67 people."
    )
    st.button("Begin a round", icon=":material/play_arrow:", type="primary", on_click=_begin)
    totals = catalogue.judgements.blind_totals()
    if totals:
        st.markdown("**So far**")
        st.dataframe(
            pd.DataFrame(
                [
                    {"Who": person.person, "Rounds": person.rounds, "Pictures": person.pictures}
                    | {
                        name: f"{score_text(score.share)} ({interval_text(score.interval)})"
                        for name, score in zip(("Right", "Network", "Crowd"), total_scores(person), strict=True)
                        if score.answered
                    }
                    for person in totals
                ]
            ),
            hide_index=True,
        )
        st.caption("In brackets: 95 % confidence interval. Network and crowd on the same pictures.")


def _begin() -> None:
    write(ROUND, secrets.token_hex(8))


def _ask(
    catalogue: Catalogue,
    model_version: str,
    benchmark: BenchmarkEvaluation,
    shown: BlindPicture,
    round_id: str,
    answered: int,
    person: str,
) -> None:
    st.progress(answered / PICTURES_A_ROUND, text=f"Picture {answered + 1} of {PICTURES_A_ROUND}")
    picture, answers = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with picture, st.container(width=_EDGE):
        st.image(crisp(255 - shown.picture), width="stretch", alt="The picture to be named")
    with answers:
        st.markdown("**What is this?**")
        with st.container(horizontal=True, gap="small"):
            pressed = [
                category
                for category, key in zip(CATEGORIES, _KEYS, strict=True)
                if st.button(category, key=f"blind-{category}", shortcut=key)
            ]
        st.button("Leave the round", type="tertiary", icon=":material/close:", on_click=forget, args=(ROUND,))
    if pressed:
        catalogue.judgements.answer_blind(
            round_id=round_id,
            source=FASHION_MNIST,
            picture=str(shown.index),
            answer=pressed[0],
            label=CATEGORIES[benchmark.labels[shown.index]],
            network_answer=CATEGORIES[benchmark.probabilities[shown.index].argmax()],
            crowd_answer=CATEGORIES[shown.majority],
            model_version=model_version,
            person=person,
        )
        st.rerun()


def _show_end(benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis, answers: Sequence[BlindAnswerRecord]) -> None:
    scores = scores_of_round(answers)
    st.header("How you did", anchor=False)
    for column, score in zip(st.columns(len(scores)), scores, strict=True):
        column.metric(
            score.name,
            f"{score.right} of {score.answered}",
            interval_text(score.interval),
            delta_color="off",
            delta_arrow="off",
            delta_description=CONFIDENCE_INTERVAL,
        )
    st.write(scores_in_words(scores))
    st.button("Another round", icon=":material/replay:", type="primary", on_click=_begin)
    st.button("Back", icon=":material/arrow_back:", type="tertiary", on_click=forget, args=(ROUND,))
    pictures = {str(picture.index): picture for picture in analysis.blind}
    grid = st.grid("auto", min_column_width=_NARROWEST, border=True)
    for answer in answers:
        if shown := pictures.get(answer.picture):
            with grid.cell():
                _show_answer(answer, shown)
    st.caption("The crowd: of each picture, the category with the most votes of about 67 people.")


def _show_answer(answer: BlindAnswerRecord, shown: BlindPicture) -> None:
    st.image(crisp(255 - shown.picture), width="stretch", alt=f"Test picture {answer.picture}: {answer.label}")
    st.markdown(
        f"Label: **{answer.label}**  \n"
        f"{_mark(answer.answer, answer.label)} You: {answer.answer}  \n"
        f"{_mark(answer.network_answer, answer.label)} Network: {answer.network_answer}  \n"
        f"{_mark(answer.crowd_answer or '', answer.label)} {percent(shown.agreement)} of people: {answer.crowd_answer}"
    )


def _mark(answer: str, label: str) -> str:
    return ":green[:material/check:]" if answer == label else ":red[:material/close:]"
