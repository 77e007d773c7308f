import base64
import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from plotly.offline import get_plotlyjs

from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.confusion_figures import matrix_of
from fashion_model.web.evaluation.photos import NO_PHOTOS
from fashion_model.web.loaded import Part
from fashion_model.web.report.downloads_words import rows_csv, rows_frame
from fashion_model.web.report.share import report_html
from fashion_model.web.report.words import ReportContent, emphasised
from tests.web.report.fixtures import judgement, shipped_content

ADDRESSES = ("src", "href", "srcset", "action", "data", "poster", "background", "xlink:href")
VERDICTS = ("Suspect label", "Reasonable", "The network's fault", "Ambiguous")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" ''"


@dataclass
class Read(HTMLParser):
    """A report as a browser takes it apart."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    text: str = ""
    scripts: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.scripts += data
        elif inside != "style":
            self.text += data
        if inside in ("td", "th", "span") and self.rows:
            self.rows[-1][-1:] = [f"{''.join(self.rows[-1][-1:])}{data}"]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def row(self, first: str) -> list[str]:
        return next(row for row in self.rows if row and row[0] == first)


def read(content: ReportContent) -> Read:
    parser = Read()
    parser.feed(report_html(content).decode("utf-8"))
    return parser


@pytest.fixture(scope="module")
def content(artifact: Artifact) -> ReportContent:
    return shipped_content(artifact)


@pytest.fixture(scope="module")
def report(content: ReportContent) -> Read:
    return read(content)


def verdict_by_rule(row: dict[str, str]) -> str:
    label, predicted = float(row["label_share"]), float(row["predicted_share"])
    if predicted >= 0.5 and predicted > label:
        return "Suspect label"
    if predicted >= 0.25:
        return "Reasonable"
    return "The network's fault" if label >= 0.5 else "Ambiguous"


def test_verdict_counts_of_the_report_can_be_counted_again_from_the_exported_rows(
    content: ReportContent, report: Read
) -> None:
    rows = csv.DictReader(io.StringIO(rows_csv(rows_frame(content.table, None))))
    errors = [row for row in rows if row["right"] == "False"]
    counted = Counter(verdict_by_rule(row) for row in errors)
    assert {verdict: int(report.row(verdict)[1]) for verdict in VERDICTS} == dict(counted)
    assert all(row["verdict"] == verdict_by_rule(row)[0].lower() + verdict_by_rule(row)[1:] for row in errors)
    assert sum(counted.values()) == len(content.evaluation.benchmark.errors) > 0


def test_families_of_the_report_add_up_to_its_errors(content: ReportContent, report: Read) -> None:
    families = [row for row in report.rows if " seen as " in row[0] or row[0].endswith("smaller families")]
    assert sum(int(row[1]) for row in families) == len(content.errors)
    in_rows = (content.table["label"] == "Shirt") & (content.table["predicted"] == "T-shirt/top")
    assert int(report.row("Shirt seen as T-shirt/top")[1]) == in_rows.sum()


def test_nothing_is_fetched_from_anywhere(report: Read) -> None:
    addresses = [values[name] or "" for _, values in report.tags for name in ADDRESSES if name in values]
    assert addresses
    assert all(address.startswith(("#", "data:image/png;base64,")) for address in addresses)
    assert not {"link", "iframe", "object", "base"} & {tag for tag, _ in report.tags}
    [policy] = [meta["content"] or "" for meta in report.named("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'; img-src data: blob:;")


def test_style_asks_for_nothing(content: ReportContent) -> None:
    [style] = report_html(content).decode("utf-8").split("<style>")[1:]
    assert "url(" not in style.split("</style>")[0]
    assert "@import" not in style.split("</style>")[0]


def test_plotly_is_there_once(report: Read) -> None:
    assert report.scripts.count(get_plotlyjs()[:2000]) == 1
    drawn = [values for values in report.named("div") if "plotly-graph-div" in (values.get("class") or "")]
    assert len({values["id"] for values in drawn}) == len(drawn) >= 5


def test_it_says_which_model_and_when(content: ReportContent, report: Read) -> None:
    assert f"Evaluation of model {content.evaluation.version}" in report.text
    assert "Made on 29 Nov 2026, 08:30 UTC" in report.text
    assert report.named("html") == [{"lang": "en"}]


def test_headings_are_in_order_and_the_contents_lead_to_sections(report: Read) -> None:
    levels = [int(tag[1]) for tag, _ in report.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    sections = {f"#{values['id']}" for values in report.named("section") if "id" in values}
    assert {values["href"] for values in report.named("a")} == sections


def test_every_picture_is_a_test_picture_and_says_what_it_is(content: ReportContent, report: Read) -> None:
    pictures = report.named("img")
    assert len(pictures) == 4 * 24
    for shown in (pictures[0], pictures[-1]):
        encoded = (shown["src"] or "").removeprefix("data:image/png;base64,")
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))
        number, words = (shown["alt"] or "").removeprefix("Test picture ").split(": ")
        row = content.table.loc[int(number)]
        assert words == f"{row['label']}, taken for {row['predicted']}"
        assert (pixels[4::9, 4::9] == 255 - content.evaluation.benchmark.error_pictures[int(number)]).all()


def test_surest_errors_come_first(content: ReportContent, report: Read) -> None:
    suspect = content.errors[content.errors["verdict"] == "suspect label"]
    surest = suspect.loc[suspect["confidence"].idxmax(), "picture"]
    assert (report.named("img")[0]["alt"] or "").startswith(f"Test picture {surest}: ")


def test_scores_are_those_of_the_page(content: ReportContent, report: Read) -> None:
    recall = {score.index: score.recall for score in content.evaluation.benchmark.scores}
    coat = next(row for row in report.rows if row[0] == "Coat" and len(row) == 6)
    assert coat[2] == f"{100 * recall[4]:.1f}\N{NO-BREAK SPACE}%"
    assert coat[5] == "36.4\N{NO-BREAK SPACE}%"  # what people find, of the 1,000 coats, as published
    assert report.row("Without near-duplicates")[1:3] == ["9,972", "94.5\N{NO-BREAK SPACE}%"]
    assert report.row("Best published")[1] == "96.9\N{NO-BREAK SPACE}%"


def test_what_people_wrote_is_shown_and_not_obeyed(content: ReportContent, report: Read) -> None:
    hostile = read(replace(content, judgements=Part([judgement(note=HOSTILE, person=HOSTILE)])))
    assert Counter(tag for tag, _ in hostile.tags)["script"] == Counter(tag for tag, _ in report.tags)["script"]
    assert not any("onerror" in values for _, values in hostile.tags)
    assert HOSTILE in hostile.row("0")


def test_judgements_are_counted_by_verdict_and_people(content: ReportContent) -> None:
    first = content.errors[content.errors["verdict"] == "ambiguous"].iloc[0]
    said = [
        judgement(picture=str(first["picture"]), judgement="reasonable"),
        judgement(picture=str(first["picture"]), person="Ben"),
        judgement(source="photos", picture="a.jpg", judgement="model's fault"),
    ]
    report = read(replace(content, judgements=Part(said)))
    assert "3 judgements by 2 people." in report.text
    assert report.row("Fashion-MNIST") == ["Fashion-MNIST", "ambiguous", "1", "1", "0"]
    assert ["Photos", "–", "0", "0", "1"] in report.rows


def test_no_judgement_is_said(report: Read) -> None:
    assert "No error has been judged by an analyst yet." in report.text


def test_what_is_missing_is_said_and_the_rest_is_there(content: ReportContent) -> None:
    table = content.table.assign(
        verdict=np.nan, people_say=np.nan, near_duplicate=np.nan, label_share=np.nan, predicted_share=np.nan
    )
    bare = replace(
        content,
        analysis=Part(None, "There is no analysis."),
        study=Part(None, "There is no study."),
        judgements=Part(None, "The catalogue cannot be reached."),
        evaluation=replace(content.evaluation, photos=None),
        table=table,
    )
    report = read(bare)
    for sentence in ("no analysis.", "no study.", "catalogue cannot be reached.", NO_PHOTOS):
        assert sentence in report.text
    assert not report.named("img")
    assert not any(row and row[0] == "Suspect label" for row in report.rows)
    assert report.row("Ankle boot")


def test_answers_are_written_as_given(report: Read) -> None:
    assert "Very <accurate>." in report.text
    assert ("strong", {}) in report.tags


def test_emphasis_is_the_only_markup_of_a_sentence() -> None:
    assert emphasised("**a < b** & c") == "<strong>a &lt; b</strong> &amp; c"
    assert emphasised("2 ** 3 and [a](b)") == "2 ** 3 and [a](b)"


def test_matrix_has_shares_of_its_rows_and_no_zeros() -> None:
    matrix = matrix_of(np.array([[3, 1], [0, 0]]), np.eye(2, dtype=bool), ("a", "b"), ("c", "d"))
    [(_, first), (_, second)] = matrix.rows
    assert [(cell.number, cell.share, cell.right) for cell in first] == [("3", 0.75, True), ("1", 0.25, False)]
    assert [(cell.number, cell.share) for cell in second] == [("", 0), ("", 0)]


def test_matrix_refuses_names_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"expected shape \(1, 2\), got \(2, 2\)"):
        matrix_of(np.zeros((2, 2), int), np.eye(2, dtype=bool), ("a",), ("c", "d"))
