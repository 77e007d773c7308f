"""The menu: every page is in it, with a title and an icon, and opens."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.operations import Catalogue
from tests.web_fixtures import PATIENCE_S

TITLES = {
    "classify.py": "Classify",
    "catalogue.py": "Catalogue",
    "evaluation.py": "Evaluation",
    "error_gallery.py": "Error gallery",
}


@pytest.fixture
def menu(shop: Catalogue, project_dir: Path) -> AppTest:
    return AppTest.from_file(str(project_dir / "pages" / "navigation.py"), default_timeout=PATIENCE_S)


def test_menu_opens_classify_first(menu: AppTest) -> None:
    menu.run()
    assert not menu.exception
    assert menu.title[0].value == "Classify"


@pytest.mark.parametrize("file", TITLES)
def test_page_opens_under_its_title(menu: AppTest, file: str) -> None:
    menu.run()
    menu.switch_page(file).run()
    assert not menu.exception
    assert menu.title[0].value == TITLES[file]


def test_every_page_file_is_in_the_menu(project_dir: Path) -> None:
    assert {one.name for one in (project_dir / "pages").glob("*.py")} == {*TITLES, "navigation.py"}


def test_empty_catalogue_leads_to_classify(menu: AppTest) -> None:
    menu.run()
    menu.switch_page("catalogue.py").run()
    menu.button[0].click().run()
    assert menu.title[0].value == "Classify"
