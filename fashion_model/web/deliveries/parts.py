"""Rules for SKUs on the page: the one that fits better, and others for single folders."""

from collections.abc import Iterable

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.deliveries.sku_rule import OWN_PATTERN, RULE_NAMES, SkuRule
from fashion_model.catalogue.deliveries.skus.fitting import Fit
from fashion_model.catalogue.deliveries.skus.matching import Matching
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.formats import count_of
from fashion_model.web.words import escape_markdown

_FOLDERS = 300
"""Folders that can be chosen."""
_PROBLEM = "part-problem"


def rule_key(delivery: DeliveryRecord) -> str:
    """Return the key under which the page holds the rule that is chosen."""
    return f"rule-{delivery.delivery_id}"


def suggest_rule(catalogue: Catalogue, delivery: DeliveryRecord, matching: Matching) -> None:
    """Offer another rule where it tells more items than the one that is chosen."""
    if not (matching.asks or matching.without_sku):
        return
    if fit := catalogue.deliveries.better_rule(delivery.delivery_id):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/lightbulb: {fit_in_words(fit)}", width="stretch")
            st.button(
                f"Use “{RULE_NAMES[fit.rule.kind]}”",
                key=f"fit-{delivery.delivery_id}",
                on_click=_use,
                args=(catalogue, delivery, fit.rule),
            )


def fit_in_words(fit: Fit) -> str:
    """Return what a rule would tell, in a sentence."""
    told = f"{count_of(fit.told, 'photo', 'photos')} of {count_of(fit.items, 'item', 'items')}"
    known = f", {count_of(fit.known, 'photo', 'photos')} of known ones" if fit.known else ""
    return f"The rule “{RULE_NAMES[fit.rule.kind]}” fits better: {told}{known}."


def folders_of(matching: Matching, limit: int = _FOLDERS) -> list[str]:
    """Return the folders of a delivery, each after the one around it, by name."""
    paths = (*matching.without_sku, *_paths(matching.items), *_paths(matching.asks))
    folders = {
        "/".join(parts[:depth])
        for parts in ([part for part in path.replace("\\", "/").split("/") if part] for path in paths)
        for depth in range(1, len(parts))
    }
    return sorted(folders)[:limit]


def _paths(owners: Iterable[object]) -> Iterable[str]:
    return (path for owner in owners for path in getattr(owner, "paths", ()))


def offer_parts(catalogue: Catalogue, delivery: DeliveryRecord, matching: Matching) -> None:
    """Let a folder have a rule of its own."""
    folders, parts = folders_of(matching), delivery.sku_parts
    if not folders and not parts:
        return
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.error(escape_markdown(problem))
    set_so_far = count_of(len(parts), "folder has another rule", "folders have another rule")
    with st.expander(set_so_far if parts else "Another rule for a folder", icon=":material/rule_folder:"):
        for folder, part in parts.items():
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"**{escape_markdown(folder)}/**: {RULE_NAMES[part['sku_rule']]}", width="content")
                st.button(
                    "Remove",
                    key=f"part-{delivery.delivery_id}-{folder}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=_set,
                    args=(catalogue, delivery, {**_rules(delivery), folder: None}),
                )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox("Folder", folders, index=None, placeholder="Choose a folder", key="part-folder")
            kinds = [kind for kind in RULE_NAMES if kind != OWN_PATTERN]
            kind = st.selectbox("Its rule", kinds, format_func=RULE_NAMES.__getitem__, key="part-rule")
            rules = {**_rules(delivery), str(chosen): SkuRule(kind)}
            st.button("Set", disabled=chosen is None, on_click=_set, args=(catalogue, delivery, rules))


def _rules(delivery: DeliveryRecord) -> dict[str, SkuRule | None]:
    return {folder: SkuRule(part["sku_rule"], part["sku_pattern"]) for folder, part in delivery.sku_parts.items()}


def _set(catalogue: Catalogue, delivery: DeliveryRecord, rules: dict[str, SkuRule | None]) -> None:
    try:
        kept = {folder: rule for folder, rule in rules.items() if rule is not None}
        catalogue.deliveries.set_parts(delivery.delivery_id, kept)
    except CatalogueError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _use(catalogue: Catalogue, delivery: DeliveryRecord, rule: SkuRule) -> None:
    try:
        catalogue.deliveries.set_rule(delivery.delivery_id, rule, delivery.unknown_skus)
        st.session_state[rule_key(delivery)] = rule.kind
    except CatalogueError as problem:
        st.session_state[_PROBLEM] = str(problem)
