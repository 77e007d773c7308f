"""What analysts say of the network's errors, and how they do themselves when they see a picture alone."""

from sqlalchemy import func, select

from fashion_model.catalogue.names import clean_person, known_category
from fashion_model.catalogue.review.judgement_records import (
    TAKEN_BACK,
    BlindAnswerRecord,
    BlindTotals,
    JudgementRecord,
    clean_note,
    known_judgement,
    known_label,
    known_picture,
    known_round,
    known_source,
)
from fashion_model.catalogue.store.access import Access
from fashion_model.catalogue.store.engine import reading, writing
from fashion_model.catalogue.store.lookup import add_once
from fashion_model.catalogue.store.tables import BlindAnswer, Judgement


class Judgements:
    """The analysts' judgements and blind rounds of one shop; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def judge(
        self,
        *,
        source: str,
        picture: str,
        model_version: str,
        label: str,
        predicted: str,
        judgement: str,
        note: str,
        person: str,
    ) -> JudgementRecord:
        """Write down what a person says of the network's answer for a picture; their latest word counts.

        Args:
            source: One of ``SOURCES``.
            picture: Index in the test set as text, from ``"0"``, or a photo's file name.
            model_version: The model that gave the answer.
            label: What the picture shows by its label; of photos not always one of the ten.
            predicted: The network's category, one of the ten or ``NONE_OF_THE_TEN``.
            judgement: One of ``JUDGEMENTS``; ``TAKEN_BACK`` takes back what the person said before.
            note: Up to ``LONGEST_NOTE`` characters, in several lines if need be; empty for none.
            person: Who says so, 1 to 120 characters.

        Raises:
            InvalidJudgement: Source, picture, label or judgement is unknown, or the note is too long or has characters
                that cannot be seen.
            InvalidItem: A category is unknown, or the name is empty or too long.
        """
        row = Judgement(
            source=known_source(source),
            picture=known_picture(source, picture),
            model_version=model_version,
            label=known_label(label),
            predicted=known_category(predicted),
            judgement=known_judgement(judgement),
            note=clean_note(note),
            person=clean_person(person),
            created_at=self._access.clock(),
        )
        with writing(self._access.engine) as session:
            session.add(row)
        return _judgement_record(row)

    def latest(self, source: str) -> tuple[JudgementRecord, ...]:
        """Return what each person says now of each picture of a source, newest first.

        What was taken back is left out.

        Raises:
            InvalidJudgement: The source is unknown.
        """
        latest = (
            select(func.max(Judgement.id))
            .where(Judgement.source == known_source(source))
            .group_by(Judgement.picture, Judgement.person)
        )
        standing = select(Judgement).where(Judgement.id.in_(latest), Judgement.judgement != TAKEN_BACK)
        with reading(self._access.engine) as session:
            return tuple(_judgement_record(row) for row in session.scalars(standing.order_by(Judgement.id.desc())))

    def history(self, source: str, picture: str) -> tuple[JudgementRecord, ...]:
        """Return all that was ever said of a picture and taken back, newest first.

        Raises:
            InvalidJudgement: The source is unknown, or has no such picture.
        """
        same = {"source": known_source(source), "picture": known_picture(source, picture)}
        with reading(self._access.engine) as session:
            rows = session.scalars(select(Judgement).filter_by(**same).order_by(Judgement.id.desc()))
            return tuple(_judgement_record(row) for row in rows)

    def answer_blind(
        self,
        *,
        round_id: str,
        source: str,
        picture: str,
        answer: str,
        label: str,
        network_answer: str,
        crowd_answer: str | None,
        model_version: str,
        person: str,
    ) -> BlindAnswerRecord:
        """Write down what a person says a picture shows, before they see what it is.

        The first answer to a picture of a round stays: who answers it again gets the first one back, and nothing is
        written.

        Args:
            round_id: Names the round: 1 to ``LONGEST_ROUND`` letters, digits, - and _.
            source: One of ``SOURCES``.
            picture: Index in the test set as text, from ``"0"``, or a photo's file name.
            answer: The person's category, one of the ten or ``NONE_OF_THE_TEN``.
            label: The picture's category by its label, likewise.
            network_answer: The network's category, likewise.
            crowd_answer: The category that most people chose, likewise; None where people were not asked.
            model_version: The model that gave the network's answer.
            person: Who answers, 1 to 120 characters.

        Raises:
            InvalidJudgement: Round, source or picture is not one that there can be.
            InvalidItem: A category is unknown, or the name is empty or too long.
        """
        row = BlindAnswer(
            round_id=known_round(round_id),
            source=known_source(source),
            picture=known_picture(source, picture),
            answer=known_category(answer),
            label=known_category(label),
            network_answer=known_category(network_answer),
            crowd_answer=None if crowd_answer is None else known_category(crowd_answer),
            model_version=model_version,
            person=clean_person(person),
            created_at=self._access.clock(),
        )
        first = select(BlindAnswer).filter_by(round_id=row.round_id, picture=row.picture)
        with writing(self._access.engine) as session:
            return _blind_record(add_once(session, row, first))

    def blind_round(self, round_id: str) -> tuple[BlindAnswerRecord, ...]:
        """Return the answers of a round, in the order in which they were given; none when nobody has answered yet.

        Raises:
            InvalidJudgement: No round can have this name.
        """
        question = select(BlindAnswer).filter_by(round_id=known_round(round_id)).order_by(BlindAnswer.id)
        with reading(self._access.engine) as session:
            return tuple(_blind_record(row) for row in session.scalars(question))

    def blind_pictures(self, person: str) -> frozenset[str]:
        """Return which pictures a person has answered in any blind round."""
        question = select(BlindAnswer.picture).where(BlindAnswer.person == clean_person(person))
        with reading(self._access.engine) as session:
            return frozenset(session.scalars(question))

    def blind_totals(self) -> tuple[BlindTotals, ...]:
        """Return how each person did in all blind rounds, in alphabetical order."""
        question = select(
            BlindAnswer.person,
            func.count(BlindAnswer.round_id.distinct()),
            func.count(),
            func.count().filter(BlindAnswer.answer == BlindAnswer.label),
            func.count().filter(BlindAnswer.network_answer == BlindAnswer.label),
            func.count().filter(BlindAnswer.crowd_answer == BlindAnswer.label),
            func.count(BlindAnswer.crowd_answer),
        ).group_by(BlindAnswer.person)
        with reading(self._access.engine) as session:
            totals = [BlindTotals(*row) for row in session.execute(question)]
        return tuple(sorted(totals, key=lambda one: one.person))


def _judgement_record(row: Judgement) -> JudgementRecord:
    return JudgementRecord(
        judgement_id=row.id,
        source=row.source,
        picture=row.picture,
        model_version=row.model_version,
        label=row.label,
        predicted=row.predicted,
        judgement=row.judgement,
        note=row.note,
        person=row.person,
        created_at=row.created_at,
    )


def _blind_record(row: BlindAnswer) -> BlindAnswerRecord:
    return BlindAnswerRecord(
        answer_id=row.id,
        round_id=row.round_id,
        source=row.source,
        picture=row.picture,
        answer=row.answer,
        label=row.label,
        network_answer=row.network_answer,
        crowd_answer=row.crowd_answer,
        model_version=row.model_version,
        person=row.person,
        created_at=row.created_at,
    )
