import streamlit as st

# An emoji, for a Material icon in the browser's tab would be fetched from another site.
st.set_page_config(page_icon="👕")

page = st.navigation(
    [
        st.Page("classify.py", title="Classify", icon=":material/apparel:", default=True),
        st.Page("catalogue.py", title="Catalogue", icon=":material/inventory_2:"),
        st.Page("evaluation.py", title="Evaluation", icon=":material/analytics:"),
        st.Page("error_gallery.py", title="Error gallery", icon=":material/image_search:"),
    ],
    position="top",
)
page.run()
