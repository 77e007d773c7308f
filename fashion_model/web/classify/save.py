"""Accept or change a suggestion, tie it to an item, save it and take it back."""

from collections.abc import Callable

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, CatalogueError, CatalogueUnavailable
from fashion_model.catalogue.items.records import DecisionRecord, ItemRecord
from fashion_model.catalogue.names import LONGEST_SKU, LONGEST_TITLE, clean_person
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.classify.batch import Batch, Saved
from fashion_model.web.classify.intake import Intake, Look
from fashion_model.web.classify.suggestion import likeliest
from fashion_model.web.visitor import visitor_zone
from fashion_model.web.wording import cut_title, escape_markdown, moment, the_garment

ACCEPT, CHANGE = "Accept", "Change"


def save_form(batch: Batch, intake: Intake, look: Look, open_catalogue: Callable[[], Catalogue], person: str) -> None:
    """Let a person decide on one photo that the catalogue keeps.

    Args:
        batch: Remembers what was saved, and that the catalogue cannot be used.
        intake: The photo.
        look: What was seen on it.
        open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        person: Who decides; empty when not told yet.
    """
    key = intake.dropped.key
    category = _ask_category(f"{key}-{look.chosen}", look)
    sku = st.text_input(
        "SKU",
        value=intake.dropped.sku,
        max_chars=LONGEST_SKU,
        key=f"sku-{key}",
        persist_state="session",
        placeholder="The item’s number",
    )
    if not sku.strip():
        st.caption("Type the item’s SKU to save the category to it.")
        return
    try:
        catalogue = open_catalogue()
        item = catalogue.find_item(sku)
        title = _confirm_item(item, sku, key)
        if not person.strip():
            st.caption(":material/person: Type your name above first.")
            return
        label = "Save" if item else "Create the item and save"
        if st.button(label, key=f"save-{key}", type="primary", icon=":material/save:"):
            decision = save(catalogue, intake, sku, title, category, person)
            batch.saved[key] = Saved(decision, created=title is not None)
            st.rerun()
    except CatalogueUnavailable as problem:
        batch.problem = str(problem)
        st.rerun()
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))


def save(
    catalogue: Catalogue, intake: Intake, sku: str, title: str | None, category: str, person: str
) -> DecisionRecord:
    """Write a decision down, and create its item first when a title is given.

    Args:
        catalogue: Holds the photo.
        intake: The photo and its suggestion.
        sku: The item's SKU.
        title: The new item's title; None when the item is in the catalogue already.
        category: One of the ten, or ``NONE_OF_THE_TEN``.
        person: Who decides.

    Raises:
        CatalogueError: Name, SKU or title are not accepted, or the catalogue cannot be used; nothing was decided.
    """
    if intake.kept is None:
        raise CatalogueUnavailable(intake.problem)
    clean_person(person)  # before the item is created, so that a missing name leaves no item behind
    if title is not None:
        catalogue.create_item(sku, title)
    return catalogue.decide(
        sku=sku,
        photo_id=intake.kept.photo_id,
        category=category,
        person=person,
        suggestion_id=intake.kept.suggestion_id,
    )


def _ask_category(key: str, look: Look) -> str:  # a key for each garment: a new suggestion is a new question
    choice = st.segmented_control(
        "Is that right?",
        [ACCEPT, CHANGE, NONE_OF_THE_TEN],
        default=ACCEPT,
        required=True,
        key=f"choice-{key}",
        persist_state="session",
        help="“None of the ten” is for items such as hats, belts and shorts.",
    )
    if choice == NONE_OF_THE_TEN:
        return NONE_OF_THE_TEN
    [(suggested, _), *others] = likeliest(look.probabilities, len(CATEGORIES))
    if choice == CHANGE:
        names = [category for category, _ in others]
        return st.selectbox("The right category", names, key=f"category-{key}", persist_state="session")
    return suggested


def _confirm_item(item: ItemRecord | None, sku: str, key: str) -> str | None:
    """Return None for an item that exists; else ask whether to create it, and return the title typed so far."""
    if item is not None:
        st.caption(f"Item: {escape_markdown(cut_title(item.title))}")
        return None
    st.warning(f"No such item: “{escape_markdown(sku)}” is not in the catalogue. Create it?", icon=":material/help:")
    return st.text_input(
        "Title of the new item",
        max_chars=LONGEST_TITLE,
        key=f"title-{key}",
        persist_state="session",
        placeholder="White crew-neck T-shirt",
    )


def show_saved(batch: Batch, key: str, open_catalogue: Callable[[], Catalogue], person: str) -> None:
    """Show what was written, with a way to take it back."""
    saved = batch.saved[key]
    decision = saved.decision
    st.markdown(f":green[:material/check_circle:] {saved_in_words(saved)}")
    with st.container(horizontal=True):
        undo = st.button("Undo", key=f"undo-{key}", icon=":material/undo:", type="tertiary")
        if st.button("See it in the catalogue", key=f"see-{key}", icon=":material/inventory_2:", type="tertiary"):
            st.switch_page("catalogue.py", query_params={"q": decision.sku})
    if undo:
        try:
            open_catalogue().undo(decision.decision_id, person or decision.person)
            del batch.saved[key]
            st.toast(taken_back_in_words(saved))
        except AlreadyUndone as done:
            del batch.saved[key]
            st.toast(escape_markdown(str(done)))
        except CatalogueUnavailable as problem:
            batch.problem = str(problem)
        except CatalogueError as problem:
            st.error(escape_markdown(str(problem)))
            return
        st.rerun()


def saved_in_words(saved: Saved) -> str:
    """Return what was written, as Markdown."""
    decision = saved.decision
    sku = escape_markdown(decision.sku)
    start, item = (f"item {sku} created; ", "it") if saved.created else ("", sku)
    seen = the_garment(decision.garment)
    fits = f"{item} is **{decision.category}**{f', from {seen}' if seen else ''}"
    if decision.category == NONE_OF_THE_TEN:
        fits = f"none of the ten categories fits {item}"
    when = moment(decision.created_at, visitor_zone())
    return f"Saved: {start}{fits}, decided by {escape_markdown(decision.person)} on {when}."


def taken_back_in_words(saved: Saved) -> str:
    """Return what an undo leaves, as Markdown."""
    if saved.created:
        return f"Taken back. The new item {escape_markdown(saved.decision.sku)} stays, without a category."
    return "Taken back. Nothing of the history is lost."
