"""SKUs that the names of dropped files suggest, by the rule that deliveries follow."""

from collections.abc import Callable, Sequence

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.deliveries.skus.matching import preview
from fashion_model.catalogue.errors import CatalogueUnavailable


def suggested_skus(names: Sequence[str], open_catalogue: Callable[[], Catalogue] | None) -> dict[str, str]:
    """Return the SKU that each file's name suggests; names that suggest none, or leave a doubt, are left out.

    Args:
        names: Of all files that were dropped, as one may tell what another means.
        open_catalogue: Returns the catalogue, whose SKUs go before all rules; None while it cannot be used.
    """
    try:
        matching = open_catalogue().deliveries.match(names) if open_catalogue and names else preview(SkuRule(), names)
    except CatalogueUnavailable:  # said on the page when the photos are kept
        matching = preview(SkuRule(), names)
    return {name: item.sku for item in matching.items for name in item.paths}
