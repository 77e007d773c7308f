"""The gallery's pictures as file bytes: test pictures from the model folder, photos from the local photo set."""

import os
from pathlib import Path

from fashion_model.serving.error_analysis import ErrorAnalysis
from fashion_model.settings import get_settings
from fashion_model.web.evaluation_records import BenchmarkEvaluation
from fashion_model.web.gallery_votes import VoteShare, shares_of
from fashion_model.web.pictures import SHOWN_EDGE, crisp, small_photo, thumbnail, with_strip

CARD_EDGE = 252
"""Edge of a picture on a card, in pixels."""


def picture_shares(analysis: ErrorAnalysis | None, picture: str, label: str, predicted: str) -> tuple[VoteShare, ...]:
    """Return what people said of a test picture; nothing where that is not known."""
    if analysis is None or int(picture) not in analysis.errors:
        return ()
    return shares_of(analysis.errors[int(picture)], label, predicted)


def benchmark_picture(benchmark: BenchmarkEvaluation, picture: str, shares: tuple[VoteShare, ...]) -> bytes:
    """Return a misclassified test picture as a PNG, dark on white, with a bar of what people said under it."""
    dark = 255 - benchmark.error_pictures[int(picture)]
    return with_strip(dark, [(share.share, share.colour) for share in shares]) if shares else crisp(dark)


def photo_file(name: str) -> Path | None:
    """Return the file of a photo of the local photo set; None when the set or the photo is not on this machine.

    Args:
        name: As the model's answers name it, never as an address names it.
    """
    folder = get_settings().photo_dataset_dir
    if folder is None or Path(name).name != name:
        return None
    file = folder / "images" / name
    return file if os.path.isfile(file) else None  # noqa: PTH113 - Path.is_file fails where a name is too long


def photo_square(name: str) -> bytes | None:
    """Return the middle of a photo as a square JPEG; None when it is not on this machine."""
    file = photo_file(name)
    return thumbnail(file, CARD_EDGE) if file else None


def whole_photo(name: str) -> bytes | None:
    """Return a photo as a JPEG; None when it is not on this machine."""
    file = photo_file(name)
    return small_photo(file, SHOWN_EDGE) if file else None
