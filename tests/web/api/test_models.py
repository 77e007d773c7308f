"""Records are answered under public names: without what is hidden, described as they are declared."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from fashion_model.web.api.models import publish, published


@dataclass(frozen=True)
class Button:
    """A button.

    It holds two pieces of cloth together.
    """

    holes: int | None
    """How many ``holes`` it has; None for a shank, and
    ``None of the ten`` stays.
    """
    drawer: Path
    """Where it is kept."""


@dataclass(frozen=True)
class Coat:
    """A coat."""

    buttons: tuple[Button, ...]
    """From top to bottom."""
    size: str
    """How large."""


@dataclass(frozen=True)
class SoldCoat(Coat):
    """A coat that was sold."""

    price: float
    """In euros."""


@pytest.fixture(autouse=True)
def wardrobe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fashion_model.web.api.models.PUBLIC", {})
    publish(Button, "ButtonAnswer", without={"drawer"})
    publish(Coat, "CoatAnswer", size=("S", "M"))
    publish(SoldCoat, "SoldCoatAnswer")


def schema_of(kind: type) -> dict:
    return TypeAdapter(published(kind)).json_schema()


def test_hidden_field_is_neither_described_nor_answered() -> None:
    assert list(schema_of(Button)["properties"]) == ["holes"]
    answered = TypeAdapter(published(Button)).validate_python(Button(4, Path("secret")), from_attributes=True)
    assert answered.model_dump() == {"holes": 4}


def test_field_is_described_by_the_sentence_below_it_as_json_spells_it() -> None:
    schema = schema_of(Button)
    assert schema["description"] == "A button."
    assert schema["properties"]["holes"]["description"] == (
        "How many `holes` it has; null for a shank, and `None of the ten` stays."
    )


def test_record_in_a_record_is_answered_by_its_own_model() -> None:
    schema = schema_of(tuple[Coat, ...])
    assert set(schema["$defs"]) == {"ButtonAnswer", "CoatAnswer"}
    assert schema["$defs"]["CoatAnswer"]["properties"]["size"]["enum"] == ["S", "M"]


def test_fields_of_a_base_come_first_with_their_sentences() -> None:
    fields = schema_of(SoldCoat)["properties"]
    assert {name: field["description"] for name, field in fields.items()} == {
        "buttons": "From top to bottom.",
        "size": "How large.",
        "price": "In euros.",
    }


def test_record_without_a_public_name_is_not_answered_at_all() -> None:
    @dataclass(frozen=True)
    class Purse:
        coins: int

    assert published(str) is str
    with pytest.raises(TypeError, match=r"Purse.* has no public name\. Give it one with publish\(\)\."):
        published(tuple[Purse, ...])
