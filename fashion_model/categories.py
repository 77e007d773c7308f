"""The ten categories of Fashion-MNIST, in the dataset's official order."""

from typing import Final

CATEGORIES: Final = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
CLOTHING: Final = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Shirt")
FOOTWEAR: Final = ("Sandal", "Sneaker", "Ankle boot")
NONE_OF_THE_TEN: Final = "None of the ten"
"""What a person decides for an item outside the ten, such as a hat or a belt."""

INDEX: Final = {category: index for index, category in enumerate(CATEGORIES)}
