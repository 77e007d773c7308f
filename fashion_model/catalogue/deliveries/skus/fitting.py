"""The rule for SKUs that fits the names of a delivery."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Final

from fashion_model.catalogue.deliveries.sku_rule import BEFORE_VIEW, FOLDER_NAME, WHOLE_NAME, PartRule, SkuRule
from fashion_model.catalogue.deliveries.skus.matching import possible_keys, preview
from fashion_model.catalogue.deliveries.skus.reading import read

_LEAST_GAIN: Final = 0.1


@dataclass(frozen=True)
class Fit:
    """What a rule makes of a delivery."""

    rule: SkuRule
    """The rule."""
    known: int
    """Photos whose items the catalogue has."""
    told: int
    """Photos whose items are told, without asking."""
    items: int
    """Number of those items."""


def better_rule(
    rule: SkuRule, parts: Sequence[PartRule], paths: Sequence[str], look_up: Callable[[Set[str]], Set[str]]
) -> Fit | None:
    """Return the rule that tells more items than the one that is chosen; None when that is good enough.

    Known items count first: another rule must find a tenth more photos of them. Else folder names are better where they
    tell a tenth more photos' items, and every folder can be a SKU.

    Args:
        rule: The one that is chosen.
        parts: Other rules for folders, chosen as well.
        paths: The photos.
        look_up: Returns those of the search keys that items have.
    """
    others = [SkuRule(kind) for kind in (BEFORE_VIEW, FOLDER_NAME, WHOLE_NAME) if kind != rule.kind]
    known = look_up(frozenset().union(*(possible_keys(tried, paths, parts) for tried in (rule, *others))))
    now, *tried = (_fit(each, parts, paths, known) for each in (rule, *others))
    least = max(1.0, _LEAST_GAIN * len(paths))
    best = max(tried, key=lambda fit: (fit.known, fit.told))
    if best.known >= now.known + least:
        return best
    by_folder = next((fit for fit in tried if fit.rule.kind == FOLDER_NAME), None)
    if by_folder is None or by_folder.known < now.known or by_folder.told < now.told + least:
        return None
    folders_are_skus = all(read(by_folder.rule, path).folder_sku for path in paths)
    return by_folder if folders_are_skus and by_folder.items > 1 else None


def _fit(rule: SkuRule, parts: Sequence[PartRule], paths: Sequence[str], known: Set[str]) -> Fit:
    matching = preview(rule, paths, known, parts=parts)
    return Fit(
        rule,
        known=sum(len(item.paths) for item in matching.items if item.is_known),
        told=sum(len(item.paths) for item in matching.items),
        items=len(matching.items),
    )
