"""SKU rules: how photos' file names give the SKUs of their items."""

from collections.abc import Sequence
from dataclasses import dataclass

import re2

from fashion_model.catalogue.errors import InvalidSkuRule
from fashion_model.catalogue.names import printable

BEFORE_VIEW, WHOLE_NAME, FOLDER_NAME, OWN_PATTERN = "before_view", "whole_name", "folder_name", "own_pattern"
RULE_NAMES = {
    BEFORE_VIEW: "Name before _, - or space plus a view or number",
    WHOLE_NAME: "Whole file name",
    FOLDER_NAME: "Folder name",
    OWN_PATTERN: "Own pattern",
}
RULE_SENTENCES = {
    BEFORE_VIEW: (
        "The SKU is the file's name without its ending, and without what tells of the photo only: a view (front, back, "
        "…) or a number of one or two digits that comes last after _, - or a space, as long as three characters with a "
        "digit remain; copies, pixel sizes and what shop systems write behind. A known SKU goes before all that. A "
        "name that tells no item (a number, a view, a camera's name) takes the name of its folder. Where names leave "
        "a doubt, a person is asked."
    ),
    WHOLE_NAME: "The SKU is the file's name without its ending.",
    FOLDER_NAME: (
        "The SKU is the name of the folder that the file lies in; folders called “front” or “images” are skipped."
    ),
    OWN_PATTERN: "The SKU is what the group “sku” of your regular expression finds in the file's name without ending.",
}
LONGEST_NAME = 255
"""Longer file names, in characters, have no SKU: file systems know none, and patterns need not be tried on them."""
LONGEST_PATTERN = 200


@dataclass(frozen=True)
class SkuRule:
    """How a photo is matched to its item.

    Raises:
        InvalidSkuRule: The kind is not known, or the pattern cannot be used.
    """

    kind: str = BEFORE_VIEW
    """One of ``RULE_NAMES``."""
    pattern: str = ""
    """For ``OWN_PATTERN``: a regular expression in RE2's syntax, which takes no longer for any name, with a group
    ``sku``.
    """

    def __post_init__(self) -> None:
        if self.kind not in RULE_NAMES:
            raise InvalidSkuRule(
                f"“{printable(self.kind)}” is no rule for SKUs. Choose one of {', '.join(RULE_NAMES)}."
            )
        if printable(self.pattern) != self.pattern:  # it is kept, whatever the rule is
            raise InvalidSkuRule(
                f"The pattern has characters that cannot be seen. Type it again without them. {_EXAMPLE}"
            )
        if self.kind == OWN_PATTERN:
            _refuse_pattern(self.pattern)


@dataclass(frozen=True)
class PartRule:
    """Another rule for the files of one folder, and of those below it."""

    folder: str
    """Its path, parted by slashes."""
    rule: SkuRule
    """That holds there."""


def rule_for(path: str, usual: SkuRule, parts: Sequence[PartRule]) -> SkuRule:
    """Return the rule of the deepest folder that has one of its own; the usual one elsewhere.

    >>> rule_for("May/web/1.jpg", SkuRule(), [PartRule("May", SkuRule(FOLDER_NAME))]).kind
    'folder_name'
    """
    inside = [part for part in parts if path.replace("\\", "/").startswith(f"{part.folder.strip('/')}/")]
    return max(inside, key=lambda part: len(part.folder)).rule if inside else usual


_EXAMPLE = "An example that takes all before the first underscore: (?P<sku>[^_]+)"


def _refuse_pattern(pattern: str) -> None:
    if not 0 < len(pattern) <= LONGEST_PATTERN:
        raise InvalidSkuRule(
            f"The pattern has {len(pattern)} characters; 1 to {LONGEST_PATTERN} are accepted. {_EXAMPLE}"
        )
    try:
        groups = re2.compile(pattern, quiet_options()).groupindex
    except re2.error as error:
        problem = error.args[0].decode(errors="replace")
        raise InvalidSkuRule(
            f"The pattern is not a regular expression in RE2's syntax ({problem}). {_EXAMPLE}"
        ) from error
    if "sku" not in groups:
        raise InvalidSkuRule(f"The pattern does not say which part is the SKU: it has no group named “sku”. {_EXAMPLE}")


def quiet_options() -> "re2.Options":
    """Return RE2's options by which a wrong pattern is shown to its author, not to the log."""
    options = re2.Options()
    options.log_errors = False
    return options
