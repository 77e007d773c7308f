"""Answers for photos as a model folder keeps them, for tests that work figures out by hand."""

from fashion_model.serving.scoring import PhotoAnswer

DECISION = {"auto_threshold": 0.8, "target_precision": 0.9, "outside_share": 0.2}


def answer(category: str, predicted: str, confidence: float = 0.9, contributor: int = 8, **more: object) -> PhotoAnswer:
    """Return an answer that is automatic from ``DECISION``'s threshold on, unless something is said of it."""
    held_back = bool(more.get("held_back", False))
    said: dict[str, object] = {
        "file": "x.jpg",
        "status": "auto" if confidence >= DECISION["auto_threshold"] and not held_back else "review",
        "second_category": "Bag",
        "second_confidence": 0.01,
        "scope": 0.95,
        "cut_by": "segmenter",
        "label": category,
        "kids": False,
        "shown": "laid flat",
        "audited": "",
        "longest_edge": 533,
        "brightness": 0.5,
        "held_back": held_back,
    }
    known = {"contributor": contributor, "category": category, "predicted": predicted, "confidence": confidence}
    return PhotoAnswer(**{**said, **known, **more})  # type: ignore[arg-type]
