"""An item's photo, what the network saw of it, and its current category, for the catalogue's cards and stories."""

import streamlit as st

from fashion_model.catalogue.records import NO_CATEGORY_YET, CatalogueRow, SeenRecord
from fashion_model.web.garment_words import the_garment
from fashion_model.web.pictures import crisp, small_photo, thumbnail

_SEEN_WIDTH = 84


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
