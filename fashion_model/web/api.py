"""The REST API: the same answers as the command line's, as JSON."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import FastAPI, File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from fashion_model import __version__
from fashion_model.photo.decode import ACCEPTED_IN_WORDS
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.bulk import classify_bytes
from fashion_model.serving.choice import Choice, NoSuchGarment, choice_named
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import Answer, refused_row
from fashion_model.settings import get_settings
from fashion_model.web.resources import get_classifier, get_warm_up

MOST_FILES = 200
"""Photos in one request; more are refused before any is looked at."""
NO_FILES = (
    "No photo came with the request. Send one or more as multipart form data in the field “files”, for example: "
    "curl -F files=@shirt.jpg -F files=@shoe.jpg http://127.0.0.1:8501/api/classify"
)

_SURE: dict[str, JsonValue] = {
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
_REFUSED: dict[str, Any] = Answer(
    refused_row("notes.jpg", "The file is empty. Copy the photo again and drop the new file.", "2026-11-22-a1b2c3")
).as_dict()


class GarmentAnswer(BaseModel):
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


class ResultAnswer(BaseModel):
    """The answer for one file: a suggestion, or why it is not a photo that is accepted."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SURE, _REFUSED]})

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


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str = Field(description="What was wrong, what is accepted and what to do.", examples=[NO_FILES])


class Health(BaseModel):
    """The process runs."""

    status: str = Field(examples=["ok"])
    version: str = Field(description="Version of this program.", examples=[__version__])


class Ready(BaseModel):
    """Whether photos can be classified now."""

    ready: bool = Field(examples=[True])
    model: str = Field(description="Version of the loaded model; empty until it is ready.", examples=["a1b2c3"])
    reason: str = Field(description="Why not, in a sentence; empty when ready.", examples=[""])


def create_api() -> FastAPI:
    """Return the API, to be mounted under ``/api``; its OpenAPI page is ``/api/docs``."""
    api = FastAPIOffline(  # its pages load no scripts from other sites
        redoc_url=None,
        title="Fashion categories",
        version=__version__,
        description=f"Puts clothing items into the right category from a photo. Accepted are {ACCEPTED_IN_WORDS}.",
        max_body_size=round(get_settings().max_request_megabytes * 1e6),
        form_limits={"max_files": MOST_FILES},
    )
    api.add_exception_handler(RequestValidationError, _explain_request)
    api.add_exception_handler(NoSuchGarment, _explain_choice)
    api.add_exception_handler(ArtifactError, _explain_model)
    api.get("/health", response_model=Health, summary="Does the process run?")(health)
    api.get(
        "/ready",
        response_model=Ready,
        summary="Can photos be classified now?",
        responses={503: {"model": Ready, "description": "Not yet; `reason` says why."}},
    )(ready)
    api.post(
        "/classify",
        response_model=list[ResultAnswer],
        summary="Classify photos",
        responses={
            413: {"description": f"More than {get_settings().max_request_megabytes:.0f} MB in one request."},
            422: {"model": Problem, "description": "No file came with the request, or `garment` names none."},
            503: {"model": Problem, "description": "No model can be loaded."},
        },
    )(classify)
    return api


def health() -> dict[str, str]:
    """Answer as long as the process runs, whether or not a model is loaded."""
    return {"status": "ok", "version": __version__}


def ready(response: Response) -> dict[str, Any]:
    """Answer 200 once the model is loaded, checked and has answered once; 503 with the reason until then."""
    readiness = get_warm_up().readiness()
    response.status_code = HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return {"ready": readiness.ready, "model": readiness.model, "reason": readiness.reason}


def classify(
    files: Annotated[list[UploadFile], File(description="One or more photos.")],
    garment: Annotated[
        str,
        Form(
            description="Which garment of each photo to judge: its number from 0, as `garments` of an earlier answer "
            "lists them, or `whole` for the whole picture. Without it the item for sale is judged.",
            examples=["0", "1", "whole"],
        ),
    ] = "0",
) -> list[dict[str, Any]]:
    """Classify each file: one row a file, in the order they were sent, whatever happens to the others.

    Nothing is stored. A file that is not a photo, or does not show the garment asked for, gets the status `refused`
    and a reason.
    """
    chosen = choice_named(garment)
    classifier = get_classifier()
    return [_answer(classifier, upload, chosen).as_dict() for upload in files]


def _answer(classifier: Classifier, upload: UploadFile, chosen: Choice) -> Answer:
    data = upload.file.read(classifier.limits.max_bytes + 1)  # one byte more than accepted is enough to be refused
    return classify_bytes(classifier, upload.filename or "", data, chosen)


def _explain_request(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": NO_FILES}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)


def _explain_choice(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)


def _explain_model(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
