"""Items that wait for a person: delivered, with what a network is said to have answered."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.deliveries.work import Audit, ClassifiedFile
from fashion_model.catalogue.store.photos import prepare_photo
from fashion_model.serving.classifier import Classification
from tests.catalogue.fixtures import finish

NEVER_SURE = 1.1
"""A threshold that sends every item to a person."""
_NUMBERS = count(1000)


def deliver(
    catalogue: Catalogue,
    items: Mapping[str, Sequence[Classification]],
    name: str = "Tuesday",
    threshold: float = NEVER_SURE,
    spot_check: bool = False,
    same: int | None = None,
) -> DeliveryRecord:
    """Take in a delivery: for each SKU a photo for each answer, all different unless ``same`` names one."""
    delivery = catalogue.deliveries.open(name, "Ann")
    said = {}
    for sku, answers in items.items():
        for number, answer in enumerate(answers, start=1):
            said[f"{sku}_{number}.jpg"] = (answer, patchwork(next(_NUMBERS) if same is None else same))
    for path, (_, rgb) in said.items():
        catalogue.deliveries.add_file(delivery.token, path, path, rgb.size, hashlib.sha256(rgb.tobytes()).hexdigest())
    catalogue.deliveries.start(delivery.delivery_id)
    work = catalogue.work("test", 15)
    work.claim()
    for group in work.next_groups(delivery.delivery_id, frozenset(), len(items)):
        results = [
            ClassifiedFile(file_id, prepare_photo(said[path][1], sha256, path), said[path][0])
            for file_id, path, _, sha256 in group.files
        ]
        assert finish(work, group, results, threshold, Audit(spot_check, 0.1))
    work.release(delivery.delivery_id)
    return catalogue.deliveries.get(delivery.delivery_id)


def patchwork(number: int) -> np.ndarray:
    """Return a picture of its own for each number, none like another: patches in chance colours, (40, 30, 3) uint8."""
    colours = np.random.default_rng(number).integers(0, 256, (8, 6, 3), dtype=np.uint8)
    return np.kron(colours, np.ones((5, 5, 1), dtype=np.uint8))
