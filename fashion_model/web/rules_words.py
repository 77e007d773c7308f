"""The threshold, who set it and what its spot checks showed, in sentences."""

from datetime import tzinfo

from fashion_model.catalogue.review_records import ThresholdRecord
from fashion_model.evaluation.team_promise import TeamDecisions
from fashion_model.web.evaluation_tables import score_text
from fashion_model.web.wording import count_of, escape_markdown, moment


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
