"""Street mask labels: a table from their 59 names to part and category.

Names of the set "Clothing Co-Parsing"; what each was used for was looked up in the photos of the training and
validation parts, because the annotators' words are not always a shop's.
"""

from dataclasses import dataclass

from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL


@dataclass(frozen=True)
class Meaning:
    """What a name of the masks stands for.

    Attributes:
        part: One of ``PARTS``.
        category: One of the ten, ``footwear`` (some shoe), ``none`` (outside the ten), or None: not a garment, or a
            name that was used for too many things to train or to score on.
    """

    part: str
    category: str | None


_BACKGROUND = Meaning("background", None)
_PERSON = Meaning("person", None)
_T_SHIRT = Meaning("top", "T-shirt/top")
_SHIRT = Meaning("top", "Shirt")
_PULLOVER = Meaning("top", "Pullover")
_COAT = Meaning("top", "Coat")
_TROUSER = Meaning("bottom", "Trouser")
_OTHER_BOTTOM = Meaning("bottom", NONE_LABEL)
_SOME_SHOE = Meaning("footwear", FOOTWEAR_LABEL)
_BAG = Meaning("bag", "Bag")
_ACCESSORY = Meaning("accessory", NONE_LABEL)
_VAGUE_TOP = Meaning("top", None)
_VAGUE_ONE_PIECE = Meaning("dress", None)

MEANING = {
    "null": _BACKGROUND,
    "accessories": Meaning("accessory", None),  # clutches, umbrellas and necklaces alike
    "bag": _BAG,
    "belt": _ACCESSORY,
    "blazer": _COAT,
    "blouse": _SHIRT,
    "bodysuit": _VAGUE_ONE_PIECE,  # jumpsuits, short dresses and long tops alike
    "boots": Meaning("footwear", "Ankle boot"),
    "bra": _VAGUE_TOP,  # a hand's breadth under a shirt
    "bracelet": _ACCESSORY,
    "cape": _COAT,  # furs, ponchos and capes worn as the outermost layer
    "cardigan": _PULLOVER,
    "clogs": _SOME_SHOE,
    "coat": _COAT,
    "dress": Meaning("dress", "Dress"),
    "earrings": _ACCESSORY,
    "flats": _SOME_SHOE,
    "glasses": _ACCESSORY,
    "gloves": _ACCESSORY,
    "hair": _PERSON,
    "hat": _ACCESSORY,
    "heels": _SOME_SHOE,
    "hoodie": _PULLOVER,
    "intimate": _VAGUE_TOP,  # in no mask
    "jacket": _COAT,
    "jeans": _TROUSER,
    "jumper": _PULLOVER,
    "leggings": _PERSON,  # mostly opaque tights under a skirt, no different from "stockings"
    "loafers": _SOME_SHOE,
    "necklace": _ACCESSORY,
    "panties": Meaning("bottom", None),  # in no mask
    "pants": _TROUSER,
    "pumps": _SOME_SHOE,
    "purse": _BAG,
    "ring": _ACCESSORY,
    "romper": _VAGUE_ONE_PIECE,  # jumpsuits and short dresses alike
    "sandals": Meaning("footwear", "Sandal"),
    "scarf": _ACCESSORY,
    "shirt": _SHIRT,
    "shoes": _SOME_SHOE,
    "shorts": _OTHER_BOTTOM,
    "skin": _PERSON,
    "skirt": _OTHER_BOTTOM,
    "sneakers": Meaning("footwear", "Sneaker"),
    "socks": _ACCESSORY,
    "stockings": _PERSON,  # a leg is a leg: what is sold is the skirt above it
    "suit": _COAT,  # the jacket of a suit; its trousers are "pants"
    "sunglasses": _ACCESSORY,
    "sweater": _PULLOVER,
    "sweatshirt": _PULLOVER,
    "swimwear": _VAGUE_ONE_PIECE,  # in no mask
    "t-shirt": _T_SHIRT,
    "tie": _ACCESSORY,
    "tights": Meaning("bottom", None),  # eight photos: trousers, a skirt, even a top
    "top": _T_SHIRT,
    "vest": _VAGUE_TOP,  # waistcoats, tank tops and fur jackets alike
    "wallet": Meaning("bag", None),  # clutches that look like "purse", and real wallets
    "watch": _ACCESSORY,
    "wedges": _SOME_SHOE,
}
"""Every name, in the order of the masks' values: the first is value 0."""

NAMES = tuple(MEANING)
VALUE = {name: value for value, name in enumerate(NAMES)}
