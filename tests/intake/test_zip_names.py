"""Names in zips that do not say how they are written: told where they can be told, else asked."""

import io
import struct
import zipfile
import zlib

import pytest

from fashion_model.catalogue.deliveries.records import LEFT_OUT, DeliveryRecord
from fashion_model.catalogue.errors import DeliveryRefused, InvalidItem
from fashion_model.intake.archive import ArchiveBudget, Member, read_zip
from fashion_model.intake.uploads import DeliveryUploads
from tests.catalogue.deliveries.fixtures import Dock

JPEG = b"\xff\xd8\xff"
SO_1045 = b"\x83\x5c-1045_1.jpg"
"""``ソ-1045_1.jpg`` in Shift-JIS, whose second byte is a backslash."""
HALF_A_BACKSLASH = {  # characters whose second byte is 5C, each with how its zip reads once that is said
    "katakana so": (SO_1045, "cp932", "ソ-1045_1.jpg", "ソ-1045"),
    "libzip's report 212": (
        b"\x90\x56\x82\xb5\x82\xa2/SJIS_835C_\x83\x5c.jpg",
        "cp932",
        "新しい/SJIS_835C_ソ.jpg",
        "SJIS_835C_ソ",
    ),
    "kanji of a table": (b"\x95\x5c\\1045_1.jpg", "cp932", "表/1045_1.jpg", "1045"),
    "GBK": ("誠-1045_1.jpg".encode("gbk"), "gb18030", "誠-1045_1.jpg", "誠-1045"),
    "Big5, the character that names its bug": ("功-1045_1.jpg".encode("big5"), "cp950", "功-1045_1.jpg", "功-1045"),
    "Big5, a folder": ("許功蓋/1045_1.jpg".encode("big5"), "cp950", "許功蓋/1045_1.jpg", "1045"),
}


@pytest.fixture
def uploads(dock: Dock) -> DeliveryUploads:
    return DeliveryUploads(lambda: dock.catalogue, dock.spool, ArchiveBudget())


@pytest.fixture
def delivery(dock: Dock) -> DeliveryRecord:
    return dock.deliver({})


def raw_zip(*names: bytes, extra: bytes = b"", data: bytes = JPEG) -> bytes:
    """Return a zip whose names are these bytes, and which does not say how they are written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo("#" * (len(name) - 1) + chr(ord("a") + number))
            info.extra = extra
            archive.writestr(info, data)
    whole = buffer.getvalue()
    for number, name in enumerate(names):
        whole = whole.replace(b"#" * (len(name) - 1) + bytes([ord("a") + number]), name)
    return whole


def unicode_path(name: str, of: bytes) -> bytes:
    """Return extra field 0x7075 that gives a name to the one with these bytes."""
    field = b"\x01" + struct.pack("<I", zlib.crc32(of)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


def members(data: bytes) -> list[Member]:
    return list(read_zip(io.BytesIO(data)))


def send(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, *names: bytes, zip_name: str = "May.zip"
) -> str:
    return uploads.receive(delivery.token, zip_name, dock.spool.store(raw_zip(*names)))


def skus(dock: Dock, delivery: DeliveryRecord) -> list[tuple[str, bool]]:
    return [(item.sku, item.is_known) for item in dock.catalogue.deliveries.plan(delivery.delivery_id).items]


def paths(dock: Dock, delivery: DeliveryRecord) -> list[str]:
    return [file.path for file in dock.catalogue.deliveries.files(delivery.delivery_id)]


@pytest.mark.parametrize("case", HALF_A_BACKSLASH)
def test_half_a_character_is_no_folder_and_links_to_no_known_item(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, case: str
) -> None:
    raw, encoding, reads, sku = HALF_A_BACKSLASH[case]
    for known in ("1045", "-1045"):
        dock.catalogue.create_item(known, "Shirt", although_alike=True)
    send(uploads, dock, delivery, raw)
    plan = dock.catalogue.deliveries.plan(delivery.delivery_id)
    assert plan.items == ()
    assert len(plan.without_sku) == 1
    [names] = plan.zip_names
    assert (names.archive, names.files, names.encoding) == ("May (zip)", 1, "")
    assert {reading.encoding: reading.examples for reading in names.readings}[encoding] == (reads,)
    with pytest.raises(DeliveryRefused, match="No photo of this delivery can be matched"):
        dock.catalogue.deliveries.start(delivery.delivery_id)
    dock.catalogue.deliveries.read_zip_names(delivery.delivery_id, {"May (zip)": encoding})
    assert paths(dock, delivery) == [f"May (zip)/{reads}"]
    assert [found for found, _ in skus(dock, delivery)] == [sku]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Rück-1.jpg".encode(), "Rück-1.jpg"),  # as macOS does
        ("Ru\u0308ck-1.jpg".encode(), "Rück-1.jpg"),  # with its accents apart
        ("ソ-1045.jpg".encode(), "ソ-1045.jpg"),
        (b"TS-1\\front.jpg", "TS-1/front.jpg"),  # as old Windows programs part folders
        (b"a\\TS-1/2.jpg", "a/TS-1/2.jpg"),
    ],
)
def test_utf_8_and_ascii_are_told(raw: bytes, name: str) -> None:
    assert members(raw_zip(raw)) == [Member(name, JPEG)]


@pytest.mark.parametrize("raw", [SO_1045, "Rück-1.jpg".encode("cp437"), "Ёлка-1.jpg".encode("cp866")])
def test_unicode_path_of_the_name_tells_it(raw: bytes) -> None:
    extra = struct.pack("<HHI", 0xCAFE, 4, 7) + unicode_path("Größe\\ソ-1.jpg", raw)
    assert members(raw_zip(raw, extra=extra)) == [Member("Größe/ソ-1.jpg", JPEG)]


@pytest.mark.parametrize(
    "extra",
    [
        unicode_path("1045.jpg", b"another name"),  # renamed by a program that does not know the field
        unicode_path("1045.jpg", SO_1045)[:-40],
        struct.pack("<HH", 0x7075, 3) + b"\x02ab",
    ],
    ids=["of another name", "cut off", "of another version"],
)
def test_unicode_path_that_does_not_belong_to_the_name_tells_nothing(extra: bytes) -> None:
    [member] = members(raw_zip(SO_1045, extra=extra))
    assert member.raw_name == SO_1045.decode("cp437")


def test_names_that_say_so_by_the_flag_are_told() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ソ-1045.jpg", JPEG)
        archive.writestr("Ru\u0308ck-1.jpg", JPEG)
    assert [member.name for member in members(buffer.getvalue())] == ["ソ-1045.jpg", "Rück-1.jpg"]


def test_one_name_that_is_no_utf_8_leaves_all_open_but_ascii(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    send(uploads, dock, delivery, "茅-1.jpg".encode("gbk"), "猫 舍-2.jpg".encode("gbk"), b"TS-9\\1.jpg")
    assert skus(dock, delivery) == [("TS-9", False)]
    dock.catalogue.deliveries.read_zip_names(delivery.delivery_id, {"May (zip)": "gb18030"})
    assert paths(dock, delivery)[:2] == ["May (zip)/茅-1.jpg", "May (zip)/猫 舍-2.jpg"]


def test_choice_can_be_changed_and_taken_back_until_the_start(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    send(uploads, dock, delivery, SO_1045, b"TS-9.jpg")
    deliveries, number = dock.catalogue.deliveries, delivery.delivery_id
    for encoding, path in (("cp437", "May (zip)/â/-1045_1.jpg"), ("cp932", "May (zip)/ソ-1045_1.jpg")):
        deliveries.read_zip_names(number, {"May (zip)": encoding})
        assert paths(dock, delivery) == [path, "May (zip)/TS-9.jpg"]
    send(uploads, dock, delivery, SO_1045, b"TS-9.jpg")  # again: nothing is added under the old name
    assert len(paths(dock, delivery)) == 2
    deliveries.read_zip_names(number, {"May (zip)": ""})
    assert skus(dock, delivery) == [("TS-9", False)]
    deliveries.start(number)
    [left_out] = deliveries.files(number, [LEFT_OUT])
    assert left_out.reason.startswith("Its zip does not say how names are written, and nobody chose")
    with pytest.raises(DeliveryRefused):
        deliveries.read_zip_names(number, {"May (zip)": "cp932"})


@pytest.mark.parametrize(
    ("archive", "encoding", "words"),
    [
        ("May (zip)", "cp949", "cannot be read as “cp949”. Choose one of cp932, "),
        ("May (zip)", "klingon", "cannot be read as “klingon”"),
        ("May (zip)", "rot13", "cannot be read as “rot13”"),
        ("June (zip)", "cp932", "has no zip “June \\(zip\\)”"),
    ],
)
def test_choice_that_cannot_be_is_told(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, archive: str, encoding: str, words: str
) -> None:
    send(uploads, dock, delivery, SO_1045)
    with pytest.raises(InvalidItem, match=words):
        dock.catalogue.deliveries.read_zip_names(delivery.delivery_id, {archive: encoding})
    assert paths(dock, delivery) == ["May (zip)/â\\-1045_1.jpg"]


def test_person_may_say_the_item_instead(uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord) -> None:
    send(uploads, dock, delivery, SO_1045)
    dock.catalogue.deliveries.set_skus(delivery.delivery_id, {"May (zip)/â\\-1045_1.jpg": "TS-7"})
    assert skus(dock, delivery) == [("TS-7", False)]


def test_same_file_twice_is_one_and_another_of_its_name_is_refused() -> None:
    apart, together = "Ru\u0308ck.jpg".encode(), "Rück.jpg".encode()
    assert [member.refusal for member in members(raw_zip(together, apart))] == [""]
    first, other = raw_zip(together, data=JPEG + b"1"), raw_zip(apart, data=JPEG + b"2")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for data in (first, other):
            with zipfile.ZipFile(io.BytesIO(data)) as part:
                name = part.infolist()[0].orig_filename.encode("cp437").decode()
                archive.writestr(name, part.read(part.infolist()[0]))
    kept, refused = members(buffer.getvalue())
    assert (kept.name, kept.refusal) == ("Rück.jpg", "")
    assert "how an accent is stored" in refused.refusal


@pytest.mark.parametrize("raw", [b"..\\R\x81ck.jpg", b"/R\x81ck.jpg", b"C:\\R\x81ck.jpg", b"\\\\host\\R\x81ck.jpg"])
def test_unclear_name_that_leads_outside_is_refused(raw: bytes) -> None:
    [member] = members(raw_zip(raw))
    assert "leads to a place outside" in member.refusal


@pytest.mark.parametrize("raw", [b"R\x81ck\\Thumbs.db", b"__MACOSX/R\x81ck.jpg", b"R\x81ck/@eaDir/1.jpg"])
def test_clutter_beside_unclear_names_is_left_out(raw: bytes) -> None:
    assert members(raw_zip(raw)) == []
