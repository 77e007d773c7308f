"""The files that are on the Classify page: dropped, taken with the camera, or a sample."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact
from fashion_model.settings import get_settings
from fashion_model.web.classify.batch import Batch
from fashion_model.web.classify.intake import Dropped
from fashion_model.web.wording import suggested_sku

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

CAMERA, SAMPLE = "Take a photo", "Try a sample"


def ask_for_files(batch: Batch) -> list[Dropped]:
    """Show the drop area, no list of endings: what is not a photo is refused with a sentence of our own."""
    uploads = st.file_uploader(
        "Drop photos here, one item on each",
        accept_multiple_files=True,
        key=f"uploads-{batch.cleared}",  # a new key empties the drop area
        on_change=batch.mark_change,
        max_upload_size=math.ceil(get_settings().max_photo_megabytes),
    )
    return [_from_upload(upload, upload.name, suggested_sku(upload.name)) for upload in uploads]


def ask_for_source(batch: Batch) -> str | None:
    """Ask for another way in than the drop area; None while none is chosen."""
    return st.segmented_control(
        "Or without a file",
        [CAMERA, SAMPLE],
        key=f"source-{batch.cleared}",
        on_change=batch.mark_change,
        format_func={CAMERA: f":material/photo_camera: {CAMERA}", SAMPLE: f":material/apparel: {SAMPLE}"}.__getitem__,
        label_visibility="collapsed",
    )


def ask_camera(batch: Batch) -> list[Dropped]:
    """Show the camera; at most one photo."""
    upload = st.camera_input("Hold the item before a plain background", key="camera", on_change=batch.mark_change)
    return [_from_upload(upload, "camera.jpg", "")] if upload else []


def ask_sample(artifact: Artifact, batch: Batch) -> list[Dropped]:
    """Let the visitor choose one of the pictures that come with the model."""
    names = sample_names(artifact)
    chosen = st.pills("Samples from Fashion-MNIST", list(names), key="sample", on_change=batch.mark_change)
    return [_from_sample(chosen, artifact.file(names[chosen]))] if chosen else []


def sample_names(artifact: Artifact) -> dict[str, str]:
    """Return the file in the model's folder for each category that has a sample."""
    files = artifact.manifest["files"]
    names = {category: f"samples/{index}.png" for index, category in enumerate(CATEGORIES)}
    return {category: name for category, name in names.items() if name in files}


def _from_upload(upload: "UploadedFile", file_name: str, sku: str) -> Dropped:
    return Dropped(key=upload.file_id, file_name=file_name, read=upload.getvalue, sku=sku)


def _from_sample(category: str, path: Path) -> Dropped:
    name = f"Sample {category.replace('/', '-')}.png"
    return Dropped(key=f"sample-{category}", file_name=name, read=partial(Path.read_bytes, path), sku="")


CARDS_A_PAGE = 10
ABOVE, BELOW = "cards", "cards-below"


def ask_card_page(files: Sequence[Dropped], place: str = ABOVE) -> Sequence[Dropped]:
    """Show the page numbers when there is more than one page, and return the files of the page that is open.

    Args:
        files: All files of the batch.
        place: ``ABOVE`` or ``BELOW``; both turn together.
    """
    pages = -(-len(files) // CARDS_A_PAGE)
    page = st.pagination(pages, key=place, on_change=_turn_both, args=(place,)) if pages > 1 else 1
    return page_of(files, page, CARDS_A_PAGE)


def page_of(files: Sequence[Dropped], page: int, size: int) -> Sequence[Dropped]:
    """Return the files of one page; pages count from 1."""
    return files[(page - 1) * size : page * size]


def _turn_both(turned: str) -> None:
    st.session_state[ABOVE] = st.session_state[BELOW] = st.session_state[turned]
