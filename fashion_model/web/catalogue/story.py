"""An item's story in a dialog: photos, suggestions, decisions, edit and undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from operator import itemgetter

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError, UnknownItem
from fashion_model.catalogue.items.details import ItemSuggestionRecord
from fashion_model.catalogue.items.records import (
    ACCEPTED,
    AUTOMATIC,
    NO_CATEGORY_YET,
    UNDONE,
    CatalogueRow,
    DecisionRecord,
    PhotoOfItem,
    SeenRecord,
)
from fashion_model.catalogue.names import LONGEST_TITLE
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.formats import percent
from fashion_model.photo.thumbnails import crisp, small_photo
from fashion_model.web.address import forget, write
from fashion_model.web.catalogue.change import edit_item
from fashion_model.web.catalogue.words import standing_in_words
from fashion_model.web.thumbnail import show_thumbnail
from fashion_model.web.visitor import ask_person, visitor_zone
from fashion_model.web.words import (
    change_in_words,
    cut_title,
    decision_in_words,
    escape_markdown,
    moment,
    problem_in_words,
    shortened,
    source_in_words,
    the_garment,
)


def story_lines(catalogue: Catalogue, sku: str, zone: tzinfo | None) -> list[str]:
    """Return what happened to an item, newest first, each as a line of Markdown.

    Raises:
        UnknownItem: No item has the SKU.
    """
    decisions, item = catalogue.details.history(sku), catalogue.find_item(sku)
    by_itself = {decision.created_at for decision in decisions if decision.kind == AUTOMATIC}
    told = [(decision.created_at, 1, decision_line(decision, zone)) for decision in decisions]
    told += [
        (suggestion.created_at, 0, suggestion_line(suggestion, _delivery(catalogue, suggestion.delivery_id), zone))
        for suggestion in catalogue.details.suggestions(sku)
        if suggestion.created_at not in by_itself  # the automatic decision says the same
    ]
    told += [(change.created_at, 2, change_in_words(change, zone)) for change in catalogue.changes.of_item(sku)]
    lines = [line for _, _, line in sorted(told, key=itemgetter(0, 1), reverse=True)]
    return [*lines, f"{moment(item.created_at, zone)} — the item was created"] if item else lines


def decision_line(decision: DecisionRecord, zone: tzinfo | None) -> str:
    """Return a decision with the model that had suggested, and what its own sentence leaves out, as Markdown."""
    line = decision_in_words(decision, zone)
    if decision.kind == UNDONE or not decision.model_version:
        return line
    facts = [f"model {escape_markdown(decision.model_version)}"]
    if decision.kind not in (AUTOMATIC, ACCEPTED) and decision.suggested_confidence is not None:
        facts.append(f"it was {percent(decision.suggested_confidence)} sure of {decision.suggested_category}")
    if decision.kind != AUTOMATIC and decision.threshold is not None:
        facts.append(needed_in_words(decision.threshold))
    return f"{line}  \n  :gray[{'; '.join(facts)}]"


def suggestion_line(suggestion: ItemSuggestionRecord, delivery: str, zone: tzinfo | None) -> str:
    """Return what the network suggested and why it did not decide, as Markdown.

    Args:
        suggestion: What was suggested.
        delivery: Name of the delivery that brought the photos; empty without one.
        zone: Of the visitor.
    """
    first, second = suggestion.answers[:2]
    sure = f"{percent(first.confidence)} sure, then {second.category} {percent(second.confidence)}"
    source = source_in_words(len(suggestion.parts), delivery)
    when, category = moment(suggestion.created_at, zone), f"**{first.category}**"
    line = f"{when} — the network suggested {category} ({sure}){source}"
    if suggestion.reason:
        line = f"{line}: {escape_markdown(suggestion.reason)}"
    facts = f"model {escape_markdown(suggestion.model_version)}; {needed_in_words(suggestion.threshold)}"
    undone = " (its delivery was taken back)" if not suggestion.stands else ""
    return f"{line}{undone}  \n  :gray[{facts}]"


def needed_in_words(threshold: float) -> str:
    """Return from which confidence an answer stood without a person; a threshold above 1 let none stand."""
    return "no answer stood without a person" if threshold > 1 else f"{percent(threshold)} were needed to stand alone"


def _delivery(catalogue: Catalogue, delivery_id: int | None) -> str:
    return catalogue.deliveries.get(delivery_id).name if delivery_id else ""


_SEEN_WIDTH = 84
_SMALL_WIDTH = 120
_NO_PHOTO = ":material/hide_image:"


def show_photo(row: CatalogueRow, edge: int) -> None:
    """Show the item on the photo of the current decision, ``edge`` pixels square, or a sign that there is none."""
    with st.container(width=edge):  # st.image with a width would send the picture itself scaled down
        show_thumbnail(row.photo_path, edge, row.box, f"Photo of {row.sku}", _NO_PHOTO)


def show_item_photos(photos: Sequence[PhotoOfItem]) -> None:
    """Show all photos of an item side by side, each with its name, its delivery and what was said of it alone.

    A single photo is not shown again.
    """
    if len(photos) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        for photo in photos:
            with st.container(width=_SMALL_WIDTH, gap="xsmall"):
                show_thumbnail(photo.path, _SMALL_WIDTH, photo.box, f"Photo {photo.file_name}", _NO_PHOTO)
                st.caption(photo_in_words(photo))


def photo_in_words(photo: PhotoOfItem) -> str:
    """Return a photo's name, what the network says of it alone and what brought it, as Markdown."""
    parts = [escape_markdown(shortened(photo.file_name))]
    if photo.category and photo.confidence is not None:
        parts.append(f"{photo.category}, {percent(photo.confidence)} sure")
    if photo.delivery:
        parts.append(f"“{escape_markdown(photo.delivery)}”")
    return "  \n".join(parts)


def show_category(row: CatalogueRow) -> None:
    """Show the current category."""
    st.badge(row.category or NO_CATEGORY_YET, color="primary" if row.category else "gray")


def show_seen(seen: SeenRecord | None) -> None:
    """Show what of the photo a decision's suggestion was made from, as far as it was kept."""
    if seen is None or seen.picture is None:
        return
    with st.container(width=_SEEN_WIDTH):
        st.image(crisp(seen.picture), width="stretch", alt="What the network saw, 28×28")
    judged = the_garment(seen.garment)
    st.caption(f"The network saw {judged}." if judged else "What the network saw.")


ITEM = "item"
"""Name in the page's address under which the SKU of the open story stands."""
_WIDTH, _FACTS_WIDTH, _COPIES_SHOWN = 200, 420, 5
_SEEN, _REFUSED = "decision-seen", "edit-refused"


@st.dialog("Item", width="medium", on_dismiss=partial(forget, ITEM))
def show_story(catalogue: Catalogue, sku: str) -> None:
    """Show what happened to an item, latest first, and offer to change it or to take the latest decision back."""
    try:
        row = catalogue.current(sku)
        seen = st.session_state.pop(_SEEN, row.last_decision_id)
        if seen != row.last_decision_id:
            latest = decision_in_words(catalogue.details.history(sku)[0], visitor_zone())
            st.warning(f"Changed meanwhile: {latest}. Nothing was taken back; below is what the item has now.")
        _show_facts(catalogue, row)
        _show_copies(catalogue, row)
        show_item_photos(catalogue.details.photos(sku))
        person = ask_person()
        _offer_edit(catalogue, row, person)
        with st.container(horizontal=True):
            if row.last_decision_id is not None:
                _offer_undo(catalogue, row.last_decision_id, seen, person)
            _offer_undo_of_title(catalogue, row, person)
        st.header("Story", anchor=False)
        st.markdown("\n".join(f"- {line}" for line in story_lines(catalogue, sku, visitor_zone())))
    except UnknownItem:
        st.error(f"This link leads to no item: none has the SKU “{escape_markdown(sku)}”.")
    except CatalogueError as problem:
        st.error(problem_in_words(problem, visitor_zone()))


def _show_facts(catalogue: Catalogue, row: CatalogueRow) -> None:
    with st.container(horizontal=True, gap="medium"):
        photo = small_photo(row.photo_path, 2 * _WIDTH) if row.photo_path else None
        with st.container(width=_WIDTH):
            if photo:
                st.image(photo, width="stretch", alt=f"Photo of {row.sku}")
            else:
                st.markdown(_NO_PHOTO)
        with st.container(gap="small", width=_FACTS_WIDTH):
            st.header(escape_markdown(cut_title(row.title)), anchor=False)
            if cut_title(row.title) != row.title:
                st.text(row.title)
            st.text(f"{row.sku} · your code {row.code}" if row.code else row.sku)
            show_category(row)
            st.caption(standing_in_words(row, visitor_zone()))
            if row.last_decision_id is not None:
                show_seen(catalogue.details.seen_by(row.last_decision_id))
    if row.contradiction:
        st.warning(escape_markdown(row.contradiction), icon=":material/warning:")


def _show_copies(catalogue: Catalogue, row: CatalogueRow) -> None:
    copies = catalogue.copies.of_item(row.item_id)
    _show_others("The same photo is also on:", [copy.sku for copy in copies if copy.exact])
    _show_others("A photo that looks like a copy is on:", [copy.sku for copy in copies if not copy.exact])
    _show_others("Its SKU looks like:", catalogue.alike(row.sku))


def _show_others(said: str, skus: Sequence[str]) -> None:
    if not skus:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange[:material/content_copy:] {said}", width="content")
        for sku in skus[:_COPIES_SHOWN]:
            if st.button(
                escape_markdown(sku), key=f"other-{said}-{sku}", icon=":material/open_in_new:", type="tertiary"
            ):
                write(ITEM, sku)
                st.rerun()
        if len(skus) > _COPIES_SHOWN:
            st.markdown(f"and {len(skus) - _COPIES_SHOWN:,} more", width="content")


def _offer_edit(catalogue: Catalogue, row: CatalogueRow, person: str) -> None:
    """Offer to change title and category; what could not be saved stays typed, beside what the item has now."""
    choices = [*CATEGORIES, NONE_OF_THE_TEN]
    refused: Refused | None = st.session_state.get(_REFUSED)
    typed = refused if refused and refused.shown.item_id == row.item_id else None
    key = f"{row.item_id}-{row.last_decision_id}-{row.title}-{typed is None}"  # another state makes a new form
    category = (typed.category if typed else None) or row.category
    if typed:
        st.error(typed.sentence)
    with st.form(f"edit-{row.item_id}", border=True):
        left, right = st.columns([3, 2])
        left.text_input("Title", typed.title if typed else row.title, key=f"title-{key}", max_chars=LONGEST_TITLE)
        right.selectbox(
            "Category",
            choices,
            index=choices.index(category) if category else None,
            key=f"category-{key}",
            placeholder="None yet",
        )
        st.form_submit_button("Save", icon=":material/save:", on_click=_save, args=(catalogue, row, key, person))


@dataclass(frozen=True)
class Refused:
    """What somebody typed that could not be saved, and why."""

    shown: CatalogueRow
    """The item as it was shown."""
    title: str
    """As typed."""
    category: str | None
    """As chosen."""
    sentence: str
    """Why, as Markdown."""


def _save(catalogue: Catalogue, shown: CatalogueRow, key: str, person: str) -> None:
    """Save what was typed beside the item as it was shown, before the page shows it anew."""
    title, category = st.session_state[f"title-{key}"], st.session_state[f"category-{key}"]
    st.session_state.pop(_REFUSED, None)
    try:
        edit_item(catalogue, shown, title, category, person)
    except CatalogueError as problem:
        sentence = problem_in_words(problem, visitor_zone())
        if not person.strip():
            sentence = "Type your name above first; it is written beside the change."
        st.session_state[_REFUSED] = Refused(shown, title, category, sentence)


def _offer_undo(catalogue: Catalogue, latest_id: int, seen_id: int | None, person: str) -> None:
    pressed = st.button(
        "Take the latest decision back", icon=":material/undo:", on_click=_remember_seen, args=(latest_id,)
    )
    if pressed and seen_id == latest_id:
        catalogue.actions.undo_decision(latest_id, person)
        st.rerun()


def _offer_undo_of_title(catalogue: Catalogue, row: CatalogueRow, person: str) -> None:
    """Offer to take the title back that stands, to the one before it."""
    standing = [change for change in catalogue.changes.of_item(row.sku) if change.undoes is None and not change.undone]
    if not standing or standing[0].after != row.title or not standing[0].before:
        return
    label = f"Back to the title “{cut_title(standing[0].before)}”"
    if st.button(escape_markdown(label), icon=":material/undo:", disabled=not person.strip()):
        catalogue.changes.undo(standing[0].change_id, person)
        st.rerun()


def _remember_seen(decision_id: int) -> None:
    """Remember the decision that stood beside the button when it was pressed; another window may add one."""
    st.session_state[_SEEN] = decision_id
