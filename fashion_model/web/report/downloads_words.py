"""What can be downloaded beside the report: the model card, and rows for spreadsheets with their dictionary."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC

import numpy as np
import pandas as pd

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.records import PhotoEvaluation
from fashion_model.catalogue.lists.cells import with_apostrophe
from fashion_model.catalogue.review.judgement_records import (
    FASHION_MNIST,
    MODELS_FAULT,
    PHOTOS,
    REASONABLE,
    WRONG_LABEL,
    JudgementRecord,
)
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.results import safe_cell
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.evaluation.confidence import delivery_sentence, promise_warning
from fashion_model.web.evaluation.overview_words import anchors_of, insights_of, scores_of, verdict_counts
from fashion_model.web.evaluation.photos import whose_photos
from fashion_model.web.evaluation.study import study_answer
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.loaded import Findings, Part

CARD_FILE = "MODEL_CARD.md"
VOTES = "votes_"
"""Begins the name of the column with a category's votes."""
JUDGED = {
    REASONABLE: "judged_reasonable",
    WRONG_LABEL: "judged_wrong_label",
    MODELS_FAULT: "judged_models_fault",
}
"""The column that counts each judgement."""
DECIMALS = 6
"""Of every share and probability."""


def rows_frame(
    table: pd.DataFrame, votes: np.ndarray | None, judgements: Sequence[JudgementRecord] = ()
) -> pd.DataFrame:
    """Return a row a test picture, in the order of the test set.

    Args:
        table: As ``answer_table``, N rows.
        votes: ``(N, 10)`` integer, how many people chose each category; None where their file is not on this machine.
        judgements: What each person says now, as ``Judgements.latest``; those of photos are passed over.

    Returns:
        The columns of ``table``, ten of ``VOTES`` where there are votes, and those of the judgements.

    Raises:
        ValueError: The votes do not fit the table.
    """
    if votes is not None and votes.shape != (len(table), len(CATEGORIES)):
        raise ValueError(f"expected votes of shape ({len(table)}, {len(CATEGORIES)}), got {votes.shape}")
    said = [record for record in judgements if record.source == FASHION_MNIST]
    counts = () if votes is None else zip(CATEGORIES, votes.T, strict=True)
    return table.round(DECIMALS).assign(
        **{f"{VOTES}{name}": chosen.astype(np.int64) for name, chosen in counts},
        **dict(_judged(table["picture"].astype(str), table["predicted"], said)),
    )


def photo_rows_frame(answers: Sequence[PhotoAnswer], judgements: Sequence[JudgementRecord] = ()) -> pd.DataFrame:
    """Return a row a test photo, in the order of the photo set.

    Args:
        answers: At least one.
        judgements: As ``rows_frame``; those of test pictures are passed over.

    Returns:
        What ``PhotoAnswer`` says, whether it is right, and the columns of the judgements.
    """
    frame = pd.DataFrame([asdict(answer) | {"right": answer.is_right} for answer in answers])
    said = [record for record in judgements if record.source == PHOTOS]
    return frame.round(DECIMALS).assign(**dict(_judged(frame["file"], frame["predicted"], said)))


def rows_csv(frame: pd.DataFrame) -> str:
    """Return rows as CSV with a header; no cell is run as a formula, what is not known is empty."""
    texts = [name for name in frame if pd.api.types.is_string_dtype(frame[name])]
    safe = {name: frame[name].map(lambda text: safe_cell(with_apostrophe(text)), na_action="ignore") for name in texts}
    written: str = frame.assign(**safe).to_csv(index=False, lineterminator="\n")
    return written


def rows_parquet(frame: pd.DataFrame) -> bytes:
    """Return rows as Parquet, which keeps every column's type; text is kept as it is."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _judged(pictures: pd.Series, predicted: pd.Series, records: Iterable[JudgementRecord]) -> pd.DataFrame:
    """Return the columns of the judgements; of an answer that the model no longer gives, nothing is counted."""
    said = defaultdict(list)
    for record in records:
        said[record.picture].append(record)
    rows = [_judged_row(said.get(name, []), answer) for name, answer in zip(pictures, predicted, strict=True)]
    return pd.DataFrame(rows, index=pictures.index).astype({"judgements": "str", "judged_at": "str"})


def _judged_row(said: Sequence[JudgementRecord], answer: str) -> dict[str, int | str]:
    counts = Counter(record.judgement for record in said if record.predicted == answer)
    newest = max((record.created_at for record in said), default=None)
    return {
        **{column: counts[judgement] for judgement, column in JUDGED.items()},
        "judgements": "; ".join(_in_words(record, answer) for record in sorted(said, key=lambda record: record.person)),
        "judged_at": newest.astimezone(UTC).isoformat(timespec="seconds") if newest else "",
    }


def _in_words(record: JudgementRecord, answer: str) -> str:
    """Return ``Ann: wrong label (its note)`` on one line."""
    earlier = "" if record.predicted == answer else f", of the earlier answer {record.predicted}"
    note = f" ({' '.join(record.note.split())})" if record.note else ""
    return f"{record.person}: {record.judgement}{earlier}{note}"


VERDICT_RULE = "; ".join(f"{verdict}: {VERDICT_RULES[verdict]}" for verdict in VERDICTS)
"""The verdicts in the order in which they are tried, each with what has to be so."""
_SHARE = f"0 to 1, rounded to {DECIMALS} decimals"
_JUDGED = {
    **{column: f"How many analysts say “{judgement}” of this answer." for judgement, column in JUDGED.items()},
    "judgements": "What each analyst says now, with their note; several are parted by semicolons.",
    "judged_at": "When the newest of these was said, ISO 8601 in UTC.",
}
ROW_COLUMNS: Mapping[str, str] = {
    "picture": "Place in Fashion-MNIST's test set, from 0.",
    "label": "The category by the dataset's label.",
    "predicted": "The likeliest category by the network.",
    "right": "Whether the two are the same.",
    "confidence": f"Calibrated probability of what was predicted, {_SHARE}.",
    "label_probability": f"Calibrated probability of the label, {_SHARE}.",
    "second": "The second likeliest category.",
    "second_confidence": f"Its calibrated probability, {_SHARE}.",
    "near_duplicate": "Whether the training pictures hold a near-duplicate.",
    "people_agree": "Whether at least two thirds of about 67 people chose the same category, whichever it is.",
    "people_say": "Errors only: the category with the most votes (a plurality); of equal ones the first.",
    "label_share": f"Errors only: share of the people who chose the label, {_SHARE}.",
    "predicted_share": f"Errors only: share of the people who chose what the network chose, {_SHARE}.",
    "entropy_bits": "Errors only: how divided the people are, from 0 (all chose the same) to 3.32.",
    "verdict": f"Errors only; the first that applies. {VERDICT_RULE[:1].upper()}{VERDICT_RULE[1:]}.",
    **{f"{VOTES}{name}": f"How many of about 67 people chose {name}." for name in CATEGORIES},
    **_JUDGED,
}
PHOTO_ROW_COLUMNS: Mapping[str, str] = {
    "file": "The photo's file name in the Clothing dataset.",
    "contributor": "Number of the person who took it; nobody's photos are both in training and here.",
    "category": "What the set says it shows: one of the ten, “footwear” (some shoe) or “none” (outside the ten).",
    "predicted": "The likeliest of the ten.",
    "confidence": f"Calibrated probability that it is right, {_SHARE}.",
    "status": "“auto” when the answer stands without a person, “review” when a person is asked.",
    "second_category": "The second likeliest of the ten.",
    "second_confidence": f"Its calibrated probability, {_SHARE}.",
    "scope": f"How probable it is that the item is one of the ten, {_SHARE}.",
    "cut_by": "How the item was found on the photo.",
    "label": "The set's own, finer word.",
    "kids": "Whether the set calls it a child's.",
    "shown": "How the item is shown; empty where nobody looked.",
    "audited": "The category on which two people agreed who looked again; empty where they did not, or nobody did.",
    "longest_edge": "Of the photo, in pixels.",
    "brightness": f"Mean of the photo's grey levels, {_SHARE}.",
    "held_back": "Whether the photo itself keeps the answer from standing alone, however sure the model is.",
    "right": "Whether the answer is what the set says; any shoe is right for “footwear”, nothing for “none”.",
    **_JUDGED,
}


def dictionary(frame: pd.DataFrame, meanings: Mapping[str, str]) -> pd.DataFrame:
    """Return a row a column of the frame, in its order: the name and what it means.

    Args:
        frame: As ``rows_frame`` or ``photo_rows_frame``.
        meanings: ``ROW_COLUMNS`` or ``PHOTO_ROW_COLUMNS``.

    Raises:
        KeyError: A column has no meaning.
    """
    return pd.DataFrame({"Column": list(frame), "Meaning": [meanings[name] for name in frame]})


def read_card(artifact: Artifact) -> Part[str]:
    """Return the card that was written at the training."""
    try:
        return Part(artifact.file(CARD_FILE).read_text(encoding="utf-8"))
    except (ArtifactError, OSError, UnicodeError):
        return Part(None, f"{CARD_FILE} of model {artifact.version} is missing. Restore the model's folder.")


def model_card_with_findings(card: str, found: Findings) -> str:
    """Return a card in Markdown with the figures of the Evaluation page after those of the training.

    Args:
        card: As it was written at the training.
        found: The figures, of the same model.
    """
    study = found.study.value
    sections = [card.rstrip(), _photos(found.evaluation.photos), _people(found)]
    insights = insights_of(found.evaluation, found.table) if found.analysis.value else ()
    better = ["\n".join(f"- {insight.text}" for insight in insights), study_answer(study) if study else ""]
    sections += ["\n\n".join(("## What would make it better", *filter(None, better)))] if any(better) else []
    return "\n\n".join(section for section in sections if section) + "\n"


def _photos(photos: PhotoEvaluation | None) -> str:
    """Return what the card's figures of photos rest on, and the automatic answers by category; empty without photos."""
    if photos is None:
        return ""
    automatic = photos.automatic
    said = [whose_photos(photos), delivery_sentence(automatic)]
    if warning := promise_warning(automatic.by_category, automatic.target_precision):
        said.append(warning)
    return "\n\n".join(("## Photos, looked at closely", *said))


def _people(found: Findings) -> str:
    analysis = found.analysis.value
    if analysis is None:
        return f"## Beside people\n\n{found.analysis.problem}"
    return "\n".join(
        ("## Beside people\n", *_scores(found, analysis), "", *_verdicts(found), "", f"{analysis.attribution}.")
    )


def _scores(found: Findings, analysis: ErrorAnalysis) -> list[str]:
    scores = scores_of(found.evaluation.benchmark, analysis)
    return [
        "| Fashion-MNIST's test pictures | pictures | right | 95% confidence interval |",
        "|---|---|---|---|",
        *(
            f"| {name} | {score.pictures:,} | {score.accuracy:.2%} | "
            f"{score.interval.low:.2%} to {score.interval.high:.2%} |"
            for name, score in scores.items()
            if score.interval
        ),
        *(f"| {anchor.name} ({anchor.address}) | | {anchor.accuracy:.2%} | |" for anchor in anchors_of(analysis)),
    ]


def _verdicts(found: Findings) -> list[str]:
    errors = found.errors
    return [
        f"What people make of the {len(errors):,} errors; the first verdict that applies counts:",
        "",
        "| verdict | errors | it applies when |",
        "|---|---|---|",
        *(f"| {verdict} | {count:,} | {VERDICT_RULES[verdict]} |" for verdict, count in verdict_counts(errors).items()),
    ]
