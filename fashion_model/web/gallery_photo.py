"""One photo that was wrongly answered: the photo, what was cut out of it, and what it resembles."""

from pathlib import Path

import pandas as pd
import streamlit as st

from fashion_model.photo.decode import PhotoRefused
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.classifier import Classification
from fashion_model.web.analysis_data import Part
from fashion_model.web.gallery_data import PHOTOS_MISSING
from fashion_model.web.gallery_pictures import photo_file, whole_photo
from fashion_model.web.pictures import crisp
from fashion_model.web.resources import get_classifier
from fashion_model.web.similar_view import NEAREST, show_nearest
from fashion_model.web.suggestion_card import likeliest, show_shares
from fashion_model.web.wording import escape_markdown

_PHOTO_WIDTH, _SMALL_WIDTH = 320, 120


def show_photo_error(artifact: Artifact, row: pd.Series) -> None:
    """Show a photo that was wrongly answered; what needs the photo itself only where it is on this machine."""
    st.subheader(f"{row['label']}, seen as {row['predicted']}", anchor=False)
    st.caption(
        f"{escape_markdown(row['picture'])} · the set calls it “{escape_markdown(row['shows'])}” · the answer was: "
        f"{row['status'].lower()}"
    )
    file = photo_file(row["picture"])
    if file is None:
        st.info(PHOTOS_MISSING, icon=":material/hide_image:")
        show_shares(_answers_of(row))
        return
    again = _look_again(file, artifact.version)
    with st.container(horizontal=True, gap="medium"):
        shown = whole_photo(row["picture"])
        if shown:
            with st.container(width=_PHOTO_WIDTH):
                st.image(shown, width="stretch", alt=f"Photo: {row['label']}")
        if seen := again.value:
            with st.container(width=_SMALL_WIDTH, gap="xsmall"):
                st.image(seen.garment.close_up, width="stretch", caption="Close-up", alt="The close-up that was judged")
                st.image(crisp(255 - seen.garment.picture), width="stretch", caption="28×28", alt="The 28×28 picture")
        with st.container(width=_PHOTO_WIDTH - 60, gap="small"):
            st.markdown("**What the network considered**")
            show_shares(likeliest(seen.probabilities, NEAREST) if seen else _answers_of(row))
    if seen is None:
        st.warning(escape_markdown(again.problem))
        return
    st.markdown("**Nearest training pictures** to the 28×28 picture")
    show_nearest(get_classifier(), seen.garment.picture, row["label"], row["predicted"])


def _answers_of(row: pd.Series) -> list[tuple[str, float]]:
    return [(row["predicted"], float(row["confidence"])), (row["second"], float(row["second_confidence"]))]


def _look_again(file: Path, version: str) -> Part[Classification]:
    try:
        return Part(_seen_again(file, version))
    except (PhotoRefused, ArtifactError) as problem:
        return Part(None, str(problem))
    except OSError:
        return Part(None, "The photo's file cannot be read. Let the server read it, or copy it from the set again.")


@st.cache_resource(max_entries=16, show_spinner="Looking at the photo again …")
def _seen_again(file: Path, version: str) -> Classification:
    return get_classifier().classify(file.read_bytes())
