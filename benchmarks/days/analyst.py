"""An analyst's day: the first view, a cell's pictures, judging by keys, a report, and the threshold."""

import re

from playwright.sync_api import Locator, expect

from benchmarks.days.steps import Walk, plain
from fashion_model.catalogue.review.judgement_records import FASHION_MNIST, JUDGEMENTS
from fashion_model.serving.artifacts import load_current
from fashion_model.settings import get_settings

SHIRT_AS_T_SHIRT = re.compile("^Shirt named T-shirt/top: ")
_PICTURE = re.compile(r"^Test picture (\d+): ")


def evaluate(walk: Walk) -> None:
    """Look at the first view, and open the pictures of a cell of the matrix."""
    page = walk.page
    scores = load_current(get_settings().artifacts_dir)
    walk.go("/evaluation")
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").first).to_be_visible()
    walk.look("evaluation")
    accuracy = plain(page.get_by_test_id("stMetric").filter(has_text="Accuracy").first.inner_text())
    said = float(re.findall(r"[\d.]+", accuracy)[0])
    walk.compare(
        "Evaluation, accuracy",
        {"accuracy": said},
        {"accuracy": round(100 * float(scores.manifest["scores"]["benchmark"]["accuracy"]), 2)},
    )
    cell = page.get_by_label(SHIRT_AS_T_SHIRT)
    expect(cell).to_be_visible()
    height = (page.viewport_size or {"height": 0})["height"]
    parts = {
        "accuracy": page.get_by_test_id("stMetric").filter(has_text="Accuracy").first,
        "loss": page.get_by_test_id("stMetric").filter(has_text="Loss").first,
        "matrix": cell,
    }
    if (page.viewport_size or {"width": 0})["width"] >= 1280:
        walk.compare(
            "Evaluation, on the first screen",
            dict.fromkeys(parts, True),
            {name: _ends(part) <= height for name, part in parts.items()},
        )
    errors = int(re.findall(r"\d+", plain(cell.get_attribute("aria-label") or ""))[0])
    cell.click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Error gallery")
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ "))).to_be_visible()
    walk.look("gallery-of-a-cell")
    found = plain(page.get_by_text(re.compile(r"^\d+ of \d+ ")).inner_text())
    walk.compare("a cell opens its pictures", {"pictures": errors}, {"pictures": int(found.split()[0])})


def judge(walk: Walk) -> None:
    """Judge errors by keys, and look at right answers and unsure ones."""
    page = walk.page
    walk.go("/error_gallery")
    walk.look("gallery")
    walk.press("Look closer")
    dialog = page.get_by_role("dialog")
    for key, judgement in enumerate(JUDGEMENTS, start=1):
        expect(dialog.get_by_role("button", name=re.compile(judgement, re.IGNORECASE)).first).to_be_visible()
        walk.rest()
        walk.look(f"gallery-judge-{key}")
        picture = _picture(dialog)
        before = (walk.catalogue.judgements.history(FASHION_MNIST, picture) or (None,))[0]
        page.keyboard.press(str(key))
        expect(dialog.get_by_alt_text(re.compile(f"^Test picture {picture}: "))).to_have_count(0)
        walk.rest()
        history = walk.catalogue.judgements.history(FASHION_MNIST, picture)
        walk.compare(
            f"judge by the key {key}",
            {"judgement": judgement, "by": "Ann Smith", "rows before": None},
            {
                "judgement": history[0].judgement if history else None,
                "by": history[0].person if history else None,
                "rows before": before,
            },
        )


def share(walk: Walk) -> None:
    """Download the report; it says what the page says."""
    walk.go("/evaluation?view=Share")
    walk.look("share")
    with walk.page.expect_download() as coming:
        walk.button("Download the report").click()
    file = walk.folder / "report.html"
    coming.value.save_as(file)
    text = plain(file.read_text("utf-8"))
    scores = load_current(get_settings().artifacts_dir).manifest["scores"]["benchmark"]
    said = f"{100 * float(scores['accuracy']):.2f}"
    walk.compare(
        "the report",
        {"accuracy": said in text, "opens alone": "<script src=" in text},
        {"accuracy": True, "opens alone": False},
    )


def set_threshold(walk: Walk) -> None:
    """Choose another threshold, and go back to the model's own."""
    page = walk.page
    version = load_current(get_settings().artifacts_dir).version
    own = load_current(get_settings().artifacts_dir).auto_threshold
    walk.go("/rules")
    walk.look("rules")
    slider = page.get_by_role("slider").first
    for _ in range(4):
        slider.press("ArrowRight")
    walk.rest()
    said = plain(page.get_by_text(re.compile("^Of 1,000 items, ")).inner_text())
    sure = re.findall(r"at least ([\d.]+)", said)
    walk.press("Use this threshold")
    expect(page.get_by_text("Ann Smith set this on")).to_be_visible()
    walk.look("rules-set")
    row = walk.catalogue.rules.threshold(version)
    now = plain(page.get_by_text("Ann Smith set this on").inner_text())
    walk.compare(
        "set the threshold",
        {"threshold": sure, "page": re.findall(r"at least ([\d.]+)", now), "by": "Ann Smith"},
        {"threshold": [f"{100 * row.threshold:.1f}"] if row else None, "page": sure, "by": row.person if row else None},
    )
    walk.press("Back to the model")
    expect(page.get_by_text("went back to it")).to_be_visible()
    walk.look("rules-back")
    back = walk.catalogue.rules.threshold(version)
    walk.compare("back to the model's own", {"threshold": own}, {"threshold": back.threshold if back else None})


def _picture(dialog: Locator) -> str:
    named = dialog.get_by_alt_text(_PICTURE).first.get_attribute("alt") or ""
    return str(re.findall(r"\d+", named)[0])


def _ends(part: Locator) -> float:
    box = part.bounding_box()
    return box["y"] + box["height"] if box else float("inf")
