"""Where the time of one 600×800 photo goes, on one core, and how large the shipped model is.

    python -m benchmarks.latency [PHOTO …]

Photos of test contributors (60 of them, or those that are named) are fitted into 600×800 on white and encoded as JPEG
of quality 90. Prints the median and the 95th percentile of each step in milliseconds, and the process's own time on
the processor, which a busy machine does not stretch; then the model's files in megabytes (10^6 bytes).
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image, ImageOps

from benchmarks.measures import photos_of
from benchmarks.tables import print_table
from fashion_model.photo.decode import decode, encode_jpeg
from fashion_model.serving.artifacts import Artifact, load_current
from fashion_model.serving.classifier import Classifier, Outputs, limits_of
from fashion_model.settings import get_settings

STEPS = ("decode", "segmenter", "cut-out, close-up and 28×28 picture", "network", "photo network", "scope and decision")
TOTAL, PROCESSOR = "bytes to decision", "bytes to decision, processor time"
SIZE = (600, 800)
PHOTOS = 60
_WARM_UP = 3
Seen = TypeVar("Seen")


class ClockedClassifier(Classifier):
    """The served classifier with a clock on the segmenter and on the network; for one thread."""

    def __init__(self, artifact: Artifact) -> None:
        super().__init__(artifact, limits_of(get_settings()))
        self.spent: dict[str, float] = defaultdict(float)
        if self._segmenter is not None:
            self._segmenter = self._clocked("segmenter", self._segmenter)
        if self._photo_network is not None:
            self._photo_network = self._clocked("photo network", self._photo_network)  # type: ignore[assignment]

    @contextmanager
    def clock(self, step: str) -> Iterator[None]:
        """Add the seconds spent inside to a step."""
        started = perf_counter()
        yield
        self.spent[step] += perf_counter() - started

    def predict(self, pictures: np.ndarray, batch_size: int = 250) -> Outputs:
        """Run the network by the clock."""
        with self.clock("network"):
            return super().predict(pictures, batch_size)

    def _clocked(self, step: str, network: Callable[[np.ndarray], Seen]) -> Callable[[np.ndarray], Seen]:
        def run(rgb: np.ndarray) -> Seen:
            with self.clock(step):
                return network(rgb)

        return run


def as_upload(data: bytes) -> bytes:
    """Fit a photo into 600×800 on white and encode it as JPEG of quality 90."""
    fitted = ImageOps.pad(Image.fromarray(decode(data).rgb), SIZE, Image.Resampling.BICUBIC, color="white")
    return encode_jpeg(np.asarray(fitted), quality=90)


def time_one(classifier: ClockedClassifier, data: bytes) -> dict[str, float]:
    """Classify one photo; returns the seconds of each of ``STEPS``, the sum, and the processor's seconds."""
    classifier.spent.clear()
    began = process_time()
    with classifier.clock(TOTAL):
        with classifier.clock("decode"):
            photo = decode(data, classifier.limits)
        with classifier.clock("find"):
            found = classifier.find(photo)
        with classifier.clock("classify"):
            classifier.classify_found(photo, found)
    spent = classifier.spent
    return {
        **{step: spent[step] for step in ("decode", "segmenter", "network", "photo network", TOTAL)},
        "cut-out, close-up and 28×28 picture": spent["find"] - spent["segmenter"],
        "scope and decision": spent["classify"] - spent["network"] - spent["photo network"],
        PROCESSOR: process_time() - began,
    }


def time_all(classifier: ClockedClassifier, uploads: Sequence[bytes]) -> dict[str, np.ndarray]:
    """Return for each step ``(N,)`` milliseconds, on one core, after a warm-up."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for data in uploads[:_WARM_UP]:
            time_one(classifier, data)
        timed = [time_one(classifier, data) for data in uploads]
    finally:
        cv2.setNumThreads(threads)
    return {step: 1000 * np.array([one[step] for one in timed]) for step in (*STEPS, TOTAL, PROCESSOR)}


def sizes_mb(artifacts_dir: Path) -> dict[str, float]:
    """Return the size of each file of the artifacts folder, in 10^6 bytes, the largest first."""
    files = {path: path.stat().st_size for path in artifacts_dir.rglob("*") if path.is_file()}
    ranked = sorted(files, key=lambda path: -files[path])
    return {path.relative_to(artifacts_dir).as_posix(): files[path] / 1e6 for path in ranked}


def held_out_uploads(names: Sequence[str] = ()) -> list[bytes]:
    """Return uploads of the named photos, or of test contributors' photos."""
    paths = [Path(name) for name in names] or [photo.path for photo in photos_of(get_settings(), "test")[:PHOTOS]]
    return [as_upload(path.read_bytes()) for path in paths]


def main() -> None:
    """Print both tables."""
    settings = get_settings()
    started = perf_counter()
    classifier = ClockedClassifier(load_current(settings.artifacts_dir))
    load_ms = 1000 * (perf_counter() - started)
    uploads = held_out_uploads(sys.argv[1:])
    times = time_all(classifier, uploads)
    print(f"model {classifier.version} loaded and checked in {load_ms:.0f} ms; {len(uploads)} photos of 600×800\n")
    rows = [[name, f"{np.median(ms):.2f}", f"{np.percentile(ms, 95):.2f}"] for name, ms in times.items()]
    print_table(["step", "p50 ms", "p95 ms"], rows)
    sizes = sizes_mb(settings.artifacts_dir)
    print()
    print_table(
        ["file", "MB"], [[name, f"{size:.3f}"] for name, size in [*sizes.items(), ("all", sum(sizes.values()))]]
    )


if __name__ == "__main__":
    main()
