"""Which garment of a photo is judged: one that was found, or the whole picture."""

from typing import Final, Literal

from fashion_model.photo.garment import Found, Garment

Choice = int | Literal["whole picture"]
"""The place of a garment in ``Found.garments``, from 0, or ``WHOLE``."""

WHOLE: Final = "whole picture"
FOR_SALE: Final = 0
"""The item for sale, which stands first."""


class NoSuchGarment(ValueError):
    """A garment was asked for that the photo does not show; the message says which there are."""


def choices_of(found: Found) -> tuple[Choice, ...]:
    """Return what can be chosen on a photo: each garment and, where one was told apart, the whole picture too."""
    garments: tuple[Choice, ...] = tuple(range(len(found.garments)))
    return garments if found.garments[0].kind == WHOLE else (*garments, WHOLE)


def garment_of(found: Found, choice: Choice) -> Garment:
    """Return the garment that was chosen.

    Raises:
        NoSuchGarment: The photo does not show so many.
    """
    if choice == WHOLE:
        return found.whole
    if isinstance(choice, int) and 0 <= choice < len(found.garments):
        return found.garments[choice]
    number = len(found.garments)
    shown = "One garment was found, number 0" if number == 1 else f"{number} garments were found, 0 to {number - 1}"
    raise NoSuchGarment(f"{shown}; {choice} was asked for. Ask for one that was found, or for “whole”.")


def choice_named(text: str) -> Choice:
    """Return the choice that a request names.

    Args:
        text: ``whole``, or a garment's number from 0.

    Raises:
        NoSuchGarment: It is neither.
    """
    if text in {"whole", WHOLE}:
        return WHOLE
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    raise NoSuchGarment(
        f"“{text[:60]}” names no garment. Accepted are “whole” for the whole picture, or the number of a garment "
        "as the answer lists them, from 0."
    )
