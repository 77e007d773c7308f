"""Photos are decoded by processes that can be killed, wait for their turn, and outlive nobody."""

import contextlib
import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest
from PIL import Image

from fashion_model.photo import decoders
from fashion_model.photo.decode import DecodeLimits, DecodersBusy, PhotoRefused, decode, decode_here

LIMITS = DecodeLimits()


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def photo(edge: int = 900) -> bytes:
    levels = np.random.default_rng(1).integers(0, 256, (edge // 20, edge // 20, 3), dtype=np.uint8)
    return saved(Image.fromarray(levels).resize((edge, edge)), "JPEG")


def slow_photo() -> bytes:
    """Return a picture of 40 million pixels in tiny runs, which takes seconds to unfold."""
    width, height = 8000, 5000
    runs = b"\x01\x02" * width + b"\0\0"
    pixels = runs * 300
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    palette = bytes(1024)
    start = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + header + palette + pixels


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_another_process_decodes_to_the_same_bytes_and_is_used_again() -> None:
    data = photo(2000)
    first = decode(data)
    np.testing.assert_array_equal(first.rgb, decode_here(data).rgb)
    before = children()
    assert before
    decode(data)
    assert children() == before


def test_decoder_is_told_no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASHION_DATABASE_URL", "postgresql://shop:secret@db/catalogue")
    decoder = decoders.Decoder()
    environment = psutil.Process(decoder._process.pid).environ()
    decoder.end()
    assert "FASHION_DATABASE_URL" not in environment


def test_photo_that_takes_too_long_is_refused_and_the_next_one_is_judged() -> None:
    started = time.monotonic()
    with pytest.raises(PhotoRefused, match=r"more than 0\.5 seconds"):
        decode(slow_photo(), replace(LIMITS, max_seconds=0.5))
    assert time.monotonic() - started < 5
    assert decode(photo()).rgb.shape == (900, 900, 3)


def test_photo_that_takes_too_much_memory_is_refused_and_the_next_one_is_judged() -> None:
    small = replace(LIMITS, max_memory=100_000_000)
    strip = saved(Image.new("RGB", (4000, 5000)), "TIFF", compression="tiff_adobe_deflate", tiffinfo={278: 5000})
    for data in (saved(Image.new("RGB", (6000, 6000)), "PNG"), strip, saved(Image.new("RGB", (4000, 3000)), "WEBP")):
        with pytest.raises(PhotoRefused, match=r"megapixels are accepted of|MB of memory"):
            decode(data, small)
    assert decode(photo(), small).rgb.shape == (900, 900, 3)


def test_decoder_that_dies_over_a_photo_refuses_only_this_one() -> None:
    decoder = decoders.Decoder()
    cost = decoders.Cost(LIMITS.max_pixels, LIMITS.max_memory, 20, None)
    killer = threading.Timer(0.2, os.kill, (decoder._process.pid, signal.SIGSEGV))
    killer.start()
    with pytest.raises(decoders.Died) as died:
        decoder.ask(slow_photo(), cost)
    assert not died.value.for_memory
    assert not decoder.is_usable()


def test_photo_whose_turn_does_not_come_in_time_is_told_from_a_refused_one() -> None:
    pool = decoders.Decoders(1)
    cost = decoders.Cost(LIMITS.max_pixels, LIMITS.max_memory, 1.0, None)

    def ask_slowly() -> None:
        with contextlib.suppress(decoders.TookTooLong):
            pool.ask(slow_photo(), cost)

    slow = threading.Thread(target=ask_slowly)
    slow.start()
    while pool._free._value:
        pass
    with pytest.raises(decoders.AllBusy):
        pool.ask(photo(), replace(cost, wait=0.01))
    pool.ask(photo(), cost)  # without an end to its patience it comes
    slow.join()
    pool.close()
    assert "again" in str(DecodersBusy())


def test_as_many_decode_at_once_as_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoders, "available_memory", lambda: 1_000_000_000)
    assert decoders._decoders.__wrapped__(0, 900_000_000)._free._value == 1
    assert decoders._decoders.__wrapped__(0, 10_000_000)._free._value == len(os.sched_getaffinity(0))
    monkeypatch.setattr(decoders, "available_memory", lambda: 0)
    assert decoders._decoders.__wrapped__(0, 900_000_000)._free._value == 1


PARENT = """
import os, signal, sys
from fashion_model.photo.decoders import Decoder
decoder = Decoder()
print(decoder._process.pid, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("end", ["killed", "well"])
def test_no_decoder_outlives_its_parent(end: str) -> None:
    ended = subprocess.run([sys.executable, "-c", PARENT, end], capture_output=True, text=True, check=False)
    number = int(ended.stdout)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the decoder lives on"


def test_where_no_process_can_be_had_photos_are_decoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setattr(decoders, "decoders", lambda _memory: decoders.Decoders(1))
    assert decode(photo()).rgb.shape == (900, 900, 3)
    with pytest.raises(PhotoRefused, match="megapixels are accepted of"):
        decode(saved(Image.new("RGB", (6000, 6000)), "PNG"), replace(LIMITS, max_memory=100_000_000))


def test_progressive_jpeg_of_thousands_of_passes_is_refused_before_it_is_decoded() -> None:
    data = saved(Image.new("RGB", (400, 400), "red"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    again = data[:last] + data[last:-2] * 5000 + data[-2:]
    with pytest.raises(PhotoRefused, match=r"5,0\d\d passes"):
        decode_here(again)


@pytest.mark.parametrize("kind", ["webp", "lossless webp", "extended webp"])
def test_webp_that_claims_a_huge_size_is_refused_by_its_header(kind: str) -> None:
    options = {"webp": {}, "lossless webp": {"lossless": True}, "extended webp": {"icc_profile": b"x" * 128}}[kind]
    with pytest.raises(PhotoRefused, match=r"8,000×8,000 pixels; at most 28 megapixels are accepted of WebP"):
        decode_here(resized(saved(Image.new("RGB", (40, 40)), "WEBP", **options), 8000))


def test_webp_of_24_megapixels_is_judged() -> None:
    assert decode(saved(Image.new("RGB", (5000, 4900)), "WEBP", method=0)).rgb.shape == (1568, 1600, 3)


def resized(data: bytes, edge: int) -> bytes:
    """Return a WebP whose header states another size."""
    if data[12:16] == b"VP8X":
        return data[:24] + (edge - 1).to_bytes(3, "little") * 2 + data[30:]
    if data[12:16] == b"VP8L":
        return data[:21] + ((edge - 1) << 14 | (edge - 1)).to_bytes(4, "little") + data[25:]
    return data[:26] + edge.to_bytes(2, "little") * 2 + data[30:]
