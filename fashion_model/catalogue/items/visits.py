"""Visits of the Classify page: what was dropped, typed and decided, by the address."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from fashion_model.catalogue.items.actions import standing_among, told_decision
from fashion_model.catalogue.items.records import DecisionRecord, PhotoRecord
from fashion_model.catalogue.items.rows import said_of
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import add_once, record_of
from fashion_model.catalogue.store.tables import Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import VisitFile
from fashion_model.serving.decision import PhotoSuggestion

_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_WAITS = timedelta(days=1)
"""A file that nobody came back for is kept for so long before it is looked at."""


@dataclass(frozen=True)
class Typed:
    """What was typed and chosen for a photo, and is not saved yet; empty where nothing was."""

    sku: str = ""
    title: str = ""
    answer: str = ""
    """What was chosen of the answers to a suggestion."""
    category: str = ""
    """What this choice means."""


@dataclass(frozen=True)
class VisitedFile:
    """A file that was dropped, and what became of it."""

    key: str
    """Names it in its visit."""
    file_name: str
    """As sent."""
    spool_name: str
    """Its name in the spool while it waits to be looked at; empty afterwards."""
    photo: PhotoRecord | None
    """Where the catalogue holds it; None while it waits, and when it was refused."""
    refusal: str
    """Why it was refused, in a sentence; empty when it was not."""
    choice: str
    """Which garment is judged, as in ``Suggestion``; empty while it waits."""
    suggestion_id: int | None
    """Of what the model that was asked for says of it; None when it said nothing yet."""
    said: PhotoSuggestion | None
    """The same as a suggestion, by the threshold of that time."""
    typed: Typed
    """What is not saved yet."""
    decision_id: int | None
    """What was decided here last; None before."""
    decision: DecisionRecord | None
    """The same, None when it was taken back since."""


def new_visit() -> str:
    """Return a name for a visit that nobody can guess."""
    return secrets.token_urlsafe(16)


class Visits(Part):
    """What was dropped on the Classify page, so that it is there again when the page is opened anew."""

    def files(self, visit: str, model_version: str) -> tuple[VisitedFile, ...]:
        """Return the files of a visit in the order in which they came; none when the visit is unknown.

        Args:
            visit: As the page's address has it.
            model_version: The model whose suggestions are wanted.
        """
        if not _NAME.fullmatch(visit):
            return ()
        of_model = (Suggestion.photo_id == VisitFile.photo_id) & (Suggestion.model_version == model_version)
        query = (
            select(VisitFile, Photo, Suggestion)
            .outerjoin(Photo, Photo.id == VisitFile.photo_id)
            .outerjoin(Suggestion, of_model & (Suggestion.choice == VisitFile.choice))
            .where(VisitFile.visit == visit)
            .order_by(VisitFile.id)
        )
        with self._access.reading() as session:
            rows = session.execute(query).all()
            numbers = [row.decision_id for row, *_ in rows if row.decision_id is not None]
            standing = {decision.id: told_decision(session, decision) for decision in standing_among(session, numbers)}
            return tuple(self._file(row, photo, said, standing) for row, photo, said in rows)

    def receive(self, visit: str, key: str, file_name: str, spool_name: str, sku: str) -> None:
        """Write down that a file came in, before anything is made of it.

        Args:
            visit: The visit.
            key: Names the file in it.
            file_name: As sent.
            spool_name: Where its bytes wait.
            sku: What its name suggests.
        """
        texts = {"file_name": printable(file_name), "sku": printable(sku)}
        self._write(visit, key, {"spool_name": spool_name, **texts})

    def settle(self, visit: str, key: str, photo_id: int | None, refusal: str, choice: str) -> None:
        """Write down what became of a file: the stored photo and the garment that is judged, or why it was refused."""
        self._write(
            visit, key, {"photo_id": photo_id, "refusal": printable(refusal), "choice": choice, "spool_name": ""}
        )

    def note(self, visit: str, key: str, typed: Typed) -> None:
        """Write down what was typed and chosen so far."""
        self._write(visit, key, {name: printable(text) for name, text in vars(typed).items()})

    def decided(self, visit: str, key: str, decision_id: int) -> None:
        """Write down what was decided on a file."""
        self._write(visit, key, {"decision_id": decision_id})

    def forget(self, visit: str, keys: Collection[str]) -> None:
        """Take files off a visit; what was stored and decided stays."""
        with self._access.writing() as session:
            session.execute(delete(VisitFile).where(VisitFile.visit == visit, VisitFile.key.in_(list(keys))))

    def spool_names(self) -> frozenset[str]:
        """Return the names in the spool of the files that wait to be looked at, without those of days ago."""
        came = VisitFile.created_at > self._access.clock() - _WAITS
        with self._access.reading() as session:
            return frozenset(session.scalars(select(VisitFile.spool_name).where(VisitFile.spool_name != "", came)))

    def _write(self, visit: str, key: str, values: Mapping[str, Any]) -> None:
        new = VisitFile(visit=visit, key=key, file_name="", created_at=self._access.clock(), **_EMPTY)
        with self._access.writing() as session:
            row = add_once(session, new, select(VisitFile).filter_by(visit=visit, key=key))
            for name, value in values.items():
                setattr(row, name, value)

    def _file(
        self, row: VisitFile, photo: Photo | None, said: Suggestion | None, decisions: Mapping[int, DecisionRecord]
    ) -> VisitedFile:
        path = self._access.photos_dir / photo.stored_name if photo else None
        return record_of(
            VisitedFile,
            row,
            photo=record_of(PhotoRecord, photo, photo_id=photo.id, path=path) if photo else None,
            suggestion_id=said.id if said else None,
            said=said_of(said) if said else None,
            typed=record_of(Typed, row),
            decision=decisions.get(row.decision_id or 0),
        )


_EMPTY = dict.fromkeys(("spool_name", "refusal", "choice", "sku", "title", "answer", "category"), "")
