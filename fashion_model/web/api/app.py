"""REST API, assembled: routes, limits, errors and the OpenAPI document."""

from http import HTTPStatus

from fastapi import Depends, FastAPI
from fastapi_offline import FastAPIOffline

from fashion_model import __version__
from fashion_model.settings import get_settings
from fashion_model.web.api import categories, decisions, deliveries, items, photos
from fashion_model.web.api.description import DESCRIPTION, TAGS, publish_whole
from fashion_model.web.api.errors import UNEXPECTED, described, explain_errors
from fashion_model.web.api.gate import RequestLimit, refuse_other_sites, too_large

MOST_FILES = 200
"""Files in one request; more are refused before any is looked at."""


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
        responses={
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: described({"TooLarge": too_large(max_bytes)}),
            "default": described({"Unexpected": UNEXPECTED}),
        },
    )
    api.add_middleware(RequestLimit, max_bytes=max_bytes)
    explain_errors(api)
    for subject in (items, decisions, categories, deliveries, photos):
        api.include_router(subject.router)
    publish_whole(api)
    return api
