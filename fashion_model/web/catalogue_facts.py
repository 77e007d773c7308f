"""What the Catalogue page says of the catalogue as a whole; asked for again only after something has changed."""

from dataclasses import dataclass

import streamlit as st

from fashion_model.catalogue.delivery_records import DeliveryRecord
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import BY_ITSELF
from fashion_model.settings import get_settings

_DELIVERIES = 200


@dataclass(frozen=True)
class Facts:
    """The catalogue as a whole.

    Attributes:
        statuses: Number of items of each status; withdrawn ones are left out.
        categories: Number of items of each category.
        people: Who decided on what items have now.
        models: Versions that suggested what items have now.
        deliveries: The latest deliveries, newest first.
    """

    statuses: dict[str, int]
    categories: dict[str, int]
    people: tuple[str, ...]
    models: tuple[str, ...]
    deliveries: tuple[DeliveryRecord, ...]


def get_facts(catalogue: Catalogue) -> Facts:
    """Return what holds now, for the catalogue that the settings name.

    Raises:
        CatalogueUnavailable: The database cannot be reached.
    """
    return _facts(get_settings().database_url, catalogue.state(), catalogue)


@st.cache_resource(max_entries=2, show_spinner=False)  # the database's state is part of the key: never out of date
def _facts(database_url: str, state: tuple[int, ...], _catalogue: Catalogue) -> Facts:
    return Facts(
        statuses=_catalogue.statuses(),
        categories=_catalogue.counts(),
        people=tuple(person for person in _catalogue.people() if person != BY_ITSELF),
        models=_catalogue.models(),
        deliveries=_catalogue.deliveries.latest(_DELIVERIES),
    )
