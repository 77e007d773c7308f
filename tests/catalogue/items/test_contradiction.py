"""Titles and categories that contradict each other."""

import pytest

from fashion_model.catalogue.items.contradiction import categories_named, contradicts, mentions
from fashion_model.categories import CATEGORIES, FOOTWEAR, NONE_OF_THE_TEN

ANY_SHOE = {*FOOTWEAR, NONE_OF_THE_TEN}

HAND_LABELLED = {
    "T-shirt/top": (
        "Basic T-shirt white",
        "Women's V-neck tee, 2-pack",
        "T SHIRT ROCK BAND 1977",
        "Dress Code T-Shirt",
        "Sneaker Freak T-Shirt",
        "Ribbed tank top",
        "Crop top with bag print",
        "Pull & Bear T-shirt oversize",
        "Graphic shirt, unisex",
        "Damen-Shirt mit V-Ausschnitt",
        "Poloshirt Herren",
        "T-shirt manches longues",
        "Tee-shirt col rond",
        "Débardeur côtelé",
        "Coat of Arms Tee",
        "T-shirt tie-dye",
    ),
    "Trouser": (
        "Boot-cut trousers",
        "Bootcut jeans, high waist",
        "Boot leg jeans",
        "Paper bag trousers beige",
        "Dress pants, slim fit",
        "Suit trousers",
        "Pull-on trousers",
        "Sweat pants",
        "Cargohose mit Taschen",
        "Jeans for boots",
        "Pantalon tailleur",
        "Pantalon de costume",
        "Chinos with belt",
        "2-in-1 running tights",
    ),
    "Pullover": (
        "Hooded sweater",
        "Shirt-collar sweater",
        "Christmas jumper",
        "Hoodie with coat pocket",
        "Zip cardigan",
        "Sweatshirt Varsity",
        "Strickpullover für Herren",
        "Kapuzenpulli",
        "Pull en laine",
        "Sweat à capuche",
        "Longsleeve black",
        "Long sleeve top",
    ),
    "Dress": (
        "Shirt dress",
        "Shirtdress in linen",
        "T-shirt dress",
        "Sweater dress with belt",
        "Coat dress",
        "Jumper dress",
        "Midi Dress Long Sleeve",
        "Wrap dress, tie waist",
        "Dress with shirt collar",
        "Jeans dress",
        "Strickkleid",
        "Hemdblusenkleid",
        "Robe chemise",
        "Robe longue à fleurs",
        "Satin gown",
    ),
    "Coat": (
        "Trench coat",
        "Jeans jacket",
        "Denim jacket with hoodie look",
        "Shirt jacket",
        "Sweater coat",
        "Puffer, cropped",
        "Blazer dress code black",
        "Lederjacke",
        "Wollmantel",
        "Regenmäntel für Kinder",
        "Veste en jean",
        "Manteau robe",
        "Suit jacket",
    ),
    "Sandal": (
        "Leather sandals",
        "Sandal boots",
        "Flip-flops",
        "Slides",
        "Heeled dress sandals",
        "Espadrilles",
        "Sandaletten",
        "Sandales compensées",
    ),
    "Shirt": (
        "Dress shirt",
        "Oxford shirt for suits",
        "Shirt blouse",
        "Overshirt",
        "Linen shirt, jeans blue",
        "Tunic top",
        "Polo-Shirt",
        "Leinenhemd",
        "Hemd Jeans blau",
        "Chemise jean",
        "Chemisier robe-look",
    ),
    "Sneaker": (
        "High-top sneakers",
        "Sneaker boots",
        "Running shoes",
        "Trainers with boot lace",
        "Low top canvas shoe",
        "Sneaker Chelsea Edition",
        "Turnschuhe",
        "Sneakers basses",
        "Baskets blanches",
    ),
    "Bag": (
        "Handbag",
        "Bag-in-bag",
        "Belt bag",
        "Shoe bag",
        "Dress bag",
        "Bag for boots",
        "Roll top backpack",
        "Top-handle bag",
        "Jeans bag",
        "Clutch with coat chain",
        "Umhängetasche",
        "Sac à dos",
        "Pochette chaussures",
    ),
    "Ankle boot": (
        "Ankle boots",
        "Chelsea boots, leather",
        "Lace-up boots",
        "Dress boots",
        "Boot sandals",
        "Stiefeletten",
        "Bottines à talon",
        "Winter shoes",
    ),
    NONE_OF_THE_TEN: (
        "Coat hanger",
        "Sneaker socks",
        "Boot socks",
        "Insoles for boots",
        "Shoe laces",
        "Trouser suit",
        "Jeans skirt",
        "Shorts",
        "Knee-high boots",
        "Boxer shorts",
        "Bag strap",
        "Sleeping bag",
        "Dress pattern",
        "Handschuhe",
        "Kleiderbügel",
        "Sneaker-Socken",
        "Nachthemd",
        "Chemise de nuit",
        "Housse de manteau",
        "Jupe chemise",
        "Boot Camp towel",
        "Jeans maker’s sunglasses",
        "Polo club watch",
        "Top shine hair colour",
        "Trainer football, size 5",
    ),
}
"""Titles by the category of the item that carries them, thought out before they were tried."""

ALL_LABELLED = [(title, category) for category, titles in HAND_LABELLED.items() for title in titles]


@pytest.mark.parametrize(("title", "category"), ALL_LABELLED)
def test_the_right_category_of_a_title_raises_no_alarm(title: str, category: str):
    assert contradicts(title, category) == ""


def test_most_titles_of_the_ten_are_told_from_a_quite_different_category():
    opposite = {"Bag": "Trouser"} | {category: "Bag" for category in CATEGORIES if category != "Bag"}
    of_the_ten = [(title, category) for title, category in ALL_LABELLED if category in opposite]
    missed = [title for title, category in of_the_ten if not contradicts(title, opposite[category])]
    assert len(of_the_ten) == 119
    assert missed == ["T SHIRT ROCK BAND 1977", "2-in-1 running tights", "Baskets blanches"]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("T-shirt", {"T-shirt/top"}),
        ("Shirt", {"T-shirt/top", "Shirt"}),
        ("Dress shirt", {"Shirt"}),
        ("Shirt dress", {"Dress"}),
        ("Robe pull", {"Coat", "Dress", NONE_OF_THE_TEN}),
        ("Shirt jacket", {"T-shirt/top", "Shirt", "Coat"}),
        ("Hoodie top", {"T-shirt/top", "Shirt", "Pullover", "Coat", NONE_OF_THE_TEN}),
        ("Sandal boots", {"Sandal", "Ankle boot", NONE_OF_THE_TEN}),
        ("Ankle boots", {"Ankle boot"}),
        ("Jeans jacket", {"Coat"}),
        ("Leather loafers", ANY_SHOE),
        ("Shirt, trousers", {"T-shirt/top", "Shirt", "Trouser"}),
        ("Coat - dress", {"Coat", "Dress"}),
        ("Coat dress", {"Dress"}),
        ("Sneaker socks", set()),
        ("Trouser suit", set()),
        ("Insoles for boots", set()),
        ("Bootcut", set()),
        ("Baggy address", set()),
        ("Item 4711", set()),
        ("", set()),
    ],
)
def test_the_words_of_a_title_name(title: str, named: set[str]):
    assert categories_named(title) == named


def test_a_boot_in_the_title_contradicts_a_sneaker_in_words():
    assert contradicts("Leather Ankle Boots, brown", "Sneaker") == (
        "The title says “ankle boots”, which means Ankle boot, but the category is Sneaker. "
        "Check title, photo and category."
    )
    assert contradicts("Leather Ankle Boots, brown", "Ankle boot") == ""


def test_several_things_contradict_only_a_category_that_is_none_of_them():
    assert "“dress” and “bag”, which means Dress or Bag, but" in contradicts("Dress & bag", "Coat")
    assert contradicts("Dress & bag", "Bag") == ""


def test_none_of_the_ten_contradicts_a_plain_word_but_not_one_that_fits_other_things():
    assert contradicts("T-shirt", NONE_OF_THE_TEN) != ""
    assert contradicts("Boots", NONE_OF_THE_TEN) == ""


def test_a_title_that_says_nothing_contradicts_nothing():
    assert [contradicts("Anna, blue, size 38", category) for category in CATEGORIES] == [""] * 10


def test_capitals_plurals_and_both_spellings_of_an_accent_are_the_same_words():
    assert categories_named("MA\u0308NTEL") == categories_named("mäntel") == {"Coat"}
    assert categories_named("DRESSES") == {"Dress"}
    assert categories_named("Sneakers") == {"Sneaker"}


def test_words_are_quoted_as_the_title_has_them():
    assert [mention.words for mention in mentions("Men’s T-Shirts / Shirt Dress")] == ["t-shirts", "dress"]
