"""What a section of the Rules page cannot do, said in its place, so that the other sections work on."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from fashion_model.catalogue.errors import CatalogueError
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.wording import escape_markdown


@contextmanager
def told_in_words(section: str) -> Iterator[None]:
    """Show what the model or the catalogue cannot do as a sentence where it was tried.

    Args:
        section: Names the section, for the key of its “Try again”.
    """
    try:
        yield
    except ArtifactError as problem:
        st.error(escape_markdown(str(problem)), icon=":material/error:")
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
        st.button("Try again", key=f"again-{section}", icon=":material/refresh:")
