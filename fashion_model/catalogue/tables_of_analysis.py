"""What analysts say of the network's errors, and what they answer in blind rounds; both are only added to."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fashion_model.catalogue.judgement_records import LONGEST_NOTE, LONGEST_PICTURE, LONGEST_ROUND
from fashion_model.catalogue.names import LONGEST_PERSON
from fashion_model.catalogue.table_base import Base


class Judgement(Base):
    """What a person said of the network's answer for a picture; their latest row for it counts.

    ``source`` is one of ``judgement_records.SOURCES``, ``picture`` the index in the test set as text or the photo's
    file name. ``label`` and ``predicted`` are names of categories as they were shown. ``judgement`` is one of
    ``judgement_records.JUDGEMENTS``; empty takes back what the person said before.
    """

    __tablename__ = "judgements"
    __table_args__ = (Index("judgements_of_a_picture", "source", "picture", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    picture: Mapped[str] = mapped_column(String(LONGEST_PICTURE))
    model_version: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    predicted: Mapped[str] = mapped_column(Text)
    judgement: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    created_at: Mapped[datetime]


class BlindAnswer(Base):
    """What a person said a picture shows, in a round in which each picture is answered once.

    ``source`` and ``picture`` are as in ``Judgement``. ``crowd_answer`` is what most people chose; empty where people
    were not asked.
    """

    __tablename__ = "blind_answers"
    __table_args__ = (UniqueConstraint("round_id", "picture"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(String(LONGEST_ROUND))
    source: Mapped[str] = mapped_column(String(20))
    picture: Mapped[str] = mapped_column(String(LONGEST_PICTURE))
    answer: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    network_answer: Mapped[str] = mapped_column(Text)
    crowd_answer: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    created_at: Mapped[datetime]
