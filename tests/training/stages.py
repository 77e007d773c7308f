"""Figures of every training stage on little data: the first batches, the first losses, what is fitted.

They are kept in ``tests/recorded/training.json``, which ``python -m tests.training.stages [STAGE ...]`` writes.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from PIL import Image

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.calibration import fit_temperature
from fashion_model.serving.artifacts import load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.networks import SEGMENTER_FILE, LiteRtSegmenter
from fashion_model.serving.scope import SCOPE_FILE
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.settings import PROJECT_DIR
from fashion_model.training.config import (
    BENCHMARK_STAGE,
    LAST_STAGE,
    NetworkConfig,
    PhotoNetworkConfig,
    Round,
    SegmenterConfig,
    Stage,
    TrainingConfig,
)
from fashion_model.training.data.fashion_mnist import LabelledPictures, load_fashion_mnist
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.decision.calibrate import fit_combination
from fashion_model.training.decision.fit import DECISION_VERSION, fit_decision
from fashion_model.training.decision.scope import fit_prototypes
from fashion_model.training.networks.batches import PhotoBatches, batches_of_epoch
from fashion_model.training.networks.network import BENCHMARK, PHOTOS
from fashion_model.training.networks.photo_network import answer
from fashion_model.training.networks.photo_train import PHOTO_NETWORK_VERSION, train_photo_network
from fashion_model.training.networks.train import (
    BENCHMARK_VERSION,
    BOTH_DOMAINS_VERSION,
    Trained,
    TrainingData,
    new_network,
    train_stage,
)
from fashion_model.training.pictures.prepare import (
    PICTURES_VERSION,
    Finder,
    PhotoPictures,
    joined,
    prepare_photos,
    prepare_street,
)
from fashion_model.training.segmenter.scenes import KINDS, draw_scene
from fashion_model.training.segmenter.sources import SceneSources, gather_sources
from fashion_model.training.segmenter.train import SEGMENTER_VERSION, SceneBatches, train_segmenter
from fashion_model.training.study.train import (
    STUDY_VERSION,
    Candidate,
    StudyConfig,
    StudyData,
    equal_in_size,
    train_candidate,
)
from tests.conftest import eagerly
from tests.photo.outfits import COLOURS, by_colour, lone_top, outfit

RECORDED = Path(__file__).parents[1] / "recorded" / "training.json"
NARROW = TrainingConfig(NetworkConfig(stem=8, widths=(8, 16), blocks=(1, 1)), mixed_precision=False)
SHORT_BENCHMARK = replace(
    BENCHMARK_STAGE, epochs=2, benchmark_batch=48, whole_epochs=0, average_momentum=0.5, weight_decay=1.0
)
SHORT_BOTH = replace(
    LAST_STAGE, epochs=2, benchmark_batch=48, photo_batch=12, whole_epochs=0, average_momentum=0.5, weight_decay=1.0
)
SMALL_SEGMENTER = SegmenterConfig(
    widths=(8, 12), blocks=(1, 1), rounds=(Round(2, 3e-3), Round(1, 3e-3)), steps=2, batch=4, mixed_precision=False
)
SMALL_PHOTO_NETWORK = PhotoNetworkConfig(epochs=1, steps=2, batch=4, benchmark_share=0.25, average_momentum=0.5)
SMALL_STUDY = StudyConfig(epochs=2, batch=16, peak_learning_rate=0.02, precision="float32")
STREET_WORDS = {"person": "skin", "top": "shirt", "bottom": "jeans", "footwear": "sneakers"}

Figures = dict[str, float]


def projections(name: str, array: np.ndarray) -> Figures:
    """Return an array's mean, and its products with four vectors of noise; grey levels count from 0 to 1.

    The noise is scaled so that a change of the array moves a product by about the root mean square of that change.
    """
    flat = array.astype(np.float64).ravel() / (255 if array.dtype == np.uint8 else 1)
    noise = np.random.default_rng(0).standard_normal((4, flat.size)) / np.sqrt(max(1, flat.size))
    return {
        f"{name}: mean": float(flat.mean()),
        **{f"{name}: projection {index}": float(product) for index, product in enumerate(noise @ flat)},
    }


def _textured(rgb: np.ndarray, seed: int) -> np.ndarray:
    """Return the picture with grain that is coarse enough to be seen in a small one."""
    height, width = rgb.shape[:2]
    coarse = np.random.default_rng(seed).normal(0, 14, (height // 8, width // 8, 3)).astype(np.float32)
    grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(rgb + np.where((rgb == 255).all(axis=2, keepdims=True), 0, grain), 0, 255).astype(np.uint8)


def _street_photo(folder: Path, number: int) -> StreetPhoto:
    rgb = outfit()
    values = np.zeros(rgb.shape[:2], np.uint8)
    for part, word in STREET_WORDS.items():
        values[(rgb == COLOURS[part]).all(axis=2)] = VALUE[word]
    values[10:18][values[10:18] == VALUE["skin"]] = VALUE["hair"]
    photo, mask = folder / f"{number:04}.png", folder / f"{number:04}-mask.png"
    Image.fromarray(_textured(rgb, number)).save(photo)
    Image.fromarray(values).save(mask)
    return StreetPhoto(number, photo, mask)


def _photos(folder: Path) -> list[LabelledFile]:
    """Return a person in trousers, a top and, turned over, something outside the ten."""
    rendered = {"Trouser": outfit(), "Shirt": lone_top(), NONE_LABEL: lone_top()[::-1, ::-1]}
    for number, rgb in enumerate(rendered.values()):
        Image.fromarray(_textured(rgb, number)).save(folder / f"{number}.png")
    return [LabelledFile(folder / f"{number}.png", 4 + number, name) for number, name in enumerate(rendered)]


def _samples() -> list[LabelledFile]:
    """Return the shipped model's sample of each category."""
    folder = load_current(PROJECT_DIR / "artifacts").folder / "samples"
    return [LabelledFile(folder / f"{index}.png", 4 + index, name) for index, name in enumerate(CATEGORIES)]


def _finders() -> dict[str, Finder]:
    segmenter = load_current(PROJECT_DIR / "artifacts").file(SEGMENTER_FILE)
    return {
        "by colour": Finder(by_colour, "by colour"),
        "shipped segmenter": Finder(LiteRtSegmenter(segmenter), "shipped"),
        "no segmenter": Finder(None, "none"),
    }


def prepared_pictures(folder: Path) -> Figures:
    """Prepare rendered photos, a rendered street photo and two samples, by several finders."""
    photos, figures = [*_photos(folder), *_samples()[:9:8]], {}
    for name, finder in _finders().items():
        made = joined(
            prepare_photos(photos, 3, 7, finder, folder / "cache"),
            prepare_street([_street_photo(folder, 3)], 5, 7, finder, folder / "cache"),
            0.35,
        )
        figures |= projections(f"{name}, views", made.views) | projections(f"{name}, close-ups", made.close_ups)
    return {**figures, **projections("chances", 100 * made.chances)}


def _scene_sources(folder: Path) -> SceneSources:
    benchmark = load_fashion_mnist(None, 7).train.take(np.arange(20))
    return gather_sources([_street_photo(folder, 3)], [*_photos(folder), *_samples()[:3]], benchmark, folder)


def segmenter(folder: Path) -> Figures:
    """Gather sources, draw a scene of each kind and the first batch, and train three steps in two rounds."""
    sources, figures = _scene_sources(folder), {}
    for name in ("worn", "alone", "items"):
        layers = getattr(sources, name)
        figures |= projections(f"{name}, parts", np.concatenate([layer.parts.ravel() for layer in layers]))
    for kind in KINDS:
        scenes = [draw_scene(sources, np.random.default_rng(seed), kind) for seed in range(4)]
        figures |= projections(f"scenes, {kind}", np.stack([scene.rgb for scene in scenes]))
    first = SceneBatches(sources, SMALL_SEGMENTER, (SMALL_SEGMENTER.seed, 0, 0))[0]
    for name, array in zip(("pictures", "shares", "weights"), (first[0] / 255, *first[1:]), strict=True):
        figures |= projections(f"first batch, {name}", array)
    lines: list[str] = []
    with eagerly():
        target = train_segmenter(sources, SMALL_SEGMENTER, folder / "run", folder / "small.tflite", lines.append)
    losses = {line.split("  ")[0]: float(line.rsplit(" ", 1)[1]) for line in lines}
    return {**figures, **losses, **projections("answer", LiteRtSegmenter(target)(outfit()))}


def _photo_pictures(benchmark: LabelledPictures) -> PhotoPictures:
    """Return Fashion-MNIST pictures as if they had been made of photos."""
    labels = [*(CATEGORIES[label] for label in benchmark.labels[:20]), "footwear"]
    views = np.stack([benchmark.pictures[:21], benchmark.pictures[:21, :, ::-1]], axis=1)
    close_ups = np.stack([np.repeat(cv2.resize(view[0], (160, 160))[..., None], 3, axis=2) for view in views])
    chances = np.arange(1, 22) / np.arange(1, 22).sum()
    return PhotoPictures(views, 255 - close_ups[:, None], tuple(labels), np.arange(21), chances)


def _training_data() -> TrainingData:
    whole = load_fashion_mnist(None, 7)
    benchmark = whole.train.take(np.arange(144))
    photos = _photo_pictures(whole.validation.take(np.arange(100, 130)))
    return TrainingData(benchmark, whole.validation.take(np.arange(100)), photos, photos)


def _stage_figures(stage: Stage, folder: Path) -> Figures:
    data, figures = _training_data(), {}
    known = np.where(np.arange(144) < 100, 0.1, 2.0).astype(np.float32)
    first = next(batches_of_epoch(data.train, data.train_photos, stage, known, NARROW.seed, 0))
    for name in ("allowed", "benchmark_weights", "photo_weights", "indices"):
        figures |= projections(f"first batch, {name}", getattr(first, name))
    figures |= projections("first batch, pictures", first.pictures / 255)
    with eagerly():
        trained = train_stage(Trained(new_network(NARROW), []), data, stage, NARROW, folder / "stage.npz", str)
    for row in trained.history:
        names = ("loss", "accuracy", "validation_loss", "photo_loss")
        figures |= {f"epoch {row['epoch']}, {name}": float(row[name]) for name in names}
        figures[f"epoch {row['epoch']}, 100 × learning rate"] = 100 * float(row["learning_rate"])
    logits = trained.network.predict(data.validation.pictures[..., None].astype(np.float32), verbose=0)
    return figures | projections("logits", logits[BENCHMARK]) | projections("logits for photos", logits[PHOTOS])


def benchmark_stage(folder: Path) -> Figures:
    """Draw the first batch of the first stage, and train it for six steps in two epochs."""
    return _stage_figures(SHORT_BENCHMARK, folder)


def both_domains_stage(folder: Path) -> Figures:
    """Draw the first batch of the last stage, and train it for six steps in two epochs."""
    return _stage_figures(SHORT_BOTH, folder)


def photo_network(folder: Path) -> Figures:
    """Draw the first batch for the photo network, and train it for three steps."""
    data, config = _training_data(), SMALL_PHOTO_NETWORK
    batches, figures = PhotoBatches(data.train_photos, data.train, replace(config, batch=16), (5, 0)), {}
    (close_ups, shares), allowed, weights = batches[0]
    for name, array in {"close-ups": close_ups, "allowed": allowed, "weights": weights, "shares": shares}.items():
        figures |= projections(f"first batch, {name}", array)
    watched = PhotoPictures(
        *(getattr(data.train_photos, name)[:6] for name in ("views", "close_ups", "categories", "contributors")),
        np.full(6, 1 / 6),
    )
    with eagerly():
        trained = train_photo_network(data.train_photos, data.train, watched, config, folder / "network.npz", str)
    figures |= {f"epoch 1, {name}": value for name, value in trained.history[0].items() if name != "seconds"}
    return {**figures, **projections("logits", answer(trained.network, watched.close_ups[:, 0]))}


def _undecided() -> Classifier:
    """Return the shipped networks without what was fitted for their answers."""
    artifact = load_current(PROJECT_DIR / "artifacts")
    files = {name: sha256 for name, sha256 in artifact.manifest["files"].items() if name != SCOPE_FILE}
    manifest = {**artifact.manifest, "files": files, "decision": {"auto_threshold": 1e-9}}
    return Classifier(replace(artifact, manifest=manifest))


def decision(folder: Path) -> Figures:
    """Fit temperature, weight of the networks, prototypes, scope detector and threshold, on made-up and on few data."""
    rng = np.random.default_rng(3)
    labels, logits = rng.integers(0, 10, 200), rng.normal(0, 2, (2, 200, 10))
    logits[:, np.arange(200), labels] += 2
    probabilities = np.exp(logits[0]) / np.exp(logits[0]).sum(axis=1, keepdims=True)
    combination = fit_combination(labels, probabilities, logits[1])
    prototypes = fit_prototypes(rng.normal(0, 1, (80, 12)) + 4 * np.eye(12)[np.arange(80) % 12], 7)
    street = [_street_photo(folder, number) for number in (3, 13)]
    classifier = _undecided()
    fitted = fit_decision(classifier, _samples(), _photos(folder)[2:], street)
    assert fitted.scope is not None
    seen = [classifier.classify(photo.path.read_bytes()).features for photo in _samples()]
    return {
        "temperature": fit_temperature(labels, logits[0]),
        "weight of the photo network": combination.weight,
        "temperature of both": combination.temperature,
        **projections("prototypes' directions", np.sort(prototypes.directions, axis=0)),
        "threshold": fitted.threshold.threshold,
        "coverage": fitted.threshold.coverage,
        "precision": fitted.threshold.precision,
        **projections("samples' probability of being inside", fitted.scope.probability(np.stack(seen))),
    }


def study(_folder: Path) -> Figures:
    """Train a small network of each kind for twelve steps."""
    whole, figures = load_fashion_mnist(None, 7), {}
    data = StudyData(whole.train.take(np.arange(96)), whole.validation.take(np.arange(100)))
    for candidate in (Candidate("convolutional", 16, 3, 0, 1), equal_in_size(16, 3, 1)):
        result = train_candidate(candidate, data, SMALL_STUDY).result
        epoch = result.history[-1]
        figures |= {f"{result.name}, loss": epoch.loss, f"{result.name}, validation loss": epoch.validation_loss}
    return figures


@dataclass(frozen=True)
class GoldenStage:
    """A stage, the constant that states the version of its behaviour, and how its figures are made."""

    constant: str
    version: int
    make: Callable[[Path], Figures]

    def figures(self) -> Figures:
        """Return what the stage does now."""
        with TemporaryDirectory() as folder:
            return {name: round(figure, 5) for name, figure in self.make(Path(folder)).items()}


STAGES = {
    "prepared pictures": GoldenStage("PICTURES_VERSION", PICTURES_VERSION, prepared_pictures),
    "segmenter": GoldenStage("SEGMENTER_VERSION", SEGMENTER_VERSION, segmenter),
    "benchmark stage": GoldenStage("BENCHMARK_VERSION", BENCHMARK_VERSION, benchmark_stage),
    "both-domains stage": GoldenStage("BOTH_DOMAINS_VERSION", BOTH_DOMAINS_VERSION, both_domains_stage),
    "photo network": GoldenStage("PHOTO_NETWORK_VERSION", PHOTO_NETWORK_VERSION, photo_network),
    "decision": GoldenStage("DECISION_VERSION", DECISION_VERSION, decision),
    "study": GoldenStage("STUDY_VERSION", STUDY_VERSION, study),
}


def record(names: Sequence[str]) -> None:
    """Record the named stages anew, or all of them."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    for name in names or STAGES:
        recorded[name] = {"version": STAGES[name].version, "figures": STAGES[name].figures()}
    RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1:])
