"""The name that a browser remembers, read from its cookies."""

import pytest

from fashion_model.catalogue.names import LONGEST_PERSON
from fashion_model.web.visitor import COOKIE, person_in


@pytest.mark.parametrize(
    ("cookie", "name"),
    [
        ("Ann%20Smith", "Ann Smith"),
        ("J%C3%BCrgen%20%E2%80%9CJ%E2%80%9D", "Jürgen “J”"),
        ("", ""),
        ("%20%20", ""),
        ("a%0Ab%00", "a b\N{REPLACEMENT CHARACTER}"),
        ("%FF%zz", "\N{REPLACEMENT CHARACTER}%zz"),
    ],
)
def test_name_is_read_as_it_was_typed_and_nothing_hidden_comes_with_it(cookie: str, name: str) -> None:
    assert person_in({COOKIE: cookie, "other": "x"}) == name


def test_browser_without_the_cookie_or_with_a_long_one_harms_nothing() -> None:
    assert person_in({}) == ""
    assert len(person_in({COOKIE: "x" * 5000})) == LONGEST_PERSON
