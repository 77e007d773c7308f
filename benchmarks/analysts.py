"""How long the analysts' pages take: first content, a filter on 10,000 errors, and the search for similar pictures.

    python -m benchmarks.analysts [--repeats N]

The real application and a headless Chromium, on the served model and on one that is wrong on every test picture, so
that all 10,000 are errors with what people said of them. Prints p50 and p95 in milliseconds: from the address to the
first content of each view, in a browser that has the program already; from the press on a choice to the new count and
to the new pictures; and of the exact search for the training pictures that are nearest to an upload.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Locator, Page

from benchmarks.application import open_window, running_application
from benchmarks.tables import print_table
from fashion_model.analysis.folder import ANALYSIS_FOLDER, ERRORS_FILE, load_analysis_folder
from fashion_model.analysis.score_files import SCORES_FOLDER
from fashion_model.analysis.similar_pictures import SimilarPictures
from fashion_model.analysis.study import STUDY_FOLDER
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.serving.artifacts import MANIFEST, Artifact, load_current, promote, sha256_of
from fashion_model.serving.classifier import load_classifier
from fashion_model.settings import get_settings
from fashion_model.training.data.fashion_mnist import load_test
from fashion_model.web.links import EVALUATION_VIEWS, GALLERY_VIEW, GALLERY_VIEWS
from fashion_model.web.similar import NEAREST

WRONG = "wrong-on-everything"
_SEED = 0
_WATCH = """said => {
    let begun = 0, words = 0;
    window.spent = null;
    document.addEventListener("pointerdown", () => { begun = performance.now(); }, {once: true, capture: true});
    const all = name => [...document.querySelectorAll(`[data-testid="${name}"]`)];
    const arrived = () => !document.querySelector('[data-stale="true"]')
        && [...document.querySelectorAll("[data-testid=stImage] img")].every(one => one.complete && one.naturalWidth);
    const look = () => {
        words ||= begun && all("stMarkdown").some(one => one.innerText.includes(said)) && performance.now();
        if (words && arrived()) window.spent = [words - begun, performance.now() - begun];
        else requestAnimationFrame(look);
    };
    look();
}"""
"""Watches the page from the inside, from the press on, frame by frame."""


def first_content(page: Page, url: str, repeats: int) -> dict[str, np.ndarray]:
    """Return milliseconds from the address to the first content, by view."""
    evaluation = {f"Evaluation, {view}": f"{url}/evaluation?view={view}" for view in EVALUATION_VIEWS}
    gallery = {f"Error gallery, {view}": f"{url}/error_gallery?{GALLERY_VIEW}={view}" for view in GALLERY_VIEWS}
    addresses = evaluation | gallery | {"Error gallery, a picture": f"{url}/error_gallery?picture=4"}
    return {name: timed(partial(_arrive, page, address), repeats) for name, address in addresses.items()}


def _arrive(page: Page, address: str) -> float:
    page.goto("about:blank")
    started = perf_counter()
    page.goto(address, wait_until="commit")
    content_of(page).wait_for()
    return 1000 * (perf_counter() - started)


def content_of(page: Page) -> Locator:
    """Return the first thing under a page's switches: words, a table, a picture or a figure."""
    return page.locator(
        '[data-testid="stMain"] :is([data-testid="stMarkdown"], [data-testid="stMetric"], [data-testid="stImage"], '
        '[data-testid="stDataFrame"], [data-testid="stAlert"], [data-testid="stPlotlyChart"])'
    ).first


def filters(page: Page, url: str, artifact: Artifact, repeats: int) -> dict[str, np.ndarray]:
    """Return milliseconds from the press on a choice to its words and to its pictures, by what is chosen."""
    page.goto(f"{url}/error_gallery")
    content_of(page).wait_for()
    counts = _counts(artifact)
    times: dict[str, np.ndarray] = {}
    for label, choices, before in (
        ("True category", CATEGORIES[:2], ""),
        ("Verdict of people", VERDICTS[:2], CATEGORIES[repeats % 2]),
    ):
        turns = [choices[turn % 2] for turn in range(repeats + 1)]
        said = [f"{counts[f'{before} {choice}'.strip()]:,} of 10,000 errors" for choice in turns]
        spent = np.array([_choose(page, label, *both) for both in zip(turns, said, strict=True)][1:])
        times |= {f"{label}: count": spent[:, 0], f"{label}: all pictures": spent[:, 1]}
    return times


def _counts(artifact: Artifact) -> dict[str, int]:
    """Return how many errors each filter finds, by what is chosen."""
    with load_analysis_folder(artifact.folder.parent / ANALYSIS_FOLDER, WRONG).arrays(ERRORS_FILE) as arrays:
        verdict = arrays["verdict"]
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        labels = arrays["labels"]
    by_label = {name: int((labels == index).sum()) for index, name in enumerate(CATEGORIES)}
    both = {
        f"{name} {said}": int(((labels == index) & (verdict == place)).sum())
        for index, name in enumerate(CATEGORIES)
        for place, said in enumerate(VERDICTS)
    }
    return by_label | both


def _choose(page: Page, label: str, choice: str, said: str) -> tuple[float, float]:
    """Choose something; returns milliseconds until ``said`` stands on the page, and until all pictures do."""
    page.get_by_label(label).click()
    option = page.get_by_role("option", name=choice, exact=True)
    option.wait_for()
    page.evaluate(_WATCH, said)
    option.click()
    page.wait_for_function("() => window.spent")
    words, pictures = page.evaluate("() => window.spent")
    return words, pictures


def searches(repeats: int) -> np.ndarray:
    """Return milliseconds of one exact search, from the embedding of an upload to its nearest training pictures."""
    classifier = load_classifier(get_settings())
    similar = SimilarPictures.load(get_settings().artifacts_dir / ANALYSIS_FOLDER, classifier.version)
    pictures = np.random.default_rng(_SEED).integers(0, 255, (repeats + 1, 28, 28)).astype(np.uint8)
    embeddings = classifier.predict(pictures).embedding
    queries = iter(embeddings)
    return timed(lambda: _search(similar, next(queries)), repeats)


def _search(similar: SimilarPictures, embedding: np.ndarray) -> float:
    started = perf_counter()
    similar.nearest(embedding, NEAREST)
    return 1000 * (perf_counter() - started)


def timed(step: Callable[[], float], repeats: int) -> np.ndarray:
    """Return ``(repeats,)`` times that a step reports, after a first one that does not count."""
    step()
    return np.array([step() for _ in range(repeats)])


def write_wrong_model(folder: Path) -> Artifact:
    """Write the served model as one that is wrong on every test picture, with an analysis of as many errors."""
    settings = get_settings()
    served = load_current(settings.artifacts_dir)
    model = Path(shutil.copytree(served.folder, folder / WRONG))
    test = load_test(settings.dataset_dir)
    with np.load(model / "test_predictions.npz") as arrays:
        probabilities = arrays["probabilities"]
    labels = ((probabilities.argmax(axis=1) + 1) % len(CATEGORIES)).astype(np.uint8)
    np.savez(
        model / "test_predictions.npz",
        labels=labels,
        probabilities=probabilities,
        error_indices=np.arange(len(labels)),
        error_pictures=test.pictures,
    )
    _change(model, version=WRONG, files=served.manifest["files"])
    promote(folder, WRONG)
    for shared in (SCORES_FOLDER, STUDY_FOLDER, ANALYSIS_FOLDER):
        shutil.copytree(settings.artifacts_dir / shared, folder / shared)
    _write_errors(folder / ANALYSIS_FOLDER, len(labels))
    return load_current(folder)


def _write_errors(folder: Path, errors: int) -> None:
    chance = np.random.default_rng(_SEED)
    shares = chance.dirichlet(np.ones(4), errors).astype(np.float16)
    nothing = np.array([], dtype=np.uint16)
    none_found = {
        f"{kind}_{name}": nothing for kind in ("neighbour", "duplicate") for name in ("of", "row", "distance")
    }
    np.savez(
        folder / ERRORS_FILE,
        indices=np.arange(errors, dtype=np.uint16),
        label_share=shares[:, 0],
        predicted_share=shares[:, 1],
        third=chance.integers(0, 10, errors).astype(np.uint8),
        third_share=shares[:, 2],
        majority=chance.integers(0, 10, errors).astype(np.uint8),
        entropy_bits=chance.uniform(0, 3, errors).astype(np.float16),
        verdict=chance.integers(0, len(VERDICTS), errors).astype(np.uint8),
        saliency=np.zeros((errors, 28, 28), np.uint8),
        allow_pickle=False,
        **none_found,
    )
    _change(folder, model=WRONG, files=json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])


def _change(folder: Path, files: dict[str, str], **changes: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    hashes = {name: sha256_of(folder / name) for name in files}
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changes, "files": hashes}), encoding="utf-8")


@contextmanager
def browsing(folder: Path, artifacts_dir: Path) -> Iterator[tuple[Page, str]]:
    """Serve models and open a browser; gives its page and the application's address."""
    with running_application(folder, artifacts_dir=artifacts_dir) as server, open_window() as page:
        yield page, server.url


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysts")
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args(arguments).repeats
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with browsing(folder / "served", get_settings().artifacts_dir) as (page, url):
            _print("first content", first_content(page, url, repeats))
        (folder / "models").mkdir()
        artifact = write_wrong_model(folder / "models")
        with browsing(folder / "wrong", folder / "models") as (page, url):
            arrived = timed(lambda: _arrive(page, f"{url}/error_gallery"), repeats)
            _print("10,000 errors", {"first content": arrived} | filters(page, url, artifact, repeats))
    _print("search", {f"{NEAREST} nearest training pictures": searches(repeats)})


def _print(heading: str, times: dict[str, np.ndarray]) -> None:
    rows = [[name, f"{np.median(ms):.1f}", f"{np.percentile(ms, 95):.1f}"] for name, ms in times.items()]
    print_table([heading, "p50 ms", "p95 ms"], rows)
    print(flush=True)


if __name__ == "__main__":
    main()
