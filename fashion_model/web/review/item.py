"""One item on the Review page: photos, reason, similar items and copies."""

from collections.abc import Sequence
from typing import Final, Literal

import streamlit as st

from fashion_model.catalogue.items.records import CopyRecord, SimilarItem
from fashion_model.catalogue.review.records import ReviewItem, ReviewPhoto
from fashion_model.catalogue.review.visit import ReviewVisit
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.formats import count_of, listed, percent
from fashion_model.photo.thumbnails import crisp, framed_photo
from fashion_model.web.thumbnail import show_thumbnail
from fashion_model.web.words import cut_title, escape_markdown, shortened

ANSWER_KEYS: Final = ("1", "2", "3")
"""For the likeliest answers, the likeliest first."""
CATEGORY_KEYS: Final = {
    "T-shirt/top": "T",
    "Trouser": "O",
    "Pullover": "P",
    "Dress": "D",
    "Coat": "A",
    "Sandal": "L",
    "Shirt": "H",
    "Sneaker": "E",
    "Bag": "B",
    "Ankle boot": "K",
    NONE_OF_THE_TEN: "N",
}
"""The first letter of each name, in this order, that nothing else has: pages keep C and R for themselves."""
SKIP_KEYS: Final = ("S", "Right")
UNDO_KEYS: Final = ("U", "Backspace")
PHOTO_KEY: Final = "V"
"""Views the item's next photo."""
ZOOM_KEY: Final = "Z"
"""Shows the photo as large as the window allows."""
_PHOTO_WIDTH, _PHOTO_HEIGHT = 420, 640
_ZOOM_WIDTH, _ZOOM_HEIGHT = 1200, 1200
_BESIDE_WIDTH, _SMALL_EDGE, _SIMILAR_EDGE = 104, 72, 88
_CHOICE_HEIGHT, _FITTING = 400, 3
"""Of the small photos, when there are more than fit beside the large one."""
_REASON_HEIGHT = 72
_COPIES_NAMED = 3
_UNREADABLE = ":material/hide_image: The photo’s file cannot be read."
_NO_BREAK = "\N{NO-BREAK SPACE}"


def show_reason(item: ReviewItem) -> None:
    """Show why a person is asked, in a place of the same height for every item, so that no button moves."""
    with st.container(height=_REASON_HEIGHT, border=False, gap="xxsmall"):
        st.markdown(f"**{escape_markdown(item.reason)}**")


def show_photos(visit: ReviewVisit, item: ReviewItem) -> None:
    """Show one photo large; beside it the item's photos to switch between, or what the network saw of the only one."""
    photo = item.photos[visit.photo]
    with st.container(horizontal=True, wrap=False, gap="small"):
        with st.container(gap="xsmall"):
            _show_large(photo, item.row.sku)
            st.caption(heading_in_words(item))
        with st.container(width=_BESIDE_WIDTH, gap="small"):
            st.button(
                "Zoom",
                key=f"zoom-{item.row.item_id}",
                shortcut=ZOOM_KEY,
                help="Show the photo as large as the window allows",
                width="stretch",
                on_click=_zoom,
                args=(photo, item.row.sku),
            )
            if len(item.photos) > 1:
                _show_choice(visit, item)
            else:
                _show_seen(photo)


@st.dialog("Photo", width="large")
def _zoom(photo: ReviewPhoto, sku: str) -> None:
    framed = framed_photo(photo.path, None, _ZOOM_WIDTH, _ZOOM_HEIGHT)
    if framed:
        st.image(framed.jpeg, width="stretch", alt=f"Photo of {sku}, enlarged")
    else:
        st.markdown(_UNREADABLE)


def _show_large(photo: ReviewPhoto, sku: str) -> None:
    framed = framed_photo(photo.path, photo.box, _PHOTO_WIDTH, _PHOTO_HEIGHT)
    if framed:
        with st.container(width=framed.width):  # on a phone the column is narrower, and so is the photo
            st.image(framed.jpeg, width="stretch", alt=f"Photo of {sku}")
    else:
        st.markdown(_UNREADABLE)


def _show_seen(photo: ReviewPhoto) -> None:
    """Show what the network saw of a photo, as far as it was kept."""
    if photo.picture is not None:
        with st.container(gap="xxsmall"):
            with st.container(width=_SMALL_EDGE):
                st.image(crisp(photo.picture), width="stretch", alt="What the network saw of the framed part, 28×28")
            st.caption("Network’s view")


def _show_choice(visit: ReviewVisit, item: ReviewItem) -> None:
    """Show the item's photos small, each above a button that says what it alone says and shows it large."""
    st.button(
        "Next",
        key=f"next-photo-{item.row.item_id}",
        shortcut=PHOTO_KEY,
        help="Show the next photo large",
        width="stretch",
        on_click=visit.next_photo,
        args=(item.row.item_id,),
    )
    height: int | Literal["content"] = _CHOICE_HEIGHT if len(item.photos) > _FITTING else "content"
    with st.container(height=height, border=False, gap="xsmall"):
        for place, photo in enumerate(item.photos):
            with st.container(width=_SMALL_EDGE):
                alt = f"Photo {place + 1} of {item.row.sku}"
                show_thumbnail(photo.path, _SMALL_EDGE, photo.box, alt, instead=":material/hide_image:")
            st.button(
                said_in_words(photo),
                key=f"photo-{place}-{item.row.item_id}",
                type="tertiary",
                disabled=place == visit.photo,
                on_click=visit.show_photo,
                args=(item.row.item_id, place),
            )


def show_similar(similar: Sequence[SimilarItem]) -> None:
    """Show confirmed items that look alike, with the categories that people gave them."""
    if not similar:
        return
    st.caption("Confirmed items that look alike")
    grid = st.grid("auto", min_column_width=_SIMILAR_EDGE, gap="xsmall")
    for item in similar:
        with grid.cell(), st.container(gap="xxsmall"):
            show_thumbnail(item.photo_path, _SIMILAR_EDGE, item.box, alt=f"{item.sku}: {item.category}")
            st.caption(item.category)


def show_copies(copies: Sequence[CopyRecord]) -> None:
    """Point out the other items that have the same photo, or one that looks like a copy."""
    if copies:
        st.warning(copies_in_words(copies), icon=":material/content_copy:")


def heading_in_words(item: ReviewItem) -> str:
    """Return title, SKU and delivery of an item in a line, as Markdown."""
    title = "" if item.row.title == item.row.sku else f"**{escape_markdown(cut_title(item.row.title))}**"
    parts = [title, escape_markdown(shortened(item.row.sku)), escape_markdown(cut_title(item.delivery))]
    return " · ".join(part for part in parts if part)


def said_in_words(photo: ReviewPhoto) -> str:
    """Return what the network says of this photo alone: ``Shirt 62 %``, the number and its sign on one line."""
    if not photo.category:
        return "Nothing"
    return f"{photo.category} {percent(photo.confidence).replace(' %', _NO_BREAK + '%')}"


def copies_in_words(copies: Sequence[CopyRecord]) -> str:
    """Return which other items have the same photo or a copy of it, in a sentence, as Markdown."""
    parts = []
    for exact, words in ((True, "The same photo is on"), (False, "A photo that looks like a copy is on")):
        skus = [escape_markdown(shortened(copy.sku)) for copy in copies if copy.exact == exact]
        more = len(skus) - _COPIES_NAMED
        named = [*skus[:_COPIES_NAMED], *([count_of(more, "more item", "more items")] if more > 0 else [])]
        if named:
            parts.append(f"{words} {listed(named)}.")
    return " ".join(parts)
