"""Words in file and folder names that tell of the picture, not of the item."""

import re
from typing import Final

from fashion_model.catalogue.names import search_key

_VIEWS: Final = """
front back side left right top bottom sole inside outside detail details closeup close up on lay zoom model worn
packshot flat ghost main label view swatch rear profile upper inner outer alt alternate hero lifestyle angle angled
flatlay mannequin onmodel look outfit swatches overview macro cover primary secondary additional
vorne hinten vorn hinterseite vorderseite rückseite rueckseite seite seitlich links rechts oben unten sohle innen
außen aussen getragen freisteller etikett ansicht nahaufnahme vorderansicht rückansicht rueckansicht seitenansicht
detailansicht draufsicht
devant derrière derriere dos face côté cote gauche droite dessus dessous semelle intérieur interieur porté porte
détail étiquette etiquette arrière arriere avant profil vue
frente espalda atrás atras detrás detras delante lado lateral izquierda derecha arriba abajo detalle suela trasera
delantera etiqueta reverso vista
fronte retro davanti dietro lato sinistra destra sopra sotto dettaglio suola etichetta indossato
trás tras costas esquerda direita cima baixo detalhe sola
voor voorkant achter achterkant zijkant binnenkant buitenkant boven onder zool
przód przod tył tyl bok lewa prawa góra gora dół dol szczegół szczegol metka
framsida baksida sida vänster höger ovan under detalj närbild forside bagside bakside venstre højre høyre side
edestä takaa sivu yksityiskohta předek predek zadní zadni přední predni bočné boční elöl hátul oldal részlet
ön arka yan sol sağ sag alt detay önden arkadan спереди сзади сбоку перед зад деталь вид изнанка
正面 背面 側面 侧面 前面 後面 后面 细节 細節 詳細 表 裏 左 右 上 下 앞 뒤 앞면 뒷면 옆 옆면 상세 디테일
"""
"""What photographers write for a view, in the shops' common languages."""

_PICTURES: Final = """
pic pics picture pictures image images img imgs photo photos foto fotos fotka photograph snapshot shot shots pict
bild bilder produktbild produktfoto produktbilder aufnahme artikelbild
imagen imágenes imagenes fotografía fotografia fotografie imagem imagens immagine immagini cliché cliche
afbeelding afbeeldingen plaatje kuva kuvat valokuva bilde bilete billede billeder fotografi
obraz obrazek obrázek obrázok zdjęcie zdjecie zdjęcia fotografija slika slike kép kepek képek fénykép fotó poza imagine
resim fotoğraf fotograf görsel gorsel gambar larawan hình hinh ảnh anh φωτογραφία εικόνα
фото фотография картинка изображение снимок рисунок зображення снимка слика
写真 画像 图片 照片 圖片 相片 图像 사진 이미지 그림 صورة صور תמונה รูป ภาพ รูปภาพ चित्र फोटो तस्वीर
productimage productphoto prod untitled unnamed unbenannt noname unknown file datei fichier archivo default
item product produkt article artikel artículo articulo articolo produit producto prodotto produto
asset media new neu nouveau nuevo nuova nuovo test tmp temp sample noname
"""
"""What stands for “picture”, “file” or “product” in a name that says no more."""

_RENDITIONS: Final = """
scaled rotated grande pico compact progressive removebg nobg bgremoved thumb thumbs thumbnail thumbnails hires highres
hirez lowres lores optimized optimised compressed resized upscaled watermarked webp jpg jpeg jfif png tif tiff heic heif
avif gif bmp psd dng copy copie copia kopie kopia kopi kopija kopio cópia másolat kopya копия копія 副本 コピー のコピー
복사본 拷貝
"""
"""What programs and shop systems write behind a name when they make another file of the same photo."""

_PROCESSED: Final = """
final finale fin endfassung web print cropped retouched retouche retusche edited edit bearbeitet freigestellt
cutout clipped transparent preview retina rgb cmyk srgb original orig originals master min full fullsize mini tiny icon
watermark enhanced draft proof approved raw low high hi res hd uhd 2k 4k bg removed size guide
"""
"""The same, written by people; here and there part of a SKU."""

_SIZES: Final = "a b c d e f g h i j k l m n o p q r s t u v w y z xs xxs xl xxl xxxl small medium large"
"""Letters and clothes' sizes: a photo's letter, or another variant of the item."""

_FOLDERS: Final = """
batch lot delivery deliveries lieferung lieferungen livraison entrega consegna levering dostawa leverans shooting
shoot photoshoot shootings day tag jour día dia giorno session set sets folder ordner dossier carpeta cartella map
mapa newfolder neuerordner nouveaudossier products produkte produits productos collection kollektion coleccion
collezione season saison summer winter spring autumn fall sommer herbst frühjahr fruehjahr january february march april
may june july august september october november december januar februar märz maerz mai juni juli oktober dezember
box karton week kw woche semaine upload uploads export exports import part teil page seite card karte camera cam
kamera iphone samsung desktop download downloads users home backup archive archiv zip catalog catalogue katalog cache
dcim canon nikon sony public pub wp content shop store web www data files items articles misc sonstiges diverse input
output incoming eingang in out todo done fertig group gruppe room studio station no nr vol ss fw aw fs hw hs pre
men women kids damen herren kinder shirts shoes bags dresses coats color colour colors farbe farben size size
"""
"""Folders that hold photos of many items, with or without a number behind them."""


def _set(words: str) -> frozenset[str]:
    return frozenset(search_key(word) for word in words.split())


VIEW_WORDS: Final = _set(_VIEWS) | _set(_PROCESSED)
PICTURE_WORDS: Final = _set(_PICTURES)
RENDITION_WORDS: Final = _set(_RENDITIONS)
SIZE_WORDS: Final = _set(_SIZES)
FOLDER_WORDS: Final = _set(_FOLDERS) | PICTURE_WORDS
SAYS_NOTHING: Final = VIEW_WORDS | PICTURE_WORDS | RENDITION_WORDS
_PARTS = re.compile(r"[\s_.,;@#~+()\[\]{}\-\u2010-\u2015\u2212、・]+")
_LETTERS_DIGITS = re.compile(r"[0-9]*(\D*?)[0-9]*", re.DOTALL)


def parts_of(name: str) -> list[str]:
    """Return the words and numbers of a name.

    >>> parts_of("TS-1042 close-up (2)")
    ['TS', '1042', 'close', 'up', '2']
    """
    return [part for part in _PARTS.split(name) if part]


def word_of(part: str) -> str:
    """Return a part without digits before and behind it, as the sets above spell it.

    >>> word_of("Front02")
    'front'
    """
    found = _LETTERS_DIGITS.fullmatch(part)
    return search_key(found[1] if found else part)


def says_nothing(name: str) -> bool:
    """Return whether a name consists of views, words for pictures, single letters and short numbers only.

    >>> says_nothing("01-front"), says_nothing("pic (3)"), says_nothing("TS-1042")
    (True, True, False)
    """
    parts = parts_of(name)
    if all(part.isdecimal() for part in parts):
        return "." not in name and is_counter(parts)  # 90.75 is no counter
    if any(len(part) == 1 and not part.isdecimal() for part in parts) and any(map(str.isdecimal, parts)):
        return False  # S-4 may be a SKU
    return all(_is_part_of_nothing(part) for part in parts)


def is_counter(parts: list[str]) -> bool:
    """Return whether numbers merely count: four digits at most, or one number that begins with 0."""
    return sum(map(len, parts)) <= 4 or (len(parts) == 1 and parts[0].startswith("0") and len(parts[0]) <= 8)


def _is_part_of_nothing(part: str) -> bool:
    if part.isdecimal():
        return len(part) <= 4 or part.startswith("0")
    word = word_of(part)
    return word in SAYS_NOTHING or (len(part) == 1 and search_key(part) in SIZE_WORDS)
