"""What a search found as files; each is made only when somebody asks for it."""

from functools import partial

import streamlit as st

from fashion_model.catalogue.export import to_csv, to_xlsx
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.search_terms import Search

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_files(catalogue: Catalogue, search: Search, total: int) -> None:
    """Offer all items that a search finds, over all its pages, as CSV and XLSX."""
    kinds = (("CSV", csv_of, "catalogue.csv", "text/csv"), ("Excel", xlsx_of, "catalogue.xlsx", _XLSX))
    for label, make, name, mime in kinds:
        st.download_button(
            label,
            partial(make, catalogue, search),
            file_name=name,
            mime=mime,
            icon=":material/download:",
            type="tertiary",
            help=f"Download all that was found as {label}",
            on_click="ignore",
            disabled=not total,
        )


def csv_of(catalogue: Catalogue, search: Search) -> str:
    """Return all items that the search finds as CSV."""
    return to_csv(catalogue.every(search))


def xlsx_of(catalogue: Catalogue, search: Search) -> bytes:
    """Return all items that the search finds as an Excel workbook."""
    return to_xlsx(catalogue.every(search))
