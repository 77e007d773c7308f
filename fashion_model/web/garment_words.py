"""What garments of a photo are called on pages."""

from collections import Counter
from collections.abc import Sequence

from fashion_model.serving.choice import WHOLE, Choice

_ITEM = "item"
_NAMES = {
    "top": "Top",
    "bottom": "Trousers, shorts or skirt",
    "dress": "Dress",
    "footwear": "Shoes",
    "bag": "Bag",
    "accessory": "Accessory",
    _ITEM: "Item",
    WHOLE: "Whole picture",
}


def garment_name(kind: str) -> str:
    """Return what a kind of garment is called, such as ``Shoes`` for ``footwear``."""
    return _NAMES.get(kind, kind.capitalize())


def choice_names(kinds: Sequence[str]) -> dict[Choice, str]:
    """Return each choice on a photo with its name; two of a kind are numbered from 1.

    Args:
        kinds: Of the garments that were found, in their order, at least one.
    """
    total, seen = Counter(kinds), Counter[str]()
    names: dict[Choice, str] = {}
    for place, kind in enumerate(kinds):
        seen[kind] += 1
        names[place] = garment_name(kind) if total[kind] == 1 else f"{garment_name(kind)} {seen[kind]}"
    return names if kinds[0] == WHOLE else names | {WHOLE: garment_name(WHOLE)}


def the_garment(kind: str) -> str:
    """Return ``the shoes on the photo`` or ``the whole picture``; empty when the kind was not told."""
    if kind in ("", _ITEM):
        return ""
    name = garment_name(kind).lower()
    return f"the {name}" if kind == WHOLE else f"the {name} on the photo"


def found_in_words(names: dict[Choice, str], chosen: Choice, first_is_largest: bool) -> str:
    """Return how many garments a photo shows and which is judged; empty when there is only one.

    Args:
        names: From ``choice_names``.
        chosen: Which is judged.
        first_is_largest: Whether the item for sale is the largest garment, not only the most central.
    """
    found = sum(place != WHOLE for place in names)
    if found < 2:
        return ""
    if chosen != 0:
        return f"{found} garments found; you chose: {names[chosen].lower()}."
    place = "largest" if first_is_largest else "most central"
    return f"{found} garments found; this is the {place}. Choose another if it is not the one for sale."
