"""What the REST API takes and answers about decisions and steps."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from fashion_model.catalogue.items.records import ACTION_KINDS, ActionRecord
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.api.gate import PERSON
from fashion_model.web.api.models import LARGEST_ID, Message, one_of, shown_by

MOST_DECISIONS = 1000


class Person(Message):
    """Who does something."""

    model_config = shown_by({"person": "Ann Smith"})

    person: str = Field(default="", description=PERSON)


class Choice(Message):
    """A category, by its name or by the shop's own code: one of the two has to be there."""

    category: str | None = Field(
        default=None,
        description="One of the ten, or `None of the ten`.",
        json_schema_extra=one_of((*CATEGORIES, NONE_OF_THE_TEN)),
    )
    code: str | None = Field(default=None, description="The shop's own code for the category.")
    seen: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST_ID,
        description="The item's `last_decision_id` as it was seen, null when nothing was decided: nothing newer is "
        "overwritten. When left out, whatever stands is overwritten.",
    )


class NewDecision(Choice, Person):
    """What somebody decides on an item."""

    model_config = shown_by(
        {"category": "Shirt", "person": "Ann Smith"}, {"code": "W-SHIRTS", "person": "Ann Smith", "seen": 7}
    )


class ItemChoice(Choice):
    """What somebody decides on one of several items."""

    model_config = shown_by({"sku": "TS-1042", "category": "Shirt"})

    sku: str = Field(description="The item's SKU.")


class NewDecisions(Person):
    """What somebody decides on several items in one step."""

    model_config = shown_by(
        {
            "decisions": [
                {"sku": "TS-1042", "category": "Shirt", "seen": None},
                {"sku": "2026/TS 7", "code": "W-TROUSERS"},
            ],
            "person": "Ann Smith",
        }
    )

    decisions: list[ItemChoice] = Field(
        min_length=1, max_length=MOST_DECISIONS, description="One for each item, each item once."
    )


class ActionAnswer(Message):
    """A step that made or took back several decisions."""

    model_config = shown_by(
        {
            "action_id": 5,
            "kind": "change many",
            "person": "Ann Smith",
            "created_at": "2026-11-22T12:05:00Z",
            "decisions": 2,
            "skipped": ["TS-7"],
        }
    )

    action_id: int = Field(description="Its number, by which it is taken back.")
    kind: str = Field(description="What it did.", json_schema_extra=one_of(ACTION_KINDS))
    person: str = Field(description="Who did it.")
    created_at: datetime = Field(description="When.")
    decisions: int = Field(description="How many decisions it made or took back.")
    skipped: list[str] = Field(
        description="SKUs of the items that were asked for and left alone, as they had changed meanwhile or somebody "
        "was looking at them."
    )

    @classmethod
    def of(cls, action: ActionRecord, skipped: Sequence[str] = ()) -> "ActionAnswer":
        """Return what is answered about a step."""
        return cls(
            action_id=action.action_id,
            kind=action.kind,
            person=action.person,
            created_at=action.created_at,
            decisions=action.decisions,
            skipped=list(skipped),
        )
