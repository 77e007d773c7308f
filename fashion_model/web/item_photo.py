"""An item's photo and its current category, as the catalogue's cards and stories show them."""

import streamlit as st

from fashion_model.catalogue.records import NO_CATEGORY_YET, CatalogueRow
from fashion_model.web.pictures import thumbnail


def show_photo(row: CatalogueRow, edge: int) -> None:
    """Show the photo of the current decision as a square of ``edge`` pixels, or a sign that there is none."""
    picture = thumbnail(row.photo_path, 2 * edge) if row.photo_path else None
    with st.container(width=edge):  # st.image with a width would send the picture itself scaled down
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
