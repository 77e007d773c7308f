from dataclasses import replace

from fashion_model.training.config import TrainingConfig, _without_docstrings, run_key
from fashion_model.training.config import ast as syntax

DATA = {"photo set": "abc"}


def code(text: str) -> str:
    return syntax.dump(_without_docstrings(syntax.parse(text)))


def test_run_is_named_by_its_configuration_and_data() -> None:
    config = TrainingConfig()
    key = run_key(config, DATA)
    assert len(key) == 12
    assert run_key(TrainingConfig(), dict(DATA)) == key
    assert run_key(replace(config, seed=8), DATA) != key
    assert run_key(config, {"photo set": "abd"}) != key


def test_words_about_the_code_do_not_count_and_the_code_does() -> None:
    plain = code("def f(x):\n    return x + 1\n")
    assert code('"""About."""\ndef f(x):\n    """Add one."""\n    # really\n    return (x + 1)\n') == plain
    assert code("def f(x):\n    return x + 2\n") != plain
