"""Words of titles and their categories, in English, German and French.

They are in the spelling of ``search_key``. Words that shops use for several things mean all of them: a German “Shirt”
is a T-shirt, an English one a Shirt. An “s” at the end of a word makes no difference. What the categories hold is that
of the photos the networks learned from: jackets are Coat, cardigans and hoodies Pullover, shorts none of the ten.
"""

from typing import Final

from fashion_model.categories import NONE_OF_THE_TEN

Phrase = tuple[str, ...]
"""One word or several that stand together; hyphens part words."""

_MEANINGS: Final = {
    ("T-shirt/top",): "t shirt, tshirt, tee, tee shirt, tank top, tanktop, camisole, singlet, débardeur",
    ("T-shirt/top", "Shirt"): "shirt, blouse, bluse, blusen, polo shirt, poloshirt",
    ("T-shirt/top", "Shirt", NONE_OF_THE_TEN): "polo",  # also in the names of makers
    ("T-shirt/top", "Shirt", "Pullover"): "longsleeve, long sleeve, langarmshirt, henley",
    ("T-shirt/top", "Shirt", "Pullover", NONE_OF_THE_TEN): "top",  # also praise: “top quality”
    ("T-shirt/top", "Shirt", "Dress"): "tunic, tunika, tunique",
    (
        "Shirt",
    ): "dress shirt, oxford shirt, button down shirt, button up shirt, flannel shirt, denim shirt, linen shirt, "
    "business shirt, check shirt, checked shirt, plaid shirt, hawaiian shirt, hemd, hemden, chemisier",
    ("Shirt", "Dress", NONE_OF_THE_TEN): "chemise",  # in English underwear
    ("Shirt", "Coat"): "overshirt, shacket, surchemise, hemdjacke",
    ("Pullover",): "pullover, pulli, sweater, sweatshirt, sweat shirt, pull",
    ("Pullover", NONE_OF_THE_TEN): "sweat, sweater vest, pullunder",
    ("Pullover", "Dress"): "jumper",  # in American English a dress without sleeves
    ("Pullover", "Coat"): "hoodie, hoody, hoodies, cardigan, coatigan, track top, track jacket, sweat jacket, "
    "fleece jacket, sweatjacke, strickjacke, fleecejacke, kapuzenjacke",
    ("Coat",): "coat, jacket, blazer, parka, anorak, windbreaker, trenchcoat, overcoat, raincoat, topcoat, peacoat, "
    "mantel, mäntel, jacke, jacken, manteau, manteaux, veste, blouson",
    ("Coat", NONE_OF_THE_TEN): "puffer, doudoune",
    ("Coat", "Dress", NONE_OF_THE_TEN): "robe",  # in English a bathrobe
    ("Dress",): "dress, dresses, sundress, minidress, mididress, maxidress, shirtdress, kleid, kleider",
    ("Dress", NONE_OF_THE_TEN): "gown",
    ("Trouser",): "trouser, chino, joggers, sweatpants, sweat pants, jeggings, slacks, pantalon",
    ("Trouser", NONE_OF_THE_TEN): "pant, shorts, legging, hose, hosen, jeans",
    ("Sandal",): "sandal, sandale, sandalen, sandalette, sandaletten, flip flop, flipflop, slides",
    ("Sneaker",): "sneaker, running shoe, tennis shoe, basketball shoe, gym shoe, training shoe, turnschuh, "
    "turnschuhe, laufschuh, laufschuhe",
    ("Sneaker", NONE_OF_THE_TEN): "trainer",
    ("Sneaker", "Bag"): "baskets",
    ("Ankle boot",): "ankle boot, chelsea boot, desert boot, stiefelette, stiefeletten, bottine",
    ("Ankle boot", NONE_OF_THE_TEN): "boot, bootie, stiefel, botte",
    ("Sneaker", "Ankle boot", NONE_OF_THE_TEN): "football boot, hiking boot, walking boot",
    ("Sandal", "Sneaker", "Ankle boot", NONE_OF_THE_TEN): "shoe, heels, loafer, moccasin, mule, clog, slipper, pumps, "
    "ballerina, ballet flat, brogue, espadrille, rain boot, wellington, schuh, schuhe, chaussure, escarpin, mocassin",
    (
        "Bag",
    ): "bag, handbag, beltbag, bumbag, backpack, rucksack, rucksäcke, tote, clutch, satchel, briefcase, holdall, "
    "shopper, tasche, taschen, sac",
    ("Bag", NONE_OF_THE_TEN): "purse, pouch, beutel, pochette",
    (): "skirt, rock, röcke, jupe, sock, socken, chaussette, hat, cap, beanie, belt, scarf, glove, handschuh, "
    "handschuhe, tie, suit, trouser suit, anzug, tracksuit, jumpsuit, playsuit, swimsuit, bodysuit, romper, dungarees, "
    "latzhose, overall, vest, waistcoat, weste, bra, bralette, brief, boxer, boxer shorts, underwear, unterhose, "
    "unterhemd, undershirt, tights, strumpfhose, stocking, pantyhose, nightdress, nightshirt, nachthemd, bademantel, "
    "badehose, bikini top, pyjama top, pajama top, pyjamas, pajamas, chemise de nuit, robe de chambre, life jacket, "
    "sleeping bag, bean bag, sac de couchage, hanger, lace, shoelace, strap, charm, insole, polish, cleaner, spray, "
    "brush, cover, organiser, organizer, rack, hook, tree, stretcher, protector, keyring, pattern, care kit, style, "
    "look, inspired, shaped, length",
}


def _phrases(listed: str) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in listed.split(", "))


SAYS_NOTHING: Final = frozenset(
    _phrases(
        "boot cut, boot leg, boot camp, paper bag, high top, low top, mid top, roll top, zip top, top zip, top handle, "
        "top stitch, top stitched, pull on, pull up, pull & bear, sweat wicking, sweat proof, coat of arms, "
        "dress code, dress up, dress down, waist trainer, tea bag, tie dye, tie & dye, tie waist, tie front, "
        "tie neck"
    )
)
"""Phrases with a word of the table that describe something or are a name."""

MEANING: Final = {
    phrase: frozenset(categories) for categories, listed in _MEANINGS.items() for phrase in _phrases(listed)
}
"""The categories that a phrase means; none for things outside the ten and things for clothes, such as hangers."""

LONGEST_PHRASE: Final = max(map(len, (*MEANING, *SAYS_NOTHING)))

NEVER_THE_THING: Final = frozenset(_phrases("jeans, longsleeve, long sleeve"))
"""They tell cloth or cut where another word tells the thing: a “jeans jacket”, a “dress long sleeve”."""

THING_FIRST: Final = frozenset(
    _phrases(
        "robe, chemise, chemisier, manteau, manteaux, veste, blouson, doudoune, pantalon, pull, jupe, sac, pochette, "
        "botte, bottine, chaussure, surchemise, tunique, débardeur"
    )
)
"""French words: a “robe chemise” is a robe, while a “shirt dress” is a dress."""

ENDINGS: Final = {
    ending: frozenset(categories)
    for categories, listed in {
        ("Dress",): "kleid, kleider",
        ("Coat",): "mantel, mäntel, jacke, jacken",
        ("Shirt",): "hemd, hemden",
        ("T-shirt/top", "Shirt"): "bluse, blusen",
        ("T-shirt/top", "Shirt", "Pullover"): "shirt",
        ("Pullover",): "pullover, pulli",
        ("Trouser",): "jeans",
        ("Trouser", NONE_OF_THE_TEN): "hose, hosen, shorts",
        ("Bag",): "tasche, taschen, rucksack",
        ("Bag", NONE_OF_THE_TEN): "beutel",
        ("Ankle boot",): "stiefelette, stiefeletten",
        ("Ankle boot", NONE_OF_THE_TEN): "stiefel",
        ("Sandal",): "sandale, sandalen",
        ("Sneaker",): "sneaker",
        ("Sandal", "Sneaker", "Ankle boot", NONE_OF_THE_TEN): "schuh, schuhe",
        (): "rock, röcke, weste, anzug, socken",
    }.items()
    for (ending,) in _phrases(listed)
}
"""German makes one word of several, of which the last is the thing: a “Lederjacke” is a “Jacke”."""

BEGINS_A_DETAIL: Final = frozenset(
    _phrases(
        "with, without, for, in, mit, ohne, für, im, aus, zu, zum, zur, von, pour, avec, sans, en, "
        "à, au, aux, de, du, des"
    )
)
"""What follows such a word is no longer the thing itself: “dress with shirt collar”, “insoles for boots”."""
