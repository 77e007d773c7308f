"""The keys of the Review page, one for each thing that can be done with an item."""

from typing import Final

from fashion_model.categories import NONE_OF_THE_TEN

ANSWER_KEYS: Final = ("1", "2", "3")
"""For the likeliest answers, the likeliest first."""
CATEGORY_KEYS: Final = {
    "T-shirt/top": "T",
    "Trouser": "O",
    "Pullover": "P",
    "Dress": "D",
    "Coat": "A",
    "Sandal": "L",
    "Shirt": "H",
    "Sneaker": "E",
    "Bag": "B",
    "Ankle boot": "K",
    NONE_OF_THE_TEN: "N",
}
"""The first letter of each name, in this order, that nothing else has: pages keep C and R for themselves."""
SKIP_KEYS: Final = ("S", "Right")
UNDO_KEYS: Final = ("U", "Backspace")
PHOTO_KEY: Final = "V"
"""Views the item's next photo."""
