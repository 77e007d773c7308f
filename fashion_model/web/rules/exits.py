"""Where other systems read what was decided: the view in the database and the API."""

from typing import Final

import pandas as pd
import streamlit as st

VIEW: Final = "current_categories"
VIEW_COLUMNS: Final = {
    "sku": "The item’s SKU, one row each.",
    "title": "What the shop calls it.",
    "category": "One of the ten, or “None of the ten”; empty while nothing is decided.",
    "code": "Your own code for the category; empty where it has none.",
    "status": "`done`: a person decided. `automatic`: the model alone did. `audit`: the model did, and a person will "
    "check. `review`: a person has to decide. `open`: nothing to go by yet.",
    "person": "Who decided; “automatic” where the model alone did.",
    "changed_at": "When it was decided, else suggested, else created, in UTC.",
    "model_version": "The model that had suggested; empty without a suggestion.",
    "confidence": "Of the suggestion, 0 to 1; empty without one.",
    "photos": "How many photos it has.",
}
"""What each column of the view says, as Markdown, in their order."""
EXAMPLE: Final = """\
SELECT shop_items.sku, shop_items.price, current_categories.category, current_categories.code
FROM shop_items
LEFT JOIN current_categories ON current_categories.sku = shop_items.sku
"""
"""Ties the categories to a table of the shop, here called ``shop_items``."""


def show_exits() -> None:
    """Show the view with its columns, how it is asked, and the way to the API's description."""
    st.markdown(
        f"Other systems read the view `{VIEW}` of the catalogue’s database. It has a row for each item of the "
        "catalogue, always as it stands now."
    )
    st.table(view_table(), hide_index=True, width="content", alt=f"The columns of the view {VIEW} and what they say")
    st.markdown("Beside a table of your own, here `shop_items`, it is joined on the SKU:")
    st.code(EXAMPLE, language="sql", wrap_lines=True)
    st.markdown("The same can be asked, and photos and lists be sent, over HTTP.")
    with st.container(horizontal=True):
        st.link_button("The REST API", "/api/docs", icon=":material/api:")


def view_table() -> pd.DataFrame:
    """Return name and meaning of each of the view's columns, as Markdown."""
    return pd.DataFrame({"Column": [f"`{name}`" for name in VIEW_COLUMNS], "What it says": list(VIEW_COLUMNS.values())})
