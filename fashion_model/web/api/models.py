"""Parts that requests and answers share, and public models of the catalogue's records."""

import ast
import inspect
import re
from collections.abc import Collection, Iterable
from dataclasses import fields, is_dataclass
from itertools import pairwise
from textwrap import dedent
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.responses import Response

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 500
PUBLIC: dict[type, type[BaseModel]] = {}
"""By a record's class, the model by which it is answered."""


class Exact(BaseModel):
    """The fields that it names and no others."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Message(Exact):
    """What is sent in one direction or the other, its fields described by the sentences below them."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Page(Message):
    """Which part of a long list is asked for."""

    limit: int = Field(default=50, ge=1, le=LARGEST_PAGE)
    """Most rows in the answer."""
    offset: int = Field(default=0, ge=0, le=LARGEST_ID)
    """Rows before the first of the answer."""


class Problem(Message):
    """Why a request was not answered."""

    detail: str
    """What was wrong, what is accepted and what to do."""


def one_of(values: Iterable[str]) -> dict[str, Any]:
    """Return what the description says of a field that has one of a few values; who checks them is the catalogue."""
    return {"enum": list(values)}


def publish(record: type, name: str, without: Collection[str] = (), **values: Iterable[str]) -> None:
    """Let a record be answered under a public name, its fields described as they are where they are declared.

    Args:
        record: A dataclass; fields that hold records are answered as those were published before.
        name: The model's, as the OpenAPI document calls it.
        without: Fields that other systems do not get.
        values: The few values that a field may have, by its name.
    """
    kinds, said = get_type_hints(record), _described_fields(record)
    public: dict[str, Any] = {
        field.name: (
            published(kinds[field.name]),
            Field(
                description=_in_json(said[field.name]),
                json_schema_extra=one_of(values[field.name]) if field.name in values else None,
            ),
        )
        for field in fields(record)
        if field.name not in without
    }
    summary = (record.__doc__ or "").splitlines()[0]
    PUBLIC[record] = create_model(name, __base__=Exact, __doc__=summary, **public)


def published(kind: Any) -> Any:
    """Return a type with each record in it replaced by its public model.

    Raises:
        TypeError: A record has no public model, and would be answered with all that it holds.
    """
    if get_origin(kind) is tuple:
        return GenericAlias(tuple, tuple(map(published, get_args(kind))))
    if is_dataclass(kind) and kind not in PUBLIC:
        raise TypeError(f"{kind} has no public name. Give it one with publish().")
    return PUBLIC.get(kind, kind)


class RecordRoute(APIRoute):
    """A route whose function may return records, which are answered by their public models, or a file."""

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        answer = get_type_hints(endpoint)["return"]
        is_file = isinstance(answer, type) and issubclass(answer, Response)
        super().__init__(path, endpoint, **options | {"response_model": None if is_file else published(answer)})


def _described_fields(record: type) -> dict[str, str]:
    """Return the sentences below a dataclass' fields, with those of its bases."""
    said: dict[str, str] = {}
    for kind in reversed(record.__mro__[:-1]):
        [declared] = ast.parse(dedent(inspect.getsource(kind))).body
        assert isinstance(declared, ast.ClassDef)  # noqa: S101 # the source of a class
        for field, below in pairwise(declared.body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(sentence))):
                    said[name] = " ".join(sentence.split())
    return said


def _in_json(sentence: str) -> str:
    return re.sub(r"\bNone\b(?! of the ten)", "null", sentence).replace("``", "`")
