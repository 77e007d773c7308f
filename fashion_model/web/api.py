"""The REST API: the catalogue for the shop's other systems, and answers about single photos as JSON."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, File, Form, Response, UploadFile
from fastapi_offline import FastAPIOffline

from fashion_model import __version__
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.bulk import classify_bytes
from fashion_model.serving.choice import Choice, NoSuchGarment, choice_named
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import Answer
from fashion_model.settings import get_settings
from fashion_model.web import api_categories, api_decisions, api_deliveries, api_delivery_files, api_items
from fashion_model.web.api_description import DESCRIPTION, TAGS, common_refusals, publish_whole
from fashion_model.web.api_errors import explain_errors, no_files, refusals
from fashion_model.web.api_gate import OtherSite, RequestLimit, refuse_other_sites
from fashion_model.web.api_models import Health, Ready, ResultAnswer
from fashion_model.web.resources import get_classifier, get_warm_up

MOST_FILES = 200
"""Files in one request; more are refused before any is looked at."""
_NO_MODEL = ArtifactError("No model is installed in artifacts/. Run `make train`, or restore the folder.")
_NOT_YET = {"ready": False, "model": "", "reason": "The model is still being loaded. Ask again in a moment."}
_NO_GARMENT = NoSuchGarment(
    "“shoes” names no garment. Accepted are “whole” for the whole picture, or the number of a garment as the answer "
    "lists them, from 0."
)


def create_api() -> FastAPI:
    """Return the API, to be mounted under ``/api``; its OpenAPI page is ``/api/docs``."""
    max_bytes = round(get_settings().max_request_megabytes * 1e6)
    api = FastAPIOffline(  # its pages load no scripts from other sites
        redoc_url=None,
        title="Fashion categories",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        form_limits={"max_files": MOST_FILES},
        dependencies=[Depends(refuse_other_sites)],
        responses=common_refusals(max_bytes),
    )
    api.add_middleware(RequestLimit, max_bytes=max_bytes)
    explain_errors(api)
    for part in (api_items, api_decisions, api_categories, api_delivery_files, api_deliveries):
        api.include_router(part.router)
    _add_photos(api)
    publish_whole(api)
    return api


def _add_photos(api: FastAPI) -> None:
    api.get("/health", tags=["Service"], summary="Does the process run?")(health)
    api.get(
        "/ready",
        tags=["Service"],
        summary="Can photos be classified now?",
        responses={
            503: {
                "model": Ready,
                "description": "Not yet; `reason` says why.",
                "content": {"application/json": {"examples": {"NotYet": {"value": _NOT_YET}}}},
            }
        },
    )(ready)
    api.post(
        "/classify",
        tags=["Photos"],
        summary="Classify photos",
        responses=refusals(
            OtherSite(),
            _NO_GARMENT,
            _NO_MODEL,
            NoFiles=no_files("http://127.0.0.1:8501/api/classify"),
        ),
    )(classify)


def health() -> Health:
    """Answer as long as the process runs, whether or not a model is loaded."""
    return Health(status="ok", version=__version__)


def ready(response: Response) -> Ready:
    """Answer 200 once the model is loaded, checked and has answered once; 503 with the reason until then."""
    readiness = get_warm_up().readiness()
    response.status_code = HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Ready(ready=readiness.ready, model=readiness.model, reason=readiness.reason)


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
) -> list[ResultAnswer]:
    """Classify each file: one row a file, in the order they were sent, whatever happens to the others.

    Nothing is stored. A file that is not a photo, or does not show the garment asked for, gets the status `refused`
    and a reason.
    """
    chosen = choice_named(garment)
    classifier = get_classifier()
    return [ResultAnswer.model_validate(_answer(classifier, upload, chosen).as_dict()) for upload in files]


def _answer(classifier: Classifier, upload: UploadFile, chosen: Choice) -> Answer:
    data = upload.file.read(classifier.limits.max_bytes + 1)  # one byte more than accepted is enough to be refused
    return classify_bytes(classifier, upload.filename or "", data, chosen)
