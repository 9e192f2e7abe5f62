"""The record of an ablation: one model with parts of its knowledge off, for all items and for groups. One JSON file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from pydantic import Field, JsonValue

from tastegraph.evaluate.comparison import PairedTest
from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.groups import GROUPS
from tastegraph.evaluate.record import Part, Record, now, stamped
from tastegraph.evaluate.run import package_versions
from tastegraph.evaluate.seeds import Spread, average
from tastegraph.evaluate.significance import compare, holm

ALL: Final = "all"
"""The name that stands for the whole truth, beside those of the groups."""

Found = Mapping[str, Sequence[Evaluation | None]]
"""Group of items to the evaluations of one variant among them; None for a seed whose truth has none of them."""


class GroupSize(Part):
    """How large a group of items is, for each seed."""

    items: tuple[int, ...]
    interactions: tuple[int, ...]
    """Of the test part."""
    users: tuple[int, ...]
    """Users with such test interactions."""


class Variant(Part):
    """One variant of the model; a group is None where no seed has test interactions in it."""

    name: str
    metrics: Mapping[str, Spread]
    """Of the whole test part."""
    head: Mapping[str, Spread] | None
    """Where the truth is head items alone; see `item_groups`."""
    tail: Mapping[str, Spread] | None
    cold: Mapping[str, Spread] | None
    cpu_seconds: Mapping[str, float]
    """User and system time of all threads for one seed, the mean over the seeds: ``{"fit": …, "recommend": …}``."""
    config: tuple[Mapping[str, JsonValue], ...]
    """The values it was fitted with, for each seed."""


class GroupTest(PairedTest):
    """What the full model and a variant differ in for the users of one group."""

    group: str
    """"all", "head", "tail" or "cold"."""


class AblationRun(Record):
    """One model measured with parts of its knowledge off; frozen."""

    made_with: ClassVar[str] = "ablate"

    model: str
    protocol: str
    """Split, seeds, masking and ranking in words, with their numbers."""
    selected_on: str
    """Data on which hyperparameters were chosen."""
    seeds: tuple[int, ...]
    metric: str
    """What the variants are tested on."""
    groups: Mapping[str, GroupSize]
    variants: tuple[Variant, ...]
    """The full model first."""
    comparisons: tuple[GroupTest, ...]
    """The full model against each variant, in each group that has two users or more."""
    peak_memory_mb: float
    """Most resident memory of the process, in MB of 2²⁰ bytes."""
    data: tuple[str, ...]
    """Digest of the split of each seed: equal digests, equal data."""
    versions: Mapping[str, str] = Field(default_factory=package_versions)
    """Python and package versions."""
    time: str = Field(default_factory=now)
    """When the record was made, ISO 8601, UTC."""

    @property
    def file_name(self) -> str:
        """A name that sorts by time: ``20250131T120000-linear-ablation.json``."""
        return stamped(self.time, f"{self.model} ablation")


def compare_by_group(found: Mapping[str, Found], metric: str) -> tuple[GroupTest, ...]:
    """Test the first variant against each of the others, in every group, over users.

    Args:
        found: Variant to group to evaluations, one for each seed.
        metric: One with a value for each user, such as "ndcg@10".

    Returns:
        Variant after variant, the groups of each; their p-values corrected for being several, all together. A group
        with fewer than two users is left out.

    Raises:
        InputError: The metric has no values of single users, or the variants were measured on different users.
    """
    (first, leading), *others = ((name, _averages(groups)) for name, groups in found.items())
    differences = {
        (name, group): compare(leading[group], other[group], metric)
        for name, other in others
        for group in (ALL, *GROUPS)
        if group in leading and len(leading[group].users) > 1
    }
    corrected = holm([one.p_value for one in differences.values()])
    return tuple(
        GroupTest.of(one, p_value, first=first, second=name, metric=metric, group=group)
        for ((name, group), one), p_value in zip(differences.items(), corrected, strict=True)
    )


def _averages(found: Found) -> dict[str, Evaluation]:
    measured = {group: [one for one in evaluations if one is not None] for group, evaluations in found.items()}
    return {group: average(evaluations) for group, evaluations in measured.items() if evaluations}
