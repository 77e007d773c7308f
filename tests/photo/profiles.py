"""Colour profiles made by code: small ICC files of version 2 with a gamma curve."""

import struct

D50 = (0.9642, 1.0, 0.8249)
WIDE = {"rXYZ": (0.6097, 0.3111, 0.0195), "gXYZ": (0.2053, 0.6257, 0.0609), "bXYZ": (0.1492, 0.0632, 0.7446)}
"""Primaries of Adobe RGB, seen under D50."""


def rgb_profile(gamma: float = 2.2) -> bytes:
    """Return a profile of wide colours."""
    points = {name: _point(values) for name, values in WIDE.items()}
    curves = {f"{channel}TRC": _curve(gamma) for channel in "rgb"}
    return _profile(b"RGB ", points | curves)


def grey_profile(gamma: float) -> bytes:
    """Return a profile of greys; 1.0 is linear light."""
    return _profile(b"GRAY", {"kTRC": _curve(gamma)})


def _point(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)


def _profile(space: bytes, tags: dict[str, bytes]) -> bytes:
    text = b"test\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(79)
    every = {"desc": described + bytes(-len(described) % 4), "wtpt": _point(D50), **tags}
    table, bodies, place = struct.pack(">I", len(every)), b"", 128 + 4 + 12 * len(every)
    for name, body in every.items():
        table += name.encode() + struct.pack(">II", place + len(bodies), len(body))
        bodies += body
    size = place + len(bodies)
    header = struct.pack(">I4sI4s4s4s12s4s", size, b"lcms", 0x02400000, b"mntr", space, b"XYZ ", bytes(12), b"acsp")
    header += bytes(28) + struct.pack(">3i", *(round(value * 65536) for value in D50))
    return header.ljust(128, b"\0") + table + bodies
