"""Files of deliveries: found by name, refused, and named anew by an encoding."""

from collections.abc import Mapping
from itertools import chain, count
from pathlib import PurePosixPath

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.records import REFUSED
from fashion_model.catalogue.deliveries.zip_names import archive_of, read_name, zip_names
from fashion_model.catalogue.errors import InvalidItem, NameTaken
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables_of_work import DeliveryFile


def place_for(session: Session, delivery_id: int, path: str, raw_name: str, sha256: str) -> DeliveryFile | None:
    """Return the row that a file may take, new or of a refused one of its name; None when the file is here already.

    Raises:
        NameTaken: The delivery has another file of this name.
    """
    file = session.scalar(_file_named(delivery_id, path, raw_name))
    if file is None:
        return DeliveryFile(delivery_id=delivery_id, path=path, raw_name=raw_name, sku="")
    if file.sha256 == sha256:
        return None
    if file.state != REFUSED:
        raise NameTaken
    return file


def _file_named(delivery_id: int, path: str, raw_name: str) -> Select[DeliveryFile]:
    """Return the query for a delivery's file of a name; for one of a zip that may be read anew, by the name's bytes."""
    files = select(DeliveryFile).filter_by(delivery_id=delivery_id)
    if not raw_name:
        return files.where(DeliveryFile.path == path)
    same_zip = DeliveryFile.path.startswith(f"{archive_of(path)}/", autoescape=True)
    return files.where(DeliveryFile.raw_name == raw_name, same_zip)


def write_refusals(session: Session, delivery_id: int, refusals: Mapping[str, str]) -> None:
    """Write down files that are refused, by name, each with the latest reason; one of an accepted name as another."""
    shown = {printable(path): reason for path, reason in refusals.items()}
    there: dict[str, DeliveryFile] = {}
    for some in in_steps([*shown, *map(_another, shown)]):
        rows = select(DeliveryFile).where(DeliveryFile.delivery_id == delivery_id, DeliveryFile.path.in_(some))
        there |= {row.path: row for row in session.scalars(rows)}
    for path, reason in shown.items():
        name = _another(path) if path in there and there[path].state != REFUSED else path
        if name not in there:
            there[name] = _refusal(delivery_id, name, reason)
            session.add(there[name])
        elif not there[name].spool_name:
            there[name].reason = reason


def _another(path: str) -> str:
    """Return the name under which a refused file is told from the accepted one of its name."""
    return f"{path} (another file)"


def _refusal(delivery_id: int, path: str, reason: str) -> DeliveryFile:
    nothing = {"spool_name": "", "size": 0, "sha256": "", "sku": ""}
    return DeliveryFile(delivery_id=delivery_id, path=path, **nothing, state=REFUSED, reason=reason)


def is_unclear(file: DeliveryFile) -> bool:
    """Return whether a file's name comes from a zip that does not say how names are written, and nobody chose."""
    return bool(file.raw_name) and not file.name_encoding


def read_anew(session: Session, delivery_id: int, archive: str, encoding: str) -> None:
    """Name the files of a zip as an encoding reads them; where two names come out alike, the later is numbered.

    Raises:
        InvalidItem: The delivery has no such zip whose names can be chosen, or they cannot be written so.
    """
    files = session.scalars(select(DeliveryFile).filter_by(delivery_id=delivery_id).order_by(DeliveryFile.id)).all()
    asked = [file for file in files if file.raw_name and archive_of(file.path) == archive]
    if not asked:
        raise InvalidItem(f"The delivery has no zip “{printable(archive)}” whose names need an encoding.")
    names = zip_names(archive, [file.raw_name for file in asked], encoding)
    if encoding not in ("", *(reading.encoding for reading in names.readings)):
        possible = ", ".join(reading.encoding for reading in names.readings)
        raise InvalidItem(
            f"The names in “{archive}” cannot be read as “{printable(encoding)}”. Choose one of {possible}."
        )
    taken = {file.path for file in files} - {file.path for file in asked}
    for file in asked:
        path = PurePosixPath(archive, read_name(file.raw_name, encoding))
        numbered = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2))
        file.path = next(str(name) for name in chain([path], numbered) if str(name) not in taken)
        file.name_encoding = encoding
        taken.add(file.path)
