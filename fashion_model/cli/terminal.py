"""What commands say and ask at a terminal, and their exit statuses."""

import sys

ALL_WELL, SOME_REFUSED, WRONG_USAGE = 0, 1, 2
NOBODY_READS = 141
"""What a shell reports of a program whose reader went away: 128 and the signal's number."""
STOPPED = 130
"""What a shell reports of a program that was stopped with Ctrl-C: 128 and the signal's number."""


def say_wrong(sentence: str) -> int:
    """Say on standard error why nothing could be done; returns the exit status that says so too."""
    print(f"python -m fashion_model: {sentence}", file=sys.stderr)
    return WRONG_USAGE


class NobodyToAsk(Exception):
    """A question came up where no terminal is."""

    def __init__(self) -> None:
        super().__init__("Nothing more was done, as nobody is there to ask. Look at the above, then add --yes.")


def agreed(question: str, yes: bool) -> bool:
    """Return whether the person at the terminal agrees.

    Args:
        question: What is asked.
        yes: Whether the person has said so beforehand.

    Raises:
        NobodyToAsk: There is no terminal.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise NobodyToAsk
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
