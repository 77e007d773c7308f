import streamlit as st

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.search import Search
from fashion_model.web.resources import get_catalogue
from fashion_model.web.review.filter import MANY, ONE_BY_ONE, ask_filter, ask_view, filter_in, left_in, wanted_view
from fashion_model.web.review.many import show_many
from fashion_model.web.review.one_by_one import show_end, show_item, show_messages, show_progress, visitor_review
from fashion_model.web.visitor import ask_reviewer, show_reviewer
from fashion_model.web.words import escape_markdown

st.set_page_config(layout="wide")
heading = st.container(horizontal=True, vertical_alignment="center", gap="small")
heading.title("Review", anchor=False, width="content")
visit, wanted = visitor_review(), filter_in(st.query_params)
try:
    catalogue = get_catalogue()
    person, view = ask_reviewer(), wanted_view()
    if view == ONE_BY_ONE:
        visit.look(catalogue, wanted, person)
    waiting = catalogue.review.waiting(Search(delivery_id=wanted.delivery_id))
    left = left_in(waiting, wanted)
    with heading:
        ask_view(view)
        ask_filter(catalogue, waiting, wanted)
        show_reviewer(person)
        show_progress(visit.progress(left))
    show_messages(visit)
    if view == MANY:
        visit.put_away()
        show_many(catalogue, visit, wanted, person)
    elif visit.item:
        show_item(catalogue, visit, visit.item, person)
    else:
        show_end(catalogue, visit, wanted, left, person)
except CatalogueUnavailable as problem:
    st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
    st.button("Try again", icon=":material/refresh:")
