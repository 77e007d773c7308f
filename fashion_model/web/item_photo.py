"""An item's photo, what the network saw of it, and its current category, for the catalogue's cards and stories."""

from collections.abc import Sequence

import streamlit as st

from fashion_model.catalogue.records import NO_CATEGORY_YET, CatalogueRow, PhotoOfItem, SeenRecord
from fashion_model.web.garment_words import the_garment
from fashion_model.web.pictures import crisp, small_photo, thumbnail
from fashion_model.web.wording import escape_markdown, percent, shortened

_SEEN_WIDTH = 84
_SMALL_WIDTH = 120


def show_photo(row: CatalogueRow, edge: int) -> None:
    """Show the item on the photo of the current decision, ``edge`` pixels square, or a sign that there is none."""
    _show(row, thumbnail(row.photo_path, 2 * edge, row.box) if row.photo_path else None, edge)


def show_whole_photo(row: CatalogueRow, width: int) -> None:
    """Show the photo of the current decision ``width`` pixels wide, or a sign that there is none."""
    _show(row, small_photo(row.photo_path, 2 * width) if row.photo_path else None, width)


def _show(row: CatalogueRow, picture: bytes | None, width: int) -> None:
    with st.container(width=width):  # st.image with a width would send the picture itself scaled down
        if picture:
            st.image(picture, width="stretch", alt=f"Photo of {row.sku}")
        else:
            st.markdown(":material/hide_image:")


def show_item_photos(photos: Sequence[PhotoOfItem]) -> None:
    """Show all photos of an item side by side, each with its name, its delivery and what was said of it alone.

    A single photo is not shown again.
    """
    if len(photos) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        for photo in photos:
            with st.container(width=_SMALL_WIDTH, gap="xsmall"):
                picture = thumbnail(photo.path, 2 * _SMALL_WIDTH, photo.box)
                if picture:
                    st.image(picture, width="stretch", alt=f"Photo {photo.file_name}")
                else:
                    st.markdown(":material/hide_image:")
                st.caption(photo_in_words(photo))


def photo_in_words(photo: PhotoOfItem) -> str:
    """Return a photo's name, what the network says of it alone and what brought it, as Markdown."""
    parts = [escape_markdown(shortened(photo.file_name))]
    if photo.category and photo.confidence is not None:
        parts.append(f"{photo.category}, {percent(photo.confidence)} sure")
    if photo.delivery:
        parts.append(f"“{escape_markdown(photo.delivery)}”")
    return "  \n".join(parts)


def show_category(row: CatalogueRow) -> None:
    """Show the current category."""
    if row.category is None:
        st.badge(NO_CATEGORY_YET, color="gray")
    else:
        st.badge(row.category, color="primary")


def show_seen(seen: SeenRecord | None) -> None:
    """Show what of the photo a decision's suggestion was made from, as far as it was kept."""
    if seen is None or seen.picture is None:
        return
    with st.container(width=_SEEN_WIDTH):
        st.image(crisp(seen.picture), width="stretch", alt="What the network saw, 28×28")
    judged = the_garment(seen.garment)
    st.caption(f"The network saw {judged}." if judged else "What the network saw.")
