"""The Review page's way of accepting many suggestions in one step, after a look at all of them."""

from collections.abc import Sequence

import streamlit as st

from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.review_records import UNDO
from fashion_model.categories import CATEGORIES
from fashion_model.web.pictures import thumbnail
from fashion_model.web.review_filter import ReviewFilter
from fashion_model.web.review_many import ManySteps, Offer, all_offers, chosen_offers, offers_in_words, step_in_words
from fashion_model.web.review_visit import ReviewVisit
from fashion_model.web.wording import count_of, escape_markdown, percent, shortened

_STEPS = "review-many"
_OFFERS_A_PAGE, _EDGE = 24, 120


def show_many(catalogue: Catalogue, visit: ReviewVisit, wanted: ReviewFilter, person: str) -> None:
    """Show the suggestions that wait, let some be left out, and accept the others in one step.

    Args:
        catalogue: Has the items.
        visit: Names the window.
        wanted: Which items.
        person: Who decides; nothing can be accepted while it is empty.
    """
    steps = _visitor_steps()
    _show_latest(catalogue, steps, person)
    waiting = all_offers(catalogue, wanted)
    offers = _ask_offers(waiting)
    st.markdown(offers_in_words(len(offers), len(waiting)))
    if not offers:
        return
    taken = steps.taken(offers)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.button(
            f"Accept {count_of(len(taken), 'suggestion', 'suggestions')}",
            type="primary",
            icon=":material/done_all:",
            on_click=steps.accept,
            args=(catalogue, offers, person, visit.holder),
            disabled=not (taken and person),
        )
        pages = -(-len(offers) // _OFFERS_A_PAGE)
        page = st.pagination(pages, key="offers") if pages > 1 else 1
    _show_grid(steps, offers[(page - 1) * _OFFERS_A_PAGE : page * _OFFERS_A_PAGE])


def _visitor_steps() -> ManySteps:
    if _STEPS not in st.session_state:
        st.session_state[_STEPS] = ManySteps()
    steps: ManySteps = st.session_state[_STEPS]
    return steps


def _show_latest(catalogue: Catalogue, steps: ManySteps, person: str) -> None:
    if steps.problem:
        st.error(escape_markdown(f"{steps.problem} Nothing was changed: press the button again."))
    step = steps.latest
    if step is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check_circle: {step_in_words(step)}", width="content")
        again = step.kind == UNDO
        st.button(
            "Redo" if again else "Undo",
            icon=":material/redo:" if again else ":material/undo:",
            on_click=steps.redo if again else steps.undo,
            args=(catalogue, step, person),
            disabled=not person,
        )


def _ask_offers(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    left, right = st.columns(2)
    category = left.selectbox(
        "Suggested category",
        CATEGORIES,
        index=None,
        key="suggested",
        bind="query-params",
        placeholder="All categories",
    )
    least = right.slider("At least this sure", 0, 100, 50, step=5, format="%d %%", key="sure", bind="query-params")
    return chosen_offers(offers, category, least / 100)


def _show_grid(steps: ManySteps, offers: Sequence[Offer]) -> None:
    grid = st.grid("auto", min_column_width=_EDGE, gap="small")
    for one in offers:
        with grid.cell(), st.container(gap="xxsmall"):
            picture = thumbnail(one.row.photo_path, 2 * _EDGE, one.row.box) if one.row.photo_path else None
            if picture:
                st.image(picture, width="stretch", alt=f"Photo of {one.row.sku}")
            else:
                st.markdown(":material/hide_image:")
            key = f"take-{one.row.item_id}"
            st.session_state[key] = one.row.item_id not in steps.left_out
            st.checkbox(f"**{one.category}**", key=key, on_change=steps.toggle, args=(one.row.item_id,))
            st.caption(f"{percent(one.row.confidence or 0.0)} · {escape_markdown(shortened(one.row.sku))}")
