"""Which files of the server a delivery may take."""

from pathlib import Path

import pytest

from fashion_model.intake.archive import files_below
from fashion_model.intake.errors import FolderRefused


@pytest.fixture
def deliveries(tmp_path: Path) -> Path:
    for name in ("deliveries/May/2.jpg", "deliveries/May/TS-1/front.jpg", "deliveries/June/x.jpg", "secret/key.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"photo")
    return tmp_path / "deliveries"


def below(root: Path, folder: str) -> list[str]:
    return [file.relative_to(root).as_posix() for file in files_below(root, folder)]


def test_folder_gives_all_files_below_it_in_order(deliveries: Path) -> None:
    assert below(deliveries, "May") == ["May/2.jpg", "May/TS-1/front.jpg"]
    assert below(deliveries, "May/TS-1/") == ["May/TS-1/front.jpg"]


def test_no_folder_named_gives_all_deliveries(deliveries: Path) -> None:
    assert below(deliveries, "") == ["June/x.jpg", "May/2.jpg", "May/TS-1/front.jpg"]


def test_hidden_files_and_what_computers_add_are_left_out(deliveries: Path) -> None:
    for name in (".DS_Store", "._2.jpg", "Thumbs.db", "desktop.ini"):
        (deliveries / "May" / name).write_bytes(b"")
    assert below(deliveries, "May") == ["May/2.jpg", "May/TS-1/front.jpg"]


@pytest.mark.parametrize("folder", ["..", "../secret", "May/../../secret", "May/..", "May\\..\\.."])
def test_folder_that_leads_upwards_is_refused(deliveries: Path, folder: str) -> None:
    with pytest.raises(FolderRefused, match="leads upwards"):
        files_below(deliveries, folder)


@pytest.mark.parametrize("folder", ["/etc", "//host/share", "C:\\photos", "C:photos", "\\\\host\\share"])
def test_place_on_the_whole_server_is_refused(deliveries: Path, folder: str) -> None:
    with pytest.raises(FolderRefused, match=r"whole server.*such as “May/shoes”"):
        files_below(deliveries, folder)


def test_place_on_the_whole_server_is_refused_even_below_the_deliveries(deliveries: Path) -> None:
    with pytest.raises(FolderRefused, match="whole server"):
        files_below(deliveries, str(deliveries / "May"))


@pytest.mark.parametrize("folder", ["May\x00", "May\n", "\u202eMay"])
def test_characters_that_cannot_be_seen_are_refused(deliveries: Path, folder: str) -> None:
    with pytest.raises(FolderRefused, match="cannot be seen"):
        files_below(deliveries, folder)


@pytest.mark.parametrize("folder", ["April", "May/2.jpg", "may be", "~", "x" * 5000])
def test_what_is_no_folder_is_refused(deliveries: Path, folder: str) -> None:
    with pytest.raises(FolderRefused, match="is no folder among the deliveries"):
        files_below(deliveries, folder)


@pytest.mark.parametrize("target", ["../secret", "/"])
def test_folder_that_is_a_link_to_elsewhere_is_refused(deliveries: Path, target: str) -> None:
    (deliveries / "link").symlink_to(target)
    with pytest.raises(FolderRefused, match="“link” is a link to a place outside"):
        files_below(deliveries, "link")


def test_folder_behind_a_link_to_elsewhere_is_refused(deliveries: Path) -> None:
    (deliveries.parent / "secret" / "deep").mkdir()
    (deliveries / "link").symlink_to("../secret")
    with pytest.raises(FolderRefused, match="“link/deep” is a link"):
        files_below(deliveries, "link/deep")


def test_photo_that_is_a_link_to_elsewhere_is_refused_by_name(deliveries: Path) -> None:
    (deliveries / "May" / "3.jpg").symlink_to(deliveries.parent / "secret" / "key.jpg")
    with pytest.raises(FolderRefused, match=r"“May/3\.jpg” is a link.*remove the link"):
        files_below(deliveries, "May")


def test_link_within_the_deliveries_is_followed_and_folder_links_below_are_not(deliveries: Path) -> None:
    (deliveries / "May" / "3.jpg").symlink_to("../June/x.jpg")
    (deliveries / "May" / "again").symlink_to("../May")
    (deliveries / "May" / "out").symlink_to("../../secret")
    assert below(deliveries, "May") == ["May/2.jpg", "May/3.jpg", "May/TS-1/front.jpg"]


def test_root_may_itself_be_a_link(deliveries: Path) -> None:
    (deliveries.parent / "disk").symlink_to(deliveries)
    assert below(deliveries.parent / "disk", "June") == ["June/x.jpg"]


def test_folder_of_a_similar_name_beside_the_root_is_outside(deliveries: Path) -> None:
    (deliveries.parent / "deliveries-old").mkdir()
    (deliveries / "old").symlink_to("../deliveries-old")
    with pytest.raises(FolderRefused, match="outside the deliveries"):
        files_below(deliveries, "old")


def test_missing_root_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused, match="FASHION_DELIVERIES_DIR"):
        files_below(tmp_path / "none", "May")
