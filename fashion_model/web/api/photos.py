"""Photos classified without storing them."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import Field

from fashion_model.photo.garment import Choice, choice_named
from fashion_model.serving.decision import RankedAnswer
from fashion_model.serving.results import classify_bytes
from fashion_model.web.api.errors import BUSY
from fashion_model.web.api.models import Message
from fashion_model.web.resources import get_classifier, in_heavy_thread

router = APIRouter(tags=["Photos"])


class GarmentAnswer(Message):
    """One garment that was found on a photo."""

    kind: str = Field(
        description="`top`, `bottom`, `dress`, `footwear`, `bag`, `accessory`, `item` (found without telling which), "
        "or `whole picture` when nothing could be told from the background."
    )
    box: tuple[float, float, float, float]
    """Left, top, right and bottom, as shares of the photo's width and height, 0 to 1."""
    area: float
    """Share of the photo that it covers, 0 to 1."""
    confidence: float
    """How sure its outline is, 0 to 1."""


class ResultAnswer(Message):
    """The answer for one file: a suggestion, or why it is not a photo that is accepted."""

    file: str
    """The file's name as it was sent."""
    category: str
    """The likeliest of the ten categories; empty when refused."""
    confidence: float | None
    """Calibrated probability of the category, 0 to 1; null when refused."""
    status: str
    """`auto`: may stand without a person; `review`: ask a person; `refused`: no photo."""
    reason: str
    """Why a person is asked or the file was refused; empty for `auto`."""
    second_category: str
    """The second likeliest of the ten; empty when refused."""
    second_confidence: float | None
    """Its calibrated probability, 0 to 1; null when refused."""
    model: str
    """Version of the model that answered."""
    garment: str
    """What was judged, as `kind` of `garments`; empty when refused."""
    remark: str
    """What the file lacks although it was judged, in a sentence, as one that is cut short; empty when nothing."""
    likeliest: str
    """The likeliest of all eleven answers: `category`, or `None of the ten`; empty when refused."""
    likeliest_confidence: float | None
    """Its calibrated probability, 0 to 1; null when refused."""
    chosen: int | Literal["whole"] | None
    """Its place in `garments`, from 0, or `whole` for the whole picture; null when refused."""
    garments: list[GarmentAnswer]
    """What the photo shows, the item for sale first: the largest and most central. Empty when refused."""
    answers: list[RankedAnswer]
    """The ten categories and `None of the ten` with their probabilities, the likeliest first; empty when refused."""


@router.post("/classify", summary="Classify photos", responses=BUSY)
async def classify(
    files: Annotated[list[UploadFile], File(description="One or more photos.")],
    garment: Annotated[
        str,
        Form(
            description="Which garment of each photo to judge: its number from 0, as `garments` of an earlier answer "
            "lists them, or `whole` for the whole picture. Without it the item for sale is judged.",
            examples=["0", "1", "whole"],
        ),
    ] = "0",
) -> list[ResultAnswer]:
    """Classify each file: one row a file, in the order they were sent, whatever happens to the others.

    Nothing is stored. A file that is not a photo, or does not show the garment asked for, gets the status `refused`
    and a reason. While more photos are read than the server has memory for, the answer is 503 and the header
    `Retry-After` says after how many seconds to send them again.
    """
    return await in_heavy_thread(_answers, files, choice_named(garment))


def _answers(files: Sequence[UploadFile], chosen: Choice) -> list[ResultAnswer]:
    classifier = get_classifier()
    most_bytes = classifier.limits.max_bytes + 1  # one more than accepted is enough to be refused
    answers = (classify_bytes(classifier, file.filename or "", file.file.read(most_bytes), chosen) for file in files)
    return [ResultAnswer.model_validate(answer.as_dict()) for answer in answers]
