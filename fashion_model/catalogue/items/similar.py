"""Similar items: confirmed ones, found by the embeddings of their photos."""

from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fashion_model.catalogue.items.records import DONE, SimilarItem
from fashion_model.catalogue.store.lookup import record_of
from fashion_model.catalogue.store.tables import Embedding, Item, ItemSuggestion, ItemSuggestionPart, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import ItemState

_NEWEST = 500
"""Confirmed items of an answer that are compared, the newest."""
_ANSWERS = 3


def similar_items(session: Session, photos_dir: Path, item_id: int, limit: int) -> tuple[SimilarItem, ...]:
    """Return the confirmed items most like an item, most similar first.

    Compared are the newest ones of its likeliest answers; an item is seen from its first photo.

    Args:
        session: For queries.
        photos_dir: Folder of the photos.
        item_id: The item.
        limit: Most items.
    """
    state = session.get(ItemState, item_id)
    own = session.get(ItemSuggestion, state.item_suggestion_id) if state and state.item_suggestion_id else None
    if own is None:
        return ()
    vector = session.scalar(_first_embedding().where(ItemSuggestion.id == own.id))
    if vector is None:
        return ()
    rows = [
        row for answer in own.answers[:_ANSWERS] for row in session.execute(_confirmed(answer.category, own, item_id))
    ]
    if not rows:
        return ()
    cosines = _cosines(vector, [row.vector for row in rows])
    best = np.argsort(-cosines, kind="stable")[:limit]
    return tuple(
        record_of(
            SimilarItem, rows[index], photo_path=photos_dir / rows[index].stored_name, similarity=float(cosines[index])
        )
        for index in best.tolist()
    )


def _first_embedding() -> Select[Any]:
    return (
        select(Embedding.vector)
        .join(
            Suggestion,
            (Suggestion.photo_id == Embedding.photo_id)
            & (Suggestion.model_version == Embedding.model_version)
            & (Suggestion.choice == Embedding.choice),
        )
        .join(ItemSuggestionPart, ItemSuggestionPart.suggestion_id == Suggestion.id)
        .join(ItemSuggestion, ItemSuggestion.id == ItemSuggestionPart.item_suggestion_id)
        .where(ItemSuggestionPart.place == 0)
    )


def _confirmed(category: str, own: ItemSuggestion, item_id: int) -> Select[Any]:
    return (
        _first_embedding()
        .join(ItemState, ItemState.item_suggestion_id == ItemSuggestion.id)
        .join(Item, Item.id == ItemState.item_id)
        .join(Photo, Photo.id == Suggestion.photo_id)
        .add_columns(Item.sku, Item.title, ItemState.category, Photo.stored_name, Suggestion.box)
        .where(
            ItemState.status == DONE,
            ItemState.category == category,
            ItemState.item_id != item_id,
            Embedding.model_version == own.model_version,
        )
        .order_by(ItemState.changed_at.desc())
        .limit(_NEWEST)
    )


def _cosines(vector: bytes, others: list[bytes]) -> np.ndarray:
    """Return ``(N,)`` the cosine of each vector to the first one."""
    first = np.frombuffer(vector, dtype="<f4")
    matrix = np.frombuffer(b"".join(others), dtype="<f4").reshape(len(others), -1)
    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(first)
    cosines: np.ndarray = matrix @ first / np.maximum(lengths, np.finfo(np.float32).tiny)
    return cosines
