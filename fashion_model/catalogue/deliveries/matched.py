"""What people choose about the matching of a delivery's photos to items, and the matching itself."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update

from fashion_model.catalogue.deliveries.records import COLLECTING, CREATE_ITEMS, LEAVE_OUT
from fashion_model.catalogue.deliveries.rows import get_delivery, known_keys, matching_of, rules_of, waiting_files
from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.deliveries.skus.asks import Answer
from fashion_model.catalogue.deliveries.skus.fitting import Fit, better_rule
from fashion_model.catalogue.deliveries.skus.matching import Matching, possible_keys, preview
from fashion_model.catalogue.errors import DeliveryRefused, InvalidItem, InvalidSkuRule
from fashion_model.catalogue.names import clean_sku, printable
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables_of_work import Delivery, DeliveryFile


class Matched(Part):
    """Choices about the matching, until a delivery is started; made by ``open_catalogue`` as part of ``Deliveries``."""

    def set_rule(self, delivery_id: int, rule: SkuRule, unknown_skus: str) -> None:
        """Choose how photos are matched to items; until the delivery is started.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started.
            InvalidItem: ``unknown_skus`` is neither of its two choices.
        """
        refuse_other_choice(unknown_skus)
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            refuse_started(delivery)
            delivery.sku_rule, delivery.sku_pattern, delivery.unknown_skus = rule.kind, rule.pattern, unknown_skus

    def set_parts(self, delivery_id: int, rules: Mapping[str, SkuRule]) -> None:
        """Choose other rules for single folders, in place of those chosen before; until the delivery is started.

        Args:
            delivery_id: The delivery.
            rules: By the folders' paths; each holds for the folders below it too.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started.
        """
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            refuse_started(delivery)
            delivery.sku_parts = {
                printable(folder).strip("/"): {"sku_rule": rule.kind, "sku_pattern": rule.pattern}
                for folder, rule in rules.items()
            }

    def set_skus(self, delivery_id: int, skus: Mapping[str, str]) -> None:
        """Say to which items files belong, whatever the rule says; until the delivery is started.

        Args:
            delivery_id: The delivery.
            skus: By the files' names; an empty one lets the rule decide again.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started.
            InvalidItem: A SKU is too long or has control characters.
        """
        cleaned = {printable(path): clean_sku(sku) if sku.strip() else "" for path, sku in skus.items()}
        with self._access.writing() as session:
            refuse_started(get_delivery(session, delivery_id, lock=True))
            for path, sku in cleaned.items():
                session.execute(update(DeliveryFile).filter_by(delivery_id=delivery_id, path=path).values(sku=sku))

    def answer(self, delivery_id: int, answers: Mapping[str, Answer | None]) -> None:
        """Say to which items photos belong that cannot be told apart; until the delivery is started.

        Args:
            delivery_id: The delivery.
            answers: By the families of the asks; None takes an answer back. Others that were given stay.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started.
            InvalidSkuRule: Nothing is asked of a family, or the answer is none of its choices; nothing is kept.
        """
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            refuse_started(delivery)
            asks = {
                ask.family: ask for ask in matching_of(session, delivery, waiting_files(session, delivery_id), {}).asks
            }
            kept = dict(delivery.sku_answers)
            for family, answer in answers.items():
                if answer is None:
                    kept.pop(family, None)
                elif family not in asks:
                    raise InvalidSkuRule(f"Nothing is asked of “{printable(family)}”. Look at the plan’s asks again.")
                elif asks[family].answered(answer) is None:
                    raise InvalidSkuRule(
                        f"“{answer.choice}” is no answer for “{printable(family)}”. Choose one of "
                        f"{', '.join(asks[family].choices())}, or one item with its SKU."
                    )
                else:
                    kept[family] = {"choice": answer.choice, "sku": answer.sku.strip()}
            delivery.sku_answers = kept

    def plan(self, delivery_id: int) -> Matching:
        """Return which photos would be matched to which items, before anything is saved.

        Raises:
            UnknownDelivery: There is none with this number.
        """
        with self._access.reading() as session:
            delivery = get_delivery(session, delivery_id)
            return matching_of(session, delivery, waiting_files(session, delivery_id))

    def spool_names_of(self, delivery_id: int, paths: Sequence[str]) -> dict[str, str]:
        """Return the names in the spool of some of a delivery's files, by their names as sent."""
        query = select(DeliveryFile.path, DeliveryFile.spool_name).where(DeliveryFile.delivery_id == delivery_id)
        with self._access.reading() as session:
            found = [session.execute(query.where(DeliveryFile.path.in_(some))).all() for some in in_steps(paths)]
        return {path: name for rows in found for path, name in rows if name}

    def better_rule(self, delivery_id: int) -> Fit | None:
        """Return the rule that tells more of a delivery's items than its own; None when none does.

        Raises:
            UnknownDelivery: There is none with this number.
        """
        with self._access.reading() as session:
            delivery = get_delivery(session, delivery_id)
            rule, parts = rules_of(delivery)
            paths = [file.path for file in waiting_files(session, delivery_id) if not file.sku]
            return better_rule(rule, parts, paths, lambda keys: known_keys(session, keys))

    def match(self, names: Iterable[str]) -> Matching:
        """Return which photos would be matched to which items by the usual rule, without any delivery."""
        names, rule = tuple(names), SkuRule()
        with self._access.reading() as session:
            return preview(rule, names, known_keys(session, possible_keys(rule, names)))


def refuse_other_choice(unknown_skus: str) -> None:
    """Raise InvalidItem unless the choice is one of the two for unknown SKUs."""
    if unknown_skus not in (CREATE_ITEMS, LEAVE_OUT):
        raise InvalidItem(f"Unknown SKUs can be “{CREATE_ITEMS}” or “{LEAVE_OUT}”, not “{printable(unknown_skus)}”.")


def refuse_started(delivery: Delivery) -> None:
    """Raise DeliveryRefused when a delivery was started."""
    if delivery.state != COLLECTING:
        raise DeliveryRefused("This delivery was started already. Open a new one for other photos or another rule.")
