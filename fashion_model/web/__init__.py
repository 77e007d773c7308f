"""Web: the pages' parts in Streamlit, and the REST API in FastAPI."""
