"""REST API, assembled: introduction, routes, limits, errors and the OpenAPI document."""

import json
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from fashion_model import __version__
from fashion_model.photo.decode import ACCEPTED_IN_WORDS
from fashion_model.settings import get_settings
from fashion_model.web.api import categories, decisions, deliveries, items, lists, photos, service
from fashion_model.web.api.errors import UNEXPECTED, OtherSite, described, explain_errors
from fashion_model.web.api.front_door import FORWARDED_USER
from fashion_model.web.api.gate import RequestLimit, addresses_with_files, body_too_large, files_too_large

TAGS = [
    {"name": "Photos", "description": "Ask about single photos; nothing is stored."},
    {"name": "Items", "description": "The shop's items, what was suggested for them, and their history."},
    {"name": "Decisions", "description": "Which category items have, decided and taken back."},
    {"name": "Categories", "description": "The ten categories, and the shop's own codes for them."},
    {"name": "Deliveries", "description": "Many photos at once: classified in the background, with their state."},
    {"name": "Lists", "description": "Items from spreadsheets and shop systems, and files for them."},
    {"name": "Service", "description": "Whether the process runs and the model is loaded."},
]
DESCRIPTION = f"""Puts clothing items into the right category from photos, and gives the shop's other systems what was
decided. The pages and these addresses share one catalogue and the same rules.

**Photos.** Accepted are {ACCEPTED_IN_WORDS}.

**Who acts.** There is no sign-in here: a proxy with sign-in goes in front of the application. Whoever decides is named
in the request as `person`. A proxy that the server trusts tells it in the header `{FORWARDED_USER}`, which then counts
whatever the request says; from everybody else the header is ignored.

**Errors.** Every refused request is answered by `{{"detail": "…"}}`, a sentence that says what was wrong, what is
accepted and what to do. 400: the host's name is not one of this server's. 403: a page of another site asked for a
change. 404: no such item, decision, step or delivery. 409: what was asked for does not fit what stands now. 413: too
large; without files at most 1 MB. 422: a value is not accepted. 503: the database or the model cannot be used just
now, or more photos are read than there is memory for; nothing was saved. 507: the server's disk is full.

**Moments** are in UTC. **Categories** come with the shop's own code as soon as it has one.

**A delivery from beginning to end.** Open it, send its files, start it, and ask how far it is:

```sh
SHOP=http://127.0.0.1:8501
curl $SHOP/api/deliveries --json '{{"name": "Tuesday", "person": "Ann Smith"}}'   # tells delivery_id and token
curl -T TS-1042_front.jpg -H 'X-Requested-With: fashion' "$SHOP/api/uploads/TOKEN/files?path=TS-1042_front.jpg"
curl $SHOP/api/deliveries/3/plan                        # which photos find which items, and what is asked of others
curl -X PATCH $SHOP/api/deliveries/3 --json '{{"sku_answers": {{"TS-8003": {{"choice": "one item"}}}}}}'
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
    """Let the document say what each answer is, how each operation refuses requests, and give examples of both.

    FastAPI calls every answer a “Successful Response”, and leaves fields of examples out whose value is null.
    """
    describe = api.openapi

    def described_whole() -> dict[str, Any]:
        document, examples = describe(), read_examples()
        models = document["components"]["schemas"]
        for name, shown in examples["models"].items():
            models[name]["examples"] = shown
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _name_answer(operation["responses"], models)
                refused = examples["refusals"].get(f"{method.upper()} {path}", {})
                if method != "get":
                    refused["403"] = {"OtherSite": str(OtherSite())}
                operation["responses"] |= {status: _refusal(sentences) for status, sentences in refused.items()}
        return document

    api.openapi = described_whole  # type: ignore[method-assign]


def read_examples() -> dict[str, Any]:
    """Return examples of what is sent and answered: ``models`` by name, ``refusals`` by operation, status and name."""
    examples: dict[str, Any] = json.loads(files(__package__).joinpath("examples.json").read_text(encoding="utf-8"))
    return examples


def _name_answer(responses: dict[str, Any], models: dict[str, Any]) -> None:
    """Call the answer of an operation what its model says, or a list of those."""
    answer = next(answer for status, answer in responses.items() if status.startswith("2"))
    if "application/json" not in answer["content"]:  # a file, which its route describes
        return
    schema = answer["content"]["application/json"]["schema"]
    words = models[schema.get("items", schema)["$ref"].rpartition("/")[2]]["description"]
    answer["description"] = f"A list. Each: {words}" if "items" in schema else words


def _refusal(sentences: dict[str, str]) -> dict[str, Any]:
    """Return the description of an answer as FastAPI makes it from that of a route."""
    answer = described(sentences)
    schema = {"$ref": f"#/components/schemas/{answer.pop('model').__name__}"}
    return answer | {"content": {"application/json": answer["content"]["application/json"] | {"schema": schema}}}


MOST_FILES = 200
"""Files in one request; more are refused before any is looked at."""


def create_api() -> FastAPI:
    """Return the API, to be mounted under ``/api``; its OpenAPI page is ``/api/docs``."""
    max_bytes = round(get_settings().max_request_megabytes * 1e6)
    too_large = {"TooLarge": body_too_large(), "FilesTooLarge": files_too_large(max_bytes)}
    api = FastAPIOffline(  # its pages load no scripts from other sites
        redoc_url=None,
        title="Fashion categories",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        form_limits={"max_files": MOST_FILES},
        responses={
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: described(too_large),
            "default": described({"Unexpected": UNEXPECTED}),
        },
    )
    routers = [subject.router for subject in (items, decisions, categories, deliveries, lists, photos, service)]
    with_files = addresses_with_files([route for router in routers for route in router.routes])
    api.add_middleware(RequestLimit, with_files=with_files, max_bytes=max_bytes)
    explain_errors(api)
    for router in routers:
        api.include_router(router)
    publish_whole(api)
    return api
