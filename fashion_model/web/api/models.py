"""What the REST API takes and answers: the parts that all of it shares, and the answers about single photos."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from fashion_model import __version__
from fashion_model.serving.results import Answer, refused_row

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 500

SURE: dict[str, JsonValue] = {
    "file": "shirt.jpg",
    "category": "Shirt",
    "confidence": 0.9312,
    "status": "auto",
    "reason": "",
    "second_category": "Coat",
    "second_confidence": 0.0288,
    "model": "2026-11-22-a1b2c3",
    "garment": "top",
    "chosen": 0,
    "garments": [
        {"kind": "top", "box": [0.21, 0.16, 0.8, 0.58], "area": 0.19, "confidence": 0.94},
        {"kind": "bottom", "box": [0.28, 0.52, 0.71, 0.97], "area": 0.14, "confidence": 0.91},
    ],
}
REFUSED: dict[str, Any] = Answer(
    refused_row("notes.jpg", "The file is empty. Copy the photo again and drop the new file.", "2026-11-22-a1b2c3")
).as_dict()


class Message(BaseModel):
    """What is sent in one direction or the other: the fields that it names and no others."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


def shown_by(*examples: dict[str, Any]) -> ConfigDict:
    """Return the configuration of a message that is described by examples."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


def examples_of_all() -> dict[str, Any]:
    """Return the examples of each message that has some, by its name."""
    extras = {kind.__name__: kind.model_config.get("json_schema_extra") for kind in _below(Message)}
    return {name: extra["examples"] for name, extra in extras.items() if isinstance(extra, dict)}


def _below(kind: type[Message]) -> Iterator[type[Message]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)


def one_of(values: Iterable[str]) -> dict[str, Any]:
    """Return what the description says of a field that has one of a few values; who checks them is the catalogue."""
    return {"enum": list(values)}


class GarmentAnswer(Message):
    """One garment that was found on a photo."""

    kind: str = Field(
        description="`top`, `bottom`, `dress`, `footwear`, `bag`, `accessory`, `item` (found without telling which), "
        "or `whole picture` when nothing could be told from the background."
    )
    box: tuple[float, float, float, float] = Field(
        description="Left, top, right and bottom, as shares of the photo's width and height, 0 to 1."
    )
    area: float = Field(description="Share of the photo that it covers, 0 to 1.")
    confidence: float = Field(description="How sure its outline is, 0 to 1.")


class ResultAnswer(Message):
    """The answer for one file: a suggestion, or why it is not a photo that is accepted."""

    model_config = shown_by(SURE, REFUSED)

    file: str = Field(description="The file's name as it was sent.")
    category: str = Field(description="One of the ten categories; empty when refused.")
    confidence: float | None = Field(description="Calibrated probability of the category, 0 to 1; null when refused.")
    status: str = Field(description="`auto`: may stand without a person; `review`: ask a person; `refused`: no photo.")
    reason: str = Field(description="Why a person is asked or the file was refused; empty for `auto`.")
    second_category: str = Field(description="The second likeliest; empty when refused.")
    second_confidence: float | None = Field(description="Its calibrated probability, 0 to 1; null when refused.")
    model: str = Field(description="Version of the model that answered.")
    garment: str = Field(description="What was judged, as `kind` of `garments`; empty when refused.")
    chosen: int | Literal["whole"] | None = Field(
        description="Its place in `garments`, from 0, or `whole` for the whole picture; null when refused."
    )
    garments: list[GarmentAnswer] = Field(
        description="What the photo shows, the item for sale first: the largest and most central. Empty when refused."
    )


class Problem(Message):
    """Why a request was not answered."""

    model_config = shown_by({"detail": "No item has the SKU “TS-1”. Create the item with a title first, or correct …"})

    detail: str = Field(description="What was wrong, what is accepted and what to do.")


class Health(Message):
    """The process runs."""

    model_config = shown_by({"status": "ok", "version": __version__})

    status: Literal["ok"] = Field(description="Always `ok`.")
    version: str = Field(description="Version of this program.")


class Ready(Message):
    """Whether photos can be classified now."""

    model_config = shown_by({"ready": True, "model": "2026-11-22-a1b2c3", "reason": ""})

    ready: bool = Field(description="Whether the model is loaded, checked and has answered once.")
    model: str = Field(description="Version of the loaded model; empty until it is ready.")
    reason: str = Field(description="Why not, in a sentence; empty when ready.")
