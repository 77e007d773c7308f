"""The drop area in a real browser: everything that was dropped arrives once, whatever happens on the way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, Request, Route, expect

from tests.browser.conftest import PATIENCE_MS, Server, free_port

LOST = "Connection lost; going on by itself when it is back"

expect.set_options(timeout=PATIENCE_MS)


class Gate:
    """Lets a number of files through to the server and holds the others back until it is opened."""

    def __init__(self, page: Page) -> None:
        self.sent: list[str] = []
        self._free = 0
        self._held: list[Route] = []
        page.on("request", self._note)
        page.route(re.compile("/files\\?path="), self._arrive)

    def let_through(self, number: int) -> None:
        self._free += number
        while self._held and self._free:
            self._pass(self._held.pop(0))

    def open(self) -> None:
        self.let_through(1_000_000)

    def _note(self, request: Request) -> None:
        if request.method == "PUT":
            self.sent.append(request.url.partition("path=")[2])

    def _arrive(self, route: Route) -> None:
        if self._free:
            self._pass(route)
        else:
            self._held.append(route)

    def _pass(self, route: Route) -> None:
        self._free -= 1
        route.continue_()


@pytest.fixture
def server(project_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("PYTHONPATH", str(project_dir))
    monkeypatch.setenv("DROP_AREA_FOLDER", str(tmp_path))
    monkeypatch.setenv("STREAMLIT_SERVER_HEADLESS", "true")
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false")
    one = Server(Path(__file__).with_name("drop_area_app"), tmp_path, free_port())
    one.start()
    yield one
    one.stop()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Return ten files of 1 to 10 kB."""
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = [folder / f"TS-{number}.jpg" for number in range(1, 11)]
    for number, path in enumerate(paths, start=1):
        path.write_bytes(b"x" * 1000 * number)
    return paths


@pytest.fixture
def received(tmp_path: Path) -> Callable[[], list[str]]:
    """Return a function that returns the size and the path of each file that the server took, sorted."""
    return lambda: sorted((tmp_path / "received.txt").read_text(encoding="utf-8").splitlines())


def files_input(page: Page) -> Locator:
    return page.get_by_label("Choose files")


def counts(page: Page) -> Locator:
    return page.locator(".counts")


def drop(page: Page, path: Path) -> None:
    """Drop a file or folder as a person does with the mouse."""
    box = page.get_by_text("Drop photos, a folder or a zip here").bounding_box()
    assert box is not None
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": box["x"] + 5,
                "y": box["y"] + 5,
                "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1},
            },
        )


def test_files_arrive_and_python_knows(
    open_page: Callable[..., Page], photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    files_input(page).set_input_files(photos)
    expect(counts(page)).to_have_text("10 of 10 sent · done")
    expect(page.get_by_text("Python knows: 10 sent, 0 refused, 10 in all, sending False")).to_be_visible()
    assert received() == sorted(f"{number}000 TS-{number}.jpg" for number in range(1, 11))
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_chosen_folder_keeps_its_paths_and_leaves_out_what_the_computer_keeps_in_it(
    open_page: Callable[..., Page], tmp_path: Path, received: Callable[[], list[str]]
) -> None:
    below = tmp_path / "Größe 38" / "rot & blau"
    below.mkdir(parents=True)
    (below / "TS-1042_2.jpg").write_bytes(b"abc")
    (below.parent / "TS-1042.jpg").write_bytes(b"ab")
    for name in (".DS_Store", "._TS-1042.jpg", "Thumbs.db", "#recycle", "TS-1042.jpg.part", "TS-1042.xmp"):
        (below / name).write_bytes(b"junk")
    page = open_page("/")
    page.get_by_label("Choose a folder").set_input_files(below.parent)
    expect(counts(page)).to_have_text("2 of 2 sent · done")
    assert received() == ["2 Größe 38/TS-1042.jpg", "3 Größe 38/rot & blau/TS-1042_2.jpg"]


def test_dropped_folder_of_more_files_than_a_browser_lists_at_once_arrives_whole(
    open_page: Callable[..., Page], tmp_path: Path, received: Callable[[], list[str]]
) -> None:
    below = tmp_path / "delivery" / "shirts"
    below.mkdir(parents=True)
    for number in range(230):
        (below / f"{number}.jpg").write_bytes(b"abc")
    page = open_page("/")
    drop(page, tmp_path / "delivery")
    expect(counts(page)).to_have_text("230 of 230 sent · done")
    assert received() == sorted(f"3 delivery/shirts/{number}.jpg" for number in range(230))


def test_refused_files_are_listed_with_a_sentence_and_the_others_arrive(
    open_page: Callable[..., Page], tmp_path: Path, photos: list[Path], received: Callable[[], list[str]]
) -> None:
    bad = {"<img src=x onerror=document.title='broken'>.jpg": b"", "large.jpg": b"x" * 4_000_001, "list.txt": b"Milk"}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    page = open_page("/")
    files_input(page).set_input_files([*(tmp_path / name for name in bad), photos[0]])
    expect(counts(page)).to_have_text("1 of 4 sent · done")
    expect(page.get_by_text("3 refused", exact=True)).to_be_visible()
    listed = page.get_by_role("list", name="3 refused").get_by_role("listitem")
    expect(listed.filter(has_text="<img src=x")).to_contain_text("The file is empty.")
    expect(listed.filter(has_text="large.jpg")).to_contain_text("The file has more than 4 MB")
    expect(listed.filter(has_text="list.txt")).to_contain_text("This is a text, no photo.")
    assert page.title() != "broken"
    assert received() == ["1000 TS-1.jpg"]


def test_three_files_are_on_the_way_and_a_rerun_neither_stops_nor_repeats_one(
    open_page: Callable[..., Page], photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    gate = Gate(page)
    files_input(page).set_input_files(photos)
    gate.let_through(2)
    expect(counts(page)).to_have_text("2 of 10 sent")
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("Python knows: 2 sent, 0 refused, 10 in all, sending True")).to_be_visible()
    assert len(gate.sent) == 5
    gate.open()
    expect(page.get_by_text("Python knows: 10 sent, 0 refused, 10 in all, sending False")).to_be_visible()
    assert len(gate.sent) == len(set(gate.sent)) == len(received()) == 10


def test_sending_goes_on_while_the_drop_area_is_not_shown(
    open_page: Callable[..., Page], photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    gate = Gate(page)
    files_input(page).set_input_files(photos)
    gate.let_through(2)
    expect(counts(page)).to_have_text("2 of 10 sent")
    page.get_by_text("Show the drop area").click()
    expect(counts(page)).to_have_count(0)
    with page.expect_response(re.compile("path=TS-10.jpg")):
        gate.open()
    page.get_by_text("Show the drop area").click()
    expect(counts(page)).to_have_text("10 of 10 sent · done")
    expect(page.get_by_text("Python knows: 10 sent, 0 refused, 10 in all, sending False")).to_be_visible()
    assert len(gate.sent) == len(received()) == 10


def test_reload_in_the_middle_is_warned_of_and_what_arrived_is_not_sent_again(
    open_page: Callable[..., Page], photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    warnings: list[str] = []

    def leave(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    gate = Gate(page)
    page.get_by_role("heading", level=1).click()  # browsers warn only those who have touched the page
    files_input(page).set_input_files(photos)
    gate.let_through(4)
    expect(counts(page)).to_have_text("4 of 10 sent")
    page.reload()
    assert warnings == ["beforeunload"]
    sent_before = len(gate.sent)
    gate.open()
    files_input(page).set_input_files(photos)
    expect(counts(page)).to_have_text("10 of 10 sent · done")
    assert len(gate.sent) == sent_before + 6
    assert len(received()) == 10
    page.reload()
    assert warnings == ["beforeunload"]


def test_sending_goes_on_by_itself_after_the_server_was_away(
    open_page: Callable[..., Page], server: Server, photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    gate = Gate(page)
    files_input(page).set_input_files(photos)
    gate.let_through(4)
    expect(counts(page)).to_have_text("4 of 10 sent")
    server.stop()
    gate.open()
    expect(page.locator(".problem")).to_have_text(LOST)
    server.start()
    expect(counts(page)).to_have_text("10 of 10 sent · done")
    expect(page.locator(".problem")).to_be_hidden()
    expect(page.get_by_text("Python knows: 10 sent, 0 refused, 10 in all, sending False")).to_be_visible()
    assert len(received()) == len(set(received())) == 10


def test_sending_waits_until_the_servers_folder_can_be_written(
    open_page: Callable[..., Page], tmp_path: Path, photos: list[Path], received: Callable[[], list[str]]
) -> None:
    (tmp_path / "spool").touch()  # a file where the folder should be
    page = open_page("/")
    files_input(page).set_input_files(photos)
    expect(page.locator(".problem")).to_contain_text("so the file was not kept.")
    (tmp_path / "spool").unlink()
    expect(counts(page)).to_have_text("10 of 10 sent · done")
    expect(page.locator(".problem")).to_be_hidden()
    assert len(received()) == 10


def test_file_that_was_removed_before_its_turn_is_refused_and_the_others_arrive(
    open_page: Callable[..., Page], photos: list[Path], received: Callable[[], list[str]]
) -> None:
    page = open_page("/")
    gate = Gate(page)
    files_input(page).set_input_files(photos)
    gate.let_through(1)
    expect(counts(page)).to_have_text("1 of 10 sent")
    photos[9].unlink()
    gate.open()
    expect(counts(page)).to_have_text("9 of 10 sent · done")
    expect(page.get_by_role("listitem").filter(has_text="TS-10.jpg")).to_contain_text("The file cannot be read")
    assert len(received()) == 9


def test_delivery_that_takes_no_files_says_so_and_nothing_is_sent(
    open_page: Callable[..., Page], tmp_path: Path, photos: list[Path]
) -> None:
    page = open_page("/?delivery=closed")
    files_input(page).set_input_files(photos)
    expect(counts(page)).to_have_text("0 of 10 sent · done")
    expect(page.locator(".problem")).to_contain_text("This delivery does not exist or takes no more files.")
    assert not (tmp_path / "spool").exists()


def test_drop_area_is_used_by_keyboard_on_a_phone(open_page: Callable[..., Page], photos: list[Path]) -> None:
    page = open_page("/", width=390)
    page.on("filechooser", lambda chooser: chooser.set_files(photos))
    files_input(page).focus()
    expect(files_input(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Choose a folder")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="10 of 10 sent · done")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
