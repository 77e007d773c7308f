"""Process that decodes photos which come through a pipe, under limits of memory and time."""

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fashion_model.photo.decode import DecodeLimits, Photo, PhotoRefused, decode_here
from fashion_model.photo.decoders import LENGTH, READY, REQUEST

try:
    import resource
except ModuleNotFoundError:  # not on every system
    resource = None  # type: ignore[assignment]

_WORN_BYTES = 100_000_000
"""Memory that does not come back after a photo; a process that has lost as much is replaced."""
_ORPHAN_S = 1.0
"""How much longer than a photo may take a process lives whose parent cannot end it any more."""
_NOTHING = np.empty((0, 0, 3), np.uint8)


def main() -> None:
    """Decode photos until the pipe closes."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # no library may write between the answers
    _settle()
    at_start = _memory()
    answers.write(READY)
    while header := requests.read(REQUEST.size):
        length, pixels, memory, seconds = REQUEST.unpack(header)
        with _Limits(memory, seconds):
            limits = DecodeLimits(max_bytes=length, max_pixels=pixels, max_memory=memory, max_seconds=seconds)
            said, rgb = _answer(requests.read(length), limits)
        said["worn"] = _memory() - at_start > _WORN_BYTES
        text = json.dumps(said).encode()
        _write(answers, LENGTH.pack(len(text)) + text)
        _write(answers, rgb.reshape(-1).data)


def _settle() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that began it, which then closes the pipe
    if resource:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@dataclass(frozen=True)
class _Limits:
    """Memory and time that one photo may take, from now on.

    Attributes:
        memory: In bytes.
        seconds: As its name says.
    """

    memory: int
    seconds: float

    def __enter__(self) -> None:
        self._bound(_memory() + self.memory)
        signal.setitimer(signal.ITIMER_REAL, self.seconds + _ORPHAN_S)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._bound(None)

    @staticmethod
    def _bound(most: int | None) -> None:
        if resource:
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            bounds = [bound for bound in (most, hard) if bound is not None and bound != resource.RLIM_INFINITY]
            resource.setrlimit(resource.RLIMIT_DATA, (min(bounds, default=resource.RLIM_INFINITY), hard))


def _memory() -> int:
    """Return the memory that this process has asked for, in bytes, as the system's limit counts it."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:  # not on every system
        return 0
    return int(fields[5]) * os.sysconf("SC_PAGE_SIZE")


def _answer(data: bytes, limits: DecodeLimits) -> tuple[dict[str, object], np.ndarray]:
    try:
        photo: Photo = decode_here(data, limits)
    except PhotoRefused as refusal:
        return {"refused": str(refusal), "shape": (0, 0)}, _NOTHING
    said: dict[str, object] = {"file_format": photo.file_format, "remark": photo.remark, "shape": photo.rgb.shape[:2]}
    return said, np.ascontiguousarray(photo.rgb)


def _write(answers: BinaryIO, content: bytes | memoryview) -> None:
    left = memoryview(content)
    while left:
        left = left[answers.write(left) :]


if __name__ == "__main__":
    main()
