"""One file on the Classify page: suggestion, decision and undo, or the refusal."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, CatalogueError, CatalogueUnavailable
from fashion_model.catalogue.items.records import CatalogueRow, DecisionRecord
from fashion_model.catalogue.items.visits import Typed
from fashion_model.catalogue.names import LONGEST_SKU, LONGEST_TITLE, clean_person, clean_sku
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.decision import PhotoSuggestion
from fashion_model.web.classify.batch import Batch, Intake, Saved
from fashion_model.web.classify.suggestion import (
    CHANGE,
    Look,
    ask_garment,
    category_to_save,
    choices_for,
    is_answered,
    others_than_suggested,
    preselected,
    show_answers,
    show_look,
    show_suggestion,
)
from fashion_model.web.similar import offer_similar
from fashion_model.web.visitor import has_name, visitor_zone
from fashion_model.web.words import cut_title, escape_markdown, moment, shortened, the_garment

ABOVE, BELOW = "cards", "cards-below"
"""Places of the page numbers."""
_SAVED_WIDTH = 64
_BARS = 3


def ask_card_page(pages: int, place: str) -> int:
    """Show page numbers, ``ABOVE`` or ``BELOW`` the cards, when there are several, and return which page is open."""
    return st.pagination(pages, key=place, on_change=_turn_both, args=(place,)) if pages > 1 else 1


def _turn_both(turned: str) -> None:
    st.session_state[ABOVE] = st.session_state[BELOW] = st.session_state[turned]


def show_card(
    batch: Batch,
    key: str,
    classifier: Classifier,
    open_catalogue: Callable[[], Catalogue],
    person: str,
    trust: str | None,
) -> None:
    """Show what became of a file, and let a person decide on it.

    Args:
        batch: Holds the file.
        key: Names it.
        classifier: Judges another garment when one is chosen.
        open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        person: Who decides; empty when not told yet.
        trust: How often suggestions that need no check are right; None when unknown.
    """
    intake = batch.intakes[key]
    look, decision = intake.look, intake.decision
    if look is None or decision is None:
        name = escape_markdown(shortened(intake.dropped.file_name))
        st.error(f"**{name}** — {escape_markdown(intake.refusal)}", icon=":material/block:")
        return
    if key in batch.saved:
        _show_saved(batch, key, look, open_catalogue, person)
        return
    with st.container(border=True):
        suggestion = st.container()
        left, right = st.columns(2, gap="medium")
        with left:
            pictures = st.container()
            chosen = ask_garment(look, key)
        if chosen != look.chosen:
            batch.choose(key, chosen, classifier, open_catalogue)
            st.rerun()
        with suggestion:
            show_suggestion(decision, trust)
        with pictures:
            show_look(look, intake.dropped.file_name)
        with left:
            show_answers(decision.answers[:_BARS])
            offer_similar(classifier, look.grey, decision.category, key)
        if not batch.problem:
            with right:
                _ask_decision(batch, intake, decision, open_catalogue, person)


def _ask_decision(
    batch: Batch, intake: Intake, decision: PhotoSuggestion, open_catalogue: Callable[[], Catalogue], person: str
) -> None:
    key = intake.dropped.key
    before = batch.visit.typed.get(key, Typed(sku=intake.dropped.sku))
    # A key of its own for each suggestion: nobody has chosen anything yet of one that came since.
    asked = f"{key}-{intake.chosen}-{decision.answers[0].category}-{decision.status}-{intake.model_version}"
    choice, category = _ask_category(asked, decision, before)
    _begin_with(f"sku-{key}", before.sku)
    sku = st.text_input(
        "SKU",
        max_chars=LONGEST_SKU,
        key=f"sku-{key}",
        persist_state="session",
        placeholder="The item’s number",
    )
    typed = Typed(sku, before.title, choice or "", category if choice and category else "")
    batch.note(key, typed, open_catalogue)
    if not sku.strip():
        st.caption("Type the item’s SKU to save the category to it.")
        return
    try:
        catalogue = open_catalogue()
        item = catalogue.current(sku) if catalogue.find_item(sku) else None
        others = () if item else catalogue.alike(clean_sku(sku))
        title, is_another = _confirm_item(item, sku, key, before.title), _ask_about_others(others, key)
        batch.note(key, replace(typed, title=before.title if title is None else title), open_catalogue)
        if not has_name(person) or (others and not is_another):
            return
        if category is None:
            st.caption(":material/touch_app: Choose above what it is first.")
            return
        label = "Save" if item else "Create the item and save"
        pressed = st.button(label, key=f"save-{asked}", type="primary", icon=":material/save:")
        unseen = batch.unseen(key, sku, item)
        if pressed and unseen:
            st.warning(escape_markdown(unseen), icon=":material/group:")
        elif pressed:
            saved = _save(catalogue, intake, item or sku, title, category, person, is_another)
            batch.keep_decision(key, Saved(saved, created=title is not None), open_catalogue)
            st.rerun()
    except CatalogueUnavailable as problem:
        batch.problem = str(problem)
        st.rerun()
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))


def _ask_category(key: str, decision: PhotoSuggestion, before: Typed) -> tuple[str | None, str | None]:
    """Ask whether the suggestion is right.

    Returns:
        What a person chose, None where they left what was preselected; and what would be saved, None for nothing yet.
    """
    earlier = before.answer if is_answered(decision, before.answer, before.category) else ""
    _begin_with(f"choice-{key}", earlier or preselected(decision))
    choice = st.segmented_control(
        "Is that right?",
        choices_for(decision),
        key=f"choice-{key}",
        persist_state="session",
        help="“None of the ten” is for items such as hats, belts and shorts.",
    )
    other = None
    if choice == CHANGE:
        _begin_with(f"category-{key}", before.category if earlier == CHANGE else None)
        other = st.selectbox(
            "The right category",
            others_than_suggested(decision),
            index=None,
            key=f"category-{key}",
            persist_state="session",
            placeholder="Choose one",
        )
    by_person = None if choice == preselected(decision) else choice
    return by_person, category_to_save(decision, choice, other)


def _begin_with(key: str, value: str | None) -> None:
    """Let a field begin with what was typed before the page was opened anew."""
    if value and key not in st.session_state:
        st.session_state[key] = value


def _confirm_item(item: CatalogueRow | None, sku: str, key: str, before: str) -> str | None:
    """Show the item that exists and return None; else ask whether to create it, and return the title typed so far."""
    if item is not None:
        now = f" It is **{item.category}** now, by {escape_markdown(item.person)}." if item.category else ""
        st.caption(f"Item: {escape_markdown(cut_title(item.title))}.{now}")
        return None
    st.warning(f"No such item: “{escape_markdown(sku)}” is not in the catalogue. Create it?", icon=":material/help:")
    _begin_with(f"title-{key}", before)
    return st.text_input(
        "Title of the new item",
        max_chars=LONGEST_TITLE,
        key=f"title-{key}",
        persist_state="session",
        placeholder="White crew-neck T-shirt",
    )


def _ask_about_others(others: Sequence[str], key: str) -> bool:
    """Ask whether a new SKU that looks like others is meant; without others there is nothing to ask."""
    if not others:
        return False
    named = " and ".join(escape_markdown(other) for other in others[:3])
    st.warning(f"It looks like {named}, which the catalogue has. Correct the SKU if that is the item.")
    return st.checkbox("This is another item", key=f"another-{key}", persist_state="session")


def _save(
    catalogue: Catalogue,
    intake: Intake,
    item: CatalogueRow | str,
    title: str | None,
    category: str,
    person: str,
    is_another: bool,
) -> DecisionRecord:
    """Write a decision down on an item as it was shown, or create one by its SKU first.

    Raises:
        CatalogueError: Name, SKU or title are not accepted, or the catalogue cannot be used; nothing was decided.
    """
    if intake.kept is None:
        raise CatalogueUnavailable(intake.problem)
    clean_person(person)  # before the item is created, so that a missing name leaves no item behind
    if isinstance(item, str):
        catalogue.create_item(item, title or "", person=person, although_alike=is_another)
    return catalogue.actions.decide(
        item=item if isinstance(item, str) else item.seen,
        photo_id=intake.kept.photo_id,
        category=category,
        person=person,
        suggestion_id=intake.kept.suggestion_id,
    )


def _show_saved(batch: Batch, key: str, look: Look, open_catalogue: Callable[[], Catalogue], person: str) -> None:
    """Show small what was written, with a way to take it back."""
    saved = batch.saved[key]
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        with st.container(width=_SAVED_WIDTH):
            st.image(look.cut_out, width="stretch", alt="The item on white")
        with st.container(gap="xsmall"):
            st.markdown(f":green[:material/check_circle:] {_saved_in_words(saved)}")
            with st.container(horizontal=True):
                undo = st.button("Undo", key=f"undo-{key}", icon=":material/undo:", type="tertiary")
                see, icon = "See it in the catalogue", ":material/inventory_2:"
                if st.button(see, key=f"see-{key}", icon=icon, type="tertiary"):
                    st.switch_page("catalogue.py", query_params={"q": saved.decision.sku})
            if undo:
                _take_back(batch, key, open_catalogue, person)


def _take_back(batch: Batch, key: str, open_catalogue: Callable[[], Catalogue], person: str) -> None:
    saved = batch.saved[key]
    try:
        open_catalogue().actions.undo_decision(saved.decision.decision_id, person or saved.decision.person)
        del batch.saved[key]
        st.toast(_taken_back_in_words(saved))
    except AlreadyUndone as done:
        del batch.saved[key]
        st.toast(escape_markdown(str(done)))
    except CatalogueUnavailable as problem:
        batch.problem = str(problem)
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))
        return
    st.rerun()


def _saved_in_words(saved: Saved) -> str:
    decision = saved.decision
    sku = escape_markdown(decision.sku)
    start, item = (f"item {sku} created; ", "it") if saved.created else ("", sku)
    seen = the_garment(decision.garment)
    fits = f"{item} is **{decision.category}**{f', from {seen}' if seen else ''}"
    if decision.category == NONE_OF_THE_TEN:
        fits = f"none of the ten categories fits {item}"
    when = moment(decision.created_at, visitor_zone())
    return f"Saved: {start}{fits}, decided by {escape_markdown(decision.person)} on {when}."


def _taken_back_in_words(saved: Saved) -> str:
    if saved.created:
        return f"Taken back. The new item {escape_markdown(saved.decision.sku)} stays, without a category."
    return "Taken back. Nothing of the history is lost."
