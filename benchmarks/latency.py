"""Where the time of one photo goes, on one core: bytes to decision, step by step.

    python -m benchmarks.latency [PHOTO …]

Without photos it takes 60 of the test contributors'. Prints the median and the 95th percentile of each step in
milliseconds, each step's share of the median, and how long the process took to load the model.
"""

import sys
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np

from fashion_model.photo.decode import decode
from fashion_model.photo.garment import cut_garment
from fashion_model.photo.segment import find_item
from fashion_model.serving.classifier import load_classifier
from fashion_model.serving.decision import decide
from fashion_model.settings import get_settings
from fashion_model.training.photo_set import load_photo_set, part_of

STEPS = ("decode", "find the item", "28×28 picture", "network", "decision", "bytes to decision")


def main() -> None:
    """Print the table."""
    cv2.setNumThreads(1)
    settings = get_settings()
    started = perf_counter()
    classifier = load_classifier(settings)
    load_s = perf_counter() - started
    files = [Path(name).read_bytes() for name in sys.argv[1:]] or _test_photos()
    seconds = np.zeros((len(files), len(STEPS)))
    for row, data in zip(seconds, files, strict=True):
        marks = [perf_counter()]
        photo = decode(data, classifier.limits)
        marks.append(perf_counter())
        item = find_item(photo.rgb)
        marks.append(perf_counter())
        garment = cut_garment(photo.rgb, item)
        marks.append(perf_counter())
        probabilities = classifier.predict(garment.picture[None]).photo_probabilities[0]
        marks.append(perf_counter())
        decide(probabilities, garment.method, classifier.artifact.auto_threshold)
        marks.append(perf_counter())
        row[:-1], row[-1] = np.diff(marks), marks[-1] - marks[0]
    print(f"model {classifier.version} loaded and checked in {load_s * 1000:.0f} ms; {len(files)} photos")
    for name, column in zip(STEPS, seconds.T * 1000, strict=True):
        share = np.median(column) / np.median(seconds[:, -1] * 1000)
        print(f"{name:<18} p50 {np.median(column):8.2f} ms   p95 {np.percentile(column, 95):8.2f} ms   {share:6.1%}")


def _test_photos() -> list[bytes]:
    settings = get_settings()
    photos = load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
    chosen = [photo for photo in photos if part_of(photo.contributor) == "test"][:60]
    return [photo.path.read_bytes() for photo in chosen]


if __name__ == "__main__":
    main()
