"""The ASGI application: the pages, the REST API under ``/api`` and the work on deliveries in one process.

Serve it with ``streamlit run streamlit_app.py``.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from fashion_model.settings import get_settings
from fashion_model.web.api.app import create_api
from fashion_model.web.api.errors import unexpected
from fashion_model.web.api.front_door import SECURITY_HEADERS, front_door
from fashion_model.web.api.upload_route import upload_routes
from fashion_model.web.resources import get_background, get_spool, get_upload_limits, get_uploads, get_warm_up


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Begin to load the model and to work on deliveries; neither the first page nor a health check waits for it."""
    get_warm_up().start()
    get_spool().forget_partial_files()
    get_background().start()
    yield {}
    get_background().stop()


def to_first_page(_request: Request) -> RedirectResponse:
    """Lead to the first page, which Streamlit serves under no name of its own."""
    return RedirectResponse("/")


def to_api_page(_request: Request) -> RedirectResponse:
    """Lead from the API's bare address to its description."""
    return RedirectResponse("/api/docs")


def to_words(request: Request, error: Exception) -> Response:
    """Answer what nobody expected by a sentence; this answer is made outside of the front door."""
    answer = unexpected(request, error)
    answer.headers.update(SECURITY_HEADERS)
    return answer


app = st.App(
    "pages/navigation.py",
    routes=[
        Route("/api", to_api_page),
        *upload_routes(get_spool(), get_uploads(), get_upload_limits()),
        Mount("/api", app=create_api()),
        Route("/classify", to_first_page),
    ],
    middleware=front_door(get_settings()),
    exception_handlers={Exception: to_words},
    lifespan=lifespan,
)
