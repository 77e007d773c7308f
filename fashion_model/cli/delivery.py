"""Command ``deliver``: photos become a delivery and are classified here."""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.deliveries.records import (
    CLASSIFIED,
    COLLECTING,
    CREATE_ITEMS,
    FINISHED,
    LEFT_OUT,
    PAUSED,
    PHOTOS,
    REFUSED,
    RUNNING,
    WAITING,
    DeliveryFileRecord,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.sku_rule import BEFORE_VIEW, OWN_PATTERN, SkuRule
from fashion_model.catalogue.deliveries.skus.asks import ONE_ITEM, Answer, same_answer
from fashion_model.catalogue.deliveries.skus.matching import Matching
from fashion_model.catalogue.errors import CatalogueUnavailable, DeliveryRefused, UnknownDelivery
from fashion_model.catalogue.names import clean_delivery
from fashion_model.cli.terminal import ALL_WELL, SOME_REFUSED, STOPPED, agreed, say_wrong
from fashion_model.clutter import was_named
from fashion_model.formats import count_of
from fashion_model.intake.archive import ArchiveBudget, files_below
from fashion_model.intake.errors import AlreadyHere, FileRefused, FileTooLarge
from fashion_model.intake.spool import Spool
from fashion_model.intake.uploads import DeliveryUploads, OfferedFile, UploadLimits
from fashion_model.intake.worker import BackgroundWork, DeliveryWorker, WorkRules
from fashion_model.serving.classifier import limits_of, load_classifier
from fashion_model.settings import Settings
from fashion_model.web.deliveries.words import (
    files_in_words,
    item_in_words,
    items_in_words,
    matching_in_words,
    zip_names_in_words,
)

_LOOKED_THROUGH = 200
"""Latest deliveries among which one of the same name is looked for."""
_LISTED = 10
_STEP = 500
_TOLD = (REFUSED, LEFT_OUT, CLASSIFIED)
_CHUNK_BYTES = 1 << 20
_PAUSE_S = 0.3


@dataclass(frozen=True)
class Sender:
    """Where files of a delivery go."""

    uploads: DeliveryUploads
    """Takes them over."""
    spool: Spool
    """Where they wait."""
    limits: UploadLimits
    """What one may have."""
    token: str
    """The delivery's."""


def deliver_command(options: argparse.Namespace, settings: Settings) -> int:
    """Deliver photos; returns 0, 1 when some were refused or left out, 2 when nothing could be done, 130 on Ctrl-C."""
    files = list(_named(options.paths))
    if not files and options.resume is None:
        return say_wrong("There is no file in what was named. Name a folder, a zip or a photo.")
    if repeated := [name for name, number in Counter(name for name, _ in files).items() if number > 1]:
        return say_wrong(f"Two files are called “{repeated[0]}”. Rename a folder, or deliver them one after the other.")
    with closing(open_catalogue(settings.database_url, settings.photos_dir)) as catalogue:
        delivery = _delivery(catalogue, options, settings)
        try:
            return _deliver(catalogue, delivery, files, options, settings)
        except KeyboardInterrupt:
            print(f"\nStopped; what is done stays. To go on: {_way_on(delivery)}", file=sys.stderr)
            return STOPPED


def _deliver(
    catalogue: Catalogue,
    delivery: DeliveryRecord,
    files: Sequence[tuple[str, Path]],
    options: argparse.Namespace,
    settings: Settings,
) -> int:
    worker = None if options.leave else _worker(catalogue, settings)  # a missing model is told before any work
    _ingest(catalogue, _sender(catalogue, delivery, settings), files)
    if delivery.state == COLLECTING:
        _read_zip_names(catalogue, delivery.delivery_id, options.zip_names)
        refused = catalogue.deliveries.files(delivery.delivery_id, (REFUSED,), _LISTED)
        matching = _answered(catalogue, delivery.delivery_id, options)
        print("\n".join(_plan(matching, refused)))
        if not options.yes:
            print(f"To start later: {_way_on(delivery)}", file=sys.stderr)
        if not agreed("Start?", options.yes):
            return ALL_WELL
        catalogue.deliveries.start(delivery.delivery_id)
    elif delivery.state == PAUSED:
        catalogue.deliveries.resume(delivery.delivery_id)
    if worker is None:
        print("It is left to the application, which classifies it as soon as it runs.")
        return ALL_WELL
    _work(catalogue, worker, delivery.delivery_id)
    return _tell(catalogue, delivery.delivery_id)


def _named(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file with the name under which it is sent: a folder's own name stands in front of its files'.

    What computers put beside photos is left out, also where a shell named it, as with ``May/*``.
    """
    for path in filter(was_named, paths):
        if path.is_dir():
            root = path.resolve().parent
            yield from ((file.relative_to(root).as_posix(), file) for file in files_below(root, path.resolve().name))
        else:
            yield path.name, path


def _delivery(catalogue: Catalogue, options: argparse.Namespace, settings: Settings) -> DeliveryRecord:
    """Return the delivery to go on with, or a new one."""
    deliveries = catalogue.deliveries
    known = deliveries.get(options.resume) if options.resume else _unfinished(catalogue, clean_delivery(options.name))
    if known is None:
        person = options.person or settings.reviewer
        unknown = _spaced(options.unknown) if options.unknown else CREATE_ITEMS
        return deliveries.open(options.name, person, _rule(options), unknown)
    if known.kind != PHOTOS:
        raise UnknownDelivery
    if known.undone:
        raise DeliveryRefused("This delivery was taken back. Restore it on the Deliveries page, or name another.")
    if options.rule or options.pattern or options.unknown:
        unknown = _spaced(options.unknown) if options.unknown else known.unknown_skus
        deliveries.set_rule(known.delivery_id, _rule(options), unknown)
    print(f"Going on with delivery {known.delivery_id} “{known.name}” of {known.person}.", file=sys.stderr)
    return known


def _unfinished(catalogue: Catalogue, name: str) -> DeliveryRecord | None:
    """Return the latest delivery of this name with which something is left to do."""
    for delivery in catalogue.deliveries.latest(_LOOKED_THROUGH):
        named_so = (delivery.name, delivery.kind, delivery.undone) == (name, PHOTOS, False)
        if named_so and delivery.state != FINISHED:
            return delivery
    return None


def _rule(options: argparse.Namespace) -> SkuRule:
    kind = options.rule.replace("-", "_") if options.rule else OWN_PATTERN if options.pattern else BEFORE_VIEW
    return SkuRule(kind, options.pattern or "")


def _spaced(choice: str) -> str:
    return choice.replace("-", " ")


def _way_on(delivery: DeliveryRecord) -> str:
    return f"python -m fashion_model deliver --resume {delivery.delivery_id}"


def _sender(catalogue: Catalogue, delivery: DeliveryRecord, settings: Settings) -> Sender:
    spool, photo_bytes = Spool(settings.spool_dir), limits_of(settings).max_bytes
    return Sender(
        uploads=DeliveryUploads(lambda: catalogue, spool, ArchiveBudget(member_bytes=photo_bytes)),
        spool=spool,
        limits=UploadLimits(photo_bytes, round(settings.max_zip_megabytes * 1e6)),
        token=delivery.token,
    )


def _ingest(catalogue: Catalogue, sender: Sender, files: Sequence[tuple[str, Path]]) -> None:
    """Ingest the files that are not here yet, and write down why others are not accepted."""
    sizes = {OfferedFile(name, file.stat().st_size): file for name, file in files if file.is_file()}
    here = set(sender.uploads.already_here(sender.token, list(sizes)))
    refusals = {name: _no_file(file) for name, file in files if not file.is_file()}
    for offered, file in tqdm(sizes.items(), "Adding", unit="file", disable=None, file=sys.stderr):
        if offered not in here and (refusal := _send(sender, offered, file)):
            refusals[offered.path] = refusal
    catalogue.deliveries.add_refusals(sender.token, refusals)
    if here:
        print(f"{count_of(len(here), 'file was', 'files were')} here already.", file=sys.stderr)


def _no_file(path: Path) -> str:
    if path.exists():
        return "It is a pipe or a device, or a folder that cannot be opened. Name files and folders that may be read."
    return "There is no such file. Check the path."


def _send(sender: Sender, offered: OfferedFile, file: Path) -> str:
    """Ingest a file; returns why it is not accepted, or an empty text."""
    try:
        stored = asyncio.run(sender.spool.receive(_chunks(file), sender.limits.of(offered.path)))
    except FileTooLarge as refusal:
        return str(refusal)
    except OSError as error:
        return f"The file cannot be opened ({error.strerror}). Check that it may be read."
    try:
        sender.uploads.receive(sender.token, offered.path, stored)
        return ""
    except AlreadyHere:
        reason = ""
    except FileRefused as refusal:
        reason = str(refusal)
    sender.spool.delete(stored.name)
    return reason


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK_BYTES):
            yield chunk


def _read_zip_names(catalogue: Catalogue, delivery_id: int, encoding: str | None) -> None:
    if encoding:
        zips = catalogue.deliveries.plan(delivery_id).zip_names
        catalogue.deliveries.read_zip_names(delivery_id, {names.archive: encoding for names in zips})


def _answered(catalogue: Catalogue, delivery_id: int, options: argparse.Namespace) -> Matching:
    """Give the answers that the command names, and return the plan with them."""
    deliveries = catalogue.deliveries
    single = dict(answer.rpartition("=")[::2] for answer in options.answer or ())
    if single:
        deliveries.answer(delivery_id, {family: Answer(ONE_ITEM, sku) for family, sku in single.items()})
    if options.asked:
        deliveries.answer(delivery_id, same_answer(deliveries.plan(delivery_id).asks, _spaced(options.asked)))
    return deliveries.plan(delivery_id)


def _plan(matching: Matching, refused: Sequence[DeliveryFileRecord]) -> Iterator[str]:
    """Yield what a rule makes of the photos, line by line: first all in one, then the first of each kind."""
    yield matching_in_words(matching)
    for item in matching.items[:_LISTED]:
        yield f"  {item.sku} ({item_in_words(item)}): {count_of(len(item.paths), 'photo', 'photos')}"
    yield from (f"  without SKU: {path}" for path in matching.without_sku[:_LISTED])
    for names in matching.zip_names:
        if not names.encoding:
            yield f"  {zip_names_in_words(names)} Choose with --zip-names:"
            yield from (f"    {read.encoding:<10} {read.examples[0]} · {read.language}" for read in names.readings)
    for ask in matching.asks[:_LISTED]:
        yield f"  left out until you say: {ask.why}"
        yield f"    {ask.family}: {count_of(len(ask.paths), 'photo', 'photos')}; {', '.join(ask.choices())}"
    if matching.asks:
        yield "  Answer with --asked for all, or with --answer FAMILY=SKU for one, or on the Deliveries page."
    yield from (f"  refused: {file.path}: {file.reason}" for file in refused)


def _worker(catalogue: Catalogue, settings: Settings) -> DeliveryWorker:
    rules = WorkRules(audit_share=settings.audit_share)
    return DeliveryWorker(catalogue, load_classifier(settings), Spool(settings.spool_dir), rules)


def _work(catalogue: Catalogue, worker: DeliveryWorker, delivery_id: int) -> None:
    """Work in a thread until the delivery is done or paused, by this process or by another one."""
    work = BackgroundWork(lambda: worker)
    work.start()
    try:
        with tqdm(desc="Classifying", unit="photo", disable=None, file=sys.stderr) as bar:
            while _goes_on(catalogue, delivery_id, bar):
                bar.set_postfix_str(work.problem)
                time.sleep(_PAUSE_S)
    finally:
        work.stop()


def _goes_on(catalogue: Catalogue, delivery_id: int, bar: "tqdm[None]") -> bool:
    try:
        running = catalogue.deliveries.get(delivery_id).state == RUNNING
        counts = catalogue.deliveries.counts(delivery_id)
    except CatalogueUnavailable:  # the worker waits for the database too, and says so
        return True
    bar.total = counts.total
    bar.update(counts.total - counts.files[WAITING] - bar.n)
    return running


def _tell(catalogue: Catalogue, delivery_id: int) -> int:
    """Print what came out, with the files that are not accepted or not quite whole, one a line."""
    delivery, counts = catalogue.deliveries.get(delivery_id), catalogue.deliveries.counts(delivery_id)
    print(f"Delivery {delivery_id} “{delivery.name}”: {items_in_words(counts)}")
    print(files_in_words(counts))
    if delivery.state == PAUSED:
        print(f"Somebody has paused it. To go on: {_way_on(delivery)}")
    for path, reason in _told(catalogue, delivery_id):
        print(f"  {path}: {reason}")
    return SOME_REFUSED if counts.files[REFUSED] or counts.files[LEFT_OUT] else ALL_WELL


def _told(catalogue: Catalogue, delivery_id: int) -> Iterator[tuple[str, str]]:
    """Yield the files that are not accepted, or are with a remark, each with the reason."""
    offset = 0
    while some := catalogue.deliveries.files(delivery_id, _TOLD, _STEP, offset, with_reason=True):
        yield from ((file.path, file.reason) for file in some)
        offset += _STEP
