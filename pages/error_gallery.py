import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import arrange, page_count, page_of, select
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.evaluation_data import get_evaluation
from fashion_model.web.gallery_link import ANY, CHOICES, ORDERS, PAGE_SIZE, category_index, misread_parts
from fashion_model.web.pictures import crisp
from fashion_model.web.resources import get_artifact
from fashion_model.web.wording import count_of, escape_markdown, percent

st.set_page_config(layout="wide")
asked = {} if "true" in st.session_state else st.query_params.to_dict()  # what a link says counts on arrival only
st.title("Error gallery")
st.write("Every Fashion-MNIST test picture that the model got wrong.")

try:
    with st.spinner("Reading the errors …"):
        benchmark = get_evaluation(get_artifact()).benchmark
except ArtifactError as error:
    st.error(escape_markdown(str(error)))
    st.stop()


def first_page() -> None:
    if st.session_state.get("page", 1) != 1:
        st.session_state["page"] = 1


def show_everything() -> None:
    st.session_state["true"] = st.session_state["predicted"] = ANY


left, middle, right = st.columns(3)
true = left.selectbox("True category", CHOICES, key="true", bind="query-params", on_change=first_page)
predicted = middle.selectbox("Predicted category", CHOICES, key="predicted", bind="query-params", on_change=first_page)
order = right.selectbox("Order", list(ORDERS), key="sort", bind="query-params", on_change=first_page)

found = select(benchmark.errors, category_index(true), category_index(predicted))
pages = page_count(len(found), PAGE_SIZE)
if problems := misread_parts(asked, pages):
    st.warning(f"The link to this page could not be followed in full. {' '.join(problems)}", icon=":material/link_off:")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(f"**{len(found):,} of {count_of(len(benchmark.errors), 'error', 'errors')}**", width="content")
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
if not found:
    st.info("The model made no such error. Choose other categories, or look at all errors.")
    st.button("Show all errors", icon=":material/restart_alt:", on_click=show_everything)
    st.stop()

gallery = st.grid("auto", min_column_width=150, border=True)
for error in page_of(arrange(found, ORDERS[order]), number, PAGE_SIZE):
    seen, said = CATEGORIES[error.true], CATEGORIES[error.predicted]
    with gallery.cell():
        st.image(
            crisp(255 - benchmark.error_pictures[error.index]),
            width="stretch",
            alt=f"Test picture {error.index}: {seen}, taken for {said}",
        )
        st.write(f"**{seen}**  \nseen as **{said}**")
        st.caption(f"{percent(error.confidence)} sure · picture {error.index}")
