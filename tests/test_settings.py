from collections.abc import Iterator
from pathlib import Path

import pytest

from fashion_model.__main__ import main
from fashion_model.settings import Settings, SettingsError, get_settings


def test_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASHION_MAX_PHOTO_MEGABYTES", "2.5")
    monkeypatch.setenv("FASHION_PHOTOS_DIR", "elsewhere")
    assert Settings().max_photo_megabytes == 2.5
    assert Settings().photos_dir == Path("elsewhere")


@pytest.fixture
def fresh_settings() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize("value", ["-1", "many", "inf"])
@pytest.mark.usefixtures("fresh_settings")
def test_value_that_makes_no_sense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    monkeypatch.setenv("FASHION_MAX_PHOTO_MEGAPIXELS", value)
    with pytest.raises(SettingsError, match=f"FASHION_MAX_PHOTO_MEGAPIXELS: .* got '{value}'"):
        get_settings()
    get_settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main(["classify", "x.jpg"])
    assert ended.value.code == 2
    assert "FASHION_MAX_PHOTO_MEGAPIXELS" in capsys.readouterr().err
