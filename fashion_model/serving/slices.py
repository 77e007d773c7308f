"""Parts of a set of photos that are looked at by themselves: the hard and the unusual ones."""

from collections.abc import Callable, Sequence

from fashion_model.serving.scoring import PhotoAnswer

SMALL_EDGE = 450
"""A photo whose longest edge has fewer pixels is small."""
DARK = 0.35
"""A photo whose mean brightness, 0..1, is lower is dark."""

SLICES: dict[str, Callable[[PhotoAnswer], bool]] = {
    "laid flat": lambda answer: answer.shown == "laid flat",
    "hung": lambda answer: answer.shown == "hung",
    "worn": lambda answer: answer.shown == "worn",
    "children's": lambda answer: answer.kids,
    "small": lambda answer: answer.longest_edge < SMALL_EDGE,
    "dark": lambda answer: answer.brightness < DARK,
}


def slices_of(answers: Sequence[PhotoAnswer]) -> dict[str, list[PhotoAnswer]]:
    """Return the answers of each slice that has any; a photo may be in several."""
    parts = {name: [answer for answer in answers if belongs(answer)] for name, belongs in SLICES.items()}
    return {name: part for name, part in parts.items() if part}
