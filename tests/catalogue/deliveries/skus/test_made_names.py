"""Names that devices and programs make, a few of each family, and SKUs that look a little like them."""

import pytest

from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.deliveries.skus.made_names import FAMILIES, is_made_name
from fashion_model.catalogue.deliveries.skus.matching import preview

HEX = "0123456789abcdef0123456789abcdef"
NAMES = {
    "Canon, Apple and others": ("IMG_2041", "_MG_1234", "IMG_E1234", "IMG_1234_HDR", "IMG_2041 2"),
    "Canon's stitched and own prefixes": ("STA_1234", "MVI_0012", "2I0A1234"),
    "any camera in Adobe RGB": ("_R5A1234", "_DSC0001", "_5D31234"),
    "Nikon, Sony, Fuji and Polaroid": ("DSC_0001", "DSCN8756", "DSCF1234", "RSCN0004", "DSC00042-2"),
    "Olympus and Panasonic": ("P1010001", "PB150042", "_P3120007"),
    "Pentax, Sigma, Casio, Leica and Ricoh": ("IMGP0123", "SDIM0042", "CIMG1234", "L1000123", "R0010123"),
    "Kodak": ("100_1234", "101-0042_IMG", "DCP_0042", "DCP01234"),
    "Minolta, HP, Samsung, Sanyo and Epson": ("PICT0001", "HPIM0123", "SAM_0042", "SANY0012", "IM000123"),
    "Sony Mavica": ("MVC-123F", "MVC00123", "MVC-0001"),
    "GoPro, DJI and other action cameras": ("GOPR0123", "GX010042", "DJI_0042", "DJI_20240501120000_0001_D"),
    "Android with the moment": ("IMG_20260101_120000", "PXL_20260101_120000123.PORTRAIT", "MVIMG_20190101_120000"),
    "a burst": ("00000IMG_00000_BURST20190101120000_COVER", "BURST20190101120000", "IMG_1_BURST2"),
    "Samsung, Dropbox and other clocks": ("20260101_120000", "2026-01-01 12.00.00", "01.05.2026", "1767225600123"),
    "HTC, LG, Nokia and older phones": ("IMAG0042", "CAM00123", "Photo0042", "Bild0123", "Foto 012"),
    "BlackBerry": ("IMG00123-20110101-1234", "IMG00001-20091231-0001", "IMG00042-20100101-0900"),
    "iOS": ("FullSizeRender", "image0", "tempImageAb12Cd", "image_50412289"),
    "photo applications": ("PicsArt_01-02-11.22.33", "B612_20200101_120000_123", "PhotoRoom-20230101_120000"),
    "WhatsApp": ("IMG-20260101-WA0001", "WhatsApp Image 2026-01-01 at 12.00.00 (1)", "WhatsApp Bild 2026-01-01 um 12"),
    "Signal": ("signal-2026-01-01-12-00-00-123", "signal-2026-01-01-120000", "signal-attachment-2020"),
    "Telegram": ("photo_2026-01-01_12-00-00", "photo_12@01-01-2026_12-00-00", "photo_5368324170671202286_y"),
    "Facebook and Instagram": ("FB_IMG_1577836800000", "received_1234567890", "12345678_123456789012_123456789012_n"),
    "Viber, LINE, KakaoTalk and WeChat": (
        "viber_image_2020",
        "S__12345678",
        "KakaoTalk_20200101_1",
        "mmexport1577836800",
    ),
    "Skype, Slack, Snapchat and Teams": (
        "Skype_Picture_2020",
        "Image from iOS (3)",
        "Snapchat-123456",
        "MicrosoftTeams-image",
    ),
    "screenshots": (
        "Screenshot_2026",
        "Screen Shot 2026-01-01 at 12.00",
        "Screenshot 2026-01-01",
        "Snipaste_2020-01-01",
    ),
    "screenshots in other languages": (
        "Bildschirmfoto 2026-01-01 um 12",
        "Capture d’écran 2026",
        "Снимок экрана (2)",
        "截屏2026",
    ),
    "scanners": ("Scan0001", "Scan_20260101", "CCF01012020", "Numérisation_20260101", "img001", "SKM_C25820010112345"),
    "scanning applications": ("CamScanner 01-01-2020 12.00", "Adobe Scan 01 Jan 2020", "New Doc 2020-01-01 12.00"),
    "browsers": ("download (3)", "images", "unnamed", "Unbenannt-1", "maxresdefault"),
    "pictures of other shops": ("71abcDEF12L._AC_UL1500_", "s-l1600", "il_1588xN.1234567890_abcd", f"S{HEX}x"),
    "picture agencies": ("AdobeStock_123456789", "shutterstock_12345", "shirt-1234567_1280", "a-b-XyZ12-unsplash"),
    "generators": ("DALL·E 2023-01-01 12.00", "Gemini_Generated_Image_ab12", "ComfyUI_00001_", "00001-1234567890"),
    "drawing programs": ("Artboard 1", "Zeichenfläche 2", "Layer 12"),
    "random numbers and checksums": ("00003aeb-ace5-43bf-9a0c-dc31a03e9cd2", HEX, f"{HEX}01234567"),
}


def test_every_family_has_names_in_this_table() -> None:
    assert [family.source for family in FAMILIES] == list(NAMES)


@pytest.mark.parametrize("source", NAMES)
def test_made_names_are_no_skus(source: str) -> None:
    assert len(NAMES[source]) >= 3
    assert [name for name in NAMES[source] if not is_made_name(name)] == []
    matching = preview(SkuRule(), [f"{name}.jpg" for name in NAMES[source]])
    assert matching.items == ()


@pytest.mark.parametrize("name", ["IMG_2041", "P1010001", "Scan0001", "2I0A1234", "20260101"])
def test_known_sku_wins_over_every_family(name: str) -> None:
    matching = preview(SkuRule(), [f"{name}.jpg", f"{name}_2.jpg"], {name.casefold()})
    assert [(item.sku, len(item.paths)) for item in matching.items] == [(name, 2)]


@pytest.mark.parametrize(
    "name",
    [
        *("TS-1042", "SH-2210", "PX-1042", "DR-0311", "SCR-1042", "IMX-1042", "SNOW-1042", "P-1042", "PAN-1042"),
        *(
            "4006381333931",
            "B000123456",
            "HPVMPS",
            "90.750",
            "MAX-1042",
            "DSG-1042",
            "AB1C2345",
            "FRAME-1042",
            "BR-1042",
        ),
    ],
)
def test_skus_are_not_taken_for_made_names(name: str) -> None:
    assert not is_made_name(name)
    assert [item.sku for item in preview(SkuRule(), [f"{name}.jpg"]).items] == [name]


@pytest.mark.parametrize(("name", "known"), [("DSC_0001", "dsc"), ("2026-01-01", "2026"), ("IMG_1045", "1045")])
def test_part_of_a_made_name_is_no_known_sku(name: str, known: str) -> None:
    assert preview(SkuRule(), [f"{name}.jpg"], {known}).items == ()
