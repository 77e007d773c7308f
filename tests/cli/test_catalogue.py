import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fashion_model.__main__ import main
from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.deliveries.records import COLLECTING, FINISHED, PAUSED, RUNNING
from fashion_model.catalogue.items.search import Search
from fashion_model.settings import get_settings
from tests.catalogue.lists.sheets import book_of, saved


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the settings name a catalogue and folders of the test's own."""
    monkeypatch.setenv("FASHION_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    monkeypatch.setenv("FASHION_PHOTOS_DIR", str(tmp_path / "photos"))
    monkeypatch.setenv("FASHION_SPOOL_DIR", str(tmp_path / "spool"))
    monkeypatch.setenv("FASHION_REVIEWER", "")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def catalogue(shop: None) -> Iterator[Catalogue]:
    opened = open_catalogue(get_settings().database_url, get_settings().photos_dir)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path, photo_set: Path) -> Path:
    """Return a folder with three photos of two items, one without SKU, and one that is no photo."""
    photos = sorted((photo_set / "images").iterdir())[:4]
    (tmp_path / "May").mkdir()
    for name, photo in zip(("TS-1_1.jpg", "TS-1_2.jpg", "TS-2.jpg", "IMG_0001.jpg"), photos, strict=True):
        (tmp_path / "May" / name).write_bytes(photo.read_bytes())
    (tmp_path / "May" / "TS-3.jpg").write_bytes(b"no photo")
    return tmp_path / "May"


def good_photos(folder: Path) -> list[str]:
    return [str(folder / name) for name in ("TS-1_1.jpg", "TS-1_2.jpg", "TS-2.jpg")]


def deliver(*arguments: str, name: str = "Tuesday") -> int:
    return main(["deliver", *arguments, "--name", name, "--person", "Ann"])


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that types a line at a terminal."""
    person, program = os.openpty()

    def type_line(line: str) -> None:
        monkeypatch.setattr(sys, "stdin", os.fdopen(program, "r", closefd=False))
        os.write(person, f"{line}\n".encode())

    yield type_line
    os.close(person)
    os.close(program)


def test_folder_is_delivered_classified_and_told(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deliver(str(folder), "--yes") == 1
    told = capsys.readouterr().out
    assert "3 photos of 2 items · 0 known · 2 new · 1 photo without SKU" in told
    assert "  TS-1 (new): 2 photos" in told
    assert "  without SKU: May/IMG_0001.jpg" in told
    assert "Delivery 1 “Tuesday”: 2 items" in told
    assert "4 of 4 photos done · 1 file refused · 1 left out" in told
    assert "  May/TS-3.jpg: The file is not a picture that can be read" in told
    assert [(row.sku, row.photos) for row in catalogue.search(Search(order="sku")).rows] == [("TS-1", 2), ("TS-2", 1)]
    assert (catalogue.deliveries.get(1).state, catalogue.deliveries.get(1).person) == (FINISHED, "Ann")
    assert list((folder.parent / "spool").iterdir()) != []  # what was left out waits to be swept


def test_delivery_without_a_bad_file_is_exit_status_zero(folder: Path, catalogue: Catalogue) -> None:
    assert deliver(*good_photos(folder), "--yes") == 0
    assert catalogue.search().total == 2


def test_zip_is_unpacked_and_what_is_called_again_is_not_taken_in_twice(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(folder / "shoes.zip", "w") as packed:
        packed.write(folder / "TS-2.jpg", "TS-7/front.jpg")
    arguments = [str(folder / "shoes.zip"), str(folder / "TS-2.jpg"), "--rule", "folder-name"]
    for already in ("", "2 files were here already."):
        assert deliver(*arguments) == 2
        told = capsys.readouterr()
        assert "1 photo of 1 item · 0 known · 1 new · 1 photo without SKU" in told.out
        assert already in told.err
        assert "deliver --resume 1" in told.err
        assert "nobody is there to ask" in told.err
    assert [one.state for one in catalogue.deliveries.latest()] == [COLLECTING]
    assert main(["deliver", "--resume", "1", "--rule", "before-view", "--yes"]) == 0
    assert sorted(row.sku for row in catalogue.search().rows) == ["TS-2", "TS-7"]


def test_names_of_a_zip_that_does_not_say_how_they_are_written_are_shown_and_chosen(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = folder.parent / "shoes.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(folder / "TS-2.jpg", "##-1045_1.jpg")
    packed.write_bytes(packed.read_bytes().replace(b"##-1045", b"\x83\x5c-1045"))
    assert deliver(str(packed)) == 2
    told = capsys.readouterr().out
    assert "“shoes (zip)” does not say how letters beyond a–z are written" in told
    assert "cp932      ソ-1045_1.jpg · Japanese (Shift-JIS)" in told
    assert main(["deliver", "--resume", "1", "--zip-names", "cp932", "--yes", "--leave"]) == 0
    assert [file.sku for file in catalogue.deliveries.files(1)] == ["ソ-1045"]


def test_finished_delivery_of_the_same_name_is_another_one(folder: Path, catalogue: Catalogue) -> None:
    photo = good_photos(folder)[2]
    assert deliver(photo, "--yes") == deliver(photo, "--yes") == 0
    assert [one.delivery_id for one in catalogue.deliveries.latest()] == [2, 1]


def test_person_at_a_terminal_is_asked(folder: Path, catalogue: Catalogue, answer: Callable[[str], None]) -> None:
    answer("n")
    assert deliver(good_photos(folder)[2]) == 0
    assert catalogue.deliveries.get(1).state == COLLECTING
    answer("y")
    assert main(["deliver", "--resume", "1"]) == 0
    assert catalogue.deliveries.get(1).state == FINISHED


@pytest.mark.parametrize(
    ("options", "skus"),
    [
        ((), {"TS-2"}),
        (("--asked", "one-item"), {"TS-2", "TS-8003"}),
        (("--asked", "separate-items"), {"TS-2", "TS-8003_001", "TS-8003_002"}),
        (("--answer", "TS-8003=TS-9"), {"TS-2", "TS-9"}),
    ],
)
def test_photos_that_names_cannot_tell_apart_are_left_out_until_an_option_answers(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], skus: set[str]
) -> None:
    (folder / "TS-1_1.jpg").rename(folder / "TS-8003_001.jpg")
    (folder / "TS-1_2.jpg").rename(folder / "TS-8003_002.jpg")
    photos = [str(folder / name) for name in ("TS-2.jpg", "TS-8003_001.jpg", "TS-8003_002.jpg")]
    assert deliver(*photos, *options, "--yes", "--leave") == 0
    said = "left out until you say: Names such as “TS-8003_001”, “TS-8003_002” may be photos of “TS-8003”"
    assert (said in capsys.readouterr().out) == (not options)
    waiting = catalogue.deliveries.files(1, ["waiting"])
    assert {file.sku for file in waiting} == skus
    assert len(catalogue.deliveries.files(1, ["left out"])) == (0 if options else 2)


def test_answer_to_what_is_not_asked_is_wrong_usage(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deliver(*good_photos(folder), "--answer", "TS-9=TS-1", "--yes", "--leave") == 2
    assert "Nothing is asked of “TS-9”" in capsys.readouterr().err
    assert catalogue.deliveries.get(1).state == COLLECTING


def test_left_delivery_runs_without_being_classified(folder: Path, catalogue: Catalogue) -> None:
    assert deliver(*good_photos(folder), "--yes", "--leave") == 0
    assert catalogue.deliveries.get(1).state == RUNNING
    assert catalogue.deliveries.counts(1).files["waiting"] == 3
    catalogue.deliveries.pause(1)
    assert catalogue.deliveries.get(1).state == PAUSED
    assert main(["deliver", "--resume", "1"]) == 0
    assert catalogue.deliveries.get(1).state == FINISHED


def test_unknown_skus_can_be_left_out(folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue.create_item("ts-2", "Blue shirt")
    assert deliver(*good_photos(folder), "--unknown", "leave-out", "--yes") == 1
    assert [row.sku for row in catalogue.search().rows] == ["ts-2"]
    assert "TS-1_1.jpg: No item has the SKU “TS-1”. Create the item" in capsys.readouterr().out


def test_stopped_delivery_goes_on(folder: Path, catalogue: Catalogue, project_dir: Path) -> None:
    command = [sys.executable, "-m", "fashion_model", "deliver", *good_photos(folder), "--name", "Tuesday"]
    program = subprocess.Popen(
        [*command, "--person", "Ann", "--yes"], cwd=project_dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until(lambda: bool(catalogue.deliveries.latest()) and catalogue.deliveries.get(1).state in (RUNNING, FINISHED))
    program.send_signal(signal.SIGINT)
    told = program.communicate()[1].decode()
    assert (program.returncode, "deliver --resume 1" in told) in ((130, True), (0, False))
    assert main(["deliver", "--resume", "1"]) == 0
    assert catalogue.deliveries.counts(1).files["classified"] == 3


def until(true: Callable[[], bool]) -> None:
    patience = time.monotonic() + 60
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.jpg"], "There is no such file"),
        (["--rule", "own-pattern", "--pattern", "(", "May"], "not a regular expression"),
        (["--rule", "own-pattern", "May"], "The pattern has 0 characters"),
        (["May", "again/May"], "Two files are called “May/TS-1_1.jpg”"),
        (["empty"], "There is no file in what was named"),
    ],
)
def test_what_cannot_be_delivered_is_told(
    arguments: list[str],
    words: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    (folder.parent / "empty").mkdir()
    (folder.parent / "again" / "May").mkdir(parents=True)
    (folder.parent / "again" / "May" / "TS-1_1.jpg").write_bytes(b"another")
    assert deliver(*arguments, "--yes", "--leave") == 2
    told = capsys.readouterr()
    assert words in told.out + told.err


def test_delivery_needs_a_person_and_a_model(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deliver", str(folder), "--name", "Tuesday", "--yes"]) == 2
    assert "name" in capsys.readouterr().err
    monkeypatch.setenv("FASHION_ARTIFACTS_DIR", str(tmp_path))
    get_settings.cache_clear()
    assert deliver(str(folder), "--yes") == 2
    assert "make train" in capsys.readouterr().err


def test_delivery_that_was_taken_back_or_is_none_takes_nothing(
    folder: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue.deliveries.undo(catalogue.deliveries.open("Tuesday", "Ann").delivery_id, "Ann")
    assert main(["deliver", str(folder), "--resume", "1"]) == 2
    assert "was taken back" in capsys.readouterr().err
    assert main(["deliver", str(folder), "--resume", "77"]) == 2
    assert "There is no such delivery" in capsys.readouterr().err


LIST = "sku;title;category\nTS-1;Blue shirt;SH-01\nTS-2;Red coat;Coat\nTS-3;;Bag\nTS-4;Hat;Hats\n"


@pytest.fixture
def item_list(tmp_path: Path, catalogue: Catalogue) -> Path:
    catalogue.rules.set_codes({"Shirt": "SH-01"}, "Ann")
    (tmp_path / "list.csv").write_text(LIST)
    return tmp_path / "list.csv"


def test_list_is_shown_before_it_is_saved(
    item_list: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(item_list), "--person", "Ann"]) == 2
    told = capsys.readouterr()
    assert "2 new items · 0 with another category · 0 as they are · 2 problems" in told.out
    assert "  left out is row 4, title: TS-3 is new and needs a title." in told.out
    assert "  left out is row 5, category: " in told.out
    assert "add --yes" in told.err
    assert catalogue.search().total == 0


def test_list_is_saved_and_what_it_says_already_is_not_saved_again(
    item_list: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(item_list), "--person", "Ann", "--yes"]) == 1
    assert [(row.sku, row.category) for row in catalogue.every(Search(order="sku"))] == [
        ("TS-1", "Shirt"),
        ("TS-2", "Coat"),
    ]
    assert "Saved as delivery 1 “list.csv”" in capsys.readouterr().out
    assert main(["import", str(item_list), "--person", "Ann", "--yes"]) == 1
    assert "There is nothing to save." in capsys.readouterr().err
    assert [one.delivery_id for one in catalogue.deliveries.latest()] == [1]


@pytest.mark.parametrize(
    ("name", "words"), [("none.csv", "cannot be read (No such file"), ("letter.csv", "no column “sku”")]
)
def test_list_that_cannot_be_read_is_told(
    name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.csv").write_text("Dear Ann\nhello\n")
    assert main(["import", str(tmp_path / name), "--person", "Ann", "--yes"]) == 2
    assert words in capsys.readouterr().err


def test_columns_sheet_and_hidden_rows_of_a_list_are_chosen(
    catalogue: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (("Material", "Text"), ("4711", "Hemd"), ("4712", "Hose"))
    book = book_of(("Read me", "visible", (("How to",),)), ("Stock", "visible", rows))
    book["Stock"].row_dimensions[3].hidden = True
    (tmp_path / "stock.xlsx").write_bytes(saved(book))
    asked = ["import", str(tmp_path / "stock.xlsx"), "--sheet", "stock", "--person", "Ann", "--yes"]
    assert main(asked) == 2
    assert "has no column “sku”, but “Material”, “Text”" in capsys.readouterr().err
    columns = ["--column", "sku=Material", "--column", "title=Text"]
    assert main([*asked, *columns]) == 0
    told = capsys.readouterr().out
    assert "  read are sku from “Material”, title from “Text”" in told
    assert "  please check row 3: This row is hidden or filtered out" in told
    assert main([*asked, "--hidden-rows"]) == 0  # the columns are remembered
    assert [row.sku for row in catalogue.every(Search(order="sku"))] == ["4711", "4712"]
    with pytest.raises(SystemExit):
        main([*asked, "--column", "colour=Text"])
    assert "expected sku=NAME, title=NAME or category=NAME, got “colour=Text”" in capsys.readouterr().err


def test_list_for_a_shop_system_is_written_and_says_what_is_left_out(
    catalogue: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for sku in ("TS-1", "=1"):
        catalogue.create_item(sku, "Tee")
        catalogue.actions.decide(sku, category="T-shirt/top", person="Ann")
    assert main(["export", "--output", str(tmp_path / "magento.csv"), "--shop", "magento"]) == 0
    assert (tmp_path / "magento.csv").read_text() == "sku,name,categories\nTS-1,Tee,Default Category/T-shirt\\/top\n"
    told = capsys.readouterr().err
    assert "1 product written to" in told
    assert "  1 item, =1: left out, as SKU or title starts like a formula" in told
    assert main(["export", "--output", str(tmp_path / "magento.xlsx"), "--shop", "magento"]) == 2
    assert "is no CSV, which shop systems take back" in capsys.readouterr().err


def test_export_is_read_back_as_it_was(
    item_list: Path, catalogue: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(item_list), "--person", "Ann", "--yes"])
    catalogue.create_item("TS-8", "Open")
    for name in ("items.csv", "items.xlsx"):
        assert main(["export", "--output", str(tmp_path / name)]) == 0
        assert f"3 items written to {tmp_path / name}" in capsys.readouterr().err
        assert main(["import", str(tmp_path / name), "--person", "Ann"]) == 0
        assert "0 new items · 0 with another category · 3 as they are · 0 problems" in capsys.readouterr().out
    assert main(["export", "--output", str(tmp_path / "open.xlsx"), "--status", "open"]) == 0
    rows = list(load_workbook(tmp_path / "open.xlsx").active.values)
    assert [row[0] for row in rows] == ["sku", "TS-8"]


def test_export_overwrites_nothing_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "items.csv").write_text("mine")
    for name, words in (
        ("items.csv", "exists. Choose another name"),
        ("items.pdf", "neither CSV nor XLSX"),
        ("none/items.csv", "cannot be written (No such file or directory)"),
    ):
        assert main(["export", "--output", str(tmp_path / name)]) == 2
        assert words in capsys.readouterr().err
    assert (tmp_path / "items.csv").read_text() == "mine"


def test_catalogue_is_moved_to_postgresql_and_the_next_step_is_told(
    catalogue: Catalogue, postgres_url: str, photos_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue.create_item("TS-1", "Blue shirt")
    decision = catalogue.actions.decide("TS-1", category="Shirt", person="Ann")
    assert main(["move", "--to", postgres_url]) == 0
    told = capsys.readouterr().out
    assert "1 item and everything that was decided about them are copied" in told
    assert "set FASHION_DATABASE_URL to the new address" in told
    moved = open_catalogue(postgres_url, photos_dir)
    assert [row.decision_id for row in moved.details.history("TS-1")] == [decision.decision_id]
    moved.close()
    assert main(["move", "--to", postgres_url]) == 2
    assert "holds a catalogue already (1 items" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "words"),
    [("mysql://x/y", "What was given to --to is not an address"), ("sqlite:///{}/new.sqlite3", "holds nothing")],
)
def test_move_that_cannot_be_is_told(url: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["move", "--to", url.format(tmp_path)]) == 2
    assert words in capsys.readouterr().err
