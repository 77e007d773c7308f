"""The Error gallery's families: the same label taken for the same other category, and how many people would do so."""

import pandas as pd
import streamlit as st

from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.errors import Family, families
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import count_of
from fashion_model.web.gallery.data import Gallery
from fashion_model.web.gallery.search import say_nothing_found
from fashion_model.web.links import gallery_address

_NAMED = 3


def families_of(errors: pd.DataFrame) -> tuple[Family, ...]:
    """Return the families of errors of which is known what people said, the largest first."""
    verdicts: list[Verdict] = list(errors["verdict"])
    labels, predicted, said = (
        errors[column].map(INDEX).to_numpy(dtype=int) for column in ("label", "predicted", "people_say")
    )
    return families(labels, predicted, said, verdicts)


def family_in_words(family: Family) -> str:
    """Return a family in a few words: ``Shirt seen as T-shirt/top: 87, of which people would miss 61``."""
    return (
        f"{CATEGORIES[family.label]} seen as {CATEGORIES[family.predicted]}: {family.errors}, of which people would "
        f"miss {family.people_miss}"
    )


def family_table(found: tuple[Family, ...]) -> pd.DataFrame:
    """Return a row a family, with a link to its pictures and how many errors have each verdict."""
    names = [(CATEGORIES[family.label], CATEGORIES[family.predicted]) for family in found]
    verdicts = {verdict.capitalize(): [family.verdicts.get(verdict, 0) for family in found] for verdict in VERDICTS}
    return pd.DataFrame(
        {
            "Pictures": [gallery_address(true=label, predicted=said) for label, said in names],
            "Label": [label for label, _ in names],
            "Seen as": [said for _, said in names],
            "Errors": [family.errors for family in found],
            "People would miss": [family.people_miss for family in found],
            "Share": [100 * family.people_miss / family.errors for family in found],
            **verdicts,
        }
    )


def pair_table(errors: pd.DataFrame, of: str) -> pd.DataFrame:
    """Return a row a family of errors of which is not known what people said."""
    counts = errors.groupby(["label", "predicted"], observed=True).size().sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Pictures": [gallery_address(of=of, true=label, predicted=said) for label, said in counts.index],
            "Label": [label for label, _ in counts.index],
            "Seen as": [said for _, said in counts.index],
            "Errors": counts.to_numpy(),
        }
    )


def show_families(gallery: Gallery, errors: pd.DataFrame) -> None:
    """Show the families of some errors of a gallery, each with a link to its pictures; a way on when there are none."""
    if errors.empty:
        say_nothing_found(gallery)
        return
    if gallery.has_people:
        found = families_of(errors)
        table, total = family_table(found), sum(family.people_miss for family in found)
        st.markdown("\n".join(f"- {family_in_words(family)}" for family in found[:_NAMED]))
        st.caption(
            f"Of all {count_of(len(errors), 'error', 'errors')} found, people would miss {total}: most of them say "
            "something else than the label."
        )
    else:
        table = pair_table(errors, gallery.of)
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "Pictures": st.column_config.LinkColumn(display_text="Open", width="small", pinned=True),
            "Share": st.column_config.ProgressColumn(
                "… of them", format="%.0f %%", min_value=0, max_value=100, help="Share that people would miss too."
            ),
        },
    )
