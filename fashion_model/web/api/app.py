"""The REST API: the catalogue for the shop's other systems, and answers about single photos as JSON."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, File, Form, Response, UploadFile
from fastapi_offline import FastAPIOffline

from fashion_model import __version__
from fashion_model.photo.decode import ACCEPTED_IN_WORDS
from fashion_model.photo.garment import Choice, NoSuchGarment, choice_named
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import Answer, classify_bytes
from fashion_model.settings import get_settings
from fashion_model.web.api import categories, decisions, deliveries, items
from fashion_model.web.api.errors import UNEXPECTED, described, explain_errors, no_files, refusals
from fashion_model.web.api.gate import FORWARDED_USER, OtherSite, RequestLimit, refuse_other_sites, too_large
from fashion_model.web.api.models import Health, Ready, ResultAnswer, examples_of_all
from fashion_model.web.resources import get_classifier, get_warm_up

TAGS = [
    {"name": "Photos", "description": "Ask about single photos; nothing is stored."},
    {"name": "Items", "description": "The shop's items, what was suggested for them, and their history."},
    {"name": "Decisions", "description": "Which category items have, decided and taken back."},
    {"name": "Categories", "description": "The ten categories, and the shop's own codes for them."},
    {"name": "Deliveries", "description": "Many photos at once: classified in the background, with their state."},
    {"name": "Service", "description": "Whether the process runs and the model is loaded."},
]
DESCRIPTION = f"""Puts clothing items into the right category from photos, and gives the shop's other systems what was
decided. The pages and these addresses share one catalogue and the same rules.

**Photos.** Accepted are {ACCEPTED_IN_WORDS}.

**Who acts.** There is no sign-in here: a proxy with sign-in goes in front of the application. Whoever decides is named
in the request as `person`, or by the proxy in the header `{FORWARDED_USER}`, which counts where the request names
nobody.

**Errors.** Every refused request is answered by `{{"detail": "…"}}`, a sentence that says what was wrong, what is
accepted and what to do. 404: no such item, decision, step or delivery. 409: what was asked for does not fit what
stands now. 413: too large. 422: a value is not accepted. 503: the database or the model cannot be used just now, and
nothing was saved. 507: the server's disk is full.

**Moments** are in UTC. **Categories** come with the shop's own code as soon as it has one.

**A delivery from beginning to end.** Open it, send its files, start it, and ask how far it is:

```sh
SHOP=http://127.0.0.1:8501
curl $SHOP/api/deliveries --json '{{"name": "Tuesday", "person": "Ann Smith"}}'   # tells delivery_id and token
curl -T TS-1042_front.jpg -H 'X-Requested-With: fashion' "$SHOP/api/uploads/TOKEN/files?path=TS-1042_front.jpg"
curl $SHOP/api/deliveries/3/plan                                                # which photos find which items
curl -X POST $SHOP/api/deliveries/3/start
curl $SHOP/api/deliveries/3                                                     # state, counts, seconds left
```

`PUT /api/uploads/TOKEN/files?path=…` takes one file as the body of the request, a photo or a zip of photos, and writes
it to disk as it comes. `path` is the file's name, percent-encoded, with folders if it has any. The header
`X-Requested-With: fashion` has to be there. It answers `{{"accepted": true, "detail": "Here."}}`, or `false` and why
not; a file that came before under its name is accepted again and changes nothing, so that a request whose answer was
lost may be repeated. Many small files go into one request to `POST /deliveries/{{delivery_id}}/files`.
"""


def publish_whole(api: FastAPI) -> None:
    """Let the description say what each answer is, and show fields of examples whose value is null.

    FastAPI calls every answer a “Successful Response”, and leaves such fields out.
    """
    describe = api.openapi

    def described_whole() -> dict[str, Any]:
        description = describe()
        models = description["components"]["schemas"]
        for name, examples in examples_of_all().items():
            if name in models:
                models[name]["examples"] = examples
        for operations in description["paths"].values():
            for operation in operations.values():
                _name_answer(operation["responses"], models)
        return description

    api.openapi = described_whole  # type: ignore[method-assign]


def common_refusals(max_bytes: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of the answers that every address may give.

    Args:
        max_bytes: The largest request that is accepted.
    """
    return {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: described({"TooLarge": too_large(max_bytes)}),
        "default": described({"Unexpected": UNEXPECTED}),
    }


def _name_answer(responses: dict[str, Any], models: dict[str, Any]) -> None:
    """Call the answer of an operation what its model says, or a list of those."""
    answer = next(answer for status, answer in responses.items() if status.startswith("2"))
    schema = answer["content"]["application/json"]["schema"]
    words = models[schema.get("items", schema)["$ref"].rpartition("/")[2]]["description"]
    answer["description"] = f"A list. Each: {words}" if "items" in schema else words


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
    for part in (items, decisions, categories, deliveries):
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
