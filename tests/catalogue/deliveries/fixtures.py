"""Deliveries of real photos: dropped, matched and classified through the product's own parts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.intake.spool import Spool
from fashion_model.intake.worker import DeliveryWorker, WorkRules
from fashion_model.serving.classifier import Classifier

T_SHIRTS = (
    "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg",
    "16f1fbdf-d339-40f6-aecb-e55199db7a96.jpg",
)
SHIRT = "00143901-a14c-4600-960f-7747b4a3a8cd.jpg"
DRESS = "46ad36ad-8234-4fa1-a88b-e76256413c17.jpg"


@dataclass(frozen=True)
class Dock:
    """Where deliveries come in: a catalogue, its spool, and the worker that goes through them."""

    catalogue: Catalogue
    spool: Spool
    worker: DeliveryWorker

    def deliver(self, files: Mapping[str, bytes], name: str = "Tuesday") -> DeliveryRecord:
        """Begin a delivery and add these files, by their paths; it is not started."""
        delivery = self.catalogue.deliveries.open(name, "Ann")
        for path, data in files.items():
            self.add(delivery, path, data)
        return delivery

    def add(self, delivery: DeliveryRecord, path: str, data: bytes) -> bool:
        stored = self.spool.store(data)
        return self.catalogue.deliveries.add_file(
            delivery.token, path, stored.name, len(data), hashlib.sha256(data).hexdigest()
        )

    def work_through(self, files: Mapping[str, bytes], name: str = "Tuesday") -> DeliveryRecord:
        """Deliver these files and let the network go through them."""
        delivery = self.deliver(files, name)
        self.catalogue.deliveries.start(delivery.delivery_id)
        self.worker.work_once()
        return self.catalogue.deliveries.get(delivery.delivery_id)


@pytest.fixture
def photo_bytes(photo_set: Path) -> dict[str, bytes]:
    """Return a few real photos by their names in the photo set: two T-shirts, a shirt and a dress."""
    return {name: (photo_set / "images" / name).read_bytes() for name in (*T_SHIRTS, SHIRT, DRESS)}


@pytest.fixture
def dock(sqlite_catalogue: Catalogue, classifier: Classifier, tmp_path: Path) -> Dock:
    return make_dock(sqlite_catalogue, classifier, tmp_path)


def make_dock(catalogue: Catalogue, classifier: Classifier, folder: Path, audit_share: float = 0.0) -> Dock:
    spool = Spool(folder / "spool")
    rules = WorkRules(audit_share, idle_s=0.01)
    return Dock(catalogue, spool, DeliveryWorker(catalogue, classifier, spool, rules, chance=lambda: 0.5))
