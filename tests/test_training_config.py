from dataclasses import replace

from fashion_model.training.config import TrainingConfig, essence, run_key

DATA = {"photo set": "abc"}


def test_run_is_named_by_its_configuration_and_data() -> None:
    config = TrainingConfig()
    key = run_key(config, DATA)
    assert len(key) == 12
    assert run_key(TrainingConfig(), dict(DATA)) == key
    assert run_key(replace(config, seed=8), DATA) != key
    assert run_key(config, {"photo set": "abd"}) != key


def test_words_about_the_code_do_not_count_and_the_code_does() -> None:
    plain = essence("def f(x):\n    return x + 1\n")
    assert plain == "deff(x):returnx+1"
    assert essence('"""About: ü."""\n\ndef f(x):  # really\n    """Add\n    one."""\n    return x+1\n') == plain
    assert essence("def f(x):\n    return x + 2\n") != plain


def test_strings_that_are_no_docstrings_count() -> None:
    assert essence('x = "a # b"\ny = f("c")\n') == 'x="a#b"y=f("c")'
