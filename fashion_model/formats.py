"""TODO."""


def percent(share: float) -> str:
    """Return a probability as whole per cent; what is not certain is never called 0 % or 100 %.

    In words, because Markdown takes a line that starts with “>” for a quotation.
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


def count_of(number: int, singular: str, plural: str) -> str:
    """Return ``1 photo`` or ``2 photos``."""
    return f"{number:,} {singular if number == 1 else plural}"
