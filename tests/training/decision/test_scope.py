import numpy as np
import pytest

from fashion_model.evaluation.metrics import auroc
from fashion_model.serving.scope import ITEM_FEATURES
from fashion_model.training.decision.scope import ScopeExamples, fit_scope, joined_examples, out_of_fold


def examples(features: np.ndarray, inside: list[bool], kinds: list[str], groups: list[int]) -> ScopeExamples:
    return ScopeExamples(features.astype(np.float32), np.array(inside), tuple(kinds), np.array(groups))


def clouds(apart: float, amount: int = 60) -> ScopeExamples:
    """Return two clouds of unit spread in four dimensions, their middles ``apart`` along the first; ten groups."""
    features = np.random.default_rng(0).normal(size=(2 * amount, 4))
    features[:amount, 0] += apart
    inside = [True] * amount + [False] * amount
    kinds = ["Shirt" if one else "Hat" for one in inside]
    return examples(features, inside, kinds, [index % 10 for index in range(2 * amount)])


def test_two_obvious_clouds_are_told_apart() -> None:
    fitted = fit_scope(clouds(apart=6), 0.5)
    inside, outside = fitted.probability(np.array([[6.0, 0, 0, 0], [0, 0, 0, 0]]))
    assert inside > 0.9
    assert outside < 0.1
    assert np.abs(fitted.weights).argmax() == 0


def test_cloud_upon_cloud_is_not_told_apart() -> None:
    same = clouds(apart=0)
    seen = out_of_fold(same, 0.5)
    assert auroc(seen[same.inside], seen[~same.inside]) == pytest.approx(0.5, abs=0.15)
    assert seen == pytest.approx(0.5, abs=0.15)  # and it does not pretend to


def test_without_anything_to_go_by_the_probability_is_the_share_that_a_delivery_has() -> None:
    nothing = examples(
        np.zeros((100, 3)), [True] * 5 + [False] * 95, ["Coat"] * 5 + ["Hat"] * 95, [i % 5 for i in range(100)]
    )
    assert fit_scope(nothing, 0.2).probability(np.zeros((1, 3)))[0] == pytest.approx(0.8, abs=1e-3)
    assert fit_scope(nothing, 0.7).probability(np.zeros((1, 3)))[0] == pytest.approx(0.3, abs=1e-3)


@pytest.mark.parametrize("many_inside", [True, False])
def test_rare_kind_weighs_as_much_as_a_frequent_one(many_inside: bool) -> None:
    # Two kinds on one side, 4 and 200 of them, as far from the other side's kind: one must be as sure as the other.
    rare, frequent, other = (np.tile(one, (n, 1)) for one, n in (((1.0, 0), 4), ((0, 1.0), 200), ((0, 0), 50)))
    sides = [many_inside] * 204 + [not many_inside] * 50
    kinds = ["rare"] * 4 + ["frequent"] * 200 + ["other"] * 50
    fitted = fit_scope(
        examples(np.concatenate([rare, frequent, other]), sides, kinds, [i % 2 for i in range(254)]), 0.5
    )
    at_rare, at_frequent, at_other = fitted.probability(np.array([[1.0, 0], [0, 1.0], [0, 0]]))
    assert at_rare == pytest.approx(at_frequent, abs=1e-3)
    assert (at_rare > at_other) is np.bool_(many_inside)


def contradicting(groups_of_odd_one: tuple[int, int]) -> ScopeExamples:
    """Return groups in which a positive first number means inside, and one in which it means outside.

    A second number, zero elsewhere, marks the odd group: whoever saw one of its items can tell the others.
    """
    x = np.tile([1.0, -1.0], 60)
    odd = np.arange(120) >= 100
    features = np.column_stack([x, 2 * x * odd])
    inside = np.where(odd, x < 0, x > 0)
    groups = np.where(odd, np.where(np.arange(120) % 4 < 2, *groups_of_odd_one), np.arange(120) // 2 % 5)
    return examples(features, inside.tolist(), ["Coat" if one else "Hat" for one in inside], groups.tolist())


def test_detector_that_judges_a_group_has_not_seen_it() -> None:
    unseen, seen = contradicting((5, 5)), contradicting((5, 6))  # the second has the odd one in two groups
    odd = slice(100, 120)
    for_unseen, for_seen = out_of_fold(unseen, 0.5)[odd], out_of_fold(seen, 0.5)[odd]
    is_inside = unseen.inside[odd]
    assert (for_unseen[is_inside] < 0.3).all()  # what the others taught is wrong here
    assert (for_unseen[~is_inside] > 0.7).all()
    assert auroc(for_seen[is_inside], for_seen[~is_inside]) == 1.0


def test_items_are_judged_in_their_order() -> None:
    apart = clouds(apart=6)
    order = np.random.default_rng(1).permutation(120)
    np.testing.assert_allclose(out_of_fold(apart.take(order), 0.5), out_of_fold(apart, 0.5)[order], atol=1e-3)


def test_single_group_is_judged_by_the_average() -> None:
    alone = clouds(apart=6)
    alone = ScopeExamples(alone.features, alone.inside, alone.kinds, np.zeros(120, dtype=int))
    assert out_of_fold(alone, 0.5) == pytest.approx(0.5)
    assert fit_scope(alone, 0.5).probability(np.array([[6.0, 0, 0, 0]]))[0] > 0.5


@pytest.mark.parametrize("inside", [True, False])
def test_items_of_one_side_only_are_refused(inside: bool) -> None:
    with pytest.raises(ValueError, match="items inside and items outside"):
        fit_scope(examples(np.zeros((4, 2)), [inside] * 4, ["Coat"] * 4, [0, 1, 2, 3]), 0.2)


def test_group_of_nothing_but_outsiders_is_judged_by_the_rest() -> None:
    split = clouds(apart=6)
    groups = np.where(split.inside, split.groups % 2, 2)  # all outsiders in one group
    seen = out_of_fold(ScopeExamples(split.features, split.inside, split.kinds, groups), 0.5)
    assert (seen[~split.inside] == 1.0).all()  # who never saw an outsider knows of none


def test_joined_and_taken_examples_keep_their_words() -> None:
    one, other = (
        examples(np.full((2, 3), number), [True, False], [f"in{number}", f"out{number}"], [number, number])
        for number in (1, 2)
    )
    taken = joined_examples([one, other]).take(np.array([False, True, True, False]))
    assert taken.kinds == ("out1", "in2")
    assert taken.groups.tolist() == [1, 2]
    assert taken.features[:, 0].tolist() == [1, 2]
    assert taken.inside.tolist() == [False, True]


def test_embedding_counts_less_than_how_the_item_was_found() -> None:
    """The same signal in an embedding's number and in one of the others: the fit trusts the other more."""
    rng = np.random.default_rng(0)
    inside = np.arange(200) < 100
    features = rng.normal(size=(200, 1 + ITEM_FEATURES))
    features[:, 0] = features[:, -1] = np.where(inside, 1, -1) + rng.normal(size=200)
    signals = ScopeExamples(features, inside, tuple(np.where(inside, "Shirt", "hat")), np.arange(200))
    detector = fit_scope(signals, 0.2)
    pull = detector.weights / detector.scale
    assert pull[-1] > 5 * pull[0] > 0
