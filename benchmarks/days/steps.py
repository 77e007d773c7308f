"""Steps of a day: what was shown beside what was saved, and where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect
from sqlalchemy import Engine

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.formats import percent

NOTHING = "nothing"
_WORDS_SHOWN = 180
_OPENS_MS = 3_000
_SCROLLED = ("html", "[data-testid=stMain]")
_CROSS = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Step:
    """One step of a day.

    Attributes:
        name: What was done.
        shown: What stood on the screen, by name.
        saved: What the database, or a file that was downloaded, says of the same names.
    """

    name: str
    shown: Mapping[str, object]
    saved: Mapping[str, object]

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, or is on one side only, in a sentence each."""
        return tuple(
            f"{name}: shown {self.shown.get(name, NOTHING)!r}, saved {self.saved.get(name, NOTHING)!r}"
            for name in dict.fromkeys([*self.shown, *self.saved])
            if self.shown.get(name, NOTHING) != self.saved.get(name, NOTHING)
        )

    def __str__(self) -> str:
        if self.differences:
            return "\n".join([f"{_CROSS} {self.name}", *(f"    {difference}" for difference in self.differences)])
        said = "; ".join(f"{name} {value}" for name, value in self.shown.items())
        return f"  {self.name}: {said if len(said) <= _WORDS_SHOWN else said[:_WORDS_SHOWN] + ' …'}"


def plain(text: str) -> str:
    r"""Return a text of the page with each run of spaces, no-break ones too, as one space.

    >>> plain("Shirt \n 62\N{NO-BREAK SPACE}%")
    'Shirt 62 %'
    """
    return " ".join(text.split())


def ranked(probabilities: Sequence[float], scope: float, number: int) -> list[str]:
    """Return what the bars of a saved suggestion say, the likeliest first.

    Args:
        probabilities: Of the ten, if the item is one of them.
        scope: How probable that is.
        number: How many bars.
    """
    shares = {name: share * scope for name, share in zip(CATEGORIES, probabilities, strict=True)}
    shares[NONE_OF_THE_TEN] = 1 - scope
    return [plain(f"{name} · {percent(shares[name])}") for name in sorted(shares, key=lambda name: -shares[name])][
        :number
    ]


class Walk:
    """A person's way through the pages at one width, and its steps so far."""

    def __init__(self, page: Page, url: str, catalogue: Catalogue, engine: Engine, folder: Path) -> None:
        self.page, self.url = page, url
        self.catalogue, self.engine, self.folder = catalogue, engine, folder
        self.steps: list[Step] = []

    @property
    def differences(self) -> int:
        """How many steps saved something else than they showed, or could not be done."""
        return sum(bool(step.differences) for step in self.steps)

    def compare(self, name: str, shown: Mapping[str, object], saved: Mapping[str, object]) -> None:
        """Note a step and print it."""
        self.steps.append(Step(name, shown, saved))
        print(self.steps[-1], flush=True)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Note that a part of the day could not be walked to its end, and go on with the next."""
        try:
            yield
        except (Error, AssertionError) as problem:
            self.page.screenshot(path=self.folder / f"{name}-stopped.png")
            first = next((line for line in plain_lines(str(problem)) if line), "")
            self.compare(f"{name} stopped", {"problem": first}, {})

    def go(self, address: str) -> None:
        """Open an address of the application and wait until the page has come to rest."""
        self.page.goto(f"{self.url}{address}")
        self.page.get_by_role("heading", level=1).wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait until the page does nothing."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def press(self, name: str) -> None:
        """Press the first button of a name and wait until the page has come to rest."""
        self.button(name).click()
        self.rest()

    def button(self, name: str) -> Locator:
        """Return the first button whose name begins so; icons come before the words."""
        return self.page.get_by_role("button", name=name).first

    def select(self, box: Locator, option: str) -> None:
        """Choose an option of a list by keyboard and mouse, wherever the list opens."""
        wanted = self.page.get_by_role("option", name=option, exact=True)
        box.press("ArrowDown")
        with suppress(AssertionError):  # on a phone the first press may only bring the list into view
            expect(wanted).to_be_visible(timeout=_OPENS_MS)
        if not wanted.is_visible():
            box.click()
        wanted.click()
        self.rest()

    def look(self, name: str) -> None:
        """Keep a picture of the page; a page that scrolls sideways or shows a traceback is a difference."""
        self.rest()
        width = (self.page.viewport_size or {"width": 0})["width"]
        wider = [where for where in _SCROLLED if self.page.locator(where).evaluate("part => part.scrollWidth") > width]
        faults = self.page.get_by_test_id("stException").all_inner_texts()
        self.page.screenshot(path=self.folder / f"{name}.png")
        self.page.screenshot(path=self.folder / f"{name}-whole.png", full_page=True)
        if wider or faults:
            self.compare(f"look at {name}", {"wider than the window": wider, "tracebacks": faults}, {})


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text, each without runs of spaces."""
    return [plain(line) for line in text.splitlines()]
