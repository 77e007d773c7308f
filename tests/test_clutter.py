"""What computers keep beside photos is told from photos, wherever it comes in."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.clutter import CLUTTER, is_clutter, was_named
from fashion_model.intake.archive import ArchiveBudget
from fashion_model.intake.uploads import LEFT_OUT, DeliveryUploads
from tests.catalogue.deliveries.fixtures import Dock

FAMILIES = {
    "macOS": [".DS_Store", "._TS-1.jpg", "__MACOSX/._TS-1.jpg", ".Spotlight-V100/x", ".Trashes/501/TS-1.jpg", "Icon\r"],
    "macOS on shared folders": [
        ".AppleDouble/TS-1.jpg",
        "Icon\uf00d",
        "Network Trash Folder/x",
        "Temporary Items/a.jpg",
    ],
    "Windows": ["Thumbs.db", "THUMBS.DB", "Thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini"],
    "Windows, numbered or from a drive": [
        "Thumbs (1).db",
        "desktop 2.ini",
        "$RECYCLE.BIN/S-1-5/TS-1.jpg",
        "autorun.inf",
    ],
    "Windows, where a file came from": ["TS-1.jpg:Zone.Identifier", "TS-1.jpg\uf03aZone.Identifier"],
    "Windows Media Player": ["AlbumArtSmall.jpg", "AlbumArt_{B5020207-474E-4720-9C84-5C6A1D5B4100}_Large.jpg"],
    "Synology": ["@eaDir/TS-1.jpg/SYNOPHOTO_THUMB_M.jpg", "#recycle/TS-1.jpg", "#snapshot/a/TS-1.jpg", "@tmp/a.jpg"],
    "Synology's Moments uploader": ["eaDir_tmp/1.jpg/x.jpg", "TS-1/SYNOPHOTO_THUMB_XL.jpg", "TS-1.jpg@SynoEAStream"],
    "QNAP": [
        ".@__thumb/default_TS-1.jpg",
        "@Recycle/TS-1.jpg",
        "@Recently-Snapshot/Daily/TS-1.jpg",
        "@Transcode/a.jpg",
    ],
    "Picasa, ZoomBrowser, Paint Shop": [".picasa.ini", "Picasa.ini", ".picasaoriginals/TS-1.jpg", "ZbThumbnail.info"],
    "Lightroom and Bridge": ["TS-1.xmp", "Shop Previews.lrdata/1/a.lrprev", ".BridgeCacheT", "Adobe Bridge Cache.bc"],
    "phones and cameras": [
        "IMG_E1234.AAE",
        ".trashed-1700000000-TS-1.jpg",
        ".thumbnails/1.jpg",
        "GOPR0001.THM",
        "M0100.CTG",
    ],
    "RawTherapee, DxO, Capture One": ["TS-1.jpg.pp3", "TS-1.jpg.dop", "CaptureOne/Cache/Proxies/TS-1.jpg.cop"],
    "open documents": ["~$list.xlsx", ".~lock.list.ods#", "~WRL0005.tmp", "TS-1.jpg~"],
    "half a download": [
        "TS-1.jpg.part",
        "TS-1.jpg.crdownload",
        "Unconfirmed 12345.crdownload",
        "TS-1.jpg.download/TS-1.jpg",
    ],
    "synchronised folders": [
        ".stversions/TS-1.jpg",
        "~syncthing~TS-1.jpg.tmp",
        ".dropbox.cache/TS-1.jpg",
        "_gsdata_/a.jpg",
    ],
}
PHOTOS = [
    *("TS-1.jpg", "./TS-1.jpg", "../TS-1.jpg", "TS-1/front.jpg", "Icon.jpg", "Iconic/1.jpg", "Recycled/TS-1.jpg"),
    *("temp-1.jpg", "partial/TS-1.jpg", "Thumbs.jpg", "thumbs/TS-1.jpg", "desktop.jpg", "#1042.jpg", "@TS-1.jpg"),
    *(
        "ZIA123/1.jpg",
        "Previews/TS-1.jpg",
        "Folder.jpg",
        "TS..1.jpg",
        "TS~1.jpg",
        "~TS-1.jpg",
        "$5.jpg",
        "Größe 38/1.jpg",
    ),
    *("TS-1 - Shortcut.lnk", "TS-1.jpg.url", "a~b/TS-1.jpg", "recycler.jpg", "xmp/TS-1.jpg"),
]
JPEG = b"\xff\xd8\xff"


@pytest.fixture
def uploads(dock: Dock) -> DeliveryUploads:
    return DeliveryUploads(lambda: dock.catalogue, dock.spool, ArchiveBudget())


@pytest.fixture
def delivery(dock: Dock) -> DeliveryRecord:
    return dock.deliver({})


def all_clutter() -> list[str]:
    return [path for family in FAMILIES.values() for path in family]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_of_clutter_is_known(family: str) -> None:
    for path in FAMILIES[family]:
        assert is_clutter(path), path
        assert is_clutter(f"May/{path}"), path
        assert is_clutter("May\\" + path.replace("/", "\\")), path


@pytest.mark.parametrize("path", PHOTOS)
def test_photos_and_what_people_mean_as_photos_are_none(path: str) -> None:
    assert not is_clutter(path)


def test_drop_area_judges_by_the_same_list() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; tests/browser tries the drop area itself")
    script = Path("fashion_model/web/deliveries/drop_area/chosen_files.js").read_text(encoding="utf-8")
    names = json.dumps([{"webkitRelativePath": path} for path in (*all_clutter(), *PHOTOS)])
    program = f"{script}\nconst files = {names};\n"
    program += (
        f"console.log(JSON.stringify(chosenFiles({{ files }}, {json.dumps(CLUTTER)}).map(({{ path }}) => path)));"
    )
    done = subprocess.run([node, "--input-type=module", "-e", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == PHOTOS


def left(dock: Dock, delivery: DeliveryRecord) -> list[str]:
    return [f"{file.state} {file.path}" for file in dock.catalogue.deliveries.files(delivery.delivery_id)]


def test_clutter_of_a_zip_makes_neither_items_nor_refusals(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in ("TS-9001/TS-9001.jpg", *(f"TS-9001/{path}" for path in all_clutter())):
            archive.writestr(path, JPEG)
    said = uploads.receive(delivery.token, "May.zip", dock.spool.store(buffer.getvalue()))
    assert said == "1 file unpacked, 0 refused."
    assert left(dock, delivery) == ["waiting May (zip)/TS-9001/TS-9001.jpg"]


def test_clutter_of_a_servers_folder_makes_neither_items_nor_refusals(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord, tmp_path: Path
) -> None:
    for path in ("TS-9001.jpg", *(path for path in all_clutter() if "\uf00d" not in path)):
        file = tmp_path / "deliveries" / "May" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(JPEG)
    assert uploads.take_folder(delivery.token, tmp_path / "deliveries", "May") == 1
    assert left(dock, delivery) == ["waiting May/TS-9001.jpg"]


def test_clutter_that_is_sent_by_itself_makes_neither_item_nor_refusal(
    uploads: DeliveryUploads, dock: Dock, delivery: DeliveryRecord
) -> None:
    for path in all_clutter():
        assert uploads.receive(delivery.token, path, dock.spool.store(b"x")) == LEFT_OUT
        assert uploads.receive(delivery.token, path, dock.spool.store(b"")) == LEFT_OUT
    uploads.refuse(delivery.token, {"Thumbs.db": "too large"})
    assert left(dock, delivery) == []
    assert dock.spool.names() == ()


def test_command_line_means_no_clutter_that_a_shell_named(tmp_path: Path) -> None:
    (tmp_path / "@eaDir").mkdir()
    (tmp_path / ".incoming").mkdir()
    assert not was_named(tmp_path / "@eaDir")
    assert not was_named(tmp_path / "Thumbs.db")
    assert not was_named(tmp_path / "._TS-1.jpg")
    assert was_named(tmp_path / ".incoming")
    assert was_named(tmp_path / "TS-1.jpg")
