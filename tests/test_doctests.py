"""The examples in docstrings run, and give what they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from fashion_model.settings import PROJECT_DIR

WITH_EXAMPLES = sorted(
    path.relative_to(PROJECT_DIR).with_suffix("")
    for path in (PROJECT_DIR / "fashion_model").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=str)
def test_examples_run(path: Path) -> None:
    module = import_module(".".join(path.parts).removesuffix(".__init__"))
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
