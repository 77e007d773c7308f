"""Analysts' judgements of the network's errors, and their blind rounds."""

from operator import attrgetter

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
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import add_once, record_of
from fashion_model.catalogue.store.tables import BlindAnswer, Judgement


class Judgements(Part):
    """The analysts' judgements and blind rounds of one shop; made by ``open_catalogue``."""

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
        with self._access.writing() as session:
            session.add(row)
        return record_of(JudgementRecord, row, judgement_id=row.id)

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
        with self._access.reading() as session:
            return tuple(
                record_of(JudgementRecord, row, judgement_id=row.id)
                for row in session.scalars(standing.order_by(Judgement.id.desc()))
            )

    def history(self, source: str, picture: str) -> tuple[JudgementRecord, ...]:
        """Return all that was ever said of a picture and taken back, newest first.

        Raises:
            InvalidJudgement: The source is unknown, or has no such picture.
        """
        same = {"source": known_source(source), "picture": known_picture(source, picture)}
        with self._access.reading() as session:
            rows = session.scalars(select(Judgement).filter_by(**same).order_by(Judgement.id.desc()))
            return tuple(record_of(JudgementRecord, row, judgement_id=row.id) for row in rows)

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
        with self._access.writing() as session:
            kept = add_once(session, row, first)
            return record_of(BlindAnswerRecord, kept, answer_id=kept.id)

    def blind_round(self, round_id: str) -> tuple[BlindAnswerRecord, ...]:
        """Return the answers of a round, in the order in which they were given; none when nobody has answered yet.

        Raises:
            InvalidJudgement: No round can have this name.
        """
        query = select(BlindAnswer).filter_by(round_id=known_round(round_id)).order_by(BlindAnswer.id)
        with self._access.reading() as session:
            return tuple(record_of(BlindAnswerRecord, row, answer_id=row.id) for row in session.scalars(query))

    def blind_pictures(self, person: str) -> frozenset[str]:
        """Return which pictures a person has answered in any blind round."""
        query = select(BlindAnswer.picture).where(BlindAnswer.person == clean_person(person))
        with self._access.reading() as session:
            return frozenset(session.scalars(query))

    def blind_totals(self) -> tuple[BlindTotals, ...]:
        """Return how each person did in all blind rounds, in alphabetical order."""
        query = select(
            BlindAnswer.person,
            func.count(BlindAnswer.round_id.distinct()),
            func.count(),
            func.count().filter(BlindAnswer.answer == BlindAnswer.label),
            func.count().filter(BlindAnswer.network_answer == BlindAnswer.label),
            func.count().filter(BlindAnswer.crowd_answer == BlindAnswer.label),
            func.count(BlindAnswer.crowd_answer),
        ).group_by(BlindAnswer.person)
        with self._access.reading() as session:
            totals = [BlindTotals(*row) for row in session.execute(query)]
        return tuple(sorted(totals, key=attrgetter("person")))
