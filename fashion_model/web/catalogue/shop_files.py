"""Lists of what was found that shop systems take back, with what they leave out."""

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.shop_export import ShopFile, shop_named
from fashion_model.catalogue.lists.shops import SHOPS
from fashion_model.formats import count_of
from fashion_model.web.words import escape_markdown

_NAMES = {shop.key: shop.name for shop in SHOPS}


@st.cache_resource(max_entries=2, show_spinner="Writing the list …")
def _made_once(_catalogue: Catalogue, shop: str, search: Search, state: tuple[int, ...]) -> ShopFile:
    return _catalogue.for_shop(shop, search)


def offer_shop_file(catalogue: Catalogue, search: Search, total: int) -> None:
    """Let a person choose a shop system, and offer what was found as a list that it takes back."""
    with st.popover("Shop system", icon=":material/storefront:", type="tertiary", disabled=not total):
        st.markdown("What was found, as a list that your shop system takes back: only items that have a category.")
        shop = st.selectbox(
            "System", list(_NAMES), index=None, format_func=_NAMES.__getitem__, placeholder="Choose one", key="shop"
        )
        if shop:
            latest = [delivery.delivery_id for delivery in catalogue.deliveries.latest(1)]
            made = _made_once(catalogue, shop, search, (*catalogue.state(), *latest))
            _show(shop, made)


def _show(shop: str, made: ShopFile) -> None:
    for note in made.notes:
        st.caption(f":material/info: {escape_markdown(note)}")
    st.caption(import_in_words(shop))
    st.download_button(
        f"Download {count_of(made.products, 'product', 'products')} for {_NAMES[shop]}",
        made.csv,
        file_name=f"{shop}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        disabled=not made.products,
    )


def import_in_words(shop: str) -> str:
    """Return how a system is told to update what it has, in a sentence."""
    return f"In {_NAMES[shop]}: {shop_named(shop).how_to_import}"
