"""Every page and view, opened on the catalogue that the recorded session leaves, as text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fashion_model.settings import PROJECT_DIR
from tests.photo.outfits import outfit, png
from tests.recorded.page_text import page_text
from tests.recorded.session import Clock, Session, frozen
from tests.web.fixtures import PATIENCE_S, button

Step = Callable[[AppTest], object]


@dataclass(frozen=True)
class Visit:
    """A page, what its address says, and what a visitor does there one after the other."""

    page: str
    address: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def title(self) -> str:
        """The visit in a line."""
        asked = "&".join(f"{name}={value}" for name, value in self.address.items())
        return f"{self.page}?{asked}".rstrip("?")


def press(label: str) -> Step:
    return lambda page: button(page, label).click()


def drop(page: AppTest) -> None:
    page.file_uploader[0].set_value([("D-7_front.png", png(outfit()), "image/png"), ("notes.jpg", b"x", "image/jpeg")])


def choose(label: str, value: object) -> Step:
    """Return a step that sets the one choice or field of this label."""

    def set_it(page: AppTest) -> None:
        [found] = [
            element
            for kind in ("selectbox", "text_input", "segmented_control", "pills", "slider", "number_input")
            for element in page.get(kind)
            if element.label == label
        ]
        found.set_value(value)

    return set_it


def look_closer(page: AppTest) -> None:
    next(shown for shown in page.button if shown.label == "Look closer").click()


def note(text: str) -> Step:
    return lambda page: page.text_area[0].set_value(text)


_VISIT = re.compile(r"visit=[\w-]{22}")
"""Chance names a visit to Classify."""
EMPTY = (Visit("classify"), Visit("deliveries"), Visit("review"), Visit("catalogue"), Visit("rules"))
"""What is opened while nothing is stored."""
VISITS: dict[str, tuple[Visit, ...]] = {
    "deliveries": (
        Visit("deliveries"),
        *(Visit("deliveries", {"delivery": number}) for number in ("1", "2", "3", "99", "x")),
    ),
    "review": (
        Visit("review"),
        Visit("review", {"view": "many"}),
        Visit("review", {"order": "grouped"}),
        Visit("review", {"delivery": "2"}),
        Visit("review", {"delivery": "77", "question": "nothing"}),
        Visit("review", steps=(press("Skip"), press("Sandal"))),
    ),
    "catalogue": (
        Visit("catalogue"),
        Visit("catalogue", {"view": "Table", "sort": "SKU"}),
        Visit("catalogue", {"view": "Table"}, (press("Change all 17 found …"),)),
        *(Visit("catalogue", {"item": sku}) for sku in ("TS-1042", "L-1", "S-0", "P-1", "NO-1")),
        Visit("catalogue", {"q": "trousers of nobody"}),
        Visit("catalogue", {"category": "Coat", "status": "Decided by a person", "delivery": "2"}),
        Visit("catalogue", {"category": "Hat", "page": "7", "sort": "price", "delivery": "x", "from": "never"}),
    ),
    "evaluation": (
        *(
            Visit("evaluation", {"view": view} if view != "Overview" else {})
            for view in (
                "Overview",
                "Categories",
                "Confidence",
                "Photos",
                "Network",
                "Versions",
                "Study",
                "Share",
                "Nothing",
            )
        ),
        *(Visit("evaluation", {"view": view, "of": "Photos"}) for view in ("Categories", "Confidence")),
    ),
    "gallery": (
        Visit("error_gallery"),
        Visit("error_gallery", {"true": "Shirt", "predicted": "Coat", "sort": "People most divided first"}),
        Visit("error_gallery", {"picture": "1643"}),
        Visit("error_gallery", {"show": "Families"}),
        Visit("error_gallery", {"show": "Judged"}),
        Visit("error_gallery", {"picture": "732"}, (note("A *collar*!"), press("Wrong label"))),
        Visit("error_gallery", {"show": "Judged"}),
        Visit("error_gallery", {"show": "Blind round"}),
        Visit("error_gallery", {"show": "Blind round", "round": "recorded"}),
        Visit("error_gallery", {"show": "Blind round", "round": "recorded"}, (press("Bag"),) * 20),
        Visit("error_gallery", {"answers": "Right answers", "predicted": "Bag"}),
        Visit("error_gallery", {"answers": "Unsure", "of": "Photos"}),
        Visit("error_gallery", {"pictures": "Photos"}),
        Visit("error_gallery", {"pictures": "Photos", "show": "Families"}),
        Visit("error_gallery", {"pictures": "Photos"}, (look_closer,)),
        Visit("error_gallery", {"verdict": "none", "true": "Hat", "page": "99", "picture": "x", "sort": "by age"}),
    ),
    "rules": (Visit("rules"), Visit("rules", steps=(press("Use this threshold"),))),
    "help": (Visit("help"),),
    "menu": (Visit("navigation"),),
    "classify": (
        Visit("classify", steps=(drop,)),
        Visit(
            "classify",
            steps=(
                drop,
                choose("Title of the new item", "Long dress"),
                choose("Is that right?", "Change"),
                choose("The right category", "Dress"),
                press("Create the item and save"),
            ),
        ),
        Visit("classify", steps=(choose("Or without a file", "Try a sample"),)),
        *(
            Visit(
                "classify",
                steps=(
                    choose("Or without a file", "Try a sample"),
                    choose("Small pictures from Fashion-MNIST", sample),
                ),
            )
            for sample in ("T-shirt/top", "Bag")
        ),
    ),
}


def page_texts(session: Session) -> dict[str, str]:
    """Return the text of every page, by file name; they show the catalogue of a session that was played."""
    session.set_up(reviewer="Ann Smith")
    return {f"page_{name}.txt": _told(visits, session) for name, visits in VISITS.items()}


def empty_page_texts(folder: Path) -> dict[str, str]:
    """Return the text of the pages while nothing is stored."""
    with frozen(folder) as (clock, set_up):
        set_up(
            database_url=f"sqlite:///{folder / 'empty.sqlite3'}",
            photos_dir=folder / "photos",
            spool_dir=folder / "spool",
            reviewer="Ann Smith",
        )
        return {"page_empty.txt": "\n".join(_open(visit, clock) for visit in EMPTY)}


def _told(visits: tuple[Visit, ...], session: Session) -> str:
    told = str(session.told("\n".join(_open(visit, session.clock) for visit in visits)))
    return _VISIT.sub("visit=…", told)


def _open(visit: Visit, clock: Clock) -> str:
    clock.tick()
    page = AppTest.from_file(str(PROJECT_DIR / "pages" / f"{visit.page}.py"), default_timeout=PATIENCE_S)
    for name, value in visit.address.items():
        page.query_params[name] = value
    page.run()
    for step in visit.steps:
        clock.tick()
        step(page)
        page.run()
    return f"===== {visit.title}{' …' * len(visit.steps)} =====\n{page_text(page)}"
