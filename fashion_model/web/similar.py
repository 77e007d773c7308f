"""Nearest training pictures and near-duplicates, shown beside a picture or photo."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import streamlit as st

from fashion_model.analysis.similar_pictures import SimilarPicture
from fashion_model.categories import CATEGORIES
from fashion_model.formats import count_of
from fashion_model.photo.thumbnails import crisp
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.web.loaded import get_similar_pictures
from fashion_model.web.words import escape_markdown

NEAREST = 5
_WIDTH = 92


def offer_similar(classifier: Classifier, picture: np.ndarray, category: str, key: str) -> None:
    """Offer to see which training pictures the network finds most alike; they are searched when asked for.

    Args:
        classifier: The model.
        picture: ``(28, 28)`` uint8, light item on black.
        category: What is suggested.
        key: Names the photo on the page.
    """
    drawer = st.expander("Similar training pictures", key=f"similar-{key}", on_change="rerun", type="compact")
    if drawer.open:
        with drawer:
            show_nearest(classifier, picture, None, category)


def show_nearest(classifier: Classifier, picture: np.ndarray, label: str | None, predicted: str) -> None:
    """Show the training pictures that are nearest to a picture, or why they cannot be shown.

    Args:
        classifier: The model.
        picture: ``(28, 28)`` uint8, light item on black.
        label: Name of its label; None where it has none.
        predicted: Name of what the network said.
    """
    similar = get_similar_pictures(classifier.artifact)
    if similar.value is None:
        st.caption(escape_markdown(similar.problem))
        return
    nearest = similar.value.nearest(classifier.predict(picture[None]).embedding[0], NEAREST)
    _show_pictures(nearest)
    st.caption(
        f"{neighbours_in_words(nearest, label, predicted)} The number is the distance: 0 is the same to the network, "
        f"1 unlike. Searched: {len(similar.value.labels):,} of the 60,000 Fashion-MNIST pictures it learned from."
    )


def show_neighbours(artifact: Artifact, index: int, label: str, predicted: str) -> None:
    """Show the training pictures that are nearest to a test picture and its near-duplicates, as the analysis has them.

    Args:
        artifact: The model.
        index: Of the test picture.
        label: Name of its label.
        predicted: Name of what the network said.
    """
    similar = get_similar_pictures(artifact)
    if similar.value is None:
        st.caption(escape_markdown(similar.problem))
        return
    nearest, copies = similar.value.neighbours_of(index), similar.value.near_duplicates_of(index)
    st.markdown("**Nearest training pictures** — what the network learned from that it finds most alike")
    if nearest:
        _show_pictures(nearest)
        st.caption(
            f"{neighbours_in_words(nearest, label, predicted)} Distance: 0 is the same to the network, 1 unlike."
        )
    if copies:
        labels = sorted({CATEGORIES[copy.label] for copy in copies})
        st.markdown(
            f"**{count_of(len(copies), 'near-duplicate', 'near-duplicates')} in the training set**, labelled "
            f"{' and '.join(labels)}"
        )
        _show_pictures(copies)
        st.caption("The same item but for a shift of a pixel; the number is the share of the pixels that differs.")


def _show_pictures(found: Sequence[SimilarPicture]) -> None:
    with st.container(horizontal=True, gap="small"):
        for similar in found:
            with st.container(width=_WIDTH, gap=None):
                label, alt = CATEGORIES[similar.label], f"Training picture {similar.training_index}"
                st.image(crisp(255 - similar.picture), width="stretch", alt=f"{alt}: {label}")
                st.caption(f"{label}  \n{similar.distance:.3f}")


def neighbours_in_words(found: Sequence[SimilarPicture], label: str | None, predicted: str) -> str:
    """Return what the labels of the nearest training pictures say of an answer.

    Args:
        found: The nearest, at least one.
        label: Name of the picture's label; None where it has none.
        predicted: Name of what the network said.
    """
    labels = Counter(CATEGORIES[similar.label] for similar in found)
    said = f"Labels of the {count_of(len(found), 'nearest training picture', 'nearest training pictures')}: "
    said += f"{labels[predicted]} × {predicted}, as the network says"
    if label is not None and label != predicted:
        said += f"; {labels[label]} × {label}, as this one is labelled"
    return f"{said}."
