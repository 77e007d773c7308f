from pathlib import Path

import streamlit as st

from fashion_model import web
from fashion_model.web.visitor import remember_person

# An emoji, for a Material icon in the browser's tab would be fetched from another site.
st.set_page_config(page_icon="👕")

page = st.navigation(
    [
        st.Page("classify.py", title="Classify", icon=":material/apparel:", default=True),
        st.Page("deliveries.py", title="Deliveries", icon=":material/local_shipping:"),
        st.Page("review.py", title="Review", icon=":material/rate_review:"),
        st.Page("catalogue.py", title="Catalogue", icon=":material/inventory_2:"),
        st.Page("evaluation.py", title="Evaluation", icon=":material/analytics:"),
        st.Page("error_gallery.py", title="Error gallery", icon=":material/image_search:"),
        st.Page("rules.py", title="Rules", icon=":material/tune:"),
        st.Page("help.py", title="Help", icon=":material/help:"),
    ],
    position="top",
)
st.html(Path(web.__path__[0]) / "page.css")
try:
    page.run()
finally:  # also where a page stops early
    remember_person()
