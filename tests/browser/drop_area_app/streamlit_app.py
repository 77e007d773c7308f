"""A server with nothing but the drop area: what arrives goes to the folder that DROP_AREA_FOLDER names."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.intake.errors import FileRefused
from fashion_model.intake.spool import Spool, StoredFile
from fashion_model.intake.uploads import OfferedFile, UploadLimits
from fashion_model.web.api.upload_route import upload_routes

FOLDER = Path(os.environ["DROP_AREA_FOLDER"])
RECEIVED, REFUSED = FOLDER / "received.txt", FOLDER / "refused.txt"


class OneDelivery:
    """The delivery with the token ``open``, written down in a text file so that it outlasts the server."""

    def already_here(self, delivery: str, files: Sequence[OfferedFile]) -> set[OfferedFile]:
        if delivery != "open":
            raise UnknownDelivery
        here = set(RECEIVED.read_text(encoding="utf-8").splitlines()) if RECEIVED.exists() else set()
        return {file for file in files if f"{file.size} {file.path}" in here}

    def receive(self, delivery: str, path: str, stored: StoredFile) -> str:
        if path.endswith(".txt"):
            raise FileRefused("This is a text, no photo. Drop photos.")
        with RECEIVED.open("a", encoding="utf-8") as lines:
            lines.write(f"{stored.size_bytes} {path}\n")
        return "Received."

    def refuse(self, delivery: str, refusals: Mapping[str, str]) -> None:
        with REFUSED.open("a", encoding="utf-8") as lines:
            lines.writelines(f"{path}\n" for path in refusals)


app = st.App(
    Path(__file__).with_name("page.py"),
    routes=upload_routes(
        Spool(FOLDER / "spool"), OneDelivery(), UploadLimits(max_photo_bytes=4_000_000, max_zip_bytes=400_000_000)
    ),
)
