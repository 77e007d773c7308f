"""The shop's rules: category codes and the confidence threshold."""

from collections.abc import Mapping

import numpy as np
from sqlalchemy import delete, func, or_, select

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import AUTOMATIC
from fashion_model.catalogue.items.states import standing_decisions
from fashion_model.catalogue.names import clean_code, clean_person, known_category, sku_key
from fashion_model.catalogue.review.records import ThresholdRecord
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import record_of
from fashion_model.catalogue.store.tables import Decision, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import CategoryCode, Threshold
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.evaluation.selective import TeamDecisions

_AUTO = "auto"
_NAMES = (*CATEGORIES, NONE_OF_THE_TEN)


class Rules(Part):
    """The rules of one shop; made by ``open_catalogue``."""

    def codes(self) -> dict[str, str]:
        """Return the shop's own code of each of the ten categories and ``NONE_OF_THE_TEN``; empty where it has none."""
        with self._access.reading() as session:
            found = {row.category: row.code for row in session.scalars(select(CategoryCode))}
        return {category: found.get(category, "") for category in (*CATEGORIES, NONE_OF_THE_TEN)}

    def set_codes(self, codes: Mapping[str, str], person: str) -> None:
        """Replace the shop's codes.

        Args:
            codes: By category; empty for none. A category that is left out keeps its code.
            person: Who says so.

        Raises:
            InvalidItem: A category is unknown, a code is too long or has control characters, or two are the same.
        """
        cleaned = self.codes() | {known_category(name): clean_code(code) for name, code in codes.items()}
        _refuse_repeated(cleaned)
        person, now = clean_person(person), self._access.clock()
        with self._access.writing() as session:
            kept = {row.category: row for row in session.scalars(select(CategoryCode))}
            session.execute(delete(CategoryCode))
            for category, code in cleaned.items():
                old = kept.get(category)
                by, when = (old.person, old.changed_at) if old and old.code == code else (person, now)
                if code:
                    session.add(CategoryCode(category=category, code=code, person=by, changed_at=when))

    def threshold(self, model_version: str) -> ThresholdRecord | None:
        """Return the confidence that somebody set for a model; None when nobody did, or for another model since."""
        with self._access.reading() as session:
            row = session.scalar(select(Threshold).order_by(Threshold.id.desc()).limit(1))
        return record_of(ThresholdRecord, row) if row and row.model_version == model_version else None

    def set_threshold(
        self, threshold: float, mistakes_per_100: float | None, model_version: str, person: str
    ) -> ThresholdRecord:
        """Set the confidence from which a model's answers stand without a person, from now on.

        Args:
            threshold: Above 0; above 1 lets nothing stand alone.
            mistakes_per_100: What was wished for; None when the threshold was named itself.
            model_version: For which model it holds.
            person: Who says so.

        Raises:
            InvalidItem: The threshold is not a number above 0, or the name is empty or too long.
        """
        if not threshold > 0:
            raise InvalidItem(f"The threshold is {threshold}. Choose a number above 0; above 1 asks about every item.")
        row = Threshold(
            threshold=float(threshold),
            mistakes_per_100=mistakes_per_100,
            model_version=model_version,
            person=clean_person(person),
            created_at=self._access.clock(),
        )
        with self._access.writing() as session:
            session.add(row)
        return record_of(ThresholdRecord, row)

    def team_decisions(self, model_version: str) -> TeamDecisions:
        """Return what people said of a model's suggestions: of those that they reviewed, and of the random audit.

        Corrections of answers that nobody was asked about are left out: only wrong ones are found in that way.
        """
        query = (
            standing_decisions()
            .join(ItemSuggestion, ItemSuggestion.id == Decision.item_suggestion_id)
            .where(
                Decision.kind != AUTOMATIC,
                ItemSuggestion.model_version == model_version,
                or_(ItemSuggestion.status != _AUTO, ItemSuggestion.audit),
            )
            .with_only_columns(
                ItemSuggestion.confidence,
                ItemSuggestion.category == Decision.category,
                ItemSuggestion.status == _AUTO,
                ItemSuggestion.audit_share,
                ItemSuggestion.threshold,
                ItemSuggestion.category,
            )
        )
        automatic = select(func.count(ItemSuggestion.id)).where(
            ItemSuggestion.model_version == model_version, ItemSuggestion.status == _AUTO
        )
        with self._access.reading() as session:
            rows = session.execute(query).all()
            went_through = session.scalar(automatic) or 0
        return TeamDecisions(
            confidences=np.array([_without_held_back(row[0], row[2], row[4]) for row in rows], dtype=np.float64),
            right=np.array([row[1] for row in rows], dtype=bool),
            went_through=np.array([row[2] for row in rows], dtype=bool),
            chances=np.array([row[3] if row[2] else 1 for row in rows], dtype=np.float64),
            automatic=went_through,
            named=np.array([_NAMES.index(row[5]) for row in rows], dtype=np.int64),
        )


def _without_held_back(confidence: float, automatic: bool, threshold: float) -> float:
    """Return the confidence; 0 where the photo or the item was the reason to ask, which no confidence outweighs."""
    return 0.0 if confidence >= threshold and not automatic else confidence


def _refuse_repeated(codes: Mapping[str, str]) -> None:
    names, seen = {sku_key(category): category for category in codes}, dict[str, str]()
    for category, code in codes.items():
        first = seen.setdefault(sku_key(code), category) if code else category
        if first != category:
            raise InvalidItem(f"{first} and {category} have the same code “{code}”. Give each category its own.")
        if names.get(sku_key(code), category) != category:
            raise InvalidItem(f"“{code}” is the name of another category than {category}. Choose another code.")
