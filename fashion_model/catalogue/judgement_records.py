"""What the catalogue answers about analysts' judgements and blind rounds: frozen rows, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

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

LONGEST_NOTE: Final = 1000
LONGEST_PICTURE: Final = 300
LONGEST_ROUND: Final = 64


@dataclass(frozen=True)
class JudgementRecord:
    """What a person said of the network's answer for a picture, or that they took it back.

    Attributes:
        judgement_id: Its number; later ones are greater.
        source: One of ``SOURCES``.
        picture: Index in the test set as text, or the photo's file name; for showing, never for opening.
        model_version: The model that gave the answer.
        label: The picture's category by its label.
        predicted: The network's category.
        judgement: One of ``JUDGEMENTS``, or ``TAKEN_BACK``.
        note: In the person's own words; may be empty and have several lines.
        person: Who said it.
        created_at: When, UTC.
    """

    judgement_id: int
    source: str
    picture: str
    model_version: str
    label: str
    predicted: str
    judgement: str
    note: str
    person: str
    created_at: datetime


@dataclass(frozen=True)
class BlindAnswerRecord:
    """What a person said a picture shows, without having seen its label or the network's answer.

    Attributes:
        answer_id: Its number; later ones are greater.
        round_id: The round that it is part of.
        source: One of ``SOURCES``.
        picture: Index in the test set as text, or the photo's file name; for showing, never for opening.
        answer: The person's category.
        label: The picture's category by its label.
        network_answer: The network's category.
        crowd_answer: The category that most people chose; None where people were not asked.
        model_version: The model that gave the network's answer.
        person: Who answered.
        created_at: When, UTC.
    """

    answer_id: int
    round_id: str
    source: str
    picture: str
    answer: str
    label: str
    network_answer: str
    crowd_answer: str | None
    model_version: str
    person: str
    created_at: datetime


@dataclass(frozen=True)
class BlindTotals:
    """How a person did in all blind rounds, beside the network and the crowd on the same pictures.

    Attributes:
        person: Who answered.
        rounds: Number of rounds in which they answered at least once.
        pictures: Number of their answers.
        right: How many of these are the label.
        network_right: For how many of these pictures the network's answer is the label.
        crowd_right: For how many of ``crowd_pictures`` the crowd's answer is the label.
        crowd_pictures: Number of these pictures for which there is an answer of the crowd.
    """

    person: str
    rounds: int
    pictures: int
    right: int
    network_right: int
    crowd_right: int
    crowd_pictures: int
