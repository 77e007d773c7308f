"""The Rules page's threshold: who set it, what it promises, spot checks and another choice."""

import math
from collections.abc import Callable, Sequence
from datetime import tzinfo

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from fashion_model.analysis.confidence import known_answers
from fashion_model.analysis.predictions import photo_answers_of, readable
from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.review.records import ThresholdRecord
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import (
    LEAST_SPOT_CHECKS,
    LEAST_TEAM_DECISIONS,
    KnownAnswers,
    Promise,
    PromiseCurve,
    TeamDecisions,
    TeamPromise,
    precision_by_category,
    promise_at,
    team_promise,
    threshold_for,
)
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, percent, score_text
from fashion_model.serving.artifacts import MANIFEST, Artifact
from fashion_model.web.evaluation.confidence import precision_table, promise_warning
from fashion_model.web.evaluation.sections import Folded, show
from fashion_model.web.figures import BLUE, ORANGE, STILL, TEAL, as_plot
from fashion_model.web.visitor import has_name, visitor_zone
from fashion_model.web.words import escape_markdown, moment, problem_in_words

FEWEST_AUTOMATIC = 50
"""Mistakes among fewer automatic photos are not to be relied on."""

_SEEN = "thresholds-seen"


def promise_sentence(promise: Promise) -> str:
    """Return in words what goes through and what a person looks at."""
    if not promise.automatic_photos:
        return "Every item goes to a person; nothing goes through unseen."
    automatic = round(1000 * promise.share_automatic)
    return (
        f"Of 1,000 items, {automatic:,} go through when the model is at least {score_text(promise.threshold)} sure, "
        f"about {mistakes_text(promise.mistakes_per_1000)} of them wrongly. A person looks at the other "
        f"{1000 - automatic:,}; mistakes that people make are not counted."
    )


def doubt_sentence(promise: Promise, wish: float) -> str:
    """Return why the figures are to be read with care; empty when they are not."""
    if promise.threshold == NEVER:
        return (
            f"At most {wish:g} mistakes per 100 cannot be promised at any level of confidence: every item would go to "
            "a person. Allow a few more."
        )
    if promise.automatic_photos < FEWEST_AUTOMATIC:
        return (
            f"This rests on {count_of(promise.automatic_photos, 'automatic answer', 'automatic answers')} only. "
            "Believe the range rather than the figure, and have the team spot-check what goes through."
        )
    return ""


def basis_sentence(promised: TeamPromise, chosen: Promise, held_out: KnownAnswers) -> str:
    """Return in words what the figures rest on."""
    if promised.team_counts:
        return (
            f"Rests on {count_of(chosen.photos, 'decision', 'decisions')} of your team, {chosen.automatic_photos:,} of "
            "them on answers that would be automatic. A suggestion that a person kept counts as right."
        )
    sizes = np.unique(held_out.groups, return_counts=True)[1] if held_out.groups is not None else np.zeros(0, int)
    most = f"; one of them took {sizes.max():,}" if len(sizes) > 1 else ""
    share = score_text(chosen.automatic_photos / chosen.photos)
    weighted = (
        ""
        if held_out.weights is None
        else f", {score_text(chosen.share_automatic)} of a delivery, in which more items are none of the ten (weighted)"
    )
    return (
        f"Rests on {count_of(chosen.photos, 'photo', 'photos')} by {count_of(len(sizes), 'person', 'people')} of whom "
        f"the model learned nothing{most}. {chosen.automatic_photos:,} of these photos ({share}) are automatic at this "
        f"level{weighted}. Your items may differ."
    )


def team_sentence(promised: TeamPromise, chosen: Promise, team: TeamDecisions) -> str:
    """Return in words what the other source says at the same level, and when the team's decisions count."""
    if promised.team_counts:
        return f"On the photos that the model was tested on: {_in_short(chosen.threshold, promised.held_out)}."
    so_far = ""
    if promised.team is not None:
        told = promise_at(chosen.threshold, promised.team).automatic_photos
        so_far = f" They say: {_in_short(chosen.threshold, promised.team)}." if told else " Not enough decisions yet."
    return (
        f"Your team's own decisions take over from {LEAST_TEAM_DECISIONS} on, with {LEAST_SPOT_CHECKS} spot checks of "
        f"automatic answers among them. So far: {count_of(len(team.right), 'decision', 'decisions')}, "
        f"{count_of(team.spot_checks, 'spot check', 'spot checks')}.{so_far}"
    )


def _in_short(threshold: float, curve: PromiseCurve) -> str:
    promise = promise_at(threshold, curve)
    if not promise.automatic_photos:
        return "nothing automatic"
    expected = promise.mistakes_per_100
    return (
        f"{percent(promise.share_automatic)} automatic, {mistakes_text(expected.value)} mistakes in 100 of them "
        f"({CONFIDENCE_INTERVAL} {mistakes_text(expected.low)} to {mistakes_text(expected.high)})"
    )


def mistakes_text(number: float) -> str:
    """Return a number of mistakes, with a decimal below 10; what is not 0 is never called 0."""
    if 0 < number < 0.1:
        return "under 0.1"
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"


SECONDS_PER_REVIEW = 12
_LEAST_WISH, _LARGEST_WISH, _STEP = 0.5, 20.0, 0.5


def held_out_scores(artifact: Artifact) -> KnownAnswers | None:
    """Return the model's answers for photos by people of whom it learned nothing, read once a version.

    They weigh as the model's delivery has it, in which some items are none of the ten; what the photo or the item held
    back has no confidence. None for a model that was tested without photos.

    Raises:
        ArtifactError: The file is damaged.
    """
    return _held_out_of_version(artifact.version, artifact)


@st.cache_resource(max_entries=2, show_spinner=False)
def _held_out_of_version(version: str, _artifact: Artifact) -> KnownAnswers | None:
    answers = photo_answers_of(_artifact)
    with readable(_artifact, MANIFEST):
        return known_answers(answers, float(_artifact.manifest["decision"]["outside_share"])) if answers else None


@st.fragment
def show_promise(
    held_out: KnownAnswers,
    team: TeamDecisions | None,
    current_threshold: float,
    on_apply: Callable[[float, float], None],
) -> None:
    """Ask how many mistakes may go through without a person, and show what that wish costs.

    Moving the slider runs this section alone, not the page around it.

    Args:
        held_out: As ``held_out_scores`` returns it.
        team: The team's own decisions; None where there are none.
        current_threshold: The one that is used now.
        on_apply: Called with the new threshold and the wish when the person takes it; ``st.rerun()`` in it shows the
            rest of the page anew.
    """
    promised = _promised(held_out, team)
    curve = promised.in_force
    now = promise_at(current_threshold, curve)
    words, chart = st.columns(2, gap="large")
    with words:
        wish = st.slider(
            "How many mistakes per 100 may go through without a person?",
            _LEAST_WISH,
            _LARGEST_WISH,
            wish_of(now),
            _STEP,
            format="%.1f",
            help="Of 100 items that no person looks at, how many may end up in a wrong category.",
        )
        chosen = promise_at(threshold_for(wish, curve), curve)
        seconds = st.number_input("Seconds that a person looks at one item", 1, 600, SECONDS_PER_REVIEW)
        _show_figures(chosen, wish, seconds)
        if st.button("Use this threshold", type="primary", disabled=chosen.threshold == current_threshold):
            on_apply(chosen.threshold, wish)
    in_force = team.known if team is not None and promised.team_counts else held_out
    by_category = precision_by_category(in_force, chosen.threshold)
    if warning := promise_warning(by_category, 1 - wish / 100):
        words.warning(warning, icon=":material/rule:")
    with chart:
        st.plotly_chart(
            promise_figure(curve, now, chosen),
            config=STILL,
            alt="Share of the items that need no person, against the mistakes in 100 of them.",
        )
        st.caption(basis_sentence(promised, chosen, held_out))
        if team is not None:
            st.caption(team_sentence(promised, chosen, team))
        if by_category:
            show([Folded("Automatic answers, category by category", (precision_table(by_category),))])


@st.cache_resource(max_entries=4, show_spinner=False)
def _promised(held_out: KnownAnswers, team: TeamDecisions | None) -> TeamPromise:
    """Computed once for the same answers: another model or another decision of the team makes others of them."""
    return team_promise(held_out, team)


def wish_of(promise: Promise) -> float:
    """Return the smallest wish on the slider that leads to what is promised already."""
    wish = _STEP * math.ceil(promise.mistakes_per_100.value / _STEP)
    return min(max(wish, _LEAST_WISH), _LARGEST_WISH)


def _show_figures(chosen: Promise, wish: float, seconds: float) -> None:
    share, hours, mistakes = st.columns([2, 2, 4])
    share.metric("Without a person", percent(chosen.share_automatic))
    hours.metric("Review of 1,000", f"{chosen.review_hours_per_1000(seconds):.1f} h")
    expected = chosen.mistakes_per_100
    mistakes.metric(
        "Mistakes in 100",
        mistakes_text(expected.value) if chosen.automatic_photos else None,
        f"{mistakes_text(expected.low)} to {mistakes_text(expected.high)}" if chosen.automatic_photos else None,
        delta_color="off",
        delta_arrow="off",
        delta_description=CONFIDENCE_INTERVAL,
    )
    st.write(promise_sentence(chosen))
    if doubt := doubt_sentence(chosen, wish):
        st.warning(doubt)


def promise_figure(curve: PromiseCurve, now: Promise, chosen: Promise) -> go.Figure:
    """Draw how much goes through against the mistakes in 100 of it, with the present and the chosen level."""
    figure = go.Figure()
    best = curve.best
    figure.add_trace(
        go.Scatter(
            x=curve.mistakes_per_100[best],
            y=curve.coverage[best],
            mode="lines",
            line={"color": BLUE},
            name="Possible settings",
            hovertemplate="%{x:.1f} mistakes in 100: %{y:.0%} automatic<extra></extra>",
        )
    )
    for promise, name, colour, symbol in ((now, "Now", ORANGE, "circle"), (chosen, "Chosen", TEAL, "diamond")):
        figure.add_trace(
            go.Scatter(
                x=[promise.mistakes_per_100.value],
                y=[promise.share_automatic],
                mode="markers",
                marker={"color": colour, "size": 11, "symbol": symbol},
                name=name,
                hovertemplate=f"{name}: %{{x:.1f}} mistakes in 100, %{{y:.0%}} automatic<extra></extra>",
            )
        )
    figure.update_xaxes(title="Mistakes in 100 automatic answers", rangemode="tozero")
    figure.update_yaxes(title="Without a person", tickformat=".0%", range=[-0.02, 1.02])
    return as_plot(figure)


def threshold_in_words(threshold: float) -> str:
    """Return what a threshold lets through, in a sentence."""
    if threshold > 1:
        return "Every item goes to a person."
    return f"An answer stands without a person when the model is at least {score_text(threshold)} sure."


def setter_in_words(chosen: ThresholdRecord | None, own: float, zone: tzinfo | None) -> str:
    """Return who set the threshold and when, as Markdown.

    Args:
        chosen: What was set last for this model; None when nobody set anything.
        own: The model's own threshold.
        zone: Of the visitor.
    """
    if chosen is None:
        return "This is the model’s own threshold; nobody has set another one for it."
    who, when = escape_markdown(chosen.person), moment(chosen.created_at, zone)
    if chosen.threshold == own and chosen.mistakes_per_100 is None:
        return f"This is the model’s own threshold; {who} went back to it on {when}."
    wish = chosen.mistakes_per_100
    return f"{who} set this on {when}{'' if wish is None else f', for at most {wish:g} mistakes in 100'}."


def share_in_words(share: float) -> str:
    """Return how many automatic answers a person checks, in a sentence.

    Args:
        share: 0..1.
    """
    if not share:
        return "No automatic answers are picked for a check, as `FASHION_AUDIT_SHARE` is 0."
    return (
        f"A random {100 * share:g}\N{NO-BREAK SPACE}% of the automatic answers are checked by a person "
        "(the setting `FASHION_AUDIT_SHARE`)."
    )


def outcome_in_words(team: TeamDecisions) -> str:
    """Return what the spot checks showed so far, in a sentence."""
    checked, right = team.spot_checks, int(team.right[team.went_through].sum())
    if not checked:
        return "None has been checked so far."
    answers = count_of(checked, "automatic answer that was checked", "automatic answers that were checked")
    return f"Of {answers}, {right:,} {'was' if right == 1 else 'were'} right."


def show_threshold(catalogue: Catalogue, artifact: Artifact, threshold: float, audit_share: float, person: str) -> None:
    """Show from which confidence answers stand alone, and let a person choose another one.

    Args:
        catalogue: Holds what the team set and decided.
        artifact: The model that is served.
        threshold: The confidence that is used now.
        audit_share: Share of the automatic answers that a person checks nevertheless, 0..1.
        person: Who sets; empty when not told yet.

    Raises:
        CatalogueUnavailable: The catalogue cannot be asked.
        ArtifactError: The model's answers for its test photos are damaged.
    """
    history = catalogue.rules.thresholds(artifact.version)
    seen = st.session_state.get(_SEEN, history)  # before the button was pressed
    _show_present(catalogue, artifact, threshold, person, history, seen)
    team = catalogue.rules.team_decisions(artifact.version)
    held_out = held_out_scores(artifact)
    if held_out is None:
        st.info("This model was tested without photos, so nobody knows what another threshold would cost.")
    else:
        show_promise(
            held_out, team, threshold, lambda chosen, wish: _set(catalogue, artifact, chosen, wish, person, seen)
        )
    st.markdown(f"**Spot checks.** {share_in_words(audit_share)} {outcome_in_words(team)}")
    st.session_state[_SEEN] = history


def _show_present(
    catalogue: Catalogue,
    artifact: Artifact,
    threshold: float,
    person: str,
    history: Sequence[ThresholdRecord],
    seen: Sequence[ThresholdRecord],
) -> None:
    own = artifact.auto_threshold
    chosen = next(iter(history), None)
    st.markdown(f"**{threshold_in_words(threshold)}** {setter_in_words(chosen, own, visitor_zone())}")
    st.caption("Changes apply to new photos only; what was decided stays as it is.")
    named = has_name(person)
    if chosen and chosen.threshold != own:
        before = history[1] if len(history) > 1 else None
        label = f"Undo: back to {score_text(before.threshold if before else own)}"
        if st.button(label, icon=":material/undo:", disabled=not named, key="undo-threshold"):
            wish = before.mistakes_per_100 if before else None
            _set(catalogue, artifact, before.threshold if before else own, wish, person, seen)
    if threshold != own and st.button(
        f"Back to the model’s own, {score_text(own)}", icon=":material/undo:", disabled=not named
    ):
        _set(catalogue, artifact, own, None, person, seen)
    if history:
        with st.expander("How the threshold was changed", icon=":material/history:"):
            st.markdown("\n".join(f"- {line}" for line in thresholds_in_words(history, own, visitor_zone())))


def thresholds_in_words(history: Sequence[ThresholdRecord], own: float, zone: tzinfo | None) -> list[str]:
    """Return who changed the threshold, when, from what and to what, newest first, as lines of Markdown.

    Args:
        history: As ``Rules.thresholds`` tells it.
        own: The model's own threshold, which holds before the first change.
        zone: Of the visitor.
    """
    before = [*(row.threshold for row in history[1:]), own]
    return [
        f"{moment(row.created_at, zone)} — {escape_markdown(row.person)} changed the threshold: "
        f"{score_text(earlier)} → {score_text(row.threshold)}"
        for row, earlier in zip(history, before, strict=True)
    ]


def _set(
    catalogue: Catalogue,
    artifact: Artifact,
    threshold: float,
    wish: float | None,
    person: str,
    seen: Sequence[ThresholdRecord],
) -> None:
    try:
        catalogue.rules.set_threshold(threshold, wish, artifact.version, person, seen)
    except CatalogueError as problem:
        st.error(problem_in_words(problem, visitor_zone()))
        return
    st.toast(threshold_in_words(threshold))
    st.rerun()
