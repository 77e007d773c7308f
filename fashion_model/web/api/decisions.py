"""The REST API's decisions: of one item, of many in one step, and all of them taken back."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path

from fashion_model.catalogue.errors import AlreadyUndone, ChangedMeanwhile, InvalidItem, UnknownRecord
from fashion_model.catalogue.items.records import Seen
from fashion_model.catalogue.names import search_key
from fashion_model.web.api.categories import BOTH_OR_NONE, UNKNOWN_CODE, category_meant
from fashion_model.web.api.decision_models import ActionAnswer, Choice, ItemChoice, NewDecision, NewDecisions, Person
from fashion_model.web.api.errors import UNAVAILABLE, quoted, refusals
from fashion_model.web.api.gate import NOBODY, ForwardedUser, OtherSite, acting_person
from fashion_model.web.api.item_models import DecisionAnswer
from fashion_model.web.api.items import NO_ITEM, Sku
from fashion_model.web.api.models import LARGEST_ID
from fashion_model.web.resources import get_catalogue

router = APIRouter(tags=["Decisions"])
DecisionNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The decision's number.", examples=[7])]
ActionNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The step's number.", examples=[5])]
ByPerson = Annotated[Person | None, Body()]
_UNWISE: Mapping[str, Any] = {"Nobody": str(NOBODY), "Code": str(UNKNOWN_CODE), "Both": str(BOTH_OR_NONE)}


@router.post(
    "/items/{sku:path}/decisions",
    status_code=HTTPStatus.CREATED,
    summary="Decide on an item",
    responses=refusals(
        OtherSite(),
        NO_ITEM,
        ChangedMeanwhile("TS-1042", "Ann Smith"),
        InvalidItem("“Hat” is not a category. Choose one of T-shirt/top, Trouser, …, or “None of the ten”."),
        UNAVAILABLE,
        **_UNWISE,
    ),
)
def decide(sku: Sku, new: Annotated[NewDecision, Body()], forwarded: ForwardedUser = "") -> DecisionAnswer:
    """Write down the category that a person or a system decided; the item has it from now on.

    With `seen` nothing newer is overwritten: answers 409 when another decision stands than the one that was seen.
    It also answers 409 while somebody has the item on screen in the review, up to five minutes.
    """
    catalogue = get_catalogue()
    category = category_meant(catalogue.rules.codes(), new.category, new.code)
    seen = _seen(new, catalogue.details.seen([sku])[sku])
    return DecisionAnswer.model_validate(catalogue.review.decide(seen, category, acting_person(new.person, forwarded)))


@router.post(
    "/decisions",
    status_code=HTTPStatus.CREATED,
    summary="Decide on many items in one step",
    responses=refusals(
        OtherSite(),
        NO_ITEM,
        InvalidItem("“TS-1042” comes twice. Name each item once."),
        UNAVAILABLE,
        **_UNWISE,
    ),
)
def decide_many(new: Annotated[NewDecisions, Body()], forwarded: ForwardedUser = "") -> ActionAnswer:
    """Write down the categories of up to 1000 items in one step, which can be taken back as a whole.

    Items on which another decision stands than the one that was seen, or that somebody has on screen, are left alone
    and named in `skipped`. When an item is unknown or a category is not accepted, nothing is saved.
    """
    catalogue = get_catalogue()
    _refuse_repeated(new.decisions)
    found, codes = catalogue.details.seen(one.sku for one in new.decisions), catalogue.rules.codes()
    wanted = {_seen(one, found[one.sku]): category_meant(codes, one.category, one.code) for one in new.decisions}
    action = catalogue.actions.change_each(wanted, acting_person(new.person, forwarded))
    decided = catalogue.details.decided_by(action.action_id)
    skipped = [one.sku for one in new.decisions if found[one.sku].item_id not in decided]
    return ActionAnswer.of(action, skipped)


@router.post(
    "/decisions/{decision_id}/undo",
    summary="Take a decision back",
    responses=refusals(OtherSite(), UnknownRecord("decision", 7), AlreadyUndone(), NOBODY, UNAVAILABLE),
)
def undo_decision(decision_id: DecisionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> DecisionAnswer:
    """Take a decision back by a new row of the history; the item has what it had without that decision."""
    return DecisionAnswer.model_validate(get_catalogue().undo(decision_id, _person(by, forwarded)))


@router.post(
    "/actions/{action_id}/undo",
    summary="Take a step back",
    responses=refusals(OtherSite(), UnknownRecord("step", 7), AlreadyUndone(), NOBODY, UNAVAILABLE),
)
def undo_action(action_id: ActionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Take back all decisions that a step made and that still stand; its own number is what `redo` takes."""
    return ActionAnswer.of(get_catalogue().actions.undo(action_id, _person(by, forwarded)))


@router.post(
    "/actions/{action_id}/redo",
    summary="Take an undo back",
    responses=refusals(
        OtherSite(),
        UnknownRecord("step", 7),
        AlreadyUndone(),
        InvalidItem("Only an undo can be done again, and only other steps can be undone."),
        UNAVAILABLE,
        Nobody=str(NOBODY),
    ),
)
def redo_action(action_id: ActionNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Make the decisions again that an undo took back, by the undo's number; what was decided since then stays."""
    return ActionAnswer.of(get_catalogue().actions.redo(action_id, _person(by, forwarded)))


def _seen(choice: Choice, now: Seen) -> Seen:
    """Return what the sender saw of an item: what he says, else what it has now."""
    if "seen" not in choice.model_fields_set:
        return now
    return Seen(now.item_id, choice.seen, now.item_suggestion_id)


def _refuse_repeated(choices: Sequence[ItemChoice]) -> None:
    keys: set[str] = set()
    for choice in choices:
        key = search_key(choice.sku.strip())
        if key in keys:
            raise InvalidItem(f"{quoted(choice.sku)} comes twice. Name each item once.")
        keys.add(key)


def _person(by: Person | None, forwarded: str) -> str:
    return acting_person(by.person if by else "", forwarded)
