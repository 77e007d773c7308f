"""A page as text: every element in order, with its words, choices and tables, and a fingerprint of its charts."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element, Node

NO_WORDS = frozenset(
    {
        "acceptNewOptions",
        "allowEmpty",
        "arrowData",
        "autocomplete",
        "border",
        "columnGapConfig",
        "columns",
        "config",
        "data",
        "datasets",
        "deferredFileId",
        "editingMode",
        "elementId",
        "elementType",
        "flexContainer",
        "formId",
        "format",
        "gapConfig",
        "gridCell",
        "heightConfig",
        "hideAnchor",
        "id",
        "ignoreRerun",
        "imgs",
        "labelVisibility",
        "minColumnWidthPx",
        "queryParamKey",
        "rowGapConfig",
        "scrollConfig",
        "selectionMode",
        "setValue",
        "spec",
        "styler",
        "tag",
        "theme",
        "url",
        "verticalAlignment",
        "weight",
        "widthConfig",
        "wrap",
    }
)
"""Fields of Streamlit's messages that hold no words: keys, layout, addresses of files, and what is told apart below."""
CHART_WORDS = frozenset({"title", "name", "text", "hovertemplate", "labelExpr", "ticktext"})
"""Where charts keep what people read."""
LONGEST_TEXT = 4000
"""What is longer is a program or a style sheet, not words of a page."""
PICTURE = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]+")


def page_text(page: AppTest) -> str:
    """Return a page that has run, a line an element; an exception on it fails."""
    assert not page.exception, page.exception
    places = page._tree.children.values()  # the page, its sidebar, and what lies over them: dialogs and toasts
    lines = [line for place in places for line in _lines(place, 0)]
    address = [f"?{name}={value}" for name, value in sorted(page.query_params.items())]
    return "\n".join([*address, *lines]) + "\n"


def _lines(node: Node, depth: int) -> Iterator[str]:
    if isinstance(node, Block):
        if words := _words(node.proto):
            yield _line(depth, node.type, words)
        for child in node.children.values():
            yield from _lines(child, depth + bool(words))
    elif isinstance(node, Element):
        yield from _element(node, depth)


def _element(element: Element, depth: int) -> Iterator[str]:
    ends = ("min=", "max=") if element.type == "date_input" else ()  # they are some years from today
    yield _line(depth, element.type, [word for word in _words(element.proto) if not word.startswith(ends)])
    inside = "  " * (depth + 1)
    if element.type in ("arrow_data_frame", "dataframe", "table", "arrow_table"):
        yield from (inside + row for row in _table(element.value))
    elif element.type in ("plotly_chart", "arrow_vega_lite_chart"):
        yield from (inside + row for row in _chart(element.proto))
    elif element.type in ("imgs", "image"):
        yield from (f"{inside}{image.caption}" for image in element.proto.imgs if image.caption)


def _line(depth: int, kind: str, words: list[str]) -> str:
    return ("  " * depth + f"{kind}: " + " | ".join(words)).rstrip()


def _words(proto: object) -> list[str]:
    return list(_flat("", MessageToDict(proto))) if proto is not None else []


def _flat(name: str, value: object) -> Iterator[str]:
    """Yield a message's fields as ``name=value``, those below others with a dotted name."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key not in NO_WORDS:
                yield from _flat(f"{name}.{key}".lstrip("."), below)
    elif isinstance(value, list):
        for below in value:
            yield from _flat(name, below)
    elif isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield f"{name}={_fingerprint(value.encode())}"
    else:
        yield f"{name}={json.dumps(value, ensure_ascii=False)}"


def _table(value: object) -> list[str]:
    frame = value if isinstance(value, pd.DataFrame) else pd.DataFrame(value)
    text = frame.to_csv(lineterminator="\n", float_format="%.6g")
    return PICTURE.sub(lambda found: _fingerprint(found[0].encode()), text).splitlines()


def _chart(proto: object) -> Iterator[str]:
    spec = json.loads(proto.spec)  # type: ignore[attr-defined]
    yield from dict.fromkeys(_chart_words(spec))
    data = json.dumps(_as_seen(spec), sort_keys=True).encode() + b"".join(
        dataset.data.data for dataset in getattr(proto, "datasets", ())
    )
    yield _fingerprint(data)


def _as_seen(value: object) -> object:
    """Return a chart's description with its numbers as exactly as tables have them; no eye tells more digits apart."""
    if isinstance(value, dict):
        if "bdata" in value:
            return _as_seen(np.frombuffer(base64.b64decode(value["bdata"]), np.dtype(value["dtype"])).tolist())
        return {key: _as_seen(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_as_seen(below) for below in value]
    return float(f"{round(value, 9):.6g}") if isinstance(value, float) else value


def _fingerprint(data: bytes) -> str:
    return f"fingerprint {hashlib.sha256(data).hexdigest()[:16]}"


def _chart_words(spec: object, key: str = "") -> Iterator[str]:
    if isinstance(spec, dict):
        for name, below in spec.items():
            yield from _chart_words(below, name)
    elif isinstance(spec, list):
        for below in spec:
            yield from _chart_words(below, key)
    elif isinstance(spec, str) and key in CHART_WORDS and spec.strip():
        yield f"{key}: {spec!r}"
