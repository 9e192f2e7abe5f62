"""The record of a comparison: several models, several seeds, and a paired test against the first. One JSON file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from pydantic import Field, JsonValue

from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.record import Part, Record, now, stamped
from tastegraph.evaluate.run import package_versions
from tastegraph.evaluate.seeds import Spread, average
from tastegraph.evaluate.significance import Difference, compare, holm


class ComparedModel(Part):
    """One model of a comparison."""

    name: str
    metrics: Mapping[str, Spread]
    """Name of a metric to its values over the seeds."""
    cpu_seconds: Mapping[str, float]
    """User and system time of all threads for one seed, the mean over the seeds: ``{"fit": …, "recommend": …}``."""
    peak_memory_mb: float
    """Most resident memory of the process while this model was measured, the data included, in MB of 2²⁰ bytes."""
    config: tuple[Mapping[str, JsonValue], ...]
    """The values that were chosen, for each seed."""


class PairedTest(Part):
    """What two models differ in for the same users, first less second; see `Difference`."""

    first: str
    second: str
    metric: str
    difference: float
    """Mean over the users of each user's mean over the seeds."""
    low: float
    """Lower end of the bootstrap interval of that mean, 95 %."""
    high: float
    """Its upper end."""
    p_value: float
    """Two-sided, of the paired t-test over users."""
    p_value_holm: float
    """The same, corrected for the number of tests in the record."""
    users: int
    """Users for whom both values are defined."""

    @classmethod
    def of(cls, difference: Difference, p_value_holm: float, **names: str) -> Self:
        """Name a difference: ``first``, ``second``, ``metric``."""
        values = {
            "difference": difference.mean,
            "low": difference.low,
            "high": difference.high,
            "p_value": difference.p_value,
            "p_value_holm": p_value_holm,
            "users": difference.users,
        }
        return cls.model_validate(names | values)


class ComparisonRun(Record):
    """Several models measured on the same splits; frozen."""

    made_with: ClassVar[str] = "compare"

    protocol: str
    """Split, seeds, masking and ranking in words, with their numbers."""
    selected_on: str
    """Data on which hyperparameters were chosen."""
    seeds: tuple[int, ...]
    metric: str
    """What the models are tested on."""
    models: tuple[ComparedModel, ...]
    comparisons: tuple[PairedTest, ...]
    """The first model against each of the others."""
    data: tuple[str, ...]
    """Digest of the split of each seed: equal digests, equal data."""
    versions: Mapping[str, str] = Field(default_factory=package_versions)
    """Python and package versions."""
    time: str = Field(default_factory=now)
    """When the record was made, ISO 8601, UTC."""

    @property
    def file_name(self) -> str:
        """A name that sorts by time: ``20250131T120000-linear-ease.json``."""
        return stamped(self.time, " ".join(model.name for model in self.models))


def compare_with_first(found: Mapping[str, Sequence[Evaluation]], metric: str) -> tuple[PairedTest, ...]:
    """Test the first model against each of the others, over users.

    Args:
        found: Model to its evaluations, one for each seed; at least two models.
        metric: One with a value for each user, such as "ndcg@10".

    Returns:
        One test for each model but the first, their p-values corrected for being several.

    Raises:
        InputError: The metric has no values of single users, or the models were measured on different users.
    """
    (first, leading), *others = ((name, average(evaluations)) for name, evaluations in found.items())
    differences = {name: compare(leading, other, metric) for name, other in others}
    corrected = holm([one.p_value for one in differences.values()])
    return tuple(
        PairedTest.of(one, p_value, first=first, second=name, metric=metric)
        for (name, one), p_value in zip(differences.items(), corrected, strict=True)
    )
