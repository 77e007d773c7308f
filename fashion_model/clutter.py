"""Names of files that computers keep beside photos, in one list."""

import re
from pathlib import Path
from typing import Final

_ENDINGS = (
    *("part", "partial", "filepart", "crdownload", "download", "opdownload", "aria2", r"!ut", r"!qb", r"bc!", r"!sync"),
    *("tmp", "temp", "bak", "icloud", "xmp", "aae", "thm", "lrv", "ctg", "mrk", "dop", "pp3", "nksc", "on1"),
    *("lrcat", "lrcat-journal", "lrcat-data", "lrdata", "lrprev", "lrmprev"),
)
"""Half a download, half a copy, an edit that is kept beside its photo, or a catalogue of photos."""
_NAMES = (
    # hidden on every system: .DS_Store, ._TS-1.jpg, .picasa.ini, .BridgeSort, .@__thumb, .trashed-1.jpg
    r"\.(?:[^.]|\..).*",
    # macOS; the carriage return behind "Icon" arrives as U+F00D or as "?" from shared folders
    r"__macosx|icon[\r\uf00d?]|network trash folder|temporary items|thevolumesettingsfolder|desktop d[bf]",
    # Windows, with the copies that browsers and zips number
    r"(?:eh)?thumbs(?:_vista)?(?: ?\(?[0-9]+\)?)?\.db(?:x|:.*)?|desktop(?: ?\(?[0-9]+\)?)?\.ini|autorun\.inf",
    r"\$recycle\.bin|recycler|system volume information|indexervolumeguid|wpsettings\.dat",
    r".*[:\uf03a]zone\.identifier.*|(?:hiberfil|pagefile|swapfile)\.sys|albumart(?:small|_\{.*\}.*)\.jpg|wmpinfo\.xml",
    # Synology, QNAP, NetApp and other storage
    r"@eadir|eadir_tmp|syno(?:photo|file|index|video)_.*|.*@syno(?:resource|eastream)|[#@](?:recycle|snapshot)|@tmp",
    r"#synorecycle|@sharebin|@sharesnap|@synologycloudsync|@transcode|@recently-snapshot|~snapshot|lost\+found",
    # programs for photos, and cameras
    r"picasa\.ini|zbthumbnail\.info|pspbrwse\.jbf|adobe bridge cache\.bct?|captureone|nksc_param|avf_info|lost\.dir",
    r"(?:digikam4|thumbnails-digikam|recognition|similarity)\.db|sonycard\.ind|_gsdata_",
    # open or half-written documents
    r"~\$.*|.*~|~syncthing~.*|~wr[ld][0-9]+.*|#.*#",
    rf".*\.(?:{'|'.join(_ENDINGS)})",
)
CLUTTER: Final = "|".join(f"(?:{name})" for name in _NAMES)
r"""What a file's or folder's whole name looks like that is clutter; upper and lower case are the same, ``.`` is any
character. Written in what the regular expressions of Python and of browsers share: the drop area is handed this.

Collected from GitHub's ``gitignore`` templates, from what Synology, QNAP, Dropbox, OneDrive and Syncthing never copy,
and from reports on uploaders. Shortcuts (``.lnk``) are not among them: who sends one means a photo, and is told so.
"""
_CLUTTER = re.compile(CLUTTER, re.IGNORECASE | re.DOTALL)


def is_clutter(path: str) -> bool:
    r"""Return whether a file is no photo but was put beside photos by a computer.

    >>> is_clutter("TS-1/@eaDir/TS-1.jpg/SYNOPHOTO_THUMB_M.jpg"), is_clutter("May\\Thumbs.db"), is_clutter("./TS-1.jpg")
    (True, True, False)

    Args:
        path: Its name with its folders, parted by slashes or backslashes; one part that is clutter is enough.
    """
    return any(_CLUTTER.fullmatch(part) for part in re.split(r"[\\/]", path))


def was_named(path: Path) -> bool:
    """Return whether a path on a command line is meant: of ``May/*`` what is no clutter; a hidden folder always."""
    return not is_clutter(path.name) or (path.is_dir() and path.name.startswith("."))
