"""The linear core: behaviour and knowledge in one objective."""

from __future__ import annotations

from typing import ClassVar, Literal

from scipy.sparse import issparse

from tastegraph.data import Interactions
from tastegraph.recommend.additive import AdditiveRecommender
from tastegraph.recommend.change import LogChange
from tastegraph.recommend.linear.config import EASEConfig, LinearConfig
from tastegraph.recommend.linear.knowledge_model import KnowledgeModel
from tastegraph.recommend.linear.size import exact_seconds
from tastegraph.recommend.linear.solve import solve, solve_change
from tastegraph.recommend.weights import ItemWeights
from tastegraph.represent import Knowledge


class LinearRecommender(AdditiveRecommender[LinearConfig]):
    """Item–item weights that explain behaviour and stay near what knowledge predicts.

    The knowledge model T says which items stand in for which; it leads behaviour, smoothed to H, to a prior
    B₀ = H T; behaviour moves the weights away from the prior where it has something to say. An item nobody has
    interacted with keeps its prior: that is how cold items get their scores. ``docs/linear.md`` derives it.

    Limits of the exact form: two dense matrices items × items with knowledge, one without; cost about 6 items³ and
    1 items³ flop. Where that is too much, `fitting_form` takes the sparse form, whose memory and cost grow with the
    items.
    """

    name: ClassVar[str] = "linear"
    config_type = LinearConfig
    sized: ClassVar[tuple[str, ...]] = ("recency", "form", "support", "neighbours")
    """Values whose right choice depends on how many items there are: histories are shorter with fewer of them."""

    @property
    def recency(self) -> float:
        """As the config says."""
        return self.config.recency

    @property
    def form(self) -> Literal["exact", "sparse"]:
        """In which form the fitted model was solved."""
        return "sparse" if issparse(self._state.weights.matrix) else "exact"

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:
        return solve(interactions, knowledge, self.config)

    def _solve_change(
        self, change: LogChange, interactions: Interactions, knowledge: Knowledge
    ) -> tuple[ItemWeights, str] | None:
        if not self.config.updatable:
            return None
        return solve_change(self._state.weights, change, interactions, knowledge, self.config)

    @classmethod
    def affordable(
        cls, config: LinearConfig, knowledge: Knowledge | None, n_items: int, seconds: float
    ) -> LinearConfig:
        """The config in the sparse form where a single fit of the exact one would take longer than that."""
        if config.form == "auto" and exact_seconds(n_items, knowledge=knowledge is not None) > seconds:
            return config.model_copy(update={"form": "sparse"})
        return config

    @classmethod
    def ladders(cls, knowledge: Knowledge | None) -> dict[str, tuple[float | str, ...]]:
        """Values for ``tune`` to try, in the order in which they matter."""
        behaviour: dict[str, tuple[float | str, ...]] = {
            "regularisation": (5, 10, 20, 50, 100, 200, 300, 450, 700, 1000, 1500),
            "dropout": (0, 0.25, 0.5, 1, 1.5, 2, 3),
            "user_exponent": (0, 0.25, 0.5, 0.75),
            "regularisation_exponent": (0, 0.25, 0.5),
            "history_exponent": (-0.3, -0.2, -0.1, 0),
            "target_exponent": (0, 0.1, 0.2, 0.3),
            "recency": (0.5, 0.6, 0.7, 0.8, 0.9, 1),
            "form": ("auto", "sparse"),
            "support": (50, 100, 150, 200, 300),
            "neighbours": (0, 0.1, 0.2, 0.4),
        }
        if knowledge is None:
            return behaviour
        return (
            {
                "knowledge": (0, 0.5, 1, 2, 3, 5),
                "smoothing": (1, 3, 10, 30, 60, 120),
                "coupling": (0, 0.5, 1, 2, 5, 10, 20),
                "stand_in_exponent": (0, 0.2, 0.4, 0.6),
            }
            | {"regularisation": behaviour["regularisation"]}
            | {f"blocks.{name}": (0, 0.3, 1, 3) for name in KnowledgeModel.of(knowledge).names}
        )


class EASERecommender(AdditiveRecommender[EASEConfig]):
    """EASE: behaviour alone, one ridge for all. Steck, WWW 2019."""

    name: ClassVar[str] = "ease"
    config_type = EASEConfig
    uses_knowledge: ClassVar[bool] = False

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:  # noqa: ARG002
        plain = LinearConfig(
            regularisation=self.config.regularisation,
            user_exponent=0,
            form=self.config.form,
            support=self.config.support,
        )
        return solve(interactions, Knowledge(interactions.items), plain)

    @classmethod
    def ladders(cls, knowledge: Knowledge | None) -> dict[str, tuple[float, ...]]:  # noqa: ARG003 - behaviour alone
        """Values for ``tune`` to try."""
        return {"regularisation": (20, 50, 100, 200, 300, 500, 800, 1200, 2000)}
