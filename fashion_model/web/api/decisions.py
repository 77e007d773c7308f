"""Decisions: on one item, on many in one step, and undone."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path
from pydantic import Field

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import ACTION_KINDS, ActionRecord, ChangeRecord, DecisionRecord, Seen
from fashion_model.catalogue.names import sku_key
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.api.categories import category_meant
from fashion_model.web.api.errors import UNAVAILABLE, quoted
from fashion_model.web.api.gate import ForwardedUser, Person, acting_person
from fashion_model.web.api.items import Sku
from fashion_model.web.api.models import LARGEST_ID, Message, RecordRoute, one_of
from fashion_model.web.resources import get_catalogue

router = APIRouter(tags=["Decisions"], route_class=RecordRoute, responses=UNAVAILABLE)
DecisionNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The decision's number.", examples=[7])]
ActionNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The step's number.", examples=[5])]
ChangeNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The change's number.", examples=[3])]
ByPerson = Annotated[Person | None, Body()]


class Choice(Message):
    """A category, by its name or by the shop's own code: one of the two has to be there."""

    category: str | None = Field(default=None, json_schema_extra=one_of((*CATEGORIES, NONE_OF_THE_TEN)))
    """One of the ten, or `None of the ten`."""
    code: str | None = None
    """The shop's own code for the category."""
    seen: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST_ID,
        description="The item's `last_decision_id` as it was seen, null when nothing was decided: nothing newer is "
        "overwritten. When left out, whatever stands is overwritten.",
    )


class NewDecision(Choice, Person):
    """What somebody decides on an item."""


class ItemChoice(Choice):
    """What somebody decides on one of several items."""

    sku: str
    """The item's SKU."""


class NewDecisions(Person):
    """What somebody decides on several items in one step."""

    decisions: list[ItemChoice] = Field(min_length=1, max_length=1000)
    """One for each item, each item once."""


class ActionAnswer(Message):
    """A step that made or took back several decisions."""

    action_id: int
    """Its number, by which it is taken back."""
    kind: str = Field(json_schema_extra=one_of(ACTION_KINDS))
    """What it did."""
    person: str
    """Who did it."""
    created_at: datetime
    """When."""
    decisions: int
    """How many decisions it made or took back."""
    skipped: list[str] = Field(
        description="SKUs of the items that were asked for and left alone, as they had changed meanwhile or somebody "
        "was looking at them."
    )


@router.post("/items/{sku:path}/decisions", status_code=HTTPStatus.CREATED, summary="Decide on an item")
def decide(sku: Sku, new: Annotated[NewDecision, Body()], forwarded: ForwardedUser = "") -> DecisionRecord:
    """Write down the category that a person or a system decided; the item has it from now on.

    With `seen` nothing newer is overwritten: answers 409 when another decision stands than the one that was seen.
    It also answers 409 while somebody has the item on screen in the review, up to five minutes.
    """
    catalogue = get_catalogue()
    category = category_meant(catalogue.rules.codes(), new.category, new.code)
    seen = _seen(new, catalogue.details.seen([sku])[sku])
    return catalogue.actions.decide(seen, category, acting_person(new, forwarded))


@router.post("/decisions", status_code=HTTPStatus.CREATED, summary="Decide on many items in one step")
def decide_many(new: Annotated[NewDecisions, Body()], forwarded: ForwardedUser = "") -> ActionAnswer:
    """Write down the categories of up to 1000 items in one step, which can be taken back as a whole.

    Items on which another decision stands than the one that was seen, or that somebody has on screen, are left alone
    and named in `skipped`. When an item is unknown or a category is not accepted, nothing is saved.
    """
    catalogue, choices = get_catalogue(), new.decisions
    _refuse_repeated(choices)
    found, codes = catalogue.details.seen(choice.sku for choice in choices), catalogue.rules.codes()
    wanted = {
        _seen(choice, found[choice.sku]): category_meant(codes, choice.category, choice.code) for choice in choices
    }
    action = catalogue.actions.change_many(wanted, acting_person(new, forwarded))
    decided = catalogue.details.decided_by(action.action_id)
    return step(action, [choice.sku for choice in choices if found[choice.sku].item_id not in decided])


@router.post("/decisions/{decision_id}/undo", summary="Take a decision back")
def undo_decision(decision_id: DecisionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> DecisionRecord:
    """Take a decision back by a new row of the history; the item has what it had without that decision."""
    return get_catalogue().actions.undo_decision(decision_id, acting_person(by, forwarded))


@router.post("/actions/{action_id}/undo", summary="Take a step back")
def undo_action(action_id: ActionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Take back all decisions that a step made and that still stand; its own number is what `redo` takes."""
    return step(get_catalogue().actions.undo(action_id, acting_person(by, forwarded)))


@router.post("/actions/{action_id}/redo", summary="Take an undo back")
def redo_action(action_id: ActionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Make the decisions again that an undo took back, by the undo's number; what was decided since then stays."""
    return step(get_catalogue().actions.redo(action_id, acting_person(by, forwarded)))


@router.get("/categories/changes", summary="How the shop's codes were changed")
def show_code_changes() -> tuple[ChangeRecord, ...]:
    """Return who changed which of the shop's own codes, when, from what and to what, newest first."""
    return get_catalogue().changes.of_codes()


@router.post("/changes/{change_id}/undo", summary="Take a change of a title or code back")
def undo_change(change_id: ChangeNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ChangeRecord:
    """Put back what stood before the change, by a new row; answers 409 when something else stands by now."""
    return get_catalogue().changes.undo(change_id, acting_person(by, forwarded))


def step(action: ActionRecord, skipped: Sequence[str] = ()) -> ActionAnswer:
    """Return what is answered about a step that left the items with these SKUs alone."""
    return ActionAnswer.model_validate(asdict(action) | {"skipped": skipped})


def _seen(choice: Choice, now: Seen) -> Seen:
    """Return what the sender saw of an item: what they say, else its current state."""
    if "seen" not in choice.model_fields_set:
        return now
    return Seen(now.item_id, choice.seen, now.item_suggestion_id)


def _refuse_repeated(choices: Sequence[ItemChoice]) -> None:
    keys: set[str] = set()
    for choice in choices:
        key = sku_key(choice.sku)
        if key in keys:
            raise InvalidItem(f"{quoted(choice.sku)} comes twice. Name each item once.")
        keys.add(key)
