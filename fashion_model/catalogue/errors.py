"""Errors of the catalogue, each with a sentence for a product manager."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from fashion_model.formats import without_folders


class CatalogueError(Exception):
    """Something that the catalogue refuses or cannot do; the message says what was wrong and what to do."""


class UnknownItem(CatalogueError):
    """No item has this SKU."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"No item has the SKU “{sku}”. Create the item with a title first, or correct the SKU.")


class UnknownRecord(CatalogueError):
    """A photo, suggestion or decision that the catalogue does not hold."""

    def __init__(self, what: str, number: int) -> None:
        super().__init__(f"The catalogue has no {what} number {number}. Load the page again and repeat the step.")


class ItemExists(CatalogueError):
    """An item with this SKU is in the catalogue already."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"An item with the SKU “{sku}” exists already. Save the photo to it, or choose another SKU.")


class LooksAlike(CatalogueError):
    """A new SKU looks like that of an item that is there, and nobody has said that it is another item."""

    def __init__(self, sku: str, others: Sequence[str]) -> None:
        named = " and ".join(f"“{other}”" for other in others[:3])
        super().__init__(
            f"The SKU “{sku}” looks like {named}, which the catalogue has. Nothing was saved. Take the SKU that is "
            "there, or confirm that this is another item."
        )


class InvalidItem(CatalogueError):
    """A SKU, title, name or category that is not accepted."""


class CannotUndo(CatalogueError):
    """An undo is itself history: it is not undone, the decision is made again."""

    def __init__(self) -> None:
        super().__init__("This entry is itself an undo and stays. To go back, make the decision again.")


class AlreadyUndone(CatalogueError):
    """The decision, or the step, was undone before."""

    def __init__(self) -> None:
        super().__init__("This decision was undone already. Nothing needs to be done.")


class ChangedMeanwhile(CatalogueError):
    """Somebody else changed what was to be changed, or is looking at it.

    Args:
        done: Who did what, as the beginning of a sentence: ``Mia changed TS-1042 to Coat``.
        when: When; None for what goes on now.
    """

    def __init__(self, done: str, when: datetime | None = None) -> None:
        self.done, self.when = done, when
        super().__init__(self.told(UTC))

    def told(self, zone: tzinfo | None) -> str:
        """Return the sentence with the moment as clocks in ``zone`` show it; the server's zone without one."""
        if self.when is None:
            return f"{self.done}. Nothing was overwritten; look at it again."
        local = self.when.astimezone(zone)
        moment = f"{local:%H:%M}{' UTC' if zone is UTC else ''} on {local.day} {local:%b %Y}"
        return f"{self.done} at {moment}, after you opened it. Nothing was overwritten; look at it again."


class UnknownDelivery(CatalogueError):
    """No delivery has this number or address."""

    def __init__(self) -> None:
        super().__init__("There is no such delivery. Open it again from the list of deliveries.")


class DeliveryRefused(CatalogueError):
    """What was asked of a delivery does not fit its state; the message says why."""


class NameTaken(CatalogueError):
    """A delivery has another file of the same name."""

    def __init__(self) -> None:
        super().__init__("The delivery has another file of this name. Rename one of the two and send it again.")


class CatalogueUnavailable(CatalogueError):
    """The database or the photo folder cannot be reached or written; nothing is half-written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(without_folders(sentence))


class PhotoFolderUnavailable(CatalogueUnavailable):
    """The photo folder cannot be written."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The photo folder (FASHION_PHOTOS_DIR) cannot be written ({reason}). Nothing was saved. "
            "Check that the folder exists, may be written and has space, then try again."
        )


class InvalidList(CatalogueError):
    """A file that cannot be read as a list of items."""


class InvalidSkuRule(CatalogueError):
    """A rule that cannot tell SKUs from file names; the message says what to change."""


class InvalidJudgement(CatalogueError):
    """A judgement, note, picture or round that is not accepted."""


class CopyRefused(CatalogueError):
    """A catalogue that cannot be copied, or not into this database; the message says why. Nothing was copied."""
