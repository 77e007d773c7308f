from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.networks import (
    PHOTO_NETWORK_FILE,
    Combination,
    LiteRtModel,
    LiteRtPhotoNetwork,
    LiteRtSegmenter,
    softmax,
)
from fashion_model.training.config import SegmenterConfig
from fashion_model.training.networks.export import export_litert
from fashion_model.training.segmenter.train import build_segmenter, export_segmenter

EVEN = np.full(10, 0.1)


def small_network(categories: int = 10, names: tuple[str, str] = ("photo_logits", "embedding")) -> keras.Model:
    """Return a network of a photo network's shape: the mean colour is the embedding, (3,)."""
    close_up = keras.Input((160, 160, 3), name="close_up")
    embedding = keras.layers.GlobalAveragePooling2D(name="mean")(close_up)
    return keras.Model(close_up, dict(zip(names, (keras.layers.Dense(categories)(embedding), embedding), strict=True)))


@pytest.fixture(scope="module")
def network_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / PHOTO_NETWORK_FILE
    export_litert(small_network(), path, batch=1)
    return path


def of_colour(red: int, green: int, blue: int) -> np.ndarray:
    return np.full((160, 160, 3), (red, green, blue), np.uint8)


def test_close_up_goes_in_as_it_is_and_logits_and_embedding_come_out(network_file: Path) -> None:
    network = LiteRtPhotoNetwork(network_file)
    outputs = network(of_colour(200, 10, 30))
    assert network.embedding_size == 3
    assert outputs.embedding == pytest.approx([200, 10, 30], abs=1e-2)
    assert outputs.logits.shape == (10,)
    assert outputs.logits.dtype == outputs.embedding.dtype == np.float32


def test_outputs_of_one_close_up_outlive_the_next_call(network_file: Path) -> None:
    network = LiteRtPhotoNetwork(network_file)
    first = network(of_colour(200, 10, 30))
    network(of_colour(0, 0, 0))
    assert first.embedding == pytest.approx([200, 10, 30], abs=1e-2)


def test_threads_that_share_a_network_get_what_each_would_get_alone(network_file: Path) -> None:
    network = LiteRtPhotoNetwork(network_file)
    close_ups = [of_colour(level, 255 - level, 7) for level in range(0, 250, 10)]
    alone = [network(close_up) for close_up in close_ups]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(network, close_ups))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.logits, other.logits)
        np.testing.assert_array_equal(one.embedding, other.embedding)
    assert not np.array_equal(alone[0].logits, alone[-1].logits)


@pytest.mark.parametrize("content", [b"", b"TFL3 but nothing else", None])
def test_damaged_or_missing_file_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / PHOTO_NETWORK_FILE
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArtifactError, match=r"photo_network\.tflite cannot be run .*Train the model again"):
        LiteRtPhotoNetwork(path)


def test_another_network_is_no_photo_network(tmp_path: Path) -> None:
    segmenter = export_segmenter(build_segmenter(SegmenterConfig(widths=(8,), blocks=(1,))), tmp_path / "other.tflite")
    with pytest.raises(ArtifactError, match=r"other\.tflite is no photo network"):
        LiteRtPhotoNetwork(segmenter)


def test_network_whose_outputs_have_other_names_is_no_photo_network(tmp_path: Path) -> None:
    export_litert(small_network(names=("probabilities", "embedding")), tmp_path / "other.tflite", batch=1)
    with pytest.raises(ArtifactError, match="no photo network"):
        LiteRtPhotoNetwork(tmp_path / "other.tflite")


def test_network_of_other_categories_is_refused(tmp_path: Path) -> None:
    export_litert(small_network(categories=9), tmp_path / PHOTO_NETWORK_FILE, batch=1)
    with pytest.raises(ArtifactError, match="knows other categories"):
        LiteRtPhotoNetwork(tmp_path / PHOTO_NETWORK_FILE)


def shares(first: float, second: float) -> np.ndarray:
    """Return probabilities with the given ones first; the other eight categories share the rest."""
    return np.array([first, second, *[(1 - first - second) / 8] * 8])


def test_weight_0_leaves_the_first_networks_answer() -> None:
    combined = Combination(0.0, 1.0)(shares(0.64, 0.04), np.log(shares(0.1, 0.5)))
    assert combined == pytest.approx(shares(0.64, 0.04), abs=1e-6)
    assert combined.dtype == np.float32


def test_weight_1_leaves_the_photo_networks_answer() -> None:
    combined = Combination(1.0, 1.0)(shares(0.64, 0.04), np.log(shares(0.1, 0.5)))
    assert combined == pytest.approx(shares(0.1, 0.5), abs=1e-6)


def test_between_them_stands_the_weighted_geometric_mean() -> None:
    # 0.64 ** 0.75 * 0.04 ** 0.25 = 0.32, 0.04 ** 0.75 * 0.64 ** 0.25 = 0.08, and eight times 0.04; together 0.72
    combined = Combination(0.25, 1.0)(shares(0.64, 0.04), np.log(shares(0.04, 0.64)))
    assert combined == pytest.approx([4 / 9, 1 / 9, *[1 / 18] * 8], abs=1e-6)
    halfway = Combination(0.5, 1.0)(shares(0.64, 0.04), np.log(shares(0.04, 0.64)))
    assert halfway == pytest.approx([1 / 4, 1 / 4, *[1 / 16] * 8], abs=1e-6)  # 0.16 twice and 0.04 eight times: 0.64
    assert halfway.sum() == pytest.approx(1, abs=1e-6)


def test_temperature_2_takes_square_roots() -> None:
    combined = Combination(0.0, 2.0)(shares(0.64, 0.04), np.zeros(10))  # 0.8 and nine times 0.2: together 2.6
    assert combined == pytest.approx([4 / 13, *[1 / 13] * 9], abs=1e-6)


def test_size_of_the_logits_does_not_matter_only_their_differences() -> None:
    logits = np.log(shares(0.04, 0.64))
    combination = Combination(0.5, 1.3)
    near = combination(EVEN, logits)
    assert combination(EVEN, logits + 100) == pytest.approx(near, abs=1e-6)
    assert combination(EVEN, logits * 2) != pytest.approx(near, abs=1e-2)


def test_category_that_one_network_excludes_can_still_be_chosen_by_the_other() -> None:
    sure = np.eye(10)[3]  # 1e-6 counts for 0: the others lose a factor of 1000 at equal weights
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        doubted = Combination(0.5, 1.0)(sure, 20.0 * np.eye(10)[4])
        agreed = Combination(0.5, 1.0)(sure, 20.0 * np.eye(10)[3])
        beyond = Combination(0.5, 1.0)(sure, 1e4 * np.eye(10)[4])
    assert doubted[4] / doubted[3] == pytest.approx(np.exp(10) / 1000, rel=1e-4)
    assert agreed.argmax() == 3
    assert beyond[4] == pytest.approx(1)


def test_rows_of_a_batch_are_combined_each_for_itself() -> None:
    rng = np.random.default_rng(0)
    probabilities, logits = rng.dirichlet(np.ones(10), size=4), rng.normal(0, 3, (4, 10))
    together = Combination(0.3, 1.7)(probabilities, logits)
    for row, probability, logit in zip(together, probabilities, logits, strict=True):
        assert row == pytest.approx(Combination(0.3, 1.7)(probability, logit), abs=1e-6)
    assert together[0] != pytest.approx(together[1], abs=1e-2)


def test_softmax_gives_each_category_the_share_of_its_exponential() -> None:
    assert softmax(np.log([1.0, 2.0, 5.0])) == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=1e-6)
    assert softmax(np.array([[0.0, 0.0], [1e4, 0.0]])) == pytest.approx(np.array([[0.5, 0.5], [1, 0]]))
    assert softmax(np.zeros(4)).dtype == np.float32


def test_shapes_and_names_are_those_of_the_file(artifact: Artifact) -> None:
    segmenter = LiteRtModel(artifact.file("segmenter.tflite"))
    assert segmenter.inputs == {"photo": (1, 128, 96, 3)}
    assert list(segmenter.outputs.values()) == [(1, 64, 48, 8)]


def test_answer_stays_when_the_next_one_is_computed(artifact: Artifact) -> None:
    segmenter = LiteRtModel(artifact.file("segmenter.tflite"))
    rng = np.random.default_rng(0)
    (first,) = segmenter(photo=np.zeros((1, 128, 96, 3), np.float32)).values()
    before = first.copy()
    (second,) = segmenter(photo=rng.uniform(0, 255, (1, 128, 96, 3)).astype(np.float32)).values()
    np.testing.assert_array_equal(first, before)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("content", [b"", b"half a file"])
def test_file_that_is_no_network_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.tflite").write_bytes(content)
    with pytest.raises(ArtifactError, match=r"some\.tflite cannot be run .* Train the model again\."):
        LiteRtModel(tmp_path / "some.tflite")


def test_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"gone\.tflite cannot be run"):
        LiteRtModel(tmp_path / "gone.tflite")


@pytest.fixture(scope="module")
def segmenter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = SegmenterConfig(widths=(8, 12), blocks=(1, 1))
    return export_segmenter(build_segmenter(tiny), tmp_path_factory.mktemp("segmenter") / "segmenter.tflite")


@pytest.mark.parametrize("shape", [(20, 20), (80, 60), (533, 400), (300, 1600)])
def test_shares_of_any_photo_sum_to_one_in_every_cell(segmenter_file: Path, shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (*shape, 3), dtype=np.uint8)
    shares = LiteRtSegmenter(segmenter_file)(rgb)
    assert shares.shape == (64, 48, 8)
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=2), 1, atol=1e-4)


def test_threads_that_share_a_segmenter_get_what_each_would_get_alone(segmenter_file: Path) -> None:
    segmenter = LiteRtSegmenter(segmenter_file)
    photos = [np.full((80, 60, 3), level, np.uint8) for level in range(0, 250, 10)]
    alone = [segmenter(photo) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(segmenter, photos))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(alone[0], alone[-1])


def test_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    damaged = tmp_path / "segmenter.tflite"
    damaged.write_bytes(b"TFL3 but nothing else")
    with pytest.raises(ArtifactError, match=r"segmenter\.tflite cannot be run"):
        LiteRtSegmenter(damaged)


def test_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"segmenter\.tflite"):
        LiteRtSegmenter(tmp_path / "segmenter.tflite")


def test_another_network_is_no_segmenter(artifact: Artifact) -> None:
    with pytest.raises(ArtifactError, match="no segmenter"):
        LiteRtSegmenter(artifact.file("model.tflite"))
