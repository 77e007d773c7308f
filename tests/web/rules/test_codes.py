"""The table of the shop's own codes."""

import numpy as np

from fashion_model.web.rules.codes import changed_codes, codes_table

CODES = {"Dress": "D-1", "Coat": "", "Bag": "B-1"}


def test_only_changed_codes_are_returned() -> None:
    before, after = codes_table(CODES), codes_table(CODES | {"Coat": " C-1 "})
    assert changed_codes(before, after) == {"Coat": "C-1"}
    assert changed_codes(before, before) == {}


def test_an_emptied_cell_takes_the_code_away() -> None:
    before, after = codes_table(CODES), codes_table(CODES)
    after.loc[0, "Your code"] = None
    after.loc[2, "Your code"] = np.nan
    assert changed_codes(before, after) == {"Dress": "", "Bag": ""}


def test_spaces_are_no_change() -> None:
    assert changed_codes(codes_table(CODES), codes_table(CODES | {"Coat": "  ", "Bag": "B-1 "})) == {}
