"""What a person is asked of a delivery's photos, and the answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from fashion_model.catalogue.errors import InvalidSkuRule
from fashion_model.catalogue.names import clean_sku, printable

ONE_ITEM: Final = "one item"
SEPARATE: Final = "separate items"
FOLDER_NAMES: Final = "folder names"
NO_ITEM: Final = "leave out"
CHOICES: Final = (ONE_ITEM, SEPARATE, FOLDER_NAMES, NO_ITEM)


@dataclass(frozen=True)
class Answer:
    """What a person says of photos that cannot be told apart.

    Raises:
        InvalidSkuRule: The choice is not known.
        InvalidItem: The SKU is too long or has control characters.
    """

    choice: str
    """One of ``CHOICES``."""
    sku: str = ""
    """For ``one item``: its SKU, when it is another than the one that was offered."""

    def __post_init__(self) -> None:
        if self.choice not in CHOICES:
            raise InvalidSkuRule(f"“{printable(self.choice)}” is no answer. Choose one of {', '.join(CHOICES)}.")
        if self.sku.strip():
            clean_sku(self.sku)


@dataclass(frozen=True)
class Ask:
    """Photos of which only a person can say to which items they belong."""

    family: str
    """Names them; answers are given by it."""
    why: str
    """What is in doubt, in a sentence."""
    paths: tuple[str, ...]
    """The photos."""
    sku: str
    """For ``one item``: the SKU that they would have; empty where the names suggest none."""
    separate: tuple[str, ...]
    """For ``separate items``: the SKU of each photo; empty where their names give none."""
    folders: tuple[str, ...]
    """For ``folder names``: the SKU of each photo; empty where not every folder can be one."""

    def choices(self) -> tuple[str, ...]:
        """Return the answers that can be given without typing a SKU, the likeliest first."""
        offered = {ONE_ITEM: self.sku, SEPARATE: self.separate, FOLDER_NAMES: self.folders, NO_ITEM: True}
        return tuple(choice for choice in CHOICES if offered[choice])

    def answered(self, answer: Answer | None) -> Iterator[tuple[str, str]] | None:
        """Yield each photo with the SKU that an answer gives it, empty for none; None when it is no answer to this."""
        if answer is None:
            return None
        if answer.choice == ONE_ITEM:
            sku = answer.sku.strip() or self.sku
            return ((path, clean_sku(sku)) for path in self.paths) if sku else None
        if answer.choice == NO_ITEM:
            return ((path, "") for path in self.paths)
        skus = self.separate if answer.choice == SEPARATE else self.folders
        return zip(self.paths, skus, strict=True) if skus else None


def same_answer(asks: Iterable[Ask], choice: str) -> dict[str, Answer]:
    """Return one answer for all asks that offer it, by their families."""
    return {ask.family: Answer(choice) for ask in asks if choice in ask.choices()}
