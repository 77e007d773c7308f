"""What the pages and the REST API share; the only room that imports Streamlit or FastAPI."""
