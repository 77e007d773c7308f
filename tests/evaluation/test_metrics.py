import numpy as np
import pytest
from sklearn import metrics as outside
from sklearn.metrics import roc_auc_score

from fashion_model.evaluation.metrics import (
    CategoryScore,
    accuracy,
    accuracy_interval,
    auroc,
    bootstrap_by_group,
    confusion_matrix,
    cross_entropy,
    effective_groups,
    per_category_scores,
    share_intervals,
    wilson,
)

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTIONS = np.array([0, 0, 1, 1, 0, 1])


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    """Labels (500,) and probabilities (500, 10) in which category 9 is never true and never named."""
    random = np.random.default_rng(7)
    labels = random.integers(0, 9, 500)
    probabilities = random.dirichlet(np.ones(10), 500)
    probabilities[np.arange(500), labels] += 0.3
    probabilities[:, 9] = 1e-6
    return labels, probabilities / probabilities.sum(axis=1, keepdims=True)


def test_accuracy_is_the_share_of_right_answers() -> None:
    probabilities = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])
    assert accuracy(np.array([0, 1, 1, 1]), probabilities) == 0.75


def test_accuracy_agrees_with_scikit_learn(answers: tuple[np.ndarray, np.ndarray]) -> None:
    labels, probabilities = answers
    expected = outside.accuracy_score(labels, probabilities.argmax(axis=1))
    assert accuracy(labels, probabilities) == pytest.approx(expected, abs=1e-9)


def test_cross_entropy_of_a_coin_toss_is_the_logarithm_of_two() -> None:
    assert cross_entropy(np.array([0, 1]), np.full((2, 2), 0.5)) == pytest.approx(0.6931471805599453, abs=1e-12)


def test_cross_entropy_of_an_impossible_truth_is_large_but_finite() -> None:
    # -ln(1e-12) = 12 ln 10
    assert cross_entropy(np.array([1]), np.array([[1.0, 0.0]])) == pytest.approx(27.631021115928547, abs=1e-9)


def test_cross_entropy_agrees_with_scikit_learn(answers: tuple[np.ndarray, np.ndarray]) -> None:
    labels, probabilities = answers
    expected = outside.log_loss(labels, probabilities, labels=list(range(10)))
    assert cross_entropy(labels, probabilities) == pytest.approx(expected, abs=1e-9)


def test_confusion_matrix_has_the_truth_in_its_rows() -> None:
    counts = confusion_matrix(LABELS, PREDICTIONS, 4)
    assert counts.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert counts.dtype == np.int64


def test_confusion_matrix_agrees_with_scikit_learn_and_survives_small_integers(
    answers: tuple[np.ndarray, np.ndarray],
) -> None:
    labels, predictions = answers[0].astype(np.uint8), answers[1].argmax(axis=1)
    expected = outside.confusion_matrix(labels, predictions, labels=list(range(10)))
    assert np.array_equal(confusion_matrix(labels, predictions, 10), expected)


def test_per_category_scores_by_hand() -> None:
    zero, one, two, three = per_category_scores(LABELS, PREDICTIONS, 4)
    assert zero == CategoryScore(index=0, support=3, precision=2 / 3, recall=2 / 3, f1=2 / 3)
    assert one == CategoryScore(index=1, support=2, precision=1 / 3, recall=1 / 2, f1=0.4)
    assert two == CategoryScore(index=2, support=1, precision=0.0, recall=0.0, f1=0.0)
    assert three == CategoryScore(index=3, support=0, precision=0.0, recall=0.0, f1=0.0)


def test_per_category_scores_agree_with_scikit_learn(answers: tuple[np.ndarray, np.ndarray]) -> None:
    labels, predictions = answers[0], answers[1].argmax(axis=1)
    scores = per_category_scores(labels, predictions, 10)
    expected = outside.precision_recall_fscore_support(labels, predictions, labels=list(range(10)), zero_division=0.0)
    for name, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        assert [getattr(score, name) for score in scores] == pytest.approx(list(values), abs=1e-9)


def test_accuracy_interval_of_half_of_a_hundred() -> None:
    # Wilson: (0.5 + z²/200 ± z sqrt(0.25/100 + z²/40000)) / (1 + z²/100) with z = 1.959964, z² = 3.841459
    interval = accuracy_interval(50, 100)
    assert (interval.low, interval.high) == pytest.approx((0.403832, 0.596168), abs=1e-6)


def test_accuracy_interval_of_a_perfect_score_still_leaves_doubt() -> None:
    interval = accuracy_interval(10, 10)
    assert interval.high == 1.0
    assert interval.low == pytest.approx(1 / (1 + 3.841458820694124 / 10), abs=1e-9)


def test_accuracy_interval_narrows_with_more_pictures_and_widens_with_certainty() -> None:
    few, many, surer = (
        accuracy_interval(90, 100),
        accuracy_interval(9000, 10000),
        accuracy_interval(90, 100, level=0.99),
    )
    assert few.low < many.low < 0.9 < many.high < few.high
    assert surer.low < few.low


@pytest.mark.parametrize(
    ("labels", "probabilities", "message"),
    [
        (np.array([0, 1]), np.full((3, 2), 0.5), r"labels of shape \(3,\)"),
        (np.array([0.0]), np.full((1, 2), 0.5), "integer type, got .* float64"),
        (np.array([2]), np.full((1, 2), 0.5), r"labels 0\.\.1, got 2\.\.2"),
        (np.array([-1]), np.full((1, 2), 0.5), r"got -1\.\.-1"),
        (np.array([0]), np.array([0.5, 0.5]), r"shape \(N, K\)"),
        (np.array([0]), np.array([[np.nan, 0.5]]), "NaN"),
        (np.zeros(0, int), np.zeros((0, 2)), "at least one"),
    ],
)
def test_unfit_input_is_refused_with_what_was_expected(
    labels: np.ndarray, probabilities: np.ndarray, message: str
) -> None:
    for score in (accuracy, cross_entropy):
        with pytest.raises(ValueError, match=message):
            score(labels, probabilities)


def test_cross_entropy_refuses_logits() -> None:
    with pytest.raises(ValueError, match="summing to 1"):
        cross_entropy(np.array([0]), np.array([[2.0, 3.0]]))


@pytest.mark.parametrize(("right", "total", "level"), [(1, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_impossible_counts_have_no_interval(right: int, total: int, level: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        accuracy_interval(right, total, level)


def test_auroc_agrees_with_scikit_learn_and_counts_ties_half() -> None:
    rng = np.random.default_rng(1)
    inside, outside = rng.integers(2, 9, 50) / 10, rng.integers(0, 7, 30) / 10
    truth, scores = np.repeat([1, 0], [50, 30]), np.concatenate([inside, outside])
    assert auroc(inside, outside) == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert auroc(np.array([0.5]), np.array([0.5])) == 0.5


def test_auroc_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="inside and of items outside"):
        auroc(np.array([0.5]), np.array([]))


def test_interval_is_wider_when_one_group_holds_all_errors() -> None:
    right = np.repeat([1.0, 0.0], [80, 20])
    mixed, apart = np.arange(100) % 5, np.repeat(np.arange(5), 20)
    share = lambda indices: float(right[indices].mean())  # noqa: E731 - the figure under test
    narrow, wide = bootstrap_by_group(share, mixed, 300), bootstrap_by_group(share, apart, 300)
    assert narrow.value == wide.value == 0.8
    assert (narrow.low, narrow.high) == pytest.approx((0.8, 0.8))  # each group has the same share of errors
    assert wide.high - wide.low > 0.5


def test_predictions_of_another_length_or_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"predictions of shape \(2,\)"):
        confusion_matrix(np.array([0, 1]), np.array([0]), 3)
    for score in (confusion_matrix, per_category_scores):
        with pytest.raises(ValueError, match=r"predictions 0\.\.2"):
            score(np.array([0, 1]), np.array([0, 3]), 3)


GROUPED = np.repeat([True, False], 50)[:, None]
ONES = np.ones((100, 1))


@pytest.mark.parametrize(
    ("groups", "width"),
    [
        (None, 0.19),  # Wilson, 50 of 100
        (np.arange(100), 0.2),  # each by itself: the bootstrap of 100 is about as wide
        (np.repeat(np.arange(4), 25), 1.0),  # two people who are always right, two who never are
    ],
)
def test_interval_is_as_wide_as_the_groups_allow(groups: np.ndarray | None, width: float) -> None:
    low, high = share_intervals(GROUPED, ONES, groups)
    assert high[0] - low[0] == pytest.approx(width, abs=0.03)


def test_interval_is_never_narrower_than_that_of_independent_items() -> None:
    alternately = np.tile([True, False], 50)[:, None]
    alike = share_intervals(alternately, ONES, np.repeat(np.arange(50), 2))  # every group is right in half
    alone = share_intervals(alternately, ONES)
    assert (alike[0][0], alike[1][0]) == (alone[0][0], alone[1][0])


def test_share_of_nothing_has_no_interval_and_weights_count_as_fewer() -> None:
    wholes = np.column_stack([np.zeros(4), np.array([1.0, 1.0, 1.0, 9.0])])
    low, high = share_intervals(wholes * 0.5, wholes, np.arange(4))
    assert np.isnan([low[0], high[0]]).all()
    few = wilson(np.array([0.5]), np.array([12.0**2 / 84]))  # Kish
    assert low[1] <= few[0][0]
    assert high[1] >= few[1][0]


@pytest.mark.parametrize(("sizes", "effective"), [([5], 1.0), ([2, 2, 2], 3.0), ([290, 82, 35], 407**2 / 92049)])
def test_effective_number_of_groups_is_kishs(sizes: list[int], effective: float) -> None:
    assert effective_groups(np.repeat(np.arange(len(sizes)), sizes)) == pytest.approx(effective)


def test_categories_of_clustered_photos_have_wider_intervals() -> None:
    labels, predicted = np.zeros(40, int), np.repeat([0, 1], 20)
    alone, clustered = (per_category_scores(labels, predicted, 2, who)[0] for who in (None, np.repeat([1, 2], 20)))
    assert alone.recall_interval is not None
    assert clustered.recall_interval is not None
    assert (clustered.recall_interval.low, clustered.recall_interval.high) == (0, 1)
    assert alone.recall_interval.low > 0.3
    assert per_category_scores(labels, predicted, 2)[1].recall_interval is None  # no picture of it
