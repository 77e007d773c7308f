"""The photos of a folder on the server, below the one folder that deliveries are put into."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from fashion_model.serving.archive import is_clutter
from fashion_model.serving.bulk import list_files


class FolderRefused(ValueError):
    """A folder that photos are not taken from; the message says what was wrong, what is accepted and what to do."""


def files_below(root: Path, folder: str) -> tuple[Path, ...]:
    """Return the files of a delivery's folder and of the folders below it, sorted by name.

    Hidden files and what computers put beside photos are left out. Links to folders are not followed. A folder that
    cannot be opened stands for its files, to be refused by name.

    Args:
        root: The folder that deliveries are put into.
        folder: The delivery's folder, named from ``root`` on; empty for ``root`` itself.

    Raises:
        FolderRefused: It lies outside ``root``, by its name or by a link, or is not there.
    """
    if not root.is_dir():
        raise FolderRefused(
            "The folder for deliveries is not there. Ask who runs this server to set FASHION_DELIVERIES_DIR to one."
        )
    _refuse_name(folder)
    chosen = root / folder
    _refuse_outside(root, chosen)
    if not _is_folder(chosen):
        raise FolderRefused(f"“{folder}” is no folder among the deliveries. Check how it is written.")
    files = tuple(
        file for file in list_files([chosen]) if not is_clutter(PurePosixPath(*file.relative_to(chosen).parts))
    )
    for link in filter(Path.is_symlink, files):
        _refuse_outside(root, link)
    return files


def _refuse_name(folder: str) -> None:
    if not folder.isprintable():
        raise FolderRefused("The folder's name has characters that cannot be seen. Type it again without them.")
    as_windows = PureWindowsPath(folder)  # parts names by both kinds of slashes
    if folder.startswith(("/", "\\")) or as_windows.drive:
        raise FolderRefused(
            f"“{folder}” names a place on the whole server. Name the folder from the folder for deliveries on, such as "
            "“May/shoes”."
        )
    if ".." in as_windows.parts:
        raise FolderRefused(f"“{folder}” leads upwards with “..”. Name a folder among the deliveries without it.")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder on the way that may not be entered
        return False


def _refuse_outside(root: Path, path: Path) -> None:
    """Refuse what a link on the way leads out of ``root``."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise FolderRefused(
            f"“{path.relative_to(root).as_posix()}” is a link to a place outside the deliveries. Put the photos "
            "themselves there, or remove the link."
        )
