"""The shop's rules: category codes and the confidence threshold."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

import numpy as np
from sqlalchemy import func, or_, select

from fashion_model.catalogue.errors import ChangedMeanwhile, InvalidItem
from fashion_model.catalogue.items.changes import latest_change
from fashion_model.catalogue.items.records import AUTOMATIC, CODE
from fashion_model.catalogue.items.states import standing_decisions
from fashion_model.catalogue.names import clean_code, clean_person, known_category
from fashion_model.catalogue.review.codes import codes_of, put_codes
from fashion_model.catalogue.review.records import ThresholdRecord
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import record_of
from fashion_model.catalogue.store.tables import Decision, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import Threshold
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.evaluation.selective import TeamDecisions

_AUTO = "auto"
_NAMES = (*CATEGORIES, NONE_OF_THE_TEN)


class Rules(Part):
    """The rules of one shop; made by ``open_catalogue``."""

    def codes(self) -> dict[str, str]:
        """Return the shop's own code of each of the ten categories and ``NONE_OF_THE_TEN``; empty where it has none."""
        with self._access.reading() as session:
            return codes_of(session)

    def set_codes(self, codes: Mapping[str, str], person: str, seen: Mapping[str, str] | None = None) -> None:
        """Replace the shop's codes; each that is another one now is written down.

        Args:
            codes: By category; empty for none. A category that is left out keeps its code.
            person: Who says so.
            seen: The codes that were on screen; nothing newer is overwritten.

        Raises:
            InvalidItem: A category is unknown, a code is too long or has characters that cannot be seen, or two are the
                same.
            ChangedMeanwhile: One of these categories has another code than the one that was seen.
        """
        cleaned = {known_category(name): clean_code(code) for name, code in codes.items()}
        person, now = clean_person(person), self._access.clock()
        with self._access.writing() as session:
            before = codes_of(session)
            for category in cleaned:
                if seen is not None and seen.get(category, "") != before[category]:
                    raise latest_change(session, CODE, None, category)
            put_codes(session, before | cleaned, person, now)

    def thresholds(self, model_version: str) -> tuple[ThresholdRecord, ...]:
        """Return what people set for a model, newest first, as far as nobody has set another model's since."""
        with self._access.reading() as session:
            rows = session.scalars(select(Threshold).order_by(Threshold.id.desc()))
            own = takewhile(lambda row: row.model_version == model_version, rows)
            return tuple(record_of(ThresholdRecord, row) for row in own)

    def threshold(self, model_version: str) -> ThresholdRecord | None:
        """Return the confidence that somebody set for a model; None when nobody did, or for another model since."""
        return next(iter(self.thresholds(model_version)), None)

    def set_threshold(
        self,
        threshold: float,
        mistakes_per_100: float | None,
        model_version: str,
        person: str,
        seen: Sequence[ThresholdRecord] | None = None,
    ) -> ThresholdRecord:
        """Set the confidence from which a model's answers stand without a person, from now on.

        Args:
            threshold: Above 0; above 1 lets nothing stand alone.
            mistakes_per_100: What was wished for; None when the threshold was named itself.
            model_version: For which model it holds.
            person: Who says so.
            seen: What ``thresholds`` told when that was on screen; nothing newer is overwritten.

        Raises:
            ChangedMeanwhile: Somebody set another one than was seen.
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
            latest = session.scalar(select(Threshold).order_by(Threshold.id.desc()).limit(1))
            if latest and latest.model_version == model_version:
                _refuse_newer(record_of(ThresholdRecord, latest), seen)
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


def _refuse_newer(latest: ThresholdRecord, seen: Sequence[ThresholdRecord] | None) -> None:
    if seen is not None and latest not in seen:
        done = f"{latest.person} set the threshold to {100 * latest.threshold:.1f} %"
        raise ChangedMeanwhile(done, latest.created_at)


def _without_held_back(confidence: float, automatic: bool, threshold: float) -> float:
    """Return the confidence; 0 where the photo or the item was the reason to ask, which no confidence outweighs."""
    return 0.0 if confidence >= threshold and not automatic else confidence
