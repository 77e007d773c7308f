import pytest

from fashion_model.web.links import AS, LEVEL, OF, LinkReader, misread_parts

ACCEPTED = {OF: ("Fashion-MNIST", "Photos"), LEVEL: ("0", "99.5", "100")}


def test_link_that_can_be_followed_has_no_complaint() -> None:
    assert misread_parts({"view": "Confidence", OF: "Photos", LEVEL: "99.5"}, ACCEPTED) == ()


def test_each_part_that_cannot_be_followed_has_its_sentence() -> None:
    said = misread_parts({OF: "Hats", LEVEL: "87.3"}, ACCEPTED)
    assert said == (
        "It asks for pictures that are not there, so the usual is shown.",
        "It asks for a confidence that is not on the scale, so the usual is shown.",
    )


def test_part_that_a_view_does_not_know_is_left_alone() -> None:
    assert misread_parts({AS: "Roman numerals"}, ACCEPTED) == ()


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("0", None), ("-1", None), ("2147483648", None), ("", None)])
def test_number_in_a_link(text: str, number: int | None) -> None:
    assert LinkReader({"delivery": text}).number("delivery") == number
