"""What was seen on one photo and is suggested for it, and how sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.formats import percent
from fashion_model.photo.decode import Photo
from fashion_model.photo.garment import WHOLE, Choice, Found, garment_of
from fashion_model.photo.picture import CLOSE_UP_EDGE
from fashion_model.photo.thumbnails import crisp, shown_photo, square
from fashion_model.serving.decision import PhotoSuggestion, RankedAnswer
from fashion_model.web.words import choice_names, confidence_in_words, escape_markdown, found_in_words, shortened

_CUT_OUT_EDGE = 252
_PHOTO_WIDTH, _SMALL_WIDTH = 208, 64


@dataclass(frozen=True)
class Look:
    """What a page shows of a classified photo.

    Attributes:
        photo: JPEG.
        cut_out: PNG, the item on white.
        close_up: PNG, the item and its faded neighbourhood, as the photo network sees it.
        picture: PNG, the 28×28 picture enlarged with crisp pixels.
        grey: The same, ``(28, 28)`` uint8, light item on black.
        kinds: Of the garments that were found, the item for sale first.
        first_is_largest: Whether none of them is larger than the first.
        chosen: Which of them was judged.
        remark: What the file lacks, in a sentence; empty when nothing.
    """

    photo: bytes
    cut_out: bytes
    close_up: bytes
    picture: bytes
    grey: np.ndarray
    kinds: tuple[str, ...]
    first_is_largest: bool
    chosen: Choice
    remark: str = ""

    @property
    def kind(self) -> str:
        """Of what was judged."""
        return WHOLE if isinstance(self.chosen, str) else self.kinds[self.chosen]


def look_of(photo: Photo, found: Found, chosen: Choice) -> Look:
    """Return what a page shows of a photo and of the garment on it that was judged.

    Raises:
        NoSuchGarment: The photo does not show so many garments.
    """
    garment, garments = garment_of(found, chosen), found.garments
    return Look(
        photo=shown_photo(photo.rgb),
        cut_out=square(garment.cut_out, _CUT_OUT_EDGE),
        close_up=square(garment.close_up, CLOSE_UP_EDGE),
        picture=crisp(garment.picture),
        grey=garment.picture,
        kinds=tuple(other.kind for other in garments),
        first_is_largest=all(other.area <= garments[0].area for other in garments),
        chosen=chosen,
        remark=photo.remark,
    )


def show_suggestion(decision: PhotoSuggestion, trust: str | None) -> None:
    """Show the likeliest answer, how likely it is, and whether a person is asked and why.

    Args:
        decision: What is suggested.
        trust: How often suggestions that need no check are right; None when unknown.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(decision.answers[0].category, anchor=False, width="content")
        if decision.status == "auto":
            st.badge("No check needed", icon=":material/check:", color="green", help=trust)
        else:
            st.badge("Please check", icon=":material/visibility:", color="orange")
    st.markdown(suggestion_in_words(decision))


ACCEPT, CHANGE = "Accept", "Change"


def choices_for(decision: PhotoSuggestion) -> list[str]:
    """Return what a person can say to a suggestion: accept it, change it, or that it is none of the ten."""
    first = NONE_OF_THE_TEN if decision.answers[0].category == NONE_OF_THE_TEN else ACCEPT
    return list(dict.fromkeys([first, CHANGE, NONE_OF_THE_TEN]))


def preselected(decision: PhotoSuggestion) -> str | None:
    """Return the choice that counts before a person made one: accept what is sure, else none."""
    return ACCEPT if decision.status == "auto" else None


def others_than_suggested(decision: PhotoSuggestion) -> list[str]:
    """Return the categories to change to, the likeliest first."""
    return [answer.category for answer in decision.answers[1:] if answer.category != NONE_OF_THE_TEN]


def category_to_save(decision: PhotoSuggestion, choice: str | None, other: str | None) -> str | None:
    """Return what a choice means; None where nothing is chosen yet.

    Args:
        decision: What is suggested.
        choice: One of ``choices_for``, or None.
        other: The category that it is changed to; None while none is chosen.
    """
    if choice == CHANGE:
        return other
    return decision.answers[0].category if choice == ACCEPT else choice


def is_answered(decision: PhotoSuggestion, choice: str, category: str) -> bool:
    """Return whether a choice that was made before is one about this suggestion, and means the same as then."""
    if choice not in choices_for(decision):
        return False
    other = category if category in others_than_suggested(decision) else None
    return category_to_save(decision, choice, other) == (category or None)


def show_look(look: Look, file_name: str) -> None:
    """Show the photo, beside it the garment alone and the two pictures that were judged, and what the file lacks."""
    with st.container(horizontal=True, wrap=False, gap="small"):
        # Containers set the widths: st.image would send the picture itself scaled down, blurred on sharp screens.
        with st.container(width=_PHOTO_WIDTH):
            st.image(look.photo, width="stretch", caption=escape_markdown(shortened(file_name)), alt="The photo")
        with st.container(width=_SMALL_WIDTH, gap="xsmall"):
            st.image(look.cut_out, width="stretch", caption="Cut out", alt="The item on white")
            st.image(look.close_up, width="stretch", caption="Close-up", alt="The close-up that was judged, in colour")
            st.image(look.picture, width="stretch", caption="28×28", alt="The picture that was judged, 28×28 in grey")
    if look.remark:
        st.caption(f":material/broken_image: {look.remark}")


def ask_garment(look: Look, key: str) -> Choice:
    """Show a button for each garment that was found and one for the whole picture, and return the one that is pressed.

    Args:
        look: What was seen on the photo.
        key: Names the photo on the page.
    """
    names = choice_names(look.kinds)
    if len(names) == 1:
        return look.chosen
    chosen: Choice = st.pills(
        "Which is for sale?",
        list(names),
        default=look.chosen,
        required=True,
        format_func=names.__getitem__,
        key=f"garment-{key}",
        persist_state="session",
        wrap=True,
    )
    if told := found_in_words(names, look.chosen, look.first_is_largest):
        st.caption(told)
    return chosen


def show_shares(shares: Sequence[tuple[str, float]]) -> None:
    """Show what is so and so likely, or was said by so many, as bars; each a name and its share, 0..1."""
    for name, share in shares:
        st.progress(share, text=f"{name} · {percent(share)}")


def show_answers(answers: Sequence[RankedAnswer]) -> None:
    """Show what the network considers as bars."""
    show_shares([(answer.category, answer.confidence) for answer in answers])


def trust_in_words(scores: dict[str, Any]) -> str | None:
    """Return how often answers that need no check were right on test photos; None when the model was not tested so.

    Args:
        scores: Of the model's manifest.
    """
    precision = ((scores.get("photos") or {}).get("auto") or {}).get("precision")
    if precision is None:
        return None
    return f"Of such answers {percent(float(precision))} were right on photos by people whom the model had never seen."


def suggestion_in_words(decision: PhotoSuggestion) -> str:
    """Return how sure the suggestion is and, when a person is asked, why."""
    confidence = decision.answers[0].confidence
    sure = f"{confidence_in_words(confidence)} ({percent(confidence)})."
    return f"{sure} {decision.reason}".rstrip()
