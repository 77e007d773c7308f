"""What is the same on every processor: texts, and numbers but for their last digits."""

import re

TOLERANCE = 2e-4
"""Another processor adds in another order: seen are differences up to 4e-7 in a probability."""
_NUMBER = re.compile(r"-?0x1?\.?[0-9a-f]*p[+-]\d+|-?\d+\.\d{3,}(?:e-?\d+)?")
_OF_BYTES = re.compile(r",[0-9a-f]{16}(?=\n?$)")
"""The hash at the end of a row, of an embedding's bytes."""


def with_recorded_digits(before: str, after: str) -> str:
    """Return ``after`` with each number that is close to the recorded one at its place written as that one.

    >>> with_recorded_digits("sure: 0.345344, 12 photos", "sure: 0.345345, 13 photos")
    'sure: 0.345344, 13 photos'
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) != len(new):
        return after
    return "".join(map(_line, old, new))


def _line(before: str, after: str) -> str:
    old, new = _NUMBER.findall(before), _NUMBER.findall(after)
    if len(old) != len(new):
        return after
    digits = iter(
        [
            first if abs(_value(first) - _value(second)) <= TOLERANCE else second
            for first, second in zip(old, new, strict=True)
        ]
    )
    written = _NUMBER.sub(lambda _: next(digits), after)
    recorded = _OF_BYTES.search(before)
    return _OF_BYTES.sub(recorded.group(), written) if recorded else written


def _value(text: str) -> float:
    return float.fromhex(text) if "0x" in text else float(text)
