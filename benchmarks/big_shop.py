"""Makes a catalogue as a big shop has it after years: many items, photos, suggestions, decisions, some taken back."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, text

from fashion_model.catalogue.catalogue import LOCK_TIMEOUT_S
from fashion_model.catalogue.deliveries.records import CREATE_ITEMS, FINISHED
from fashion_model.catalogue.deliveries.sku_rule import BEFORE_VIEW
from fashion_model.catalogue.items.records import ACCEPTED, AUTOMATIC, BY_ITSELF, CHANGED, UNDONE
from fashion_model.catalogue.names import alike_key, search_text, sku_key
from fashion_model.catalogue.store.engine import open_engine
from fashion_model.catalogue.store.tables import Decision, Item, ItemSuggestion, ItemSuggestionPart, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemPhoto, NearDuplicate
from fashion_model.catalogue.store.transfer import go_on_counting
from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import decode, encode_jpeg
from fashion_model.photo.fingerprint import FINGERPRINT_BYTES

PEOPLE = ("Ann Smith", "Ben Jones", "Cem Yildiz", "Dora Novak")
MODELS = ("v1", "v2")
THRESHOLD = 0.8
_WORDS = ("Blue", "Red", "Green", "White"), ("cotton", "woollen", "linen", "leather")
_STEP = 5000
_ITEMS_A_DELIVERY = 1000
_START = datetime(2024, 1, 1, tzinfo=UTC)
_SEED = 0

Rows = list[dict[str, Any]]


def keep_photos(photos_dir: Path, photos: Sequence[Path]) -> list[str]:
    """Put copies of photos into the photo folder and return their names in it."""
    photos_dir.mkdir(parents=True, exist_ok=True)
    names = [f"shared-{number}.jpg" for number in range(len(photos))]
    for name, photo in zip(names, photos, strict=True):
        (photos_dir / name).write_bytes(encode_jpeg(decode(photo.read_bytes()).rgb))
    return names


def fill(url: str, items: int, stored_names: Sequence[str]) -> None:
    """Write so many items into an empty catalogue, all but what they have now: opening the catalogue writes that."""
    engine = open_engine(url, LOCK_TIMEOUT_S)
    rng = np.random.default_rng(_SEED)
    for start in range(0, items, _STEP):
        _write(engine, _rows(range(start + 1, min(start + _STEP, items) + 1), stored_names, rng))
    with engine.begin() as connection:
        go_on_counting(connection)
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))  # as it does by itself within minutes
    engine.dispose()


def _write(engine: Engine, rows: dict[Any, Rows]) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        for table, some in rows.items():
            if some:
                connection.execute(insert(table), some)


def _rows(numbers: Sequence[int], stored_names: Sequence[str], rng: np.random.Generator) -> dict[Any, Rows]:
    """Return rows for each table, those first to which others refer. An item's number is that of all its rows."""
    drawn = [_Drawn(number, rng) for number in numbers]
    return {
        Delivery: [_delivery(number) for number in numbers if number % _ITEMS_A_DELIVERY == 1],
        Item: [one.item() for one in drawn],
        Photo: [one.photo(stored_names[one.number % len(stored_names)]) for one in drawn],
        NearDuplicate: [
            {"photo_id": number - 1, "other_id": number, "distance": 60} for number in numbers if number % 100 == 0
        ],
        Suggestion: [one.suggestion() for one in drawn],
        ItemPhoto: [one.tie() for one in drawn],
        ItemSuggestion: [one.item_suggestion() for one in drawn],
        ItemSuggestionPart: [{"item_suggestion_id": number, "place": 0, "suggestion_id": number} for number in numbers],
        Decision: [row for one in drawn for row in one.decisions()],
    }


def _delivery_of(number: int) -> int:
    return (number - 1) // _ITEMS_A_DELIVERY + 1


def _moment(number: int) -> datetime:
    return _START + timedelta(minutes=10 * number)


def _delivery(number: int) -> dict[str, Any]:
    when, which = _moment(number), _delivery_of(number)
    return {
        "id": which,
        "token": f"token-{which}",
        "kind": "photos",
        "name": f"Delivery {which}",
        "person": PEOPLE[which % len(PEOPLE)],
        "state": FINISHED,
        "sku_rule": BEFORE_VIEW,
        "sku_pattern": "",
        "unknown_skus": CREATE_ITEMS,
        "undone": False,
        "worker": "",
        "created_at": when,
        "started_at": when,
        "finished_at": when,
    }


class _Drawn:
    """What chance makes of one item, counted from 1."""

    def __init__(self, number: int, rng: np.random.Generator) -> None:
        self.number = number
        self._when = _moment(number)
        self._model = MODELS[number * len(MODELS) // 150_000 % len(MODELS)]
        probabilities = rng.dirichlet(np.full(len(CATEGORIES), 0.12))
        first, second = np.argsort(-probabilities)[:2]
        self._probabilities = probabilities.round(6).tolist()
        self._category, self._confidence = CATEGORIES[first], float(probabilities[first])
        self._second, self._second_confidence = CATEGORIES[second], float(probabilities[second])
        self._fingerprint = rng.bytes(FINGERPRINT_BYTES)
        self._chance = rng.random(3)
        self._words = [words[rng.integers(len(words))] for words in _WORDS]

    @property
    def _is_sure(self) -> bool:
        return self._confidence >= THRESHOLD

    def item(self) -> dict[str, Any]:
        sku, title = f"TS-{100_000 + self.number}", f"{' '.join(self._words)} {self._category} {self.number % 977}"
        return {
            "id": self.number,
            "sku": sku,
            "sku_key": sku_key(sku),
            "alike_key": alike_key(sku),
            "title": title,
            "search_text": search_text(sku, title),
            "created_at": self._when,
            "delivery_id": _delivery_of(self.number),
        }

    def photo(self, stored_name: str) -> dict[str, Any]:
        return {
            "id": self.number,
            "sha256": f"{self.number:064x}",
            "file_name": f"TS-{100_000 + self.number}_1.jpg",
            "stored_name": stored_name,
            "width": 400,
            "height": 533,
            "created_at": self._when,
            "fingerprint": self._fingerprint,
        }

    def suggestion(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "photo_id": self.number,
            "choice": "0",
            "garment": "top",
            "method": "network",
            "box": [0.1, 0.1, 0.9, 0.9],
            "held_back": False,
            **self._said(),
        }

    def _said(self) -> dict[str, Any]:
        return {
            "model_version": self._model,
            "scope": 0.97,
            "category": self._category,
            "confidence": self._confidence,
            "status": "auto" if self._is_sure else "review",
            "reason": "" if self._is_sure else "The answer is not sure enough.",
            "threshold": THRESHOLD,
            "probabilities": self._probabilities,
            "created_at": self._when,
        }

    def tie(self) -> dict[str, Any]:
        tied = {"item_id": self.number, "photo_id": self.number, "suggestion_id": self.number}
        return {"id": self.number, "delivery_id": _delivery_of(self.number), **tied}

    def item_suggestion(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "item_id": self.number,
            "delivery_id": _delivery_of(self.number),
            "second_category": self._second,
            "second_confidence": self._second_confidence,
            "question": f"{self._category} or {self._second}?",
            "photos": 1,
            "disagree": False,
            "audit": self._is_sure and self._chance[2] < 0.02,
            "audit_share": 0.02,
            **self._said(),
        }

    def decisions(self) -> Iterator[dict[str, Any]]:
        """Yield what was decided: sure answers by themselves, most others by people, of which some was taken back."""
        if not self._is_sure and self._chance[0] > 0.8:
            return
        category = self._second if self._chance[1] < 0.2 and not self._is_sure else self._category
        kind = AUTOMATIC if self._is_sure else ACCEPTED if category == self._category else CHANGED
        person = BY_ITSELF if self._is_sure else PEOPLE[self.number % len(PEOPLE)]
        row = {
            "item_id": self.number,
            "photo_id": self.number,
            "item_suggestion_id": self.number,
            "delivery_id": _delivery_of(self.number),
            "category": category,
            "model_version": self._model,
            "confidence": self._confidence,
            "threshold": THRESHOLD,
            "created_at": self._when + timedelta(minutes=1),
        }
        yield {**row, "id": 2 * self.number, "kind": kind, "person": person, "undoes": None}
        if self._chance[1] > 0.95:
            yield {**row, "id": 2 * self.number + 1, "kind": UNDONE, "person": PEOPLE[0], "undoes": 2 * self.number}
