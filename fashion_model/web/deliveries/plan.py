"""A delivery that collects photos: upload, matching by SKU and start."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import (
    CLASSIFIED,
    CREATE_ITEMS,
    LEAVE_OUT,
    REFUSED,
    DeliveryFileRecord,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.sku_rule import (
    BEFORE_VIEW,
    FOLDER_NAME,
    LONGEST_PATTERN,
    OWN_PATTERN,
    RULE_NAMES,
    RULE_SENTENCES,
    WHOLE_NAME,
    SkuRule,
)
from fashion_model.catalogue.deliveries.skus.matching import Matching
from fashion_model.catalogue.errors import CatalogueError, InvalidSkuRule
from fashion_model.catalogue.names import LONGEST_SKU
from fashion_model.clutter import is_clutter
from fashion_model.formats import count_of
from fashion_model.intake.errors import FolderRefused
from fashion_model.web.deliveries.asks import show_asks
from fashion_model.web.deliveries.drop_area import drop_area
from fashion_model.web.deliveries.parts import offer_parts, rule_key, suggest_rule
from fashion_model.web.deliveries.previews import show_previews
from fashion_model.web.deliveries.words import (
    is_asked,
    item_in_words,
    matching_in_words,
    reading_in_words,
    tab_title,
    zip_names_in_words,
)
from fashion_model.web.resources import get_spool, get_uploads
from fashion_model.web.words import escape_markdown

_UNKNOWN = {CREATE_ITEMS: "Create an item for each", LEAVE_OUT: "Leave their photos out"}
_EXAMPLES = {
    BEFORE_VIEW: "“TS-1042_2.jpg” and “TS-1042-front.jpg” belong to TS-1042.",
    WHOLE_NAME: "“TS-1042_2.jpg” belongs to TS-1042_2.",
    FOLDER_NAME: "“TS-1042/front.jpg” belongs to TS-1042.",
    OWN_PATTERN: "A regular expression with a group “sku”, looked for in the name without its ending.",
}
_LISTED = 200
"""Items and files that a table on the page shows."""


def show_gathering(catalogue: Catalogue, delivery: DeliveryRecord, deliveries_dir: Path | None) -> None:
    """Let photos come in, show what they are matched to, and start the network.

    Args:
        catalogue: Holds the delivery.
        delivery: Collects photos.
        deliveries_dir: The server's folder whose subfolders can be ingested; None offers none.
    """
    _receive_files(delivery)
    if deliveries_dir is not None and deliveries_dir.is_dir():
        _offer_folders(delivery, deliveries_dir)
    rule, unknown = _ask_rule(delivery)
    if rule is not None and (rule.kind, rule.pattern, unknown) != (
        delivery.sku_rule,
        delivery.sku_pattern,
        delivery.unknown_skus,
    ):
        catalogue.deliveries.set_rule(delivery.delivery_id, rule, unknown)
    matching = catalogue.deliveries.plan(delivery.delivery_id)
    refused = catalogue.deliveries.files(delivery.delivery_id, [REFUSED], _LISTED)
    if not (matching.items or matching.without_sku or matching.asks or refused):
        st.caption("Nothing is saved to an item before you start.")
        return
    counts = catalogue.deliveries.counts(delivery.delivery_id)
    st.set_page_config(page_title=tab_title(delivery, counts, is_asked(matching)))
    _ask_zip_names(catalogue, delivery, matching)
    st.markdown(f"**{matching_in_words(matching)}**")
    suggest_rule(catalogue, delivery, matching)
    show_asks(catalogue, delivery, matching.asks, get_spool())
    with st.container(horizontal=True, vertical_alignment="center"):
        photos = sum(len(item.paths) for item in matching.items)
        if st.button(
            f"Classify {count_of(photos, 'photo', 'photos')}",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not photos or rule is None or bool(matching.asks),
            help="Answer above what is asked first." if matching.asks else None,
        ):
            with then_rerun():
                catalogue.deliveries.start(delivery.delivery_id)
    if matching.items:
        st.dataframe(matching_table(matching), hide_index=True, alt="The items of this delivery and their files")
    if len(matching.items) > _LISTED:
        st.caption(f"The first {_LISTED} of {len(matching.items):,} items.")
    show_previews(catalogue, delivery, matching)
    offer_parts(catalogue, delivery, matching)
    _map_by_hand(catalogue, delivery, matching)
    show_refused(refused)


def _ask_zip_names(catalogue: Catalogue, delivery: DeliveryRecord, matching: Matching) -> None:
    """Let a person choose how the names in zips are written that do not say so, by what they read as."""
    for names in matching.zip_names:
        if not names.encoding:
            st.warning(escape_markdown(zip_names_in_words(names)), icon=":material/translate:")
        words = {reading.encoding: reading_in_words(reading) for reading in names.readings}
        encoding = st.selectbox(
            f"Which is right for the names in {escape_markdown(names.archive)}?",
            list(words),
            index=list(words).index(names.encoding) if names.encoding else None,
            format_func=words.__getitem__,
            placeholder="Choose how the names read",
            key=f"names-{delivery.delivery_id}-{names.archive}",
        )
        if (encoding or "") != names.encoding:
            with then_rerun():
                catalogue.deliveries.read_zip_names(delivery.delivery_id, {names.archive: encoding or ""})


@contextmanager
def then_rerun() -> Iterator[None]:
    """Run the page again after a step; show why instead when the step is refused."""
    try:
        yield
    except (FolderRefused, CatalogueError) as problem:
        st.error(escape_markdown(str(problem)))
    else:
        st.rerun()


@st.fragment
def _receive_files(delivery: DeliveryRecord) -> None:
    """Count what comes with reruns of its own; the page follows when the sending ends."""
    state = drop_area(upload_address(delivery), key=f"drop-{delivery.delivery_id}")
    if (state.sent, state.refused) != st.session_state.get("drop-seen") and not state.sending:
        st.session_state["drop-seen"] = (state.sent, state.refused)
        st.rerun()


def _offer_folders(delivery: DeliveryRecord, deliveries_dir: Path) -> None:
    folders = sorted(path.name for path in deliveries_dir.iterdir() if path.is_dir() and not is_clutter(path.name))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        folder = st.selectbox("Or a folder on the server", folders, index=None, placeholder="Choose a folder")
        if st.button("Add its photos", icon=":material/drive_folder_upload:", disabled=folder is None):
            with then_rerun():
                with st.spinner("Reading the folder …"):
                    added = get_uploads().take_folder(delivery.token, deliveries_dir, str(folder))
                st.toast(f"{count_of(added, 'file', 'files')} of {escape_markdown(str(folder))} added.")


def upload_address(delivery: DeliveryRecord) -> str:
    """Return where a browser sends a delivery's files."""
    return f"/api/uploads/{delivery.token}"


def _ask_rule(delivery: DeliveryRecord) -> tuple[SkuRule | None, str]:
    """Return how photos are matched to items, None for a pattern that cannot be used, and what unknown SKUs do."""
    left, right = st.columns(2)
    kind = left.selectbox(
        "How a file’s name gives the SKU",
        list(RULE_NAMES),
        index=list(RULE_NAMES).index(delivery.sku_rule),
        format_func=RULE_NAMES.__getitem__,
        key=rule_key(delivery),
        help="  \n".join(f"**{RULE_NAMES[rule]}**: {RULE_SENTENCES[rule]}" for rule in RULE_NAMES),
    )
    unknown = right.selectbox(
        "New SKUs",
        list(_UNKNOWN),
        index=list(_UNKNOWN).index(delivery.unknown_skus),
        format_func=_UNKNOWN.__getitem__,
        key=f"unknown-{delivery.delivery_id}",
    )
    pattern = ""
    if kind == OWN_PATTERN:
        pattern = left.text_input(
            "Pattern",
            value=delivery.sku_pattern or r"(?P<sku>[A-Z]+-\d+)",
            max_chars=LONGEST_PATTERN,
            key=f"pattern-{delivery.delivery_id}",
        )
    left.caption(_EXAMPLES[kind])
    try:
        return SkuRule(kind, pattern), unknown
    except InvalidSkuRule as problem:
        st.error(escape_markdown(str(problem)))
        return None, unknown


def matching_table(matching: Matching, limit: int = _LISTED) -> pd.DataFrame:
    """Return the first items of a delivery with the files that would be tied to them."""
    rows = [(item.sku, item_in_words(item), len(item.paths), ", ".join(item.paths)) for item in matching.items[:limit]]
    return pd.DataFrame(rows, columns=["SKU", "Item", "Photos", "Files"])


def files_by_hand(matching: Matching, limit: int = _LISTED) -> pd.DataFrame:
    """Return files with their SKUs for a person to correct; those without one come first."""
    with_sku = [(path, item.sku) for item in matching.items for path in item.paths]
    asked = ((path, "") for ask in matching.asks for path in ask.paths)
    rows = [*((path, "") for path in matching.without_sku), *asked, *with_sku][:limit]
    return pd.DataFrame(rows, columns=["File", "SKU"])


def corrections(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """Return the SKUs that a person changed, by file."""
    corrected = after["SKU"].fillna("").astype(str)
    changed = corrected != before["SKU"]
    return dict(zip(before.loc[changed, "File"], corrected[changed], strict=True))


def _map_by_hand(catalogue: Catalogue, delivery: DeliveryRecord, matching: Matching) -> None:
    """Let a person say to which items files belong."""
    with st.expander("Correct SKUs by hand", expanded=bool(matching.without_sku), icon=":material/edit:"):
        table = files_by_hand(matching)
        edited = st.data_editor(
            table,
            hide_index=True,
            disabled=["File"],
            column_config={"SKU": st.column_config.TextColumn(max_chars=LONGEST_SKU)},
            key=f"skus-{delivery.delivery_id}-{hash(tuple(table['SKU']))}",
        )
        if changed := corrections(table, edited):
            with then_rerun():
                catalogue.deliveries.set_skus(delivery.delivery_id, changed)


def show_refused(files: Sequence[DeliveryFileRecord]) -> None:
    """Show the files that are not accepted, and those that are with a remark, each with the reason."""
    refused = [file for file in files if file.state != CLASSIFIED]
    remarked = [file for file in files if file.state == CLASSIFIED]
    in_words = count_of(len(refused), "file was not accepted", "files were not accepted")
    not_whole = count_of(len(remarked), "photo is not quite whole", "photos are not quite whole")
    for some, title, icon, alt in (
        (refused, in_words, ":material/block:", "Refused files and why"),
        (remarked, not_whole, ":material/broken_image:", "Photos that are not quite whole and why"),
    ):
        if some:
            with st.expander(title, icon=icon):
                table = pd.DataFrame([(file.path, file.reason) for file in some], columns=["File", "Why"])
                st.dataframe(table, hide_index=True, alt=alt)
