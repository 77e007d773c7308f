"""Whole numbers as a spreadsheet's number format shows them."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_(?P<space>.)|\*(?P<fill>.)'
    r"|(?P<general>(?i:general))|(?P<plain>.)"
)
_LITERALS = frozenset("-+():!^&'~{}<>= $€£¥")
_COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)
_LOCALE = re.compile(r"\$(?P<symbol>[^-]*)(-.*)?")
_PLACES = "0#?"
_Token = tuple[str, str]
"""``place`` with the placeholder, ``text`` with what stands there, or ``odd`` with what is not understood."""


def shown_number(number: int, number_format: str) -> str | None:
    """Return a whole number as its cell shows it; None where that cannot be told for sure, or differs by country.

    Understood are placeholders for digits with text among them. Decimals, thousands separators, percent, fractions,
    powers of ten, dates and conditions are not. Source: ECMA-376, part 1, section 18.8.31.

    >>> shown_number(42, '"TS-"0000')
    'TS-0042'
    >>> shown_number(123456, "000-000")
    '123-456'
    """
    if number_format in ("@", ""):
        return str(number)
    sections = _sections(number_format)
    if len(sections) > 2 and number == 0:
        section, sign = sections[2], ""
    elif len(sections) > 1 and number < 0:
        section, sign = sections[1], ""
    else:
        section, sign = sections[0], "-" if number < 0 else ""
    tokens = _without_separators(section, number)
    if any(kind == "odd" for kind, _ in tokens) or not any(kind == "place" for kind, _ in tokens):
        return None
    return (sign + _filled(tokens, str(abs(number)))).strip()


def adds_to_digits(number_format: str) -> bool:
    """Return whether a format shows more than a number's own digits, so that no zeros in front are missed."""
    tokens = _sections(number_format)[0]
    places = [text for kind, text in tokens if kind == "place"]
    return places.count("0") > 1 or any(kind == "text" and text.strip() for kind, text in tokens)


def _sections(number_format: str) -> list[list[_Token]]:
    """Return the parts of a format: for numbers above zero, below it, for zero, and for text."""
    sections: list[list[_Token]] = [[]]
    for kind, text in _tokens(number_format):
        if (kind, text) == ("odd", ";"):
            sections.append([])
        else:
            sections[-1].append((kind, text))
    return sections


def _tokens(number_format: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(number_format):
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "general":
            yield "place", "0"
        elif kind == "bracket":
            yield from _bracketed(text)
        elif kind in ("quoted", "escaped"):
            yield "text", text
        elif kind == "space":
            yield "text", " "
        elif kind == "fill":
            yield "odd" if text.strip() else "text", text.strip()
        elif text in _PLACES:
            yield "place", text
        else:
            yield "text" if text in _LITERALS else "odd", text


def _bracketed(text: str) -> Iterator[_Token]:
    """Yield what a part in brackets shows: the symbol of a currency, nothing for a colour or country, or unknown."""
    if locale := _LOCALE.fullmatch(text):
        yield "text", locale["symbol"]
    elif not _COLOURS.fullmatch(text):
        yield "odd", text


def _without_separators(section: list[_Token], number: int) -> list[_Token]:
    """Return a section without separators of thousands, where the number is too small to need one."""
    last = max((at for at, (kind, _) in enumerate(section) if kind == "place"), default=0)
    small = abs(number) < 1000 and sum(text == "0" for kind, text in section if kind == "place") < 4
    return [token for at, token in enumerate(section) if not (small and at < last and token == ("odd", ","))]


def _filled(tokens: list[_Token], digits: str) -> str:
    """Return the section's text with the digits in its places, from the right; the first place takes those left."""
    left = "" if digits == "0" else digits
    first = next(at for at, (kind, _) in enumerate(tokens) if kind == "place")
    shown: list[str] = []
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind == "text":
            shown.append(text)
        elif at == first:
            shown.append(left or _missing(text))
        else:
            shown.append(left[-1:] or _missing(text))
            left = left[:-1]
    return "".join(reversed(shown))


def _missing(place: str) -> str:
    return {"0": "0", "#": "", "?": " "}[place]
