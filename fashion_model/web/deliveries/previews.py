"""Small pictures of the photos that wait in a delivery."""

from collections.abc import Mapping

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import WAITING, DeliveryRecord
from fashion_model.catalogue.deliveries.skus.matching import Matching
from fashion_model.formats import count_of
from fashion_model.intake.spool import Spool
from fashion_model.photo.decode import DecodeLimits, PhotoRefused, decode
from fashion_model.photo.thumbnails import square
from fashion_model.serving.classifier import limits_of
from fashion_model.serving.results import read_within
from fashion_model.settings import get_settings
from fashion_model.web.words import escape_markdown, shortened

_EDGE, _A_PAGE = 120, 24


def show_previews(catalogue: Catalogue, delivery: DeliveryRecord, matching: Matching) -> None:
    """Show each photo that waits with the item that it would belong to, in the order in which they came, by pages."""
    asked = sum(len(ask.paths) for ask in matching.asks)
    photos = sum(len(item.paths) for item in matching.items) + len(matching.without_sku) + asked
    if not photos:
        return
    skus = {path: item.sku for item in matching.items for path in item.paths}
    with st.expander(f"See {count_of(photos, 'photo', 'photos')}", expanded=photos <= _A_PAGE, icon=":material/photo:"):
        pages = -(-photos // _A_PAGE)
        page = st.pagination(pages, key=f"previews-{delivery.delivery_id}") if pages > 1 else 1
        shown = catalogue.deliveries.files(delivery.delivery_id, [WAITING], _A_PAGE, (page - 1) * _A_PAGE)
        paths = [file.path for file in shown]
        names = catalogue.deliveries.spool_names_of(delivery.delivery_id, paths)
        _show_grid({path: names[path] for path in paths if path in names}, skus)


def _show_grid(spool_names: Mapping[str, str], skus: Mapping[str, str]) -> None:
    limits, spool = limits_of(get_settings()), Spool(get_settings().spool_dir)
    grid = st.grid("auto", min_column_width=_EDGE, gap="small")
    for path, spool_name in spool_names.items():
        with grid.cell(), st.container(gap="xxsmall"):
            picture = preview(spool, spool_name, limits)
            if picture:
                st.image(picture, width="stretch", alt=f"Photo {shortened(path)}")
            else:
                st.markdown(":material/broken_image: cannot be shown")
            sku = skus.get(path, "")
            st.markdown(f"**{escape_markdown(shortened(sku))}**" if sku else ":orange[No SKU yet]")
            st.caption(escape_markdown(shortened(path.rpartition("/")[2])))


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs={DecodeLimits: repr})
def preview(_spool: Spool, spool_name: str, limits: DecodeLimits) -> bytes | None:
    """Return a photo of the spool whole, in a small white square; None when it cannot be read."""
    try:
        return square(decode(read_within(_spool.path(spool_name), limits.max_bytes), limits).rgb, 2 * _EDGE)
    except (PhotoRefused, OSError):
        return None
