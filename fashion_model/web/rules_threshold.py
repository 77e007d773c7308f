"""Which answers go through without a person: the threshold, who set it, the way to another one and the spot checks."""

import streamlit as st

from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.operations import Catalogue
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation_tables import score_text
from fashion_model.web.promise_view import held_out_scores, show_promise
from fashion_model.web.rules_words import outcome_in_words, setter_in_words, share_in_words, threshold_in_words
from fashion_model.web.visit import visitor_zone
from fashion_model.web.wording import escape_markdown


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
