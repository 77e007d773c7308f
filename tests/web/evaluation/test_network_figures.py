from itertools import pairwise

import pytest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.network_figures import layers_figure, shares_figure

LAYERS = (
    NetworkLayer("picture", (28, 28, 1), 0, 0, "InputLayer"),
    NetworkLayer("stem", (28, 28, 32), 100, 300, "Conv2D"),
    NetworkLayer("stage1_block1_conv1", (7, 7, 192), 300, 100, "Conv2D"),
    NetworkLayer("embedding", (192,), 0, 0, "GlobalAveragePooling2D"),
    NetworkLayer("outputs", (10,), 0, 0, "Dense"),
)


def test_boxes_are_as_wide_as_channels_and_as_high_as_maps_on_one_scale() -> None:
    [boxes] = layers_figure(LAYERS).data
    assert list(boxes.x) == [1, 32, 192, 192, 10]
    assert [start + width / 2 for start, width in zip(boxes.base, boxes.x, strict=True)] == [0] * 5
    heights = [height / boxes.width[0] for height in boxes.width]
    assert heights == pytest.approx([1, 1, 7 / 28, 1 / 28, 1 / 28])  # a vector counts as maps of one pixel


def test_parts_run_downward_and_do_not_overlap() -> None:
    figure = layers_figure(LAYERS)
    [boxes] = figure.data
    edges = [(middle - height / 2, middle + height / 2) for middle, height in zip(boxes.y, boxes.width, strict=True)]
    assert all(above[1] < below[0] for above, below in pairwise(edges))
    assert figure.layout.yaxis.range[0] > edges[-1][1]


def test_deepest_blue_is_where_most_is_computed() -> None:
    [boxes] = layers_figure(LAYERS).data
    assert boxes.marker.color[1].endswith(" 1.00)")
    assert boxes.marker.color[2].endswith(" 0.33)")
    assert boxes.marker.color[0] == boxes.marker.color[3]


def test_labels_tell_size_and_learned_numbers() -> None:
    labels = [note.text for note in layers_figure(LAYERS).layout.annotations]
    assert labels[1] == "<b>First layers</b> 28 × 28 × 32<br>100 learned"
    assert labels[4] == "<b>Answers</b> 10<br>nothing learned"


def test_shares_of_computing_and_of_learned_numbers_by_hand() -> None:
    computing, learned = shares_figure(LAYERS).data
    assert list(computing.x) == [0, 0.75, 0.25, 0, 0]
    assert list(learned.x) == [0, 0.25, 0.75, 0, 0]
    assert list(computing.text)[:2] == ["", "75 %"]


def test_network_that_computes_nothing_is_drawn_all_the_same() -> None:
    assert len(layers_figure(LAYERS[:1]).data) == 1
    assert list(shares_figure(LAYERS[:1]).data[0].x) == [0]


def test_a_finger_on_the_drawing_scrolls_the_page() -> None:
    assert layers_figure(LAYERS).layout.dragmode is False
    assert shares_figure(LAYERS).layout.dragmode is False


def test_shipped_networks_are_drawn(artifact: Artifact) -> None:
    evaluation = read_evaluation(artifact)
    assert evaluation.photo_network is not None
    for layers in (evaluation.layers, evaluation.photo_network.layers):
        assert sum(shares_figure(layers).data[0].x) == pytest.approx(1)
        assert layers_figure(layers).layout.height < 700
