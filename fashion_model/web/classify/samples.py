"""Sample files to try: photos of real clothes, and small pictures from Fashion-MNIST."""

from pathlib import Path

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact

_PHOTOS = Path(__file__).parent / "samples"


def photo_samples() -> dict[str, Path]:
    """Return sample photos by what they show, one of them outside the ten categories.

    They are unchanged photos of the public "Clothing dataset" (github.com/alexeygrigorev/clothing-dataset, CC0 1.0), by
    contributors of whom no network learned.

    >>> sorted(photo_samples())[:3]
    ['Ankle boot', 'Coat', 'Dress']
    """
    return {path.stem.replace("-", " ").capitalize(): path for path in sorted(_PHOTOS.glob("*.jpg"))}


def fashion_mnist_samples(artifact: Artifact) -> dict[str, Path]:
    """Return the sample pictures that a model folder holds, 28×28 pixels, by category."""
    names = {category: f"samples/{index}.png" for index, category in enumerate(CATEGORIES)}
    return {category: artifact.file(name) for category, name in names.items() if name in artifact.manifest["files"]}
