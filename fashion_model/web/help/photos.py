"""The Help page's photos: easy ones and hard ones."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from fashion_model.web.classify.samples import photo_samples

_HERE = Path(__file__).parent
_WIDTH = 160


def good_photos() -> dict[str, Path]:
    """Return photos that are easy to judge, by what is good about them."""
    photos = photo_samples()
    return {
        "Spread out, arms apart": photos["Shirt"],
        "All of it in the picture": photos["Dress"],
        "Plain floor, other colour": photos["Trouser"],
    }


def bad_photos() -> dict[str, Path]:
    """Return photos that are hard to judge, by what is wrong with them."""
    return {
        "On a pattern, small in the picture": _HERE / "patterned.jpg",
        "Crumpled, held up in the hand": _HERE / "crumpled.jpg",
        "Cut off, other things beside it": _HERE / "cut-off.jpg",
    }


def show_photos(photos: Mapping[str, Path]) -> None:
    """Show photos beside each other, or below each other where there is no room, each with its words."""
    with st.container(horizontal=True):
        for words, path in photos.items():
            with st.container(width=_WIDTH):
                st.image(path.read_bytes(), caption=words, width="stretch", alt=words)
