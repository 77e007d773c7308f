import csv
import io
from datetime import UTC, datetime

from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.web.gallery.judgements import counts_in_words, judgement_in_words, judgement_table, judgements_csv

WHEN = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)


def record(judgement: str = "wrong label", note: str = "=1+1", person: str = "Ann *S*") -> JudgementRecord:
    return JudgementRecord(1, "photos", "a b.jpg", "m", "Shirt", "Coat", judgement, note, person, WHEN)


def test_a_judgement_is_told_with_name_moment_and_note_as_plain_text() -> None:
    assert judgement_in_words(record(), UTC) == (r"29 Nov 2026, 08:30 — Ann \*S\* says **wrong label**: “\=1\+1”")
    assert judgement_in_words(record(judgement="", note=""), UTC).endswith(r"Ann \*S\* took it back")


def test_counts_name_every_judgement() -> None:
    assert counts_in_words([record(), record("reasonable")]) == "1 reasonable, 1 wrong label, 0 model's fault"


def test_table_links_to_the_picture() -> None:
    table = judgement_table([record()], "Photos")
    assert table["Picture"].tolist() == ["error_gallery?of=Photos&picture=a+b.jpg"]


def test_no_cell_of_the_file_is_a_formula() -> None:
    [row] = csv.DictReader(io.StringIO(judgements_csv([record()]).decode("utf-8")))
    assert row["note"] == "'=1+1"
    assert (row["person"], row["judgement"], row["created_at"]) == (
        "Ann *S*",
        "wrong label",
        "2026-11-29T08:30:00+00:00",
    )
