"""The warm-up: it never keeps anybody waiting, names what it loaded, and tries again after a failure."""

from concurrent.futures import Future

from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.classifier import Classifier
from fashion_model.web.resources import WarmUp, get_catalogue, get_classifier


def test_readiness_does_not_wait_for_the_model(classifier: Classifier) -> None:
    gate: Future[Classifier] = Future()
    warm_up = WarmUp(gate.result)
    assert not warm_up.readiness().ready
    gate.set_result(classifier)
    warm_up.wait()
    assert warm_up.readiness().ready
    assert warm_up.readiness().model == classifier.version


def test_missing_model_is_named_and_found_once_it_is_there(classifier: Classifier) -> None:
    answers = [ArtifactError("No model is installed."), None]

    def load() -> Classifier:
        error = answers.pop(0)
        if error:
            raise error
        return classifier

    warm_up = WarmUp(load)
    warm_up.start()
    warm_up.wait()
    assert warm_up.readiness().reason == "No model is installed."
    warm_up.start()
    warm_up.wait()
    assert warm_up.readiness().ready


def test_unexpected_failure_does_not_show_its_inside() -> None:
    def load() -> Classifier:
        raise MemoryError("secret")

    warm_up = WarmUp(load)
    warm_up.start()
    warm_up.wait()
    assert warm_up.readiness().reason == "The model cannot be loaded. The server's log says why."


def test_process_has_one_classifier_and_one_catalogue(shop) -> None:
    assert get_classifier() is get_classifier()
    assert get_catalogue() is shop


def test_another_photo_limit_gives_another_classifier(set_up, shop) -> None:
    usual = get_classifier()
    set_up(max_photo_megabytes=1)
    assert get_classifier() is not usual
    assert get_classifier().limits.max_bytes == 1_000_000
