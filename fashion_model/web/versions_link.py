"""What a link to two versions may say: ``?older=…&newer=…&of=Photos&flipped=Newer+is+wrong&flips=2``."""

from collections.abc import Mapping, Sequence
from typing import Final

OF: Final = "of"
OLDER, NEWER, FLIPPED, FLIPS = "older", "newer", "flipped", "flips"
"""Names of the parts: the two versions, of which pictures, which way they flipped, the page of those."""
NOW_RIGHT: Final = "Newer is right"
NOW_WRONG: Final = "Newer is wrong"
WAYS: Final = (NOW_RIGHT, NOW_WRONG)
"""Ways in which a picture flips; as on screen and in links."""


def misread_parts(parameters: Mapping[str, str], versions: Sequence[str], worlds: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        versions: Those that can be compared.
        worlds: Of which pictures; the first is the usual one.
    """
    said = []
    for key in (OLDER, NEWER):
        if key in parameters and parameters[key] not in versions:
            said.append(f"It asks for a version as the {key} one whose answers are not kept here; another is shown.")
    if parameters.get(OF, worlds[0]) not in worlds:
        said.append(f"It asks for pictures that are not there. There are: {', '.join(worlds)}.")
    if parameters.get(FLIPPED, NOW_RIGHT) not in WAYS:
        said.append(f"It asks for pictures that flipped in an unknown way. Known are: {', '.join(WAYS)}.")
    return tuple(said)


def misread_page(parameters: Mapping[str, str], pages: int) -> str:
    """Return a sentence when a link asks for a page of flipped pictures that is not there, else nothing."""
    text = parameters.get(FLIPS, "1")
    known = text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= pages
    return "" if known else f"The link asks for a page that is not there, so page 1 of {pages} is shown."
