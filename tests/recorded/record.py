"""Record what the product does, as files that changed code is held against.

Record anew only on purpose, after looking at the differences that the tests tell:

    python -m tests.recorded.record            all but the answers for 200 photos
    python -m tests.recorded.record --scores   those too; needs the complete photo set
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd

from fashion_model.__main__ import main
from fashion_model.serving.artifacts import Artifact, load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import COLUMNS, cells, result_row
from fashion_model.settings import PROJECT_DIR
from fashion_model.web.api.app import create_api
from fashion_model.web.gallery.data import get_photo_answers
from fashion_model.web.report.downloads_words import (
    PHOTO_ROW_COLUMNS,
    ROW_COLUMNS,
    dictionary,
    model_card_with_findings,
    photo_rows_frame,
    read_card,
    rows_csv,
    rows_frame,
    rows_parquet,
)
from fashion_model.web.report.share import report_html
from tests.recorded.pages import empty_page_texts, page_texts
from tests.recorded.session import Session, frozen, shop_after_session, unasked
from tests.web.report.fixtures import judgement, shipped_content

HERE = Path(__file__).parent / "product"
PHOTOS, SCORES = 200, "answers_of_200_photos.csv"
FIRST_ROWS = 100
_SCRIPT = re.compile(r"<script[^>]*>(?P<code>.{2000,}?)</script>", re.DOTALL)
_PICTURE = re.compile(r"data:image/png;base64,(?P<data>[A-Za-z0-9+/=]+)")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def record(folder: Path) -> dict[str, str]:
    """Return what the product does now, by the name of the file that holds it; ``folder`` is for its catalogues."""
    files = empty_page_texts(folder / "empty")
    with shop_after_session(folder / "shop") as (_, session):
        document = openapi()
        assert not unasked(document["paths"], session.asked)
        files |= {"rest_session.json": _json(session.asked), "openapi.json": _json(document, in_order=False)}
        files |= exported_items(session)
        files |= page_texts(session)
    return files | evaluation_files(load_current(PROJECT_DIR / "artifacts"), folder)


def openapi() -> dict:
    """Return the document that describes the REST API under the usual settings."""
    with tempfile.TemporaryDirectory() as folder, frozen(Path(folder)) as (_, set_up):
        set_up(max_request_megabytes=300)
        return create_api().openapi()


def exported_items(session: Session) -> dict[str, str]:
    """Return what the command line exports of a session's catalogue."""
    found = {}
    for ending in ("csv", "xlsx"):
        file = session.folder / f"items.{ending}"
        assert main(["export", "--output", str(file)]) == 0
        found[ending] = file
    sheets = openpyxl.load_workbook(found["xlsx"])
    written = io.StringIO()
    for sheet in sheets:
        written.write(f"===== {sheet.title} {sheet.dimensions} =====\n")
        csv.writer(written, lineterminator="\n").writerows(sheet.iter_rows(values_only=True))
    return {
        "items.csv": found["csv"].read_text(encoding="utf-8"),
        "items_xlsx.txt": written.getvalue(),
    }


def evaluation_files(artifact: Artifact, folder: Path) -> dict[str, str]:
    """Return what analysts download: the report, the rows, the model card."""
    with frozen(folder / "evaluation"):
        content, said = shipped_content(artifact), [judgement()]
        rows = rows_frame(content.table, None, said)
        photos = photo_rows_frame(get_photo_answers(artifact), said)
        card = read_card(artifact).value
        assert card
        return {
            "report.html": _without_bulk(report_html(content).decode("utf-8")),
            "model_card.md": model_card_with_findings(card, content),
            "rows_of_test_pictures.txt": _rows(rows, dictionary(rows, ROW_COLUMNS)),
            "rows_of_photos.txt": _rows(photos, dictionary(photos, PHOTO_ROW_COLUMNS)),
        }


def answers(photo_set: Path) -> str:
    """Return the rows that the command line writes for 200 photos, followed by every probability in full.

    Args:
        photo_set: Folder with ``labels.csv`` and ``images/``.
    """
    classifier = Classifier(load_current(PROJECT_DIR / "artifacts"))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow((*COLUMNS, "scope", *(f"p{index}" for index in range(10)), "embedding_sha256"))
    for name in chosen_photos(photo_set):
        classification = classifier.classify((photo_set / "images" / name).read_bytes())
        exact = [float(classification.decision.scope), *map(float, classification.probabilities)]
        embedding = hashlib.sha256(classification.embedding.tobytes()).hexdigest()[:16]
        writer.writerow((*cells(result_row(name, classification)).values(), *map(float.hex, exact), embedding))
    return written.getvalue()


def chosen_photos(photo_set: Path) -> list[str]:
    """Return the names of 200 photos, spread evenly over all of them by name."""
    with (photo_set / "labels.csv").open(newline="", encoding="utf-8") as file:
        names = sorted(row["file"] for row in csv.DictReader(file))
    return [names[place * len(names) // PHOTOS] for place in range(PHOTOS)]


def read(name: str) -> str:
    """Return a recording."""
    packed = HERE / f"{name}.gz"
    if packed.exists():
        return gzip.decompress(packed.read_bytes()).decode("utf-8")
    return (HERE / name).read_text(encoding="utf-8")


def write(name: str, text: str) -> None:
    """Write a recording; one that nobody reads as it is, is packed."""
    if name in PACKED:
        (HERE / f"{name}.gz").write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    else:
        (HERE / name).write_text(text, encoding="utf-8")


PACKED = frozenset({"openapi.json", "report.html", SCORES, "rest_session.json"})


def _json(value: object, in_order: bool = True) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=not in_order) + "\n"


def _rows(frame: pd.DataFrame, meanings: pd.DataFrame) -> str:
    """Return the first rows of a table, what its columns mean, and the fingerprints of the files made of it."""
    text = rows_csv(frame)
    again = pd.read_parquet(io.BytesIO(rows_parquet(frame)))
    values = hashlib.sha256(pd.util.hash_pandas_object(again).to_numpy().tobytes()).hexdigest()
    types = "\n".join(f"{name}: {kind}" for name, kind in again.dtypes.items())
    head = "".join(text.splitlines(keepends=True)[: FIRST_ROWS + 1])
    return (
        f"CSV {hashlib.sha256(text.encode()).hexdigest()}\nParquet values {values}\n{types}\n\n"
        f"{meanings.to_csv(index=False, lineterminator=chr(10))}\n{head}"
    )


def _without_bulk(report: str) -> str:
    """Return a report with Plotly's script and its pictures as fingerprints, and its charts under numbers."""
    report = _SCRIPT.sub(lambda found: f"<script>{_short(found['code'])}</script>", report)
    report = _PICTURE.sub(lambda found: f"picture {_short(found['data'])}", report)
    numbers = {found: f"chart-{number}" for number, found in enumerate(dict.fromkeys(_RANDOM_ID.findall(report)))}
    return _RANDOM_ID.sub(lambda found: numbers[found[0]], report)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if __name__ == "__main__":
    from fashion_model.settings import get_settings

    photo_folder = get_settings().photo_dataset_dir
    with tempfile.TemporaryDirectory() as temporary:
        found = record(Path(temporary))
    if "--scores" in sys.argv:
        assert photo_folder, "name the photo set by FASHION_PHOTO_DATASET_DIR"
        found[SCORES] = answers(photo_folder)
    for name, text in found.items():
        write(name, text)
        sys.stdout.write(f"{name}: {len(text):,} characters\n")
