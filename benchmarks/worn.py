"""How the served model does on what people wear: held-out street photos as a studio would show them, and cut out.

    python -m benchmarks.worn

Prints, ten-way and with 95 % intervals by photo: accuracy by category on 60×80 thumbnails of worn clothes; on three
kinds of footwear (photos of test contributors) and bags (street cut-outs); and how often the answer for a worn picture
changes when the skin on it is shown in the ten tones of the Monk scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measures import Tally, percent, photos_of, pieces_seen, street_of, tally, with_interval
from benchmarks.tables import print_table
from fashion_model.categories import CLOTHING, FOOTWEAR
from fashion_model.photo.decode import PhotoRefused
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import FOOTWEAR_LABEL, LabelledFile, answer_photos
from fashion_model.settings import get_settings
from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.decision.fit import classify_pixels
from fashion_model.training.pictures.thumbnails import studio_thumbnails
from fashion_model.training.pictures.variation import MONK_TONES, with_skin_tone

_FIRST_STREET_GROUP = 100_000
REFUSED = "refused"


@dataclass(frozen=True)
class Pieces:
    """Answers for pieces of street photos.

    Attributes:
        worn: Studio-like thumbnails of the six clothing categories.
        alone: Cut-outs, of any category.
    """

    worn: Tally
    alone: Tally


@dataclass(frozen=True)
class ToneChanges:
    """What other skin tones do to the answers.

    Attributes:
        pictures: How many worn pictures show skin.
        by_tone: ``(10,)`` for each Monk tone the share of pictures whose category changes, 0..1.
    """

    pictures: int
    by_tone: np.ndarray

    @property
    def share(self) -> float:
        """Share of all pictures in all tones whose category changes, 0..1."""
        return float(self.by_tone.mean())


def answer_pieces(classifier: Classifier, photos: Sequence[StreetPhoto]) -> Pieces:
    """Classify what people wear on street photos."""
    worn: list[tuple[str, str, int]] = []
    alone: list[tuple[str, str, int]] = []
    for photo, piece, result in pieces_seen(classifier, photos):
        row = (piece.category, result.decision.category, _FIRST_STREET_GROUP + photo.number)
        (worn if piece.worn else alone).append(row)
    return Pieces(tally(worn).of(CLOTHING), tally(alone))


def footwear_photos(classifier: Classifier, photos: Sequence[LabelledFile]) -> Tally:
    """Classify the photos that show a sandal, a sneaker or an ankle boot."""
    shoes = [photo for photo in photos if photo.category in FOOTWEAR]
    return tally([(one.category, one.predicted, one.contributor) for one in answer_photos(classifier, shoes)])


def footwear_and_bags(footwear: Tally, alone: Tally) -> Tally:
    """Return the three kinds of footwear and the street's bags together."""
    return joined(footwear, alone.of(["Bag"]))


def joined(one: Tally, other: Tally) -> Tally:
    """Return both tallies' answers."""
    return Tally(
        np.concatenate([one.truth, other.truth]),
        np.concatenate([one.predicted, other.predicted]),
        np.concatenate([one.groups, other.groups]),
    )


def tone_changes(classifier: Classifier, photos: Sequence[StreetPhoto]) -> ToneChanges:
    """Show the skin of worn pictures in ten tones and count the answers that change."""
    changed = [rows for photo in photos for rows in changes_of(classifier, *read_street_photo(photo))]
    return ToneChanges(len(changed), np.mean(changed, axis=0) if changed else np.full(len(MONK_TONES), np.nan))


def changes_of(classifier: Classifier, rgb: np.ndarray, values: np.ndarray) -> list[list[bool]]:
    """Return, for each thumbnail of a photo, for each tone, whether the category differs from the original's.

    The skin is shown in the tone at the photo's own size, before the thumbnail is made.
    """
    skin = values == VALUE["skin"]
    if not skin.any():
        return []
    toned = [with_skin_tone(rgb, skin, tone) for tone in MONK_TONES]
    answers = [[_category(classifier, piece.rgb) for piece in studio_thumbnails(one, values)] for one in (rgb, *toned)]
    without = np.where(skin[..., None], np.uint8(0), rgb)
    pairs = zip(studio_thumbnails(rgb, values), studio_thumbnails(without, values), strict=True)
    shows_skin = [not np.array_equal(one.rgb, other.rgb) for one, other in pairs]
    return [
        [tone != original for tone in others]
        for (original, *others), shown in zip(zip(*answers, strict=True), shows_skin, strict=True)
        if shown
    ]


def _category(classifier: Classifier, picture: np.ndarray) -> str:
    try:
        return classify_pixels(classifier, picture).decision.category
    except PhotoRefused:
        return REFUSED


def main() -> None:
    """Print everything."""
    settings = get_settings()
    classifier = load_classifier(settings)
    street = street_of(settings, "test")
    pieces = answer_pieces(classifier, street)
    print(f"model {classifier.version}, {len(street)} held-out street photos\n")
    _print_tally("worn, studio-like thumbnails of 60×80", pieces.worn)
    footwear = footwear_photos(classifier, photos_of(settings, "test"))
    _print_tally(
        "footwear by test contributors, bags cut out of street photos", footwear_and_bags(footwear, pieces.alone)
    )
    _print_tally(
        "the same with footwear cut out of street photos", joined(footwear, pieces.alone.of([*FOOTWEAR, "Bag"]))
    )
    others = pieces.alone.of([FOOTWEAR_LABEL])
    any_shoe = percent(float(np.isin(others.predicted, FOOTWEAR).mean()))
    print(f"{len(others)} other shoes cut out: {any_shoe} are taken for one of the three\n")
    changes = tone_changes(classifier, street)
    print(
        f"skin shown in ten tones, {changes.pictures} worn pictures: the category changes in {percent(changes.share)}"
    )
    rows = [[f"Monk {number}", percent(share)] for number, share in enumerate(changes.by_tone, start=1)]
    print_table(["tone", "changed"], rows)


def _print_tally(title: str, answers: Tally) -> None:
    balanced, right = with_interval(answers.balanced()), with_interval(answers.accuracy())
    print(f"{title}: {len(answers)} pictures, balanced {balanced}, right {right}")
    rows = [[name, str(amount), percent(share)] for name, (amount, share) in answers.recalls().items()]
    print_table(["category", "pictures", "right"], rows)
    print()


if __name__ == "__main__":
    main()
