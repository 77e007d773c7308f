"""Errors of files on their way in, each with a sentence for people."""


class ArchiveRefused(ValueError):
    """The file as a whole is no zip that is accepted; the message says what was wrong and what to do."""


class MemberRefused(ValueError):
    """One file of a zip is not accepted; the message says what was wrong and what to do."""


class FolderRefused(ValueError):
    """A folder that photos are not taken from; the message says what was wrong, what is accepted and what to do."""


class FileTooLarge(Exception):
    """A file is larger than what is accepted of its kind."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"The file has more than {max_bytes / 1e6:g} MB, the most that is accepted. "
            "Make it smaller or split it, then send it again."
        )


class SpoolUnavailable(Exception):
    """The folder that files are received in cannot be written; nothing of the file was kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The server's folder for files on their way in (FASHION_SPOOL_DIR) cannot be written ({reason}), so the "
            "file was not kept. Check that the folder exists and may be written."
        )


class SpoolFull(SpoolUnavailable):
    """The disk that files are received on has no space left; nothing of the file was kept."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            "The server's disk is full, so the file was not kept. Make space for files on their way in "
            "(FASHION_SPOOL_DIR).",
        )


class FileRefused(Exception):
    """The file is not accepted; the message says what was wrong, what is accepted and what to do."""


class AlreadyHere(Exception):
    """The delivery holds this file; sending it again changes nothing."""

    def __init__(self) -> None:
        super().__init__("This file is here already.")
