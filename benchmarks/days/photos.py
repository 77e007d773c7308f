"""The files of the two days: photos of the tests under a shop's names, bad files, clutter and a zip."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fashion_model.settings import PROJECT_DIR

PHOTOS_DIR = PROJECT_DIR / "tests" / "photos" / "images"
ITEMS, PHOTOS_EACH = 20, 3
TEXT_FILE, TRUNCATED, EMPTY = "TS-1003_2.jpg", "TS-1007_3.jpg", "TS-1011_2.jpg"
BAD = (TEXT_FILE, TRUNCATED, EMPTY)
REFUSED_AT_ONCE = (TEXT_FILE, EMPTY)
"""What the server sees to be no photo while it comes."""
CLUTTER = (".DS_Store", "Thumbs.db")
ASKED = "TS-1020"
"""The item whose photos end in three digits: names alone do not tell whether they are one item."""
FOLDERS = {"FW-201": 3, "FW-202": 2, "FW-203": 2}
"""The folders of the zip, each one item, with their numbers of photos."""


def photo_files() -> list[Path]:
    """Return the 80 photos of the tests, by name."""
    return sorted(PHOTOS_DIR.iterdir())


def delivered(photos: Sequence[Path]) -> dict[str, bytes]:
    """Return 60 files of 20 items by name, three of them bad, and the clutter that computers put beside them."""
    files = dict(zip(sent_names(), (photo.read_bytes() for photo in photos), strict=False))
    files |= {TEXT_FILE: b"Milk, bread, shirts", TRUNCATED: files[TRUNCATED][:2000], EMPTY: b""}
    return files | dict.fromkeys(CLUTTER, b"clutter")


def sent_names() -> list[str]:
    """Return the names of 60 photos of 20 items, three each."""
    named = [
        f"TS-{1001 + item}_{view}.jpg"
        for item in range(ITEMS)
        for view in range(1, PHOTOS_EACH + 1)
        if f"TS-{1001 + item}" != ASKED
    ]
    return [*named, *(f"{ASKED}-{number}.jpg" for number in (100, 200, 300))]


def zip_with_folders(photos: Sequence[Path]) -> bytes:
    """Return a zip in which each folder is one item and all photos are called ``1.jpg``, ``2.jpg``."""
    rest = iter(photos)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for folder, number in FOLDERS.items():
            for view in range(1, number + 1):
                archive.writestr(f"{folder}/{view}.jpg", next(rest).read_bytes())
            archive.writestr(f"__MACOSX/{folder}/._1.jpg", b"clutter")
    return buffer.getvalue()


def uploads(files: dict[str, bytes]) -> list[dict[str, object]]:
    """Return files as a browser takes them."""
    return [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files.items()]
