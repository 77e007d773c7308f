"""One step that changes many items of the Catalogue page: looked at before it is done, and undone as one."""

from dataclasses import dataclass

from fashion_model.catalogue.errors import ChangedMeanwhile
from fashion_model.catalogue.names import clean_title
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import CatalogueRow
from fashion_model.catalogue.review_records import UNDO, ActionRecord
from fashion_model.web.wording import count_of

MOST_AT_ONCE = 5_000
"""Items in one step: more would keep everybody else waiting for the database for too long."""


@dataclass(frozen=True)
class Step:
    """What was just done to many items.

    Attributes:
        action: As the catalogue wrote it down.
        sentence: What it did, as Markdown.
    """

    action: ActionRecord
    sentence: str


def change_category(catalogue: Catalogue, rows: tuple[CatalogueRow, ...], category: str, person: str) -> Step:
    """Give items a category; those that changed since they were looked at are left alone.

    Raises:
        CatalogueError: Category or name are not accepted, or the catalogue cannot be used; nothing was changed.
    """
    action = catalogue.actions.change_many([row.seen for row in rows], category, person)
    return Step(action, f"{_items(action)} now **{category}**.{_left_alone(action)}")


def take_back(catalogue: Catalogue, rows: tuple[CatalogueRow, ...], person: str) -> Step:
    """Take the decisions back that were on screen; those that do not stand any more are left alone.

    Raises:
        CatalogueError: The name is not accepted, or the catalogue cannot be used; nothing was taken back.
    """
    numbers = [row.last_decision_id for row in rows if row.last_decision_id is not None]
    action = catalogue.actions.undo_decisions(numbers, person)
    taken = count_of(action.decisions, "decision was", "decisions were")
    return Step(action, f"{taken} taken back.{_left_alone(action)}")


def reverse(catalogue: Catalogue, step: Step) -> Step:
    """Undo a step, or do again what it had taken back.

    Raises:
        CatalogueError: It was undone before, or the catalogue cannot be used.
    """
    of = catalogue.actions.redo if step.action.kind == UNDO else catalogue.actions.undo
    action = of(step.action.action_id, step.action.person)
    return Step(action, f"Undone: {count_of(action.decisions, 'item has', 'items have')} again what was there before.")


def edit_item(catalogue: Catalogue, shown: CatalogueRow, title: str, category: str | None, person: str) -> None:
    """Give an item another title, another category, or both, unless it changed since it was shown.

    Args:
        catalogue: Has the item.
        shown: What was on screen.
        title: The title that it gets.
        category: The category that it gets; None, or what was shown, to leave it.
        person: Who decides.

    Raises:
        ChangedMeanwhile: Somebody else changed it, or has it on screen in Review; nothing was written.
        CatalogueError: Title or name are not accepted, or the catalogue cannot be used.
    """
    cleaned, now = clean_title(title), catalogue.current(shown.sku)
    if (now.seen, now.title) != (shown.seen, shown.title):
        raise ChangedMeanwhile(shown.sku, now.person or "Somebody else")
    if category is not None and category != shown.category:
        decided = catalogue.actions.change_many([shown.seen], category, person).decisions
        if not decided:  # between two blinks, or somebody else has it on screen
            raise ChangedMeanwhile(shown.sku, catalogue.current(shown.sku).person or "Somebody else")
    if cleaned != shown.title:
        catalogue.rename_item(shown.sku, cleaned)


def _items(action: ActionRecord) -> str:
    return count_of(action.decisions, "item is", "items are")


def _left_alone(action: ActionRecord) -> str:
    if not action.skipped:
        return ""
    left = count_of(action.skipped, "was left alone, as it", "were left alone, as they")
    return f" {left} changed meanwhile or somebody else is looking at it just now."
