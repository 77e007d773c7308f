"""The menu: every page is in it, with a title and an icon, and opens."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from tests.web.fixtures import PATIENCE_S, button, labels, texts

TITLES = {
    "classify.py": "Classify",
    "deliveries.py": "Deliveries",
    "review.py": "Review",
    "catalogue.py": "Catalogue",
    "evaluation.py": "Evaluation",
    "error_gallery.py": "Error gallery",
    "rules.py": "Rules",
    "help.py": "Help",
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


def test_photos_outlast_a_visit_to_another_page_until_they_are_cleared(menu: AppTest, shirt_photo: bytes) -> None:
    menu.run()
    menu.file_uploader[0].set_value([("TS-1.jpg", shirt_photo, "image/jpeg")]).run()
    assert "1 file ·" in texts(menu)
    assert labels(menu) == ["Create the item and save"]
    menu.switch_page("catalogue.py").run()
    menu.switch_page("classify.py").run()
    assert not menu.exception
    assert "1 file ·" in texts(menu)
    assert "No such item" in menu.warning[0].value
    button(menu, "Clear all photos").click().run()
    assert "1 file" not in texts(menu)
    assert labels(menu) == []


def test_saved_photo_leads_to_its_item(menu: AppTest, shirt_photo: bytes, shop: Catalogue) -> None:
    shop.create_item("TS-1", "Plaid shirt")
    shop.create_item("TS-2", "White shirt")
    menu.run()
    menu.file_uploader[0].set_value([("TS-1.jpg", shirt_photo, "image/jpeg")]).run()
    button(menu, "Save").click().run()
    button(menu, "See it in the catalogue").click().run()
    assert menu.title[0].value == "Catalogue"
    assert "1 item found" in texts(menu)
    assert "**Plaid shirt**" in texts(menu)
