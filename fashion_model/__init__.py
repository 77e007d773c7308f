"""The package's front door: what other programs import, loaded when it is first used.

The ten categories cost nothing; a classifier reads the model folder that the settings name:

>>> import fashion_model
>>> fashion_model.CATEGORIES[:3]
('T-shirt/top', 'Trouser', 'Pullover')
>>> classifier = fashion_model.load_classifier()
>>> dress = classifier.artifact.file("samples/3.png")  # one of the pictures that ship with each model
>>> classifier.classify(dress.read_bytes()).decision.category
'Dress'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from fashion_model.categories import CATEGORIES

if TYPE_CHECKING:
    from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
    from fashion_model.serving.classifier import Classification, Classifier, load_classifier

__version__ = "0.1.0"
__all__ = [
    "CATEGORIES",
    "Catalogue",
    "Classification",
    "Classifier",
    "__version__",
    "load_classifier",
    "open_catalogue",
]
_HOMES = {
    "Catalogue": "fashion_model.catalogue.catalogue",
    "Classification": "fashion_model.serving.classifier",
    "Classifier": "fashion_model.serving.classifier",
    "load_classifier": "fashion_model.serving.classifier",
    "open_catalogue": "fashion_model.catalogue.catalogue",
}


def __getattr__(name: str) -> object:
    """Load a public name from the module that holds it; called for names that are not loaded yet (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
