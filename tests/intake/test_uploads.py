"""Files that arrive: photos wait, zips are unpacked line by line, folders of the server are taken in."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from fashion_model.catalogue.deliveries.records import REFUSED, WAITING, DeliveryRecord
from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.intake.archive import ArchiveBudget
from fashion_model.intake.errors import AlreadyHere, FileRefused, FolderRefused
from fashion_model.intake.spool import StoredFile
from fashion_model.intake.uploads import DeliveryUploads, OfferedFile
from tests.catalogue.deliveries.fixtures import Dock

JPEG = b"\xff\xd8\xff"
"""How a photo begins; what follows is only looked at by the network."""
BUDGET = ArchiveBudget(members=10, member_bytes=1000, total_bytes=5000)


@pytest.fixture
def uploads(dock: Dock) -> DeliveryUploads:
    return DeliveryUploads(lambda: dock.catalogue, dock.spool, BUDGET)


@pytest.fixture
def delivery(dock: Dock) -> DeliveryRecord:
    return dock.deliver({})


def arrived(dock: Dock, data: bytes) -> StoredFile:
    return dock.spool.store(data)


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def paths(dock: Dock, delivery: DeliveryRecord, state: str) -> list[str]:
    return [file.path for file in dock.catalogue.deliveries.files(delivery.delivery_id, [state])]


def test_photo_waits_in_its_delivery(uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord) -> None:
    stored = arrived(dock, JPEG + b"photo")
    assert uploads.receive(delivery.token, "TS-1/front.jpg", stored) == "Here."
    assert paths(dock, delivery, WAITING) == ["TS-1/front.jpg"]
    assert dock.catalogue.deliveries.spool_names() == {stored.name}


def test_same_name_again_is_told_and_not_added(uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord) -> None:
    uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG + b"photo"))
    with pytest.raises(AlreadyHere):
        uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG + b"photo"))
    assert paths(dock, delivery, WAITING) == ["TS-1.jpg"]


def test_offer_tells_what_is_here_by_name_and_size(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG + b"photo"))
    same, longer, other = OfferedFile("TS-1.jpg", 8), OfferedFile("TS-1.jpg", 9), OfferedFile("TS-2.jpg", 8)
    assert list(uploads.already_here(delivery.token, [same, longer, other])) == [same]


def test_token_of_no_delivery_is_refused(uploads: DeliveryUploads, dock: Dock) -> None:
    for files in ([], [OfferedFile("TS-1.jpg", 5)]):
        with pytest.raises(UnknownDelivery):
            uploads.already_here("nothing", files)
    with pytest.raises(UnknownDelivery):
        uploads.receive("nothing", "TS-1.jpg", arrived(dock, JPEG + b"photo"))


def test_delivery_that_was_taken_back_takes_no_files(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    dock.catalogue.deliveries.undo(delivery.delivery_id, "Ann")
    with pytest.raises(FileRefused, match="was taken back"):
        uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG + b"photo"))


def test_zip_is_unpacked_with_a_line_for_each_bad_member(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    members = {"TS-1.jpg": JPEG + b"1", "shoes/TS-2_2.jpg": JPEG + b"2", "../evil.jpg": JPEG, "big.jpg": b"x" * 1001}
    said = uploads.receive(delivery.token, "Tuesday.zip", arrived(dock, zipped(members)))
    assert said == "2 files unpacked, 2 refused."
    assert paths(dock, delivery, WAITING) == ["Tuesday (zip)/TS-1.jpg", "Tuesday (zip)/shoes/TS-2_2.jpg"]
    assert len(paths(dock, delivery, REFUSED)) == 2
    assert dock.catalogue.deliveries.spool_names() == set(dock.spool.names())
    assert [item.sku for item in dock.catalogue.deliveries.plan(delivery.delivery_id).items] == ["TS-1", "TS-2"]


def test_zip_that_was_unpacked_is_not_sent_again(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    data = zipped({"TS-1.jpg": JPEG})
    uploads.receive(delivery.token, "Tuesday.zip", arrived(dock, data))
    offered = [OfferedFile("Tuesday.zip", len(data)), OfferedFile("Wednesday.zip", len(data))]
    assert list(uploads.already_here(delivery.token, offered)) == offered[:1]


@pytest.mark.parametrize("data", [b"no zip at all", zipped({})])
def test_file_that_is_no_zip_or_an_empty_one_is_refused(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, data: bytes
) -> None:
    with pytest.raises(FileRefused, match="zip"):
        uploads.receive(delivery.token, "Tuesday.zip", arrived(dock, data))
    assert paths(dock, delivery, WAITING) == []


def test_folder_of_the_server_is_taken_in_once(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, tmp_path: Path
) -> None:
    folder = tmp_path / "deliveries" / "May"
    folder.mkdir(parents=True)
    (folder / "TS-1.jpg").write_bytes(JPEG)
    (folder / "TS-2.jpg").write_bytes(b"")
    assert uploads.take_folder(delivery.token, tmp_path / "deliveries", "May") == 1
    assert uploads.take_folder(delivery.token, tmp_path / "deliveries", "May") == 0
    assert paths(dock, delivery, WAITING) == ["May/TS-1.jpg"]
    assert paths(dock, delivery, REFUSED) == ["May/TS-2.jpg"]
    assert len(dock.spool.names()) == 1


def test_folder_outside_is_refused(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, tmp_path: Path
) -> None:
    (tmp_path / "deliveries").mkdir()
    with pytest.raises(FolderRefused):
        uploads.take_folder(delivery.token, tmp_path / "deliveries", "../elsewhere")


REFUSED_AT_SIGHT = {
    "empty.jpg": (b"", "The file is empty"),
    "notes.txt": (b"Milk, bread, shirts", "The file is not a picture"),
    "TS-1.pdf": (b"%PDF-1.7", "The file is a PDF document"),
    "TS-1.mp4": (b"\0\0\0\x20ftypisom", "The file is not a picture"),
    "bad.zip": (b"PK", "The file is not a zip"),
}


@pytest.mark.parametrize("name", REFUSED_AT_SIGHT)
def test_what_is_no_photo_is_no_photo_of_the_plan_and_stays_in_the_record(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, name: str
) -> None:
    data, reason = REFUSED_AT_SIGHT[name]
    with pytest.raises(FileRefused, match=reason):
        uploads.receive(delivery.token, name, arrived(dock, data))
    plan = dock.catalogue.deliveries.plan(delivery.delivery_id)
    assert (plan.items, plan.without_sku) == ((), ())
    [file] = dock.catalogue.deliveries.files(delivery.delivery_id)
    assert (file.path, file.state, file.reason.startswith(reason)) == (name, REFUSED, True)


def test_members_of_a_zip_that_are_no_photos_stay_in_the_record(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    data = zipped({name: data for name, (data, _) in REFUSED_AT_SIGHT.items()})
    assert uploads.receive(delivery.token, "May.zip", arrived(dock, data)) == "0 files unpacked, 5 refused."
    assert sorted(paths(dock, delivery, REFUSED)) == [f"May (zip)/{name}" for name in sorted(REFUSED_AT_SIGHT)]


def test_refused_file_makes_room_for_a_better_one_of_its_name(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    for data in (b"", b"Milk"):
        with pytest.raises(FileRefused):
            uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, data))
    [refused] = dock.catalogue.deliveries.files(delivery.delivery_id)
    assert refused.reason.startswith("The file is not a picture")
    assert list(uploads.already_here(delivery.token, [OfferedFile("TS-1.jpg", 0)])) == []
    assert uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG)) == "Here."
    assert paths(dock, delivery, WAITING) == ["TS-1.jpg"]
    assert paths(dock, delivery, REFUSED) == []


def test_other_photo_of_a_name_that_is_here_is_refused_and_never_said_to_be_here(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG))
    with pytest.raises(FileRefused, match="another file of this name"):
        uploads.receive(delivery.token, "TS-1.jpg", arrived(dock, JPEG + b"2"))
    assert paths(dock, delivery, WAITING) == ["TS-1.jpg"]
    assert paths(dock, delivery, REFUSED) == ["TS-1.jpg (another file)"]
