"""File names that cameras, phones, messengers, scanners and programs make: none is a SKU."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_DAY: Final = r"(?:19|20)\d{2}[-_. ]?(?:0[1-9]|1[0-2])[-_. ]?(?:0[1-9]|[12]\d|3[01])"
_EURO_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])[-_.](?:0?[1-9]|1[0-2])[-_.](?:19|20)\d{2}"
_UUID: Final = r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"
_REST: Final = r"(?:[\s_.~(@-].*)?"
"""Whatever a program or person writes behind."""


@dataclass(frozen=True)
class MadeNames:
    """One family of names that nobody typed."""

    source: str
    """Who makes them."""
    pattern: str
    """Of the whole name without its ending; upper and lower case are the same."""


FAMILIES: Final = (
    # Cameras; the Design rule for Camera File system wants four characters and four digits. Prefixes are from makers'
    # manuals and from the list of senseless titles that Wikimedia Commons keeps.
    MadeNames("Canon, Apple and others", rf"_?I?MG[-_ ]?[A-Z]{{0,2}}\d{{1,8}}(?:[-_ ]?(?:HDR|BURST|PANO|IMG))*{_REST}"),
    MadeNames("Canon's stitched and own prefixes", r"ST[A-E]_\d{4}|(?:MVI|CRW|AUT|_MGL)_\d{4}|\d[A-Z]\d[A-Z]\d{4}"),
    MadeNames("any camera in Adobe RGB", r"_[A-Z0-9]{3}\d{4}"),
    MadeNames("Nikon, Sony, Fuji and Polaroid", rf"_?(?:DSC[FNPAB]?|DSF|[SRFV]SCN|INTN)[-_]?\d{{3,8}}{_REST}"),
    MadeNames(
        "Olympus and Panasonic",
        rf"_?P(?:1\d{{6}}|[1-9A-C](?:0[1-9]|[12]\d|3[01])\d{{4}}){_REST}|PANA\d{{4}}",
    ),
    MadeNames("Pentax, Sigma, Casio, Leica and Ricoh", r"_?(?:IMGP|IGP|SDIM|CIMG)\d{4}|[LR][01]\d{6}"),
    MadeNames("Kodak", r"1\d{2}_\d{4}(?:_IMG)?|1\d{2}-\d{4}_IMG|10\d-\d{4}|DCP_\d{4}|DCP\d{5}|DC\d{4}[SML]|KIF_\d{4}"),
    MadeNames(
        "Minolta, HP, Samsung, Sanyo and Epson",
        r"(?:PICT|HPIM|SANY|VIVI|EPSN|PDRM|MDSC|DIGI|SAM_|PIC_|KIC[AX])\d{4}|(?:IM|EX)\d{6}",
    ),
    MadeNames("Sony Mavica", r"MVC-?\d{3,5}[A-Z]?"),
    MadeNames(
        "GoPro, DJI and other action cameras",
        rf"(?:GOPR|YDXJ|YIMG|GS__|LRV_|PRO_VID_|VID)[-_]?\d{{3,18}}{_REST}|G[PHXLS]\d{{6}}|G00\d{{5}}|DJI[-_]?\d.*",
    ),
    # Phones.
    MadeNames(
        "Android with the moment",
        rf"(?:IMG|VID|PXL|MVIMG|PANO|BURST|P|WP|C360|LMC|AGC|GCAM|CAMERA|PHOTO|PICTURE|IMAGE|PORTRAIT|NIGHT|RAW)"
        rf"[-_ ]*{_DAY}.*|(?:PXL|MVIMG|PANO)_.*",
    ),
    MadeNames("a burst", r"\d*IMG_\d+_BURST\d*.*|BURST\d{6,}.*"),
    MadeNames(
        "Samsung, Dropbox and other clocks",
        rf"{_DAY}[-_ T]+\d{{2}}[-_.:h]?\d{{2}}.*|{_DAY}|{_EURO_DAY}.*|1[4-9]\d{{11}}",
    ),
    MadeNames(
        "HTC, LG, Nokia and older phones",
        r"IMAG\d{4}|CAM\d{5}|(?:Photo|Image|Imagen|Foto|Bild|Camera|Picture|Fotografie|Snapshot|Kuva|Obraz|Immagine)"
        r"[-_ ]?\d{3,8}(?:[-_ ]\d+)?",
    ),
    MadeNames("BlackBerry", r"IMG\d{5}-\d{8}-\d{4}"),
    MadeNames(
        "iOS",
        r"FullSizeRender.*|tempImage\w*|RPReplay.*|image\d{0,9}|image_\d{5,}|camphoto_\d+|lp_image.*|Photo on .*",
    ),
    MadeNames(
        "photo applications",
        r"(?:PicsArt|B612|SNOW|BeautyPlus|InShot|VSCO|Polish|Remini|FaceApp|retouch|Lightroom|Facetune|Snapseed"
        r"|Collage|PhotoRoom|Canva|YouCam|SODA|Meitu|Lensa|Bazaart|Picsew)[-_ ]?(?:\d{2}-\d{2}|\d{6}).*",
    ),
    # Messengers and networks.
    MadeNames(
        "WhatsApp",
        r"(?:IMG|VID|STK)-\d{8}-WA\d{4,}.*|WhatsApp[-_ ](?:Image|Bild|Foto|Photo|Video|Imagem|Imagen|Immagine).*",
    ),
    MadeNames("Signal", r"signal-\d{4}-\d{2}-\d{2}.*|signal-attachment.*"),
    MadeNames("Telegram", rf"photo_(?:\d+@)?(?:{_DAY}|{_EURO_DAY}).*|photo_\d{{3,}}_[xy]|telegram[-_]cloud.*|AgAC\w+"),
    MadeNames(
        "Facebook and Instagram",
        r"FB_IMG_\d+.*|received_\d{6,}.*|\d{6,}_\d{12,}_\d{12,}_[a-z]|Messenger_creation.*|\d{15,}|SaveInsta.*",
    ),
    MadeNames(
        "Viber, LINE, KakaoTalk and WeChat",
        r"viber[-_ ]?ima.*|IMG-[0-9a-f]{32}-V|LINE_ALBUM.*|S__\d{6,}|line_\d{8,}|KakaoTalk[-_].*|mmexport\d+.*"
        r"|wx_camera_\d+|microMsg\.\d+|WeChat[-_ ]?Image.*|微信图片.*|Weixin.*|QQ图片.*",
    ),
    MadeNames("Skype, Slack, Snapchat and Teams", r"Skype_Picture.*|Image from iOS.*|Snapchat-\d+.*|MicrosoftTeams-.*"),
    # Screens and scanners.
    MadeNames(
        "screenshots",
        r"(?:Screen[-_ ]?shots?|ScreenClip|Screen[-_ ]?Capture|Screen[-_ ]?Grab|SmartSelect|Snipaste|Lightshot"
        r"|Greenshot|flameshot|ksnip|Annotation|Clipboard|Capture|vlcsnap)(?:[-_ \d].*)?",
    ),
    MadeNames(
        "screenshots in other languages",
        r"(?:Bildschirmfoto|Bildschirmaufnahme|Capture d[’'e_ ].*cran|Captura de (?:pantalla|Tela|ecrã)"
        r"|Captură de ecran|Schermata|Schermafbeelding|Schermopname|Skärmavbild|Skärmbild|Skärmklipp|Skjermbilde"
        r"|Skærmbillede|Näyttökuva|Zrzut[-_ ]ekranu|Sním(?:ek|ka)[-_ ]obrazovky|Képernyő(?:fotó|kép|felvétel)"
        r"|Ekran[-_ ](?:görüntüsü|Resmi|Alıntısı)|Снимок[-_ ]экрана|Скриншот|Знімок[-_ ]екрана|Στιγμιότυπο"
        r"|スクリーンショット|屏幕(?:截图|快照)|截屏|截图|螢幕(?:截圖|快照|擷取畫面)|스크린샷|화면 캡처|لقطة|צילום מסך"
        r"|Ảnh chụp|ภาพหน้าจอ|Tangkapan Layar|Posnetek|Snimka zaslona).*",
    ),
    MadeNames(
        "scanners",
        rf"(?:Scan(?:s|ned)?|Document|Dokument|Numérisation|Numerisation|Scansione|Digitaliz\w*|Escan\w*|Scannen|Skan"
        rf"|Skanowanie|Skannaus|Szkennelés|Skenov\w*|Сканирование|Скан|スキャン|扫描|掃描|스캔)(?:[-_ (]?\d.*|[-_ ].*)?"
        rf"|CC[IFE]\d{{8}}.*|EPSON\d{{3,}}|SKM(?:BT)?_?C?\d{{6,}}|KMBT_?\w*\d{{6,}}|HPSCAN.*|Xerox[-_ ]Scan.*"
        rf"|SCN_?\d{{4}}|DOC\d{{8,}}.*|img\d{{3}}|img{_DAY}.*|MX-\w+_.*",
    ),
    MadeNames(
        "scanning applications",
        r"(?:CamScanner|Adobe Scan|Office Lens|Microsoft Lens|Genius Scan|TurboScan|New Doc|ScannerPro|SwiftScan).*",
    ),
    # Browsers, shops, agencies, generators.
    MadeNames(
        "browsers",
        r"(?:downloads?|images?|unnamed|unbenannt|untitled|index|blob|file|maxresdefault|hqdefault|sans titre"
        r"|sin t[ií]tulo|senza titolo|sem t[ií]tulo|naamloos|bez názvu|без названия|名称未設定|未命名|无标题|getImage"
        r"|image-asset)(?:[-_ (]*\d*\)?)|tumblr_.*|main-qimg-.*",
    ),
    MadeNames(
        "pictures of other shops",
        r"[0-9A-Za-z+%-]{10,12}\._[A-Z0-9_,]+_?|\w+_AC_[US][LXY]\d+_?|s-l\d{2,4}|il_(?:fullxfull|\d+x[N\d]+)\..*"
        r"|[SHA][0-9a-f]{32}\w{0,3}|HTB1\w{20,}",
    ),
    MadeNames(
        "picture agencies",
        r"(?:Adobe[-_ ]?Stock|shutterstock|iStock(?:photo)?|Getty[-_ ]?Images|depositphotos|dreamstime|123rf|alamy"
        r"|stock-photo|pexels|pixabay|freepik|fotolia|bigstock)[-_ ].*|.*-unsplash|.*-\d{6,8}_(?:640|960|1280|1920)",
    ),
    MadeNames(
        "generators",
        r"DALL[·.-]?E.*|Gemini[-_ ]Generated.*|ChatGPT[-_ ]Image.*|Firefly[-_ ].*|Midjourney.*|ComfyUI_.*"
        r"|\d{5}-\d{8,10}|Leonardo_.*|Copilot_.*",
    ),
    MadeNames(
        "drawing programs",
        r"(?:Artboard|Zeichenfläche|Plan de travail|Asset|Frame|Rectangle|Layer|Slide|Folie) ?\d{1,3}",
    ),
    MadeNames("random numbers and checksums", rf"{_UUID}|[0-9a-f]{{32}}|[0-9a-f]{{40}}|[0-9a-f]{{64}}|AF1Qip[\w-]+"),
)
"""Every family once; the tests hold names of each."""

_ALL = re.compile("|".join(f"(?:{family.pattern})" for family in FAMILIES), re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def is_made_name(name: str) -> bool:
    """Return whether a device or program made a name, without its ending.

    >>> is_made_name("IMG_2041"), is_made_name("TS-1042")
    (True, False)
    """
    return _ALL.fullmatch(name) is not None
