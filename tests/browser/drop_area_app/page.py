import streamlit as st

from fashion_model.web.deliveries.drop_area import drop_area

st.title("A delivery")
token = st.query_params.get("delivery", "open")
if st.toggle("Show the drop area", value=True):
    state = drop_area(f"/api/uploads/{token}", key="drop")
    st.text(f"Python knows: {state.sent} sent, {state.refused} refused, {state.total} in all, sending {state.sending}")
st.button("Run again")
