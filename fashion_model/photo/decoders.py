"""Decoders: processes that decode photos, as many at once as memory allows.

A decoder is reused from photo to photo. One that takes too long is killed, and one that dies takes nothing with it; the
next photo gets a new one. A decoder ends when the pipe to it closes, so none outlives the program that began it.
"""

import atexit
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np

REQUEST = struct.Struct("<QQQd")
"""Bytes of the file, most pixels, most memory in bytes, most seconds."""
LENGTH = struct.Struct("<I")
"""Of the JSON that an answer begins with."""
READY = b"\x01"
_PROGRAM = "fashion_model.photo.decoder_process"
_START_S = 60.0
_IN_TIME = 0.9
"""Share of the longest time after which a decoder is killed: the refusal, too, has to be there in time."""
_OWN_MEMORY = 60_000_000
"""What a decoder takes beside its photo, in bytes."""
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ of Linux
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
"""Of the environment: a decoder is told no passwords."""


class NoDecoder(OSError):
    """This machine lets no process be started."""


class AllBusy(TimeoutError):
    """Every decoder had something to do for as long as the caller would wait."""


class TookTooLong(TimeoutError):
    """The photo was not decoded in time."""


class Died(EOFError):
    """The decoder ended over the photo.

    Attributes:
        for_memory: Whether the system ended it, as it does with processes that take too much memory.
    """

    def __init__(self, for_memory: bool) -> None:
        super().__init__()
        self.for_memory = for_memory


@dataclass(frozen=True)
class Cost:
    """What one photo may cost.

    Attributes:
        pixels: Width × height.
        memory: Bytes, the file's own among them.
        seconds: From the moment that a decoder has it.
        wait: Seconds until a decoder has it; None to wait for ever.
    """

    pixels: int
    memory: int
    seconds: float
    wait: float | None


class Decoder:
    """A process that decodes one photo after the other.

    Raises:
        NoDecoder: It cannot be started.
    """

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        places = [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]
        environment |= {"PYTHONPATH": os.pathsep.join(places), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        try:
            self._process = subprocess.Popen(  # noqa: S603 # this program's own module
                [sys.executable, "-P", "-m", _PROGRAM],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            self._to, self._from = cast(Any, self._process.stdin), cast(Any, self._process.stdout)
            self._ready = select.poll()
            self._ready.register(self._from, select.POLLIN)
            _widen(self._to.fileno(), self._from.fileno())
            self.is_fresh = bytes(self._read(1, time.monotonic() + _START_S)) == READY
        except (OSError, ValueError, AttributeError, EOFError) as error:  # also where no executable is known
            self.end()
            raise NoDecoder(str(error)) from error

    def ask(self, data: bytes, cost: Cost) -> tuple[dict[str, Any], np.ndarray]:
        """Decode a photo.

        Returns:
            What is said of it, and its pixels ``(H, W, 3)`` uint8, none when it is refused.

        Raises:
            TookTooLong: It was not done in time; the decoder is dead.
            Died: The decoder is.
        """
        deadline = time.monotonic() + _IN_TIME * cost.seconds
        try:
            self._write(REQUEST.pack(len(data), cost.pixels, cost.memory, cost.seconds))
            self._write(data)
            (length,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
            said = json.loads(bytes(self._read(length, deadline)))
            height, width = said["shape"]
            pixels = np.frombuffer(self._read(height * width * 3, deadline), np.uint8).reshape(height, width, 3)
        except TimeoutError as error:
            self.end()
            raise TookTooLong from error
        except (OSError, EOFError, ValueError) as error:
            raise Died(self.end() == -signal.SIGKILL) from error
        self.is_fresh = not said["worn"]
        return said, pixels

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._to.write(left) :]

    def _read(self, length: int, deadline: float) -> memoryview:
        content = np.empty(length, np.uint8).data
        left = content
        while left:
            if not self._ready.poll(max(0.0, 1000 * (deadline - time.monotonic()))):
                raise TimeoutError
            count = self._from.readinto(left)
            if not count:
                raise EOFError
            left = left[count:]
        return content

    def is_usable(self) -> bool:
        """Return whether it can take a photo."""
        return self.is_fresh and self._process.poll() is None

    def end(self) -> int:
        """Kill it; returns its exit status."""
        if not hasattr(self, "_process"):
            return 0
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        return status


class Decoders:
    """As many decoders as fit the memory and the processors, begun when they are needed.

    Args:
        most: How many at once.
    """

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)
        self._resting: deque[Decoder] = deque()
        self._owner = os.getpid()
        atexit.register(self.close)

    def ask(self, data: bytes, cost: Cost) -> tuple[dict[str, Any], np.ndarray]:
        """Decode a photo as soon as a decoder is free; returns what ``Decoder.ask`` returns.

        Raises:
            AllBusy: None was free in time.
            NoDecoder: None can be started.
            TookTooLong: It was not decoded in time.
            Died: The decoder ended over it.
        """
        if not self._free.acquire(timeout=cost.wait):
            raise AllBusy
        try:
            decoder = self._usable()
            answer = decoder.ask(data, cost)
            self._resting.append(decoder)
        finally:
            self._free.release()
        return answer

    def _usable(self) -> Decoder:
        with suppress(IndexError):  # none is resting
            while True:
                decoder = self._resting.pop()  # the latest, so that few are kept in memory
                if decoder.is_usable():
                    return decoder
                decoder.end()
        return Decoder()

    def start(self) -> None:
        """Begin a decoder, so that the first photo does not wait for it."""
        if not self._resting:
            self._resting.append(Decoder())

    def close(self) -> None:
        """End all that have nothing to do; those of the process that a forked one comes from are left to that."""
        while self._resting and os.getpid() == self._owner:
            self._resting.pop().end()


def decoders(memory: int) -> Decoders:
    """Return the decoders of this process; a forked one has its own.

    Args:
        memory: What one photo may take, in bytes.
    """
    with _LOCK:
        return _decoders(os.getpid(), memory)


_LOCK = threading.Lock()


@cache
def _decoders(_process: int, memory: int) -> Decoders:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Decoders(max(1, min(processors, available_memory() // (memory + _OWN_MEMORY))))


def available_memory() -> int:
    """Return the memory that this machine, or the container, has left, in bytes; a great deal where nothing is said."""
    left = [1 << 62]
    with suppress(OSError, ValueError, IndexError):
        meminfo = Path("/proc/meminfo").read_text(encoding="ascii")
        left.append(1024 * int(meminfo.split("MemAvailable:")[1].split()[0]))
    with suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        most, now = ((group / name).read_text(encoding="ascii") for name in ("memory.max", "memory.current"))
        left.append(max(0, int(most) - int(now)))  # ValueError where it says "max"
    return min(left)


def _widen(*pipes: int) -> None:
    """Let pipes hold more at once, where the system can."""
    with suppress(ImportError, OSError):
        import fcntl

        for pipe in pipes:
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)
