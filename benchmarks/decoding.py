"""Decoding in a process of its own: what it costs, and whether it answers as decoding whole pictures at once did.

    python -m benchmarks.decoding [--photos 1000]

Prints for photos of 600×800 and of 12 megapixels how long decoding takes here and in a decoder (the least of
40 rounds, in milliseconds), and on how many photos of the photo set pixels and answers are those of turning,
converting and scaling each picture as a whole. Then it serves the application, sends two slow photos at once and prints
how long `/api/health` takes meanwhile.
"""

import argparse
import io
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from urllib.request import Request, urlopen

import numpy as np
from PIL import Image, ImageOps

from benchmarks.hostile_files import many_passes
from benchmarks.latency import as_upload
from benchmarks.tables import print_table
from fashion_model.photo.decode import Photo, PhotoRefused, decode, decode_here, encode_jpeg
from fashion_model.photo.upright import LARGEST_EDGE
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.settings import get_settings

_ROUNDS = 40
_BOUNDARY = "photo-boundary"


def decoded_at_once(data: bytes) -> np.ndarray:
    """Decode a JPEG as it was done before: turn, then convert, then scale the whole picture."""
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (LARGEST_EDGE, LARGEST_EDGE))
    upright = ImageOps.exif_transpose(image)
    if max(upright.size) > LARGEST_EDGE:
        upright = ImageOps.contain(upright, (LARGEST_EDGE, LARGEST_EDGE), Image.Resampling.BOX)
    return np.asarray(upright.convert("RGB"))


def time_both(data: bytes) -> tuple[float, float]:
    """Return the least milliseconds of decoding here and in a decoder: a busy machine stretches these least."""
    ways: tuple[Callable[[bytes], Photo], ...] = (decode_here, decode)
    spent: list[list[float]] = [[], []]
    for _ in range(_ROUNDS):
        for way, times in zip(ways, spent, strict=True):
            started = perf_counter()
            way(data)
            times.append(1000 * (perf_counter() - started))
    here, there = (min(times) for times in spent)
    return here, there


def compare(classifier: Classifier, paths: list[Path]) -> tuple[int, int, int]:
    """Return how many photos there are, on how many all pixels agree, and on how many the answers do."""
    photos = pixels = answers = 0
    for path in paths:
        data = path.read_bytes()
        try:
            now, before = decode_here(data), Photo(decoded_at_once(data), "JPEG")
        except (PhotoRefused, OSError) as error:
            print(f"{path.name} cannot be compared: {error}")
            continue
        photos += 1
        if np.array_equal(now.rgb, before.rgb):
            pixels, answers = pixels + 1, answers + 1
        else:
            decisions = [classifier.classify_found(photo, classifier.find(photo)).decision for photo in (now, before)]
            answers += decisions[0].category == decisions[1].category and decisions[0].status == decisions[1].status
    return photos, pixels, answers


def health_ms(folder: Path) -> tuple[np.ndarray, list[float]]:
    """Return how long each health check takes while two slow photos are read, in ms, and how long those take, in s."""
    from benchmarks.application import running_application

    body = _form(many_passes(90, edge=7000))
    checks: list[float] = []
    lasted: list[float] = []

    def send(address: str) -> None:
        head = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        started = perf_counter()
        with urlopen(Request(f"{address}/api/classify", body, head)) as answer:
            answer.read()
        lasted.append(perf_counter() - started)

    with running_application(folder) as server:
        senders = [threading.Thread(target=send, args=(server.url,)) for _ in range(2)]
        for sender in senders:
            sender.start()
        while any(sender.is_alive() for sender in senders):
            started = perf_counter()
            with urlopen(f"{server.url}/api/health") as answer:
                answer.read()
            checks.append(1000 * (perf_counter() - started))
            senders[0].join(0.05)
    return np.array(checks), lasted


def _form(data: bytes) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="slow.jpg"\r\n\r\n'
    return head.encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode()


def main() -> None:
    """Print the three."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decoding", description=__doc__)
    parser.add_argument("--photos", type=int, default=1000)
    options = parser.parse_args()
    folder = get_settings().photo_dataset_dir
    if folder is None:
        parser.error("set FASHION_PHOTO_DATASET_DIR to the folder of the photo set")
    paths = sorted((folder / "images").iterdir())[: options.photos]
    first = as_upload(paths[0].read_bytes())
    large = encode_jpeg(np.asarray(Image.open(io.BytesIO(first)).resize((3000, 4000))))
    rows = []
    for name, data in (("600×800", first), ("3000×4000", large)):
        here, there = time_both(data)
        rows.append([name, f"{here:.2f}", f"{there:.2f}", f"{there - here:+.2f}"])
    print_table(["photo", "here, ms", "in a decoder, ms", "more, ms"], rows)
    photos, pixels, answers = compare(load_classifier(), paths)
    print(f"\n{photos:,} photos: all pixels as before on {pixels / photos:.2%}, answers on {answers / photos:.2%}")
    with tempfile.TemporaryDirectory() as place:
        checks, lasted = health_ms(Path(place))
    print(
        f"\ntwo slow photos at once ({max(lasted):.1f} s): {len(checks)} health checks, median "
        f"{np.median(checks):.0f} ms, longest {checks.max():.0f} ms"
    )


if __name__ == "__main__":
    main()
