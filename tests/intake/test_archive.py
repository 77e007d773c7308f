"""Zips that are good, damaged or made to harm."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from fashion_model.intake.archive import ArchiveBudget, Member, read_zip
from fashion_model.intake.errors import ArchiveRefused

GOOD = Member("TS-1.jpg", b"photo 1")


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], change: Callable[[zipfile.ZipFile], object] = id) -> bytes:
    """Return a zip; ``change`` may falsify what its table of contents will say."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
        change(archive)
    return buffer.getvalue()


def with_second(**fields: int) -> bytes:
    """Return a zip of ``GOOD`` and of a second photo that the table of contents tells falsehoods of."""

    def change(archive: zipfile.ZipFile) -> None:
        for name, value in fields.items():
            setattr(archive.infolist()[1], name, value)

    return zipped((GOOD.name, GOOD.data), ("2.jpg", b"photo 2"), change=change)


def members(data: bytes, budget: ArchiveBudget | None = None) -> list[Member]:
    return list(read_zip(io.BytesIO(data), budget))


def refusal_of_second(data: bytes, budget: ArchiveBudget | None = None) -> str:
    """Return why the second member is refused, after making sure that the first is still read."""
    first, second = members(data, budget)
    assert first == GOOD
    assert second.data == b""
    return second.refusal


def local_part(name: str, data: bytes) -> tuple[bytes, zipfile.ZipInfo]:
    """Return a member's header and bytes as they stand in a zip, and its line in the table of contents."""
    whole = zipped((name, data))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return whole[: archive.start_dir], archive.infolist()[0]


def test_photos_come_in_the_order_of_the_zip_with_their_folders() -> None:
    files = [("B/front.jpg", b"b"), ("A.jpg", b"a" * 200_000), ("B/back.jpg", b"")]
    assert members(zipped(*files)) == [Member(name, data) for name, data in files]


def test_each_photo_is_read_only_when_it_is_asked_for() -> None:
    data = bytearray(zipped((GOOD.name, GOOD.data), ("2.jpg", b"photo 2")))
    reading = read_zip(file := io.BytesIO(bytes(data)))
    assert next(reading) == GOOD
    file.getbuffer()[data.index(b"2.jpg") - 30] = 0  # the header of the second
    assert "damaged" in next(reading).refusal


def test_folders_and_what_computers_add_are_left_out() -> None:
    clutter = ["TS-1/", "__MACOSX/._TS-1.jpg", ".DS_Store", "a/.DS_Store", "a/Thumbs.db", "desktop.ini", ".git/x.jpg"]
    assert members(zipped(*((name, b"") for name in clutter), (GOOD.name, GOOD.data))) == [GOOD]
    assert members(zipped()) == []


@pytest.mark.parametrize(
    "name",
    ["../2.jpg", "a/../../2.jpg", "/etc/2.jpg", "..\\2.jpg", "C:\\2.jpg", "C:2.jpg", "\\\\host\\2.jpg", "../", "../.x"],
)
def test_name_that_leads_outside_is_refused(name: str) -> None:
    assert "leads to a place outside" in refusal_of_second(zipped((GOOD.name, GOOD.data), (name, b"x")))


@pytest.mark.parametrize("name", ["a..b.jpg", "TS:1.jpg", "a/b/c.jpg", "TS 1 (2).jpg"])
def test_harmless_name_is_accepted(name: str) -> None:
    assert members(zipped((name, b"x"))) == [Member(name, b"x")]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_link_is_refused(kind: int) -> None:
    info = zipfile.ZipInfo("2.jpg")
    info.external_attr = (kind | 0o777) << 16
    assert "This is a link" in refusal_of_second(zipped((GOOD.name, GOOD.data), (info, b"/etc/passwd")))


def test_folder_told_only_by_its_mode_is_left_out() -> None:
    info = zipfile.ZipInfo("folder")
    info.external_attr = (stat.S_IFDIR | 0o755) << 16
    assert members(zipped((info, b""), (GOOD.name, GOOD.data))) == [GOOD]


@pytest.mark.parametrize("flags", [0x1, 0x40, 0x2000])
def test_password_is_refused(flags: int) -> None:
    assert "locked with a password" in refusal_of_second(with_second(flag_bits=flags))


@pytest.mark.parametrize("name", ["2.zip", "2.TAR.GZ", "a/2.7z", "2.rar"])
def test_archive_in_the_archive_is_refused(name: str) -> None:
    assert "an archive inside" in refusal_of_second(zipped((GOOD.name, GOOD.data), (name, zipped())))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9, 99])
def test_unusual_packing_is_refused(method: int) -> None:
    assert "unusual way" in refusal_of_second(with_second(compress_type=method))


def test_stored_photo_is_accepted() -> None:
    info = zipfile.ZipInfo("2.jpg")
    assert info.compress_type == zipfile.ZIP_STORED
    assert members(zipped((info, b"photo 2"))) == [Member("2.jpg", b"photo 2")]


def test_photo_of_exactly_the_limit_is_accepted_and_one_byte_more_is_not() -> None:
    data = zipped((GOOD.name, GOOD.data), ("2.jpg", b"x" * 1_500_001))
    assert "has 1.5 MB; at most 1.5 MB" in refusal_of_second(data, ArchiveBudget(member_bytes=1_500_000))
    assert members(data, ArchiveBudget(member_bytes=1_500_001))[1].data == b"x" * 1_500_001


def test_bomb_that_says_its_size_is_refused_unread() -> None:
    data = zipped((GOOD.name, GOOD.data), ("2.jpg", bytes(100_000_000)))
    assert len(data) < 100_000
    assert "has 100.0 MB; at most 30.0 MB" in refusal_of_second(data)


def test_bomb_that_says_it_is_small_is_cut_there_and_its_checksum_is_wrong() -> None:
    def understate(archive: zipfile.ZipFile) -> None:
        archive.infolist()[1].file_size = 1_000

    data = zipped((GOOD.name, GOOD.data), ("2.jpg", bytes(100_000_000)), change=understate)
    assert "damaged inside the zip" in refusal_of_second(data, ArchiveBudget(total_bytes=1_007))


def test_unpacking_stops_where_the_budget_ends_and_the_rest_is_told_so() -> None:
    files = [(f"{number}.jpg", bytes(60)) for number in range(4)]
    first, *rest = members(zipped(*files), ArchiveBudget(total_bytes=100))
    assert first == Member("0.jpg", bytes(60))
    assert [member.name for member in rest] == ["1.jpg", "2.jpg", "3.jpg"]
    assert {member.data for member in rest} == {b""}
    assert all("unpack to more than 0.0 MB; this one and those after" in member.refusal for member in rest)


def test_budget_may_be_used_to_the_last_byte() -> None:
    files = [(f"{number}.jpg", bytes(50)) for number in range(2)]
    assert [member.refusal for member in members(zipped(*files), ArchiveBudget(total_bytes=100))] == ["", ""]


def test_what_was_read_of_a_damaged_photo_counts() -> None:
    files = [(name, bytes(200_000)) for name in ("1.jpg", "2.jpg")]
    data = zipped(*files, change=lambda archive: setattr(archive.infolist()[0], "CRC", 1))
    damaged, spent = members(data, ArchiveBudget(total_bytes=300_000))
    assert "damaged" in damaged.refusal
    assert "those after it were not read" in spent.refusal


def test_of_ten_thousand_files_the_first_five_thousand_are_read_and_the_others_are_told_so() -> None:
    done = members(zipped(*((f"{number}.jpg", b"x") for number in range(10_000))))
    assert [member.refusal == "" for member in done] == [True] * 5_000 + [False] * 5_000
    assert "more than 5,000 files" in done[5_000].refusal


def test_what_is_left_out_does_not_count() -> None:
    data = zipped(("a/", b""), (".DS_Store", b""), (GOOD.name, GOOD.data), ("2.jpg", b""))
    assert "more than 1 files" in refusal_of_second(data, ArchiveBudget(members=1))


def test_table_of_contents_beyond_all_measure_is_not_even_read() -> None:
    data = zipped(*((f"{number:0200}.jpg", b"") for number in range(5_000)))  # 250 bytes a line
    with pytest.raises(ArchiveRefused, match="far too many files"):
        members(data, ArchiveBudget(members=1))
    assert len(members(data)) == 5_000


def test_photo_within_another_photos_bytes_is_refused_with_it() -> None:
    inner, line = local_part("inner.jpg", b"photo" * 9)
    outer = zipfile.ZipInfo("outer.jpg")  # stored: its bytes are the inner one's header and bytes

    def add_inner(archive: zipfile.ZipFile) -> None:
        line.header_offset = archive.infolist()[1].header_offset + 30 + len("outer.jpg")
        archive.filelist.append(line)

    first, *shared = members(zipped((GOOD.name, GOOD.data), (outer, inner), change=add_inner))
    assert first == GOOD
    assert [member.name for member in shared] == ["outer.jpg", "inner.jpg"]
    assert all("shares its bytes" in member.refusal for member in shared)


def test_photo_hidden_in_another_ones_header_is_refused_with_it() -> None:
    inner, line = local_part("inner.jpg", b"photo" * 9)
    outer = zipfile.ZipInfo("outer.jpg")
    outer.extra = struct.pack("<HH", 0xCAFE, len(inner)) + inner

    def add_inner(archive: zipfile.ZipFile) -> None:
        archive.infolist()[0].extra = b""
        line.header_offset = 30 + len("outer.jpg") + 4
        archive.filelist.append(line)

    assert ["shares its bytes" in one.refusal for one in members(zipped((outer, b"x"), change=add_inner))] == [True] * 2


def test_photo_listed_twice_under_two_names_is_refused() -> None:
    assert all("shares its bytes" in one.refusal for one in members(with_second(header_offset=0)))


@pytest.mark.parametrize("offset", [10_000, 2**31, 2**62])
def test_photo_said_to_lie_behind_the_end_is_refused(offset: int) -> None:
    assert "shares its bytes" in refusal_of_second(with_second(header_offset=offset))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_second_photo_of_the_same_name_is_refused() -> None:
    assert "same name came before" in refusal_of_second(zipped((GOOD.name, GOOD.data), (GOOD.name, b"other")))


@pytest.mark.parametrize("character", [b"\x00", b"\n", b"\x1b", b"\x7f"])
def test_control_character_in_a_name_is_refused_and_not_shown(character: bytes) -> None:
    data = zipped((GOOD.name, GOOD.data), ("2#.jpg", b"x")).replace(b"2#.jpg", b"2" + character + b".jpg")
    assert "cannot be seen" in refusal_of_second(data)
    assert members(data)[1].name == "2�.jpg"


def test_direction_of_text_cannot_be_turned_by_a_name() -> None:
    assert "cannot be seen" in refusal_of_second(zipped((GOOD.name, GOOD.data), ("gpj.\u202eexe", b"x")))


def test_empty_name_is_refused() -> None:
    assert "empty" in refusal_of_second(zipped((GOOD.name, GOOD.data), (zipfile.ZipInfo(""), b"x")))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rück".encode(), "Rück"),  # as macOS does: UTF-8 that does not say so
        ("Ru\u0308ck".encode(), "Rück"),
        (b"a\\b", "a/b"),  # as old Windows programs do
    ],
)
def test_name_is_shown_as_it_was_meant(written: bytes, name: str) -> None:
    data = zipped(("#" * len(written), b"x")).replace(b"#" * len(written), written)
    assert members(data) == [Member(name, b"x")]


def test_name_that_breaks_its_promise_of_utf8_refuses_the_zip() -> None:
    data = zipped(("Rück.jpg", b"x")).replace("ü".encode(), b"\xff\xfe")
    with pytest.raises(ArchiveRefused, match="not written in UTF-8"):
        read_zip(io.BytesIO(data))


def test_wrong_checksum_stops_no_other_photo() -> None:
    data = zipped((zipfile.ZipInfo("1.jpg"), b"abcdef"), (GOOD.name, GOOD.data)).replace(b"abcdef", b"abcdeg")
    damaged, good = members(data)
    assert "damaged inside the zip" in damaged.refusal
    assert good == GOOD


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"\xff\xd8\xff" * 99, b"Rar!\x1a\x07\x00" * 20, zipped((GOOD.name, b"x" * 99))[:-30]],
    ids=["empty", "one byte", "JPEG", "RAR", "cut short"],
)
def test_file_that_is_no_zip_or_cut_short_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="not a zip, or it is damaged or cut short"):
        read_zip(io.BytesIO(data))


def test_damaged_table_of_contents_refuses_the_zip() -> None:
    with pytest.raises(ArchiveRefused, match="damaged"):
        read_zip(io.BytesIO(zipped((GOOD.name, GOOD.data)).replace(b"PK\x01\x02", b"PK\x01\x03")))


def test_newer_kind_of_zip_is_refused_as_a_whole() -> None:
    with pytest.raises(ArchiveRefused, match="newer kind"):
        read_zip(io.BytesIO(with_second(extract_version=99)))


def test_no_single_wrong_byte_is_more_than_a_refusal() -> None:
    data = zipped((GOOD.name, GOOD.data), ("a/Rück.jpg", b"photo 2" * 9))
    for place in range(len(data)):
        for byte in (0x00, 0x01, 0x7F, 0xFF):
            with suppress(ArchiveRefused):
                assert len(members(data[:place] + bytes([byte]) + data[place + 1 :])) <= 2


def test_no_cut_is_more_than_a_refusal() -> None:
    data = zipped((GOOD.name, GOOD.data), ("2.jpg", b"photo 2"))
    for length in range(len(data)):
        with pytest.raises(ArchiveRefused):
            read_zip(io.BytesIO(data[:length]))
