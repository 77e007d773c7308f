"""SKUs suggested on the Classify page are those that deliveries would find."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.web.classify.skus import suggested_skus


@pytest.mark.parametrize(
    ("name", "sku"),
    [
        ("TS-1042.jpg", "TS-1042"),
        ("TS-1001_1.jpg", "TS-1001"),
        ("TS-1001-front (2).JPG", "TS-1001"),
        ("TS-6001.HEIC.jpg", "TS-6001"),
        ("../../etc/TS-1.tar.gz", "TS-1.tar"),
        (r"C:\\photos\\TS-2.JPG", "TS-2"),
        ("hat_12.b.png", "hat_12.b"),
        ("no ending", ""),
        ("front(1).jpg", ""),
        ("TS-1:2.jpg", ""),
        ("<b>x.jpg", ""),
        ("IMG_1234.jpg", ""),
        ("TS-8003_001.jpg", ""),
        ("x" * 240 + ".jpg", ""),
        ("a\tb.jpg", ""),
        ("", ""),
    ],
)
def test_sku_is_suggested_from_the_file_name_when_it_can_be_one(name: str, sku: str) -> None:
    assert suggested_skus([name], None).get(name, "") == sku


def test_known_skus_and_files_beside_it_say_what_a_name_means(catalogue: Catalogue) -> None:
    catalogue.create_item("TS-1042-1", "Blue shirt")
    catalogue.create_item("TS-8003", "Red shirt")
    names = ["TS-1042-1.jpg", "TS-8003_001.jpg", "HPVMPS.jpg", "HPVMPS_2.jpg"]
    skus = suggested_skus(names, lambda: catalogue)
    assert list(skus.values()) == ["TS-1042-1", "TS-8003", "HPVMPS", "HPVMPS"]
    assert suggested_skus(["TS-1042-1.jpg"], None) == {"TS-1042-1.jpg": "TS-1042"}


def test_names_are_read_without_a_catalogue_that_does_not_answer() -> None:
    def fail() -> Catalogue:
        raise CatalogueUnavailable("The database rests.")

    assert suggested_skus(["TS-1001_1.jpg"], fail) == {"TS-1001_1.jpg": "TS-1001"}
