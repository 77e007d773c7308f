"""Records of judgements and blind rounds, and what they accept."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fashion_model.catalogue.errors import InvalidJudgement
from fashion_model.catalogue.names import LONGEST_NOTE, LONGEST_PICTURE, LONGEST_ROUND, printable
from fashion_model.evaluation.votes import PICTURES

FASHION_MNIST: Final = "fashion-mnist"
PHOTOS: Final = "photos"
SOURCES: Final = (FASHION_MNIST, PHOTOS)
"""Where a picture is from: the test set of Fashion-MNIST, or the photo set."""

REASONABLE: Final = "reasonable"
WRONG_LABEL: Final = "wrong label"
MODELS_FAULT: Final = "model's fault"
JUDGEMENTS: Final = (REASONABLE, WRONG_LABEL, MODELS_FAULT)
"""What an analyst says of an error of the network."""
TAKEN_BACK: Final = ""
"""Stands in the place of a judgement when a person takes back what they said."""


@dataclass(frozen=True)
class JudgementRecord:
    """What a person said of the network's answer for a picture, or that they took it back."""

    judgement_id: int
    """Its number; later ones are greater."""
    source: str
    """One of ``SOURCES``."""
    picture: str
    """Index in the test set as text, or the photo's file name; for showing, never for opening."""
    model_version: str
    """The model that gave the answer."""
    label: str
    """The picture's category by its label."""
    predicted: str
    """The network's category."""
    judgement: str
    """One of ``JUDGEMENTS``, or ``TAKEN_BACK``."""
    note: str
    """In the person's own words; may be empty and have several lines."""
    person: str
    """Who said it."""
    created_at: datetime
    """When, UTC."""


@dataclass(frozen=True)
class BlindAnswerRecord:
    """What a person said a picture shows, without having seen its label or the network's answer."""

    answer_id: int
    """Its number; later ones are greater."""
    round_id: str
    """The round that it is part of."""
    source: str
    """One of ``SOURCES``."""
    picture: str
    """Index in the test set as text, or the photo's file name; for showing, never for opening."""
    answer: str
    """The person's category."""
    label: str
    """The picture's category by its label."""
    network_answer: str
    """The network's category."""
    crowd_answer: str | None
    """The category that most people chose; None where people were not asked."""
    model_version: str
    """The model that gave the network's answer."""
    person: str
    """Who answered."""
    created_at: datetime
    """When, UTC."""


@dataclass(frozen=True)
class BlindTotals:
    """How a person did in all blind rounds, beside the network and the crowd on the same pictures."""

    person: str
    """Who answered."""
    rounds: int
    """Number of rounds in which they answered at least once."""
    pictures: int
    """Number of their answers."""
    right: int
    """How many of these are the label."""
    network_right: int
    """For how many of these pictures the network's answer is the label."""
    crowd_right: int
    """For how many of ``crowd_pictures`` the crowd's answer is the label."""
    crowd_pictures: int
    """Number of these pictures for which there is an answer of the crowd."""


_INDEX = re.compile("0|[1-9][0-9]{0,8}")  # one way to write each number, so that a picture has one name
_ROUND = re.compile(f"[0-9A-Za-z_-]{{1,{LONGEST_ROUND}}}")
_SHOWN = 60
"""Characters of a name that was refused, in the sentence that refuses it."""


def known_source(source: str) -> str:
    """Return the source.

    Raises:
        InvalidJudgement: It is not one of ``SOURCES``.
    """
    if source not in SOURCES:
        raise InvalidJudgement(f"There are no pictures of “{_shown(source)}”. Choose one of {', '.join(SOURCES)}.")
    return source


def known_label(label: str) -> str:
    """Return what a label says: one of the ten, or what the photo set has beside them.

    Raises:
        InvalidJudgement: It is empty, too long to be a label, or has characters that cannot be seen.
    """
    if not 1 <= len(label) <= _SHOWN or printable(label) != label:
        raise InvalidJudgement(
            f"“{_shown(label)}” is no label: accepted are 1 to {_SHOWN} characters, all of which can be seen."
        )
    return label


def known_picture(source: str, picture: str) -> str:
    """Return the picture.

    Args:
        source: One of ``SOURCES``.
        picture: Index in the test set as text, or a photo's file name.

    Raises:
        InvalidJudgement: The test set has no picture with this index, or the name cannot be kept.
    """
    if source == FASHION_MNIST and not (_INDEX.fullmatch(picture) and int(picture) < PICTURES):
        raise InvalidJudgement(
            f"The test set has no picture “{_shown(picture)}”: they are numbered from 0 to {PICTURES - 1}. Open the "
            "picture from the gallery."
        )
    if not 1 <= len(picture) <= LONGEST_PICTURE or printable(picture) != picture:
        raise InvalidJudgement(
            f"“{_shown(picture)}” cannot be kept as a photo's name: accepted are 1 to {LONGEST_PICTURE} characters, "
            "all of which can be seen. Give the file another name."
        )
    return picture


def known_judgement(judgement: str) -> str:
    """Return the judgement.

    Raises:
        InvalidJudgement: It is neither one of ``JUDGEMENTS`` nor ``TAKEN_BACK``.
    """
    if judgement not in (*JUDGEMENTS, TAKEN_BACK):
        raise InvalidJudgement(f"“{_shown(judgement)}” is not a judgement. Choose one of {', '.join(JUDGEMENTS)}.")
    return judgement


def clean_note(note: str) -> str:
    """Return the note as it is kept: trimmed, lines ended by a line feed; empty for none.

    Raises:
        InvalidJudgement: It is longer than ``LONGEST_NOTE`` or has control characters.
    """
    lines = unicodedata.normalize("NFC", note.strip()).replace("\t", " ").splitlines()
    if any(printable(line) != line for line in lines):
        raise InvalidJudgement("The note contains characters that cannot be seen. Type it again without them.")
    cleaned = "\n".join(lines)
    if len(cleaned) > LONGEST_NOTE:
        raise InvalidJudgement(
            f"The note has {len(cleaned)} characters; at most {LONGEST_NOTE} are accepted. Shorten it."
        )
    return cleaned


def known_round(round_id: str) -> str:
    """Return the name of a blind round.

    Raises:
        InvalidJudgement: It is empty, longer than ``LONGEST_ROUND``, or has other characters than letters of the Latin
            alphabet, digits, - and _.
    """
    if not _ROUND.fullmatch(round_id):
        raise InvalidJudgement("There is no such blind round. Begin a new one.")
    return round_id


def _shown(text: str) -> str:
    return printable(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
