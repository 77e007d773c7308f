"""An analyst's work in a real browser: from the matrix to the pictures and back, judging, naming blind, sharing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.overview import ACCURACY, BETTER, ERRORS, LAYERS, LOSS
from fashion_model.web.gallery.blind import PICTURES_A_ROUND
from fashion_model.web.gallery.link import PAGE_SIZE
from tests.browser.conftest import PATIENCE_MS, Server, free_port
from tests.browser.test_review import at_rest

SHIRT, T_SHIRT = CATEGORIES.index("Shirt"), CATEGORIES.index("T-shirt/top")
NOTE = "I should have said <b>so</b>, too."
ANY_PICTURE = re.compile(r"^Test picture \d+: ")
OWN_SEARCH = "/_stcore/"
"""On a page other than the first, Streamlit's program looks for its server below that page first, in vain."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def answers(artifact: Artifact) -> pd.DataFrame:
    """Return for each test picture, by its index, the label, what the network said and how sure it was."""
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        probabilities, labels = arrays["probabilities"], arrays["labels"]
    said = {"label": labels, "predicted": probabilities.argmax(axis=1), "sure": probabilities.max(axis=1)}
    return pd.DataFrame(said)


@pytest.fixture
def errors(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the wrong answers, the surest first."""
    wrong = answers[answers["label"] != answers["predicted"]]
    return wrong.sort_values("sure", ascending=False, kind="stable")


@pytest.fixture(scope="module")
def shop_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def server(project_dir: Path, shop_dir: Path) -> Iterator[Server]:
    """Start the application once for all tests here: each is another visitor, and no two write to the same picture."""
    one = Server(project_dir, shop_dir, free_port())
    one.start()
    yield one
    one.stop()


@pytest.fixture
def catalogue(server: Server, shop_dir: Path) -> Iterator[Catalogue]:
    """Return the application's catalogue."""
    opened = open_catalogue(f"sqlite:///{shop_dir / 'catalogue.sqlite3'}", shop_dir / "photos")
    yield opened
    opened.close()


def cell(page: Page, true: str, predicted: str) -> Locator:
    """Return a cell of the confusion matrix; to be clicked by force, for its number lies over it."""
    return page.get_by_label(re.compile(f"^{re.escape(true)} named {re.escape(predicted)}: "))


def picture(within: Page | Locator, index: int) -> Locator:
    return within.get_by_alt_text(re.compile(f"^Test picture {index}: "))


def test_matrix_cell_opens_exactly_its_pictures_and_both_ways_lead_back(
    open_page: Callable[..., Page], errors: pd.DataFrame
) -> None:
    of_cell = errors[(errors["label"] == SHIRT) & (errors["predicted"] == T_SHIRT)].index.tolist()
    page = open_page("/evaluation?view=Categories")
    open_cell(page, f"{len(of_cell)} of {len(errors)} errors")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evaluation")
    expect(cell(page, "Shirt", "T-shirt/top")).to_be_visible()
    at_rest(page)
    open_cell(page, f"{len(of_cell)} of {len(errors)} errors")
    for number, first in enumerate(range(0, len(of_cell), PAGE_SIZE), start=1):
        page.get_by_role("button", name=f"Page {number}").click()
        shown = of_cell[first : first + PAGE_SIZE]
        expect(picture(page, shown[0])).to_be_visible()
        expect(page.get_by_alt_text(ANY_PICTURE)).to_have_count(len(shown))
        at_rest(page)
        assert indices(page) == shown
    page.get_by_role("button", name="Confusion matrix").click()
    expect(page).to_have_url(re.compile(r"/evaluation\?view=Categories$"))
    expect(cell(page, "Shirt", "T-shirt/top")).to_be_visible()


@pytest.mark.parametrize("chosen", ["Page 4", "Photos", "Families"])
def test_what_was_chosen_in_the_gallery_before_does_not_change_what_a_cell_opens(
    open_page: Callable[..., Page], errors: pd.DataFrame, chosen: str
) -> None:
    of_cell = errors[(errors["label"] == SHIRT) & (errors["predicted"] == T_SHIRT)].index.tolist()
    page = open_page("/error_gallery")
    page.get_by_role("button" if chosen == "Page 4" else "radio", name=chosen, exact=True).click()
    expect(page).to_have_url(re.compile(r"=(4|Photos|Families)$"))
    at_rest(page)
    page.get_by_role("link", name="Evaluation").click()
    page.get_by_role("radio", name="Categories").click()
    open_cell(page, f"{len(of_cell)} of {len(errors)} errors")
    assert indices(page) == of_cell[:PAGE_SIZE]


def open_cell(page: Page, found: str) -> None:
    """Click the shirts that are taken for T-shirts, and wait until the gallery says what it found."""
    cell(page, "Shirt", "T-shirt/top").click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Error gallery")
    expect(page.get_by_text(found)).to_be_visible()
    at_rest(page)


def indices(page: Page) -> list[int]:
    """Return which test pictures are shown, in their order."""
    shown = page.get_by_alt_text(ANY_PICTURE).all()
    return [int(re.findall(r"\d+", one.get_attribute("alt") or "")[0]) for one in shown]


def test_first_screen_holds_accuracy_loss_and_a_matrix_whose_cells_open_right_answers_too(
    open_page: Callable[..., Page], answers: pd.DataFrame
) -> None:
    page = open_page("/evaluation")
    expect(cell(page, "Shirt", "Shirt")).to_be_visible()
    at_rest(page)
    for part in (page.get_by_text("Accuracy").first, page.get_by_text("Loss").first, cell(page, "Ankle boot", "Bag")):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
    right = ((answers["label"] == SHIRT) & (answers["predicted"] == SHIRT)).sum()
    cell(page, "Shirt", "Shirt").click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Error gallery")
    expect(
        page.get_by_text(f"{right:,} of {(answers['label'] == answers['predicted']).sum():,} right answers")
    ).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_five_questions_are_answered_on_one_page_that_is_not_wider_than_the_window(
    open_page: Callable[..., Page], answers: pd.DataFrame, width: int
) -> None:
    right = (answers["label"] == answers["predicted"]).mean()
    page, problems = open_page("/rules", width=width), list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.extend(problem_in(said)))
    page.goto(page.url.replace("/rules", "/evaluation"))
    expect(page.get_by_text("From a study of small networks")).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").last).to_be_visible()
    at_rest(page)
    for question in (ACCURACY, LOSS, LAYERS, ERRORS, BETTER):
        expect(page.get_by_role("heading", name=question, exact=True)).to_be_visible()
    expect(page.get_by_text(f"{100 * right:.2f}\N{NO-BREAK SPACE}% of Fashion-MNIST's 10,000")).to_be_visible()
    for scrolled in ("html", "[data-testid=stMain]"):
        assert page.locator(scrolled).evaluate("one => one.scrollWidth") <= width
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert problems == []


def problem_in(said: ConsoleMessage) -> list[str]:
    known = said.type != "error" or OWN_SEARCH in said.location["url"]
    return [] if known else [f"{said.text} {said.location['url']}"]


def test_link_opens_a_picture_that_is_judged_and_closed(
    server: Server, open_page: Callable[..., Page], errors: pd.DataFrame
) -> None:
    surest, second = errors.index[:2]
    page = open_page(f"/error_gallery?picture={surest}")
    opened = page.get_by_role("dialog")
    expect(picture(opened, surest)).to_be_visible()
    opened.get_by_role("button", name="Next").click()
    expect(picture(opened, second)).to_be_visible()
    expect(picture(opened, surest)).to_have_count(0)
    at_rest(page)  # until then the note is still the other picture's
    opened.get_by_label("Note").fill(NOTE)
    form = opened.get_by_role("button", name="Model's fault").bounding_box()
    assert form is not None
    assert form["y"] + form["height"] <= 900  # in sight without scrolling
    opened.get_by_role("button", name="Reasonable").click()
    expect(picture(opened, errors.index[2])).to_be_visible()  # judged, and on to the next one
    at_rest(page)
    opened.get_by_role("button", name="Previous").click()
    expect(picture(opened, second)).to_be_visible()
    judged = opened.get_by_text(f"Ann Smith says reasonable: “{NOTE}”")
    expect(judged).to_be_visible()
    at_rest(page)
    page.reload()
    expect(picture(opened, second)).to_be_visible()
    expect(judged).to_be_visible()
    opened.get_by_role("button", name="Previous").click()
    expect(picture(opened, surest)).to_be_visible()
    expect(judged).to_have_count(0)
    at_rest(page)  # until then the page would open the picture again
    opened.press("Escape")  # “Previous” was pressed and is disabled now: the browser may have put the focus nowhere
    expect(opened).to_have_count(0)
    expect(page).to_have_url(f"{server.url}/error_gallery")


def test_keys_judge_and_go_on(open_page: Callable[..., Page], errors: pd.DataFrame) -> None:
    page = open_page(f"/error_gallery?picture={errors.index[3]}")
    opened = page.get_by_role("dialog")
    for place, key in enumerate("123", start=3):
        expect(picture(opened, errors.index[place])).to_be_visible()
        at_rest(page)
        page.keyboard.press(key)
    expect(picture(opened, errors.index[6])).to_be_visible()
    at_rest(page)
    opened.get_by_role("button", name="Previous").click()
    expect(opened.get_by_text("Ann Smith says model's fault")).to_be_visible()


def test_link_to_a_right_answer_opens_it_above_the_gallery(
    open_page: Callable[..., Page], answers: pd.DataFrame, errors: pd.DataFrame
) -> None:
    right = answers.index.difference(errors.index)[0]
    page = open_page(f"/error_gallery?picture={right}")
    expect(page.get_by_role("dialog").get_by_text(", rightly")).to_be_visible()
    expect(page.get_by_text(f"{len(errors)} of {len(errors)} errors")).to_be_visible()


def test_blind_round_is_answered_by_keys_and_ends_with_three_scores(
    catalogue: Catalogue, open_page: Callable[..., Page], answers: pd.DataFrame
) -> None:
    page = open_page("/error_gallery?show=Blind+round")
    page.get_by_role("button", name="Begin a round").click()
    for number in range(PICTURES_A_ROUND):
        expect(page.get_by_text(f"Picture {number + 1} of {PICTURES_A_ROUND}")).to_be_visible()
        expect(page.get_by_role("button", name="Leave the round")).to_be_visible()  # it comes after the keys
        at_rest(page)
        expect(page.get_by_text("Label: ")).to_have_count(0)
        page.keyboard.press("1234567890"[number % 10])
    expect(page.get_by_role("heading", name="How you did")).to_be_visible()
    expect(page.get_by_text("Label: ")).to_have_count(PICTURES_A_ROUND)
    given = catalogue.judgements.blind_round(parse_qs(urlsplit(page.url).query)["round"][0])
    assert [one.answer for one in given] == [*CATEGORIES, *CATEGORIES]
    drawn = answers.loc[[int(one.picture) for one in given]]
    own = (drawn["label"].to_numpy() == np.arange(PICTURES_A_ROUND) % 10).sum()
    network, crowd = (drawn["label"] == drawn["predicted"]).sum(), sum(one.crowd_answer == one.label for one in given)
    for name, count in {"You": own, "The network": network, "The crowd": crowd}.items():
        score = page.get_by_test_id("stMetric").filter(has_text=name)
        expect(score).to_contain_text(f"{count} of {PICTURES_A_ROUND}")


def test_report_opens_from_a_file_alone_with_the_verdicts_that_the_rows_give(
    open_page: Callable[..., Page], browser: Browser, tmp_path: Path
) -> None:
    page = open_page("/evaluation?view=Share")
    report = download(page.get_by_role("button", name="Download the report"), tmp_path / "report.html")
    rows = pd.read_csv(download(page.get_by_role("button", name="CSV").first, tmp_path / "rows.csv"))
    wrong = rows[~rows["right"]]
    counts = Counter(map(verdict_by_hand, wrong["label_share"], wrong["predicted_share"]))
    alone, asked = browser.new_page(), list[str]()
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(report.as_uri())
    expect(alone.locator(".main-svg").last).to_be_visible()
    assert sum(counts.values()) == len(wrong)
    for verdict, count in counts.items():
        expect(alone.get_by_role("row", name=f"{verdict} {count} ")).to_have_count(1)
    assert [address for address in asked if not address.startswith("data:")] == [report.as_uri()]
    alone.close()


def download(button: Locator, path: Path) -> Path:
    """Press a button and keep the file that it gives."""
    with button.page.expect_download() as coming:
        button.click()
    coming.value.save_as(path)
    return path


def verdict_by_hand(label_share: float, predicted_share: float) -> str:
    """Return what people make of an error by the rule that stands on the page."""
    if predicted_share >= 1 / 2 and predicted_share > label_share:
        return "Suspect label"
    if predicted_share >= 1 / 4:
        return "Reasonable"
    return "The network's fault" if label_share >= 1 / 2 else "Ambiguous"
