"""A judgement and a blind answer as an analyst gives them; a test says what is different in its own."""

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.review.judgement_records import BlindAnswerRecord, JudgementRecord


def judge(catalogue: Catalogue, **different: str) -> JudgementRecord:
    """Let Ada say that a shirt which the network took for a T-shirt is a reasonable error."""
    usual = {
        "source": "fashion-mnist",
        "picture": "7",
        "model_version": "m1",
        "label": "Shirt",
        "predicted": "T-shirt/top",
        "judgement": "reasonable",
        "note": "",
        "person": "Ada",
    }
    return catalogue.judgements.judge(**(usual | different))


def answer(catalogue: Catalogue, **different: str | None) -> BlindAnswerRecord:
    """Let Ada say rightly of a shirt what it is, which the network took for a T-shirt and the crowd for a pullover."""
    usual = {
        "round_id": "r1",
        "source": "fashion-mnist",
        "picture": "7",
        "answer": "Shirt",
        "label": "Shirt",
        "network_answer": "T-shirt/top",
        "crowd_answer": "Pullover",
        "model_version": "m1",
        "person": "Ada",
    }
    return catalogue.judgements.answer_blind(**(usual | different))
