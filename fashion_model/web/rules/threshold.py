"""Which answers go through without a person: the threshold, who set it, the way to another one and the spot checks."""

from datetime import tzinfo

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.review.records import ThresholdRecord
from fashion_model.evaluation.selective import TeamDecisions
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.rules.promise import held_out_scores, show_promise
from fashion_model.web.visitor import visitor_zone
from fashion_model.web.words import escape_markdown, moment, score_text


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
        f"Chance picks {100 * share:g} % of the automatic answers for a person to check "
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
    _show_present(catalogue, artifact, threshold, person)
    team = catalogue.rules.team_decisions(artifact.version)
    held_out = held_out_scores(artifact)
    if held_out is None:
        st.info("This model was tested without photos, so nobody knows what another threshold would cost.")
    else:
        show_promise(held_out, team, threshold, lambda chosen, wish: _set(catalogue, artifact, chosen, wish, person))
    st.markdown(f"**Spot checks.** {share_in_words(audit_share)} {outcome_in_words(team)}")


def _show_present(catalogue: Catalogue, artifact: Artifact, threshold: float, person: str) -> None:
    own = artifact.auto_threshold
    chosen = catalogue.rules.threshold(artifact.version)
    st.markdown(f"**{threshold_in_words(threshold)}** {setter_in_words(chosen, own, visitor_zone())}")
    st.caption("Another threshold holds for what is classified from then on; what was decided stays as it is.")
    if not person.strip():
        st.caption(":material/person: Type your name above first.")
    if threshold != own and st.button(
        f"Back to the model’s own, {score_text(own)}", icon=":material/undo:", disabled=not person.strip()
    ):
        _set(catalogue, artifact, own, None, person)


def _set(catalogue: Catalogue, artifact: Artifact, threshold: float, wish: float | None, person: str) -> None:
    try:
        catalogue.rules.set_threshold(threshold, wish, artifact.version, person)
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))
        return
    st.toast(threshold_in_words(threshold))
    st.rerun()
