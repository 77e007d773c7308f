"""What the benchmarks of deliveries share: photos as a shop would send them, and their way into a delivery."""

from collections.abc import Sequence
from pathlib import Path

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.intake.spool import Spool
from fashion_model.settings import get_settings
from fashion_model.training.data.photo_set import load_photo_set

PHOTOS_AN_ITEM = 2


def set_photos(number: int) -> list[Path]:
    """Return files of photos of the photo set, the same in every run."""
    settings = get_settings()
    return [photo.path for photo in load_photo_set(settings.photo_dataset_dir, settings.cache_dir)[:number]]


def sent_name(number: int) -> str:
    """Return the name under which a photo is sent, counted from 0; two in a row show one item."""
    return f"TS-{1000 + number // PHOTOS_AN_ITEM}_{1 + number % PHOTOS_AN_ITEM}.jpg"


def begin_delivery(catalogue: Catalogue, spool: Spool, photos: Sequence[Path]) -> DeliveryRecord:
    """Take photos in as a delivery and start it; nobody works on it yet."""
    delivery = catalogue.deliveries.open("Benchmark", "benchmark")
    for number, photo in enumerate(photos):
        stored = spool.store(photo.read_bytes())
        catalogue.deliveries.add_file(delivery.token, sent_name(number), stored.name, stored.size_bytes, stored.sha256)
    return catalogue.deliveries.start(delivery.delivery_id)
