"""Numbers as spreadsheets show them; what differs by country or is rounded is not told."""

import pytest

from fashion_model.catalogue.lists.number_format import adds_to_digits, shown_number


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (42, "General", "42"),
        (42, "@", "42"),
        (42, "00000", "00042"),
        (90887, "0000000", "0090887"),  # github.com/SheetJS/sheetjs/issues/1394
        (42, '"TS-"0000', "TS-0042"),
        (42, r"\T\S\-0000", "TS-0042"),
        (42, '"TS-"General', "TS-42"),
        (123456, "000-000", "123-456"),
        (1234567, "000-000", "1234-567"),
        (5, "##-##", "-5"),
        (12345678901, '00" "000" "000" "000', "12 345 678 901"),
        (42, "[$-407]00000", "00042"),
        (42, "[Red]0000;[Blue]-0000", "0042"),
        (-5, "0;(0)", "(5)"),
        (501, "#,##0", "501"),
        (501, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "501"),
    ],
)
def test_a_format_of_digits_and_text_is_shown(number: int, number_format: str, shown: str):
    assert shown_number(number, number_format) == shown


@pytest.mark.parametrize(
    ("number", "number_format"),
    [
        (1234, "#,##0"),
        (12, "0.00"),
        (1, "0%"),
        (1, "# ?/?"),
        (400638000, "0.00E+00"),  # what Excel makes of 4.00638E+08 in a CSV
        (12000, "0,"),
        (42, "[<100]000;0"),
        (40000, "yyyy-mm-dd"),
        (0, '0;-0;"none"'),
        (42, ";;;"),
        (42, '"TS"'),
    ],
)
def test_a_format_that_shows_another_number_is_not_guessed(number: int, number_format: str):
    assert shown_number(number, number_format) is None


def test_formats_that_show_more_than_the_digits_are_told_apart():
    assert [adds_to_digits(number_format) for number_format in ("00000", '"A"0', "0-0")] == [True, True, True]
    assert [adds_to_digits(number_format) for number_format in ("General", "0", "#,##0", "@")] == [False] * 4
