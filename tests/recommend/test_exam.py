"""Every recommender passes the one exam."""

import numpy as np
import pytest

from tastegraph.recommend import (
    AdditiveRecommender,
    ItemWeights,
    LinearConfig,
    LinearRecommender,
    recommender_class,
    recommender_names,
)
from tastegraph.recommend.popularity import PopularityConfig
from tastegraph.testing import check_recommender


@pytest.mark.parametrize("name", recommender_names())
def test_every_registered_recommender_passes(name, tmp_path):
    check_recommender(recommender_class(name), tmp_path, personal=name != "popularity")


def test_every_term_of_the_linear_core_passes(tmp_path):
    config = LinearConfig(
        regularisation=5, regularisation_exponent=0.5, dropout=0.5, user_exponent=0.5,
        history_exponent=-0.2, target_exponent=0.2, neighbours=0.3, smoothing=2,
    )  # fmt: skip
    check_recommender(lambda: LinearRecommender(config), tmp_path)


@pytest.mark.parametrize("values", [{}, {"dropout": 0.5, "regularisation_exponent": 0.5}, {"form": "sparse"}])
def test_a_linear_core_that_can_be_updated_passes(tmp_path, values):
    check_recommender(lambda: LinearRecommender(LinearConfig(regularisation=5, updatable=True, **values)), tmp_path)


class Forgetful(AdditiveRecommender[PopularityConfig]):
    """Another random answer at each fit: what the exam is there to catch."""

    name = "popularity"
    config_type = PopularityConfig

    def _solve(self, interactions, knowledge):
        n_items = len(knowledge.items)
        return ItemWeights(np.random.default_rng().random((n_items, n_items), dtype=np.float32))


def test_the_exam_can_be_failed(tmp_path):
    with pytest.raises(AssertionError, match="two fits"):
        check_recommender(Forgetful, tmp_path)
