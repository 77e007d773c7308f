"""Draws one picture of many photos: each with its cut-out, what the network saw, the answer and the label.

    python -m benchmarks.contact_sheet OUT.png [--amount 100] [--part test|validation|street] [--seed 0]

``street`` draws one worn thumbnail or cut-out from each of as many held-out street photos. Wrong answers
have a red frame; for an item outside the ten every answer is wrong.
"""

import argparse
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from benchmarks.measures import photos_of, street_of
from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import is_right
from fashion_model.settings import Settings, get_settings
from fashion_model.training.decision.fit import classify_pixels
from fashion_model.training.pictures.prepare import pieces_of

PARTS = ("test", "validation", "street")
COLUMNS = 4
_PICTURE, _GAP, _TEXT = (120, 150), 6, 220
_CELL = (3 * (_PICTURE[0] + _GAP) + _TEXT + 2 * _GAP, _PICTURE[1] + 2 * _GAP)
_LETTERS, _LINE = 32, 15
_RED, _GREY = (205, 30, 30), (215, 215, 215)


@dataclass(frozen=True)
class Shown:
    """A picture with its label.

    Attributes:
        rgb: ``(H, W, 3)`` uint8.
        category: One of the ten, ``footwear`` or ``none``.
        label: The set's own word.
        name: Where it is from.
    """

    rgb: np.ndarray
    category: str
    label: str
    name: str


def draw_photos(settings: Settings, part: str, amount: int, seed: int) -> list[Shown]:
    """Draw pictures of one of ``PARTS``, by a seed, without repetition."""
    rng = np.random.default_rng(seed)
    if part == "street":
        return list(islice(_street_pieces(settings, rng), amount))
    photos = photos_of(settings, "validation" if part == "validation" else "test")
    drawn = [photos[index] for index in rng.permutation(len(photos))[:amount]]
    return [Shown(decode(p.path.read_bytes()).rgb, p.category, p.label, p.path.name[:8]) for p in drawn]


def _street_pieces(settings: Settings, rng: np.random.Generator) -> Iterator[Shown]:
    """Yield one piece of each held-out street photo, in a drawn order."""
    photos = street_of(settings, "test")
    for index in rng.permutation(len(photos)):
        if pieces := pieces_of(photos[index]):
            piece = pieces[rng.integers(len(pieces))]
            yield Shown(piece.rgb, piece.category, piece.name, f"street {photos[index].number}")


def sheet(classifier: Classifier, pictures: Sequence[Shown]) -> Image.Image:
    """Return the sheet: ``COLUMNS`` pictures a row."""
    rows = -(-len(pictures) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * _CELL[0], rows * _CELL[1]), "white")
    for index, picture in enumerate(pictures):
        down, across = divmod(index, COLUMNS)
        page.paste(cell(classifier, picture), (across * _CELL[0], down * _CELL[1]))
    return page


def cell(classifier: Classifier, shown: Shown) -> Image.Image:
    """Return one entry: photo, cut-out, 28×28 picture, and what was answered."""
    drawing = Image.new("RGB", _CELL, "white")
    try:
        result = classify_pixels(classifier, shown.rgb)
    except PhotoRefused as error:
        _write(drawing, [shown.label, "refused", *textwrap.wrap(str(error), _LETTERS)])
        return _framed(drawing, _RED)
    garment, decision = result.garment, result.decision
    small = Image.fromarray(garment.picture).resize((4 * 28, 4 * 28), Image.Resampling.NEAREST)
    for place, image in enumerate((Image.fromarray(shown.rgb), Image.fromarray(garment.cut_out), small)):
        fitted = ImageOps.pad(image.convert("RGB"), _PICTURE, color=_GREY) if place < 2 else image.convert("RGB")
        drawing.paste(fitted, (_GAP + place * (_PICTURE[0] + _GAP), _GAP))
    lines = [
        f"{decision.category}  {decision.confidence:.0%}",
        f"then {decision.second_category}  {decision.second_confidence:.0%}",
        f"label: {shown.label} ({shown.category})",
        f"{garment.kind}, by {garment.method}",
        f"of the ten: {decision.scope:.0%}   {shown.name}",
        decision.status,
        *textwrap.wrap(decision.reason, _LETTERS),
    ]
    _write(drawing, lines)
    return _framed(drawing, _GREY if is_right(shown.category, decision.category) else _RED)


def _write(drawing: Image.Image, lines: Sequence[str]) -> None:
    pen, left = ImageDraw.Draw(drawing), 3 * (_PICTURE[0] + _GAP) + _GAP
    for number, line in enumerate(lines):
        pen.text((left, _GAP + number * _LINE), line, fill="black", font=ImageFont.load_default(12))


def _framed(drawing: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    width = 3 if colour == _RED else 1
    ImageDraw.Draw(drawing).rectangle((0, 0, _CELL[0] - 2, _CELL[1] - 2), outline=colour, width=width)
    return drawing


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the sheet and write it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contact_sheet")
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--amount", type=int, default=100)
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    settings = get_settings()
    pictures = draw_photos(settings, chosen.part, chosen.amount, chosen.seed)
    sheet(load_classifier(settings), pictures).save(chosen.out)
    print(f"{chosen.out}: {len(pictures)} pictures of the {chosen.part} part, drawn by seed {chosen.seed}")


if __name__ == "__main__":
    main()
