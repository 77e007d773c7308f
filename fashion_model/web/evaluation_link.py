"""What a link to a view of the Evaluation page may say beside the view: ``?of=Photos&as=Counts&level=99.5``."""

from collections.abc import Collection, Mapping
from typing import Final

OF: Final = "of"
AS: Final = "as"
LEVEL: Final = "level"
_ASKED = {
    OF: "pictures that are not there",
    AS: "numbers that the matrix does not have",
    LEVEL: "a confidence that is not on the scale",
}


def misread_parts(parameters: Mapping[str, str], accepted: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        accepted: What each of ``OF``, ``AS`` and ``LEVEL`` may say here; those that are left out are left alone.
    """
    return tuple(
        f"It asks for {_ASKED[name]}, so the usual is shown."
        for name, choices in accepted.items()
        if name in parameters and parameters[name] not in choices
    )
