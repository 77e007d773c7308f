"""An item's story in sentences: all that was suggested and decided, the latest first."""

from datetime import tzinfo

from fashion_model.catalogue.item_details import ItemSuggestionRecord
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import ACCEPTED, AUTOMATIC, UNDONE, DecisionRecord
from fashion_model.web.wording import decision_in_words, escape_markdown, moment, percent, source_in_words


def story_lines(catalogue: Catalogue, sku: str, zone: tzinfo | None) -> list[str]:
    """Return what happened to an item, newest first, each as a line of Markdown.

    Raises:
        UnknownItem: No item has the SKU.
    """
    decisions, item = catalogue.history(sku), catalogue.find_item(sku)
    by_itself = {one.created_at for one in decisions if one.kind == AUTOMATIC}
    told = [(one.created_at, 1, decision_line(one, zone)) for one in decisions]
    told += [
        (one.created_at, 0, suggestion_line(one, _delivery(catalogue, one.delivery_id), zone))
        for one in catalogue.details.suggestions(sku)
        if one.created_at not in by_itself  # the automatic decision says the same
    ]
    lines = [line for _, _, line in sorted(told, key=lambda one: one[:2], reverse=True)]
    return [*lines, f"{moment(item.created_at, zone)} — the item was created"] if item else lines


def decision_line(decision: DecisionRecord, zone: tzinfo | None) -> str:
    """Return a decision with the model that had suggested, and what its own sentence leaves out, as Markdown."""
    line = decision_in_words(decision, zone)
    if decision.kind == UNDONE or not decision.model_version:
        return line
    facts = [f"model {escape_markdown(decision.model_version)}"]
    if decision.kind not in (AUTOMATIC, ACCEPTED) and decision.confidence is not None:
        facts.append(f"it was {percent(decision.confidence)} sure of its suggestion")
    if decision.kind != AUTOMATIC and decision.threshold is not None:
        facts.append(needed_in_words(decision.threshold))
    return f"{line}  \n  :gray[{'; '.join(facts)}]"


def suggestion_line(suggestion: ItemSuggestionRecord, delivery: str, zone: tzinfo | None) -> str:
    """Return what the network suggested and why it did not decide, as Markdown.

    Args:
        suggestion: What was suggested.
        delivery: Name of the delivery that brought the photos; empty without one.
        zone: Of the visitor.
    """
    sure = f"{percent(suggestion.confidence)} sure"
    second = f"{suggestion.second_category} {percent(suggestion.second_confidence)}"
    source = source_in_words(len(suggestion.parts), delivery)
    when, category = moment(suggestion.created_at, zone), f"**{suggestion.category}**"
    line = f"{when} — the network suggested {category} ({sure}, then {second}){source}"
    if suggestion.reason:
        line = f"{line}: {escape_markdown(suggestion.reason)}"
    facts = f"model {escape_markdown(suggestion.model_version)}; {needed_in_words(suggestion.threshold)}"
    undone = " (its delivery was taken back)" if not suggestion.stands else ""
    return f"{line}{undone}  \n  :gray[{facts}]"


def needed_in_words(threshold: float) -> str:
    """Return from which confidence an answer stood without a person; a threshold above 1 let none stand."""
    return "no answer stood without a person" if threshold > 1 else f"{percent(threshold)} were needed to stand alone"


def _delivery(catalogue: Catalogue, delivery_id: int | None) -> str:
    return catalogue.deliveries.get(delivery_id).name if delivery_id else ""
