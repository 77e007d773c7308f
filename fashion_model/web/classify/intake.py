"""A dropped file on its way: kept in the catalogue, classified, written down; or refused with a sentence."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.photo.decode import Photo, PhotoRefused, decode
from fashion_model.photo.garment import FOR_SALE, WHOLE, Choice
from fashion_model.photo.picture import CLOSE_UP_EDGE
from fashion_model.serving.classifier import Classification, Classifier, fault_in_words
from fashion_model.serving.decision import Decision
from fashion_model.web.pictures import crisp, shown_photo, square

_CUT_OUT_EDGE = 252


@dataclass(frozen=True)
class Dropped:
    """A file that came in.

    Attributes:
        key: Names this drop for as long as it is on the page.
        file_name: As the sender named it; for showing, never for opening.
        read: Returns its bytes.
        sku: What its name suggests as the SKU; may be empty.
    """

    key: str
    file_name: str
    read: Callable[[], bytes]
    sku: str


@dataclass(frozen=True)
class Look:
    """What a page shows of a classified photo.

    Attributes:
        photo: JPEG.
        cut_out: PNG, the item on white.
        close_up: PNG, the item and its faded neighbourhood, as the photo network sees it.
        picture: PNG, the 28×28 picture enlarged with crisp pixels.
        grey: The same, ``(28, 28)`` uint8, light item on black.
        probabilities: ``(10,)`` float32, calibrated.
        decision: The suggestion.
        kinds: Of the garments that were found, the item for sale first.
        first_is_largest: Whether none of them is larger than the first.
        chosen: Which of them was judged.
    """

    photo: bytes
    cut_out: bytes
    close_up: bytes
    picture: bytes
    grey: np.ndarray
    probabilities: np.ndarray
    decision: Decision
    kinds: tuple[str, ...]
    first_is_largest: bool
    chosen: Choice

    @property
    def kind(self) -> str:
        """Of what was judged."""
        return WHOLE if isinstance(self.chosen, str) else self.kinds[self.chosen]


@dataclass(frozen=True)
class Kept:
    """Where the catalogue holds a photo and what was suggested for it.

    Attributes:
        photo_id: The photo's number.
        suggestion_id: The suggestion's number.
    """

    photo_id: int
    suggestion_id: int


@dataclass(frozen=True)
class Intake:
    """What became of one file.

    Attributes:
        dropped: The file.
        sha256: Hash of its bytes, hexadecimal.
        model_version: The model that answered.
        look: What to show; None when refused.
        refusal: Why the file is not a photo that is accepted; empty when it is.
        kept: Where the catalogue holds it; None when refused, or when the catalogue could not be used.
        problem: Why the catalogue does not hold it; empty when it does, or when refused.
    """

    dropped: Dropped
    sha256: str
    model_version: str
    look: Look | None = None
    refusal: str = ""
    kept: Kept | None = None
    problem: str = ""


def take_in(
    dropped: Dropped,
    data: bytes,
    sha256: str,
    classifier: Classifier,
    open_catalogue: Callable[[], Catalogue],
    chosen: Choice = FOR_SALE,
    threshold: float | None = None,
) -> Intake:
    """Keep a photo, classify it and write the suggestion down, in this order.

    A file that is not a photo leaves nothing behind. When the catalogue cannot be used, the suggestion is made
    all the same.

    Args:
        dropped: The file.
        data: Its bytes.
        sha256: Their hash, hexadecimal.
        classifier: The model.
        open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        chosen: Which garment of the photo to judge.
        threshold: The confidence from which the answer may stand alone; the model's own when omitted.

    Returns:
        What became of it; never an error.
    """
    intake = Intake(dropped, sha256, classifier.version)
    try:
        photo = decode(data, classifier.limits)
        found = classifier.find(photo)
        return _kept(intake, photo, lambda: classifier.classify_found(photo, found, chosen, threshold), open_catalogue)
    except PhotoRefused as refusal:
        return replace(intake, refusal=str(refusal))
    except Exception as error:  # one strange file must not break the page of all the others
        return replace(intake, refusal=fault_in_words(error))


def _kept(
    intake: Intake, photo: Photo, classify: Callable[[], Classification], open_catalogue: Callable[[], Catalogue]
) -> Intake:
    try:
        catalogue = open_catalogue()
        photo_id = catalogue.store_photo(photo.rgb, intake.sha256, intake.dropped.file_name).photo_id
        classification = classify()
        kept = Kept(photo_id, catalogue.record_suggestion(photo_id, classification))
        return replace(intake, look=look_of(classification), kept=kept)
    except CatalogueUnavailable as problem:
        return replace(intake, look=look_of(classify()), problem=str(problem))


def look_of(classification: Classification) -> Look:
    """Return what a page shows of a classification."""
    areas = [garment.area for garment in classification.found.garments]
    return Look(
        photo=shown_photo(classification.photo.rgb),
        cut_out=square(classification.garment.cut_out, _CUT_OUT_EDGE),
        close_up=square(classification.garment.close_up, CLOSE_UP_EDGE),
        picture=crisp(classification.garment.picture),
        grey=classification.garment.picture,
        probabilities=classification.probabilities,
        decision=classification.decision,
        kinds=tuple(garment.kind for garment in classification.found.garments),
        first_is_largest=areas[0] == max(areas),
        chosen=classification.chosen,
    )
