import numpy as np
import pytest

from fashion_model.training.decision.scope import GROUPS, fit_prototypes


def test_groups_lie_where_the_items_do() -> None:
    rng = np.random.default_rng(0)
    embeddings = np.concatenate([rng.normal(middle, 0.01, (30, 3)) for middle in ((4, 0, 0), (0, 4, 0), (0, 0, 4))])
    prototypes = fit_prototypes(embeddings, seed=0)
    assert prototypes.middle == pytest.approx(np.full(3, 4 / 3), abs=0.01)
    assert len(prototypes.directions) == GROUPS
    assert np.linalg.norm(prototypes.directions, axis=1) == pytest.approx(1)
    assert prototypes.nearness(np.array([4.0, 0.0, 0.0]))[0] == pytest.approx(1, abs=1e-3)
    assert prototypes.nearness(np.array([-4.0, 0.0, 0.0]))[0] < 0.6  # unlike anything


def test_fewer_items_than_groups_are_a_group_each() -> None:
    prototypes = fit_prototypes(np.eye(3), seed=0)
    assert prototypes.directions.shape == (3, 3)
    for item in np.eye(3):
        assert prototypes.nearness(item)[0] == pytest.approx(1)
