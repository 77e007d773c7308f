import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_model.__main__ import main
from fashion_model.serving.results import COLUMNS
from fashion_model.settings import get_settings


@pytest.fixture
def delivery(tmp_path: Path, shirt_photo: bytes) -> Path:
    """Return a folder with a good photo, a bad one, and one whose name a spreadsheet would run."""
    (tmp_path / "delivery").mkdir()
    (tmp_path / "delivery" / "good.jpg").write_bytes(shirt_photo)
    (tmp_path / "delivery" / "bad.jpg").write_bytes(b"no photo")
    return tmp_path / "delivery"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_file_gets_a_row_and_refused_ones_set_the_exit_status(delivery: Path, tmp_path: Path) -> None:
    output = tmp_path / "results.csv"
    assert main(["classify", str(delivery), "--output", str(output)]) == 1
    text = output.read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    bad, good = rows_of(text)
    assert bad["status"] == "refused"
    assert bad["category"] == ""
    assert bad["reason"].endswith(".")
    assert good["status"] in ("auto", "review")
    assert 0 < float(good["second_confidence"]) <= float(good["confidence"]) <= 1


def test_all_read_is_exit_status_zero_and_rows_go_to_standard_output(
    delivery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", str(delivery / "good.jpg")]) == 0
    printed = capsys.readouterr()
    assert len(rows_of(printed.out)) == 1
    status = rows_of(printed.out)[0]["status"]
    coverage = "100%" if status == "auto" else "0%"
    assert printed.err.startswith("1 file: ")
    assert f"({coverage} coverage)" in printed.err


def test_name_that_a_spreadsheet_would_run_is_made_harmless(
    delivery: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(delivery)
    (delivery / "=cmd.jpg").write_bytes(b"")
    assert main(["classify", "=cmd.jpg"]) == 1
    assert rows_of(capsys.readouterr().out)[0]["file"] == "'=cmd.jpg"


def test_output_that_cannot_be_written_is_told_before_any_work(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", str(delivery), "--output", str(tmp_path / "none" / "x.csv")]) == 2
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err


def test_photo_is_not_overwritten_by_the_output(delivery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = delivery / "good.jpg"
    before = photo.read_bytes()
    assert main(["classify", str(photo), "--output", str(photo)]) == 2
    assert photo.read_bytes() == before
    assert "holds something else" in capsys.readouterr().err


def test_earlier_output_in_the_folder_is_written_anew_and_is_no_photo(delivery: Path) -> None:
    output = delivery / "results.csv"
    arguments = ["classify", str(delivery), "--output", str(output)]
    assert main(arguments) == 1
    first = output.read_text()
    assert main(arguments) == 1
    assert output.read_text() == first
    assert len(rows_of(first)) == 2


def test_name_that_is_no_text_and_a_pipe_get_a_row_each(project_dir: Path, tmp_path: Path, shirt_photo: bytes) -> None:
    (tmp_path / "in").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/b\xff.jpg")).write_bytes(shirt_photo)
    os.mkfifo(tmp_path / "in" / "pipe.jpg")
    done = subprocess.run(
        [sys.executable, "-m", "fashion_model", "classify", str(tmp_path / "in")],
        cwd=project_dir,
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"},
    )
    assert done.returncode == 1, done.stderr
    named, pipe = rows_of(done.stdout.decode())
    assert named["file"].endswith("b\\udcff.jpg")
    assert named["status"] in ("auto", "review")
    assert "a folder, a pipe or a device" in pipe["reason"]


def test_reader_that_goes_away_is_no_wrong_usage(project_dir: Path, delivery: Path) -> None:
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    done = subprocess.run(
        [sys.executable, "-m", "fashion_model", "classify", str(delivery)],
        cwd=project_dir,
        stdout=writing_end,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing_end)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr


def test_empty_folder_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(tmp_path)]) == 2
    assert "no file in the folders" in capsys.readouterr().err


def test_missing_model_is_told(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FASHION_ARTIFACTS_DIR", str(tmp_path))
    get_settings.cache_clear()
    try:
        assert main(["classify", str(delivery)]) == 2
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert "make train" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["classify"],
        ["sing"],
        ["train", "--epochs", "0"],
        ["deliver", "May"],
        ["deliver", "May", "--name", "Tuesday", "--resume", "1"],
        ["deliver", "--resume", "0"],
        ["import"],
        ["export"],
        ["export", "--output", "items.csv", "--status", "lost"],
        ["move"],
    ],
)
def test_wrong_usage_is_exit_status_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("classify", "auto     sure enough"),
        ("deliver", "TS-1042_2.jpg, TS-1042-front.jpg"),
        ("import", "Which column is which"),
        ("export", "--status review"),
        ("move", "move --to postgresql://"),
        ("train", "are not trained twice"),
        ("evaluate", "published figures"),
    ],
)
def test_help_teaches(command: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert words in capsys.readouterr().out


def test_classify_never_imports_what_it_does_not_need(delivery: Path, project_dir: Path) -> None:
    program = (
        "import sys; from fashion_model.__main__ import main; status = main(sys.argv[1:]); "
        "assert not {'tensorflow', 'keras', 'streamlit', 'sqlalchemy'} & set(sys.modules); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "classify", str(delivery / "good.jpg")],
        cwd=project_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_commands_of_the_catalogue_never_start_the_pages(project_dir: Path) -> None:
    program = (
        "import sys; import fashion_model.cli.catalogue; assert not {'tensorflow', 'streamlit'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project_dir, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_statuses_that_can_be_named_are_those_of_the_catalogue() -> None:
    from fashion_model.__main__ import STATUS_NAMES
    from fashion_model.catalogue.items.records import STATUSES

    assert STATUS_NAMES == STATUSES
