"""A stored photo's thumbnail on a page."""

from pathlib import Path

import streamlit as st

from fashion_model.photo.thumbnails import Box, thumbnail


def show_thumbnail(path: Path | None, edge: int, box: Box | None, alt: str, instead: str = "") -> None:
    """Show the square around an item, with two pixels for each of the page's, as sharp screens have.

    Args:
        path: The photo; None where there is none.
        edge: Of the square, in pixels of the page.
        box: Where the item is; the middle of the photo is shown when it is not known.
        alt: What the picture shows.
        instead: Markdown that stands there when there is no photo, or its file cannot be read.
    """
    picture = thumbnail(path, 2 * edge, box) if path else None
    if picture:
        st.image(picture, width="stretch", alt=alt)
    elif instead:
        st.markdown(instead)
