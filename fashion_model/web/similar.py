"""The training pictures that the network finds most alike, beside a picture or photo."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import streamlit as st

from fashion_model.analysis.similar_pictures import SimilarPicture
from fashion_model.categories import CATEGORIES
from fashion_model.formats import count_of
from fashion_model.photo.thumbnails import crisp
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
    show_similar(nearest)
    st.caption(
        f"{neighbours_in_words(nearest, label, predicted)} The number is the distance: 0 is the same to the network, "
        f"1 unlike. Searched: {len(similar.value.labels):,} of the 60,000 Fashion-MNIST pictures it learned from."
    )


def show_similar(found: Sequence[SimilarPicture]) -> None:
    """Show training pictures in a row, each with its label and its distance."""
    with st.container(horizontal=True, gap="small"):
        for one in found:
            with st.container(width=_WIDTH, gap=None):
                label = CATEGORIES[one.label]
                st.image(
                    crisp(255 - one.picture), width="stretch", alt=f"Training picture {one.training_index}: {label}"
                )
                st.caption(f"{label}  \n{one.distance:.3f}")


def neighbours_in_words(found: Sequence[SimilarPicture], label: str | None, predicted: str) -> str:
    """Return what the labels of the nearest training pictures say of an answer.

    Args:
        found: The nearest, at least one.
        label: Name of the picture's label; None where it has none.
        predicted: Name of what the network said.
    """
    labels = Counter(CATEGORIES[one.label] for one in found)
    said = f"Labels of the {count_of(len(found), 'nearest training picture', 'nearest training pictures')}: "
    said += f"{labels[predicted]} × {predicted}, as the network says"
    if label is not None and label != predicted:
        said += f"; {labels[label]} × {label}, as this one is labelled"
    return f"{said}."
