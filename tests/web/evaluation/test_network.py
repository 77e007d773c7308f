import pytest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.evaluation.layers import NetworkLayer, network_parts, size_text
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.network import layer_reading, layer_table, layers_answer, part_table, weight_sentence

LAYERS = (
    NetworkLayer("picture", (28, 28, 1), 0, 0, "InputLayer"),
    NetworkLayer("stem", (28, 28, 32), 288, 300, "Conv2D"),
    NetworkLayer("stage1_block1_conv1", (7, 7, 192), 900, 60, "Conv2D"),
    NetworkLayer("stage1_block1_add", (7, 7, 192), 0, 30, "Add"),
    NetworkLayer("embedding", (192,), 0, 0, "GlobalAveragePooling2D"),
    NetworkLayer("outputs", (10,), 1930, 10, "Dense"),
)


def test_parts_of_the_network_by_hand() -> None:
    parts = network_parts(LAYERS)
    assert [(part.name, len(part.layers)) for part in parts] == [
        ("Picture", 1),
        ("First layers", 1),
        ("Stage 1", 2),
        ("Embedding", 1),
        ("Answers", 1),
    ]
    assert parts[2].output_shape == (7, 7, 192)


CLOSE_UP_LAYERS = (
    NetworkLayer("close_up", (160, 160, 3), 0, 0, "InputLayer"),
    NetworkLayer("standardise", (160, 160, 3), 0, 0, "Rescaling"),
    NetworkLayer("stem", (80, 80, 32), 864, 500, "Conv2D"),
    NetworkLayer("stage1_block1_depthwise", (80, 80, 32), 288, 100, "DepthwiseConv2D"),
    NetworkLayer("stage2_block1_expand", (80, 80, 96), 1536, 300, "Conv2D"),
    NetworkLayer("head", (5, 5, 1280), 409_600, 100, "Conv2D"),
    NetworkLayer("embedding", (1280,), 0, 0, "GlobalAveragePooling2D"),
    NetworkLayer("photo_logits", (10,), 12_810, 10, "Dense"),
)


def test_parts_of_the_photo_network_begin_with_its_colour_picture() -> None:
    parts = network_parts(CLOSE_UP_LAYERS)
    assert [(part.name, len(part.layers)) for part in parts] == [
        ("Picture", 2),
        ("First layers", 1),
        ("Stage 1", 1),
        ("Stage 2", 1),
        ("Embedding", 2),
        ("Answers", 1),
    ]
    assert parts[0].output_shape == (160, 160, 3)


def test_part_table_adds_the_layers_of_a_part_up() -> None:
    table = part_table(network_parts(LAYERS))
    assert table["Parameters"].tolist() == [0, 288, 900, 0, 1930]
    assert table["Computing"].tolist() == [0.0, 75.0, 22.5, 0.0, 2.5]
    assert table["Output size"].tolist() == ["28 × 28 × 1", "28 × 28 × 32", "7 × 7 × 192", "192", "10"]


def test_shipped_network_has_few_parts_and_loses_no_layer(artifact: Artifact) -> None:
    layers = read_evaluation(artifact).layers
    parts = network_parts(layers)
    assert [layer for part in parts for layer in part.layers] == list(layers)
    assert len(parts) <= 8
    assert (parts[0].name, parts[-1].name) == ("Picture", "Answers")


def test_shipped_photo_network_has_few_parts_and_loses_no_layer(artifact: Artifact) -> None:
    network = read_evaluation(artifact).photo_network
    assert network is not None
    parts = network_parts(network.layers)
    assert [layer for part in parts for layer in part.layers] == list(network.layers)
    assert len(parts) <= 12
    assert (parts[0].name, parts[-1].name) == ("Picture", "Answers")


def test_layer_table_shares_the_computing_out() -> None:
    table = layer_table(LAYERS)
    assert table["Layer"].tolist()[:2] == ["picture", "stem"]
    assert table["Computing"].tolist() == [0.0, 75.0, 15.0, 7.5, 0.0, 2.5]


def test_layers_that_compute_nothing_divide_by_nothing() -> None:
    assert layer_table(LAYERS[:1])["Computing"].tolist() == [0.0]


def test_reading_of_shrinking_maps_and_widening_channels() -> None:
    assert layer_reading(LAYERS) == (
        "From the picture to the answer: the maps shrink from 28 × 28 to 7 × 7 pixels, the channels widen from 1 to "
        "192, 192 numbers describe the item, 10 numbers come out, one for each category. Most of the computing is done "
        "in the first layers (75 %); most of the parameters are in the answers (62 %)."
    )


def test_as_many_parts_are_named_as_more_than_half_takes() -> None:
    said = weight_sentence(network_parts(CLOSE_UP_LAYERS))
    # 500 of 1,010 multiply-adds are not half, with the next 300 they are more; 422,410 of 425,098 numbers are learned
    assert said == (
        "Most of the computing is done in the first layers and stage 2 (79 %); most of the parameters are in the "
        "embedding (96 %)."
    )


def test_network_that_learns_nothing_has_no_majority() -> None:
    assert weight_sentence(network_parts(LAYERS[:1])) == ""


def test_answer_on_layers_counts_them(artifact: Artifact) -> None:
    evaluation = read_evaluation(artifact)
    said = layers_answer(evaluation)
    assert said.startswith(f"{len(evaluation.layers)} layers with {evaluation.parameters:,} parameters. From")
    assert "Most of the computing is done in stage 1 (51 %)" in said


def test_reading_follows_the_sizes_and_not_a_fixed_text() -> None:
    grown = (
        NetworkLayer("a", (7, 7, 64), 0, 0, "x"),
        NetworkLayer("b", (14, 14, 8), 0, 0, "x"),
        NetworkLayer("c", (3,), 0, 0, "x"),
    )
    said = layer_reading(grown)
    assert "the maps grow from 7 × 7 to 14 × 14 pixels, the channels narrow from 64 to 8" in said
    assert "one for each category" not in said


@pytest.mark.parametrize(("shape", "text"), [((28, 28, 32), "28 × 28 × 32"), ((10,), "10")])
def test_sizes_are_written_with_a_multiplication_sign(shape: tuple[int, ...], text: str) -> None:
    assert size_text(shape) == text
