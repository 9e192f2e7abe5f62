"""One model measured with several seeds: its values with their spread, and each user's mean."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tastegraph.data import IdMap
from tastegraph.errors import InputError
from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.record import Part, Value


class Spread(Part):
    """A value that was measured with several seeds.

    NaN (null in JSON) stands where a value is undefined; undefined seeds do not count in mean and deviation.
    """

    mean: Value
    """Mean over the seeds."""
    std: Value
    """Sample standard deviation over the seeds; NaN with fewer than two."""
    per_seed: tuple[Value, ...]
    """The values, in the order of the seeds."""

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarise the values of all seeds."""
        defined = [value for value in values if np.isfinite(value)]
        return cls(
            mean=statistics.fmean(defined) if defined else np.nan,
            std=statistics.stdev(defined) if len(defined) > 1 else np.nan,
            per_seed=tuple(values),
        )


def average(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Return each user's mean over the evaluations of one model that measured this user, and the mean of each metric.

    What is tested over users afterwards is one value for each user, however many seeds measured that user: the
    same user in several seeds is no independent observation.

    Args:
        evaluations: At least one, all with the same metrics; their users may differ.

    Raises:
        InputError: There is none, or their metrics differ.
    """
    if not evaluations:
        raise InputError("no evaluation to average", fix="Give at least one")
    first, *others = evaluations
    if any(other.per_user.keys() != first.per_user.keys() or set(other) != set(first) for other in others):
        raise InputError("the evaluations have different metrics", fix="Measure all with the same ks")
    users = first.users
    for other in others:
        users = users.union(other.users)
    return Evaluation(
        {name: Spread.of([one[name] for one in evaluations]).mean for name in first},
        {name: _user_means(evaluations, name, users) for name in first.per_user},
        users,
    )


def _user_means(evaluations: Sequence[Evaluation], name: str, users: IdMap) -> NDArray[np.float64]:
    totals, times = np.zeros(len(users)), np.zeros(len(users))
    for one in evaluations:
        values = one.per_user[name]
        defined = ~np.isnan(values)
        places = users.index(one.users)[defined]
        totals[places] += values[defined]
        times[places] += 1
    means = np.full(len(users), np.nan)
    np.divide(totals, times, out=means, where=times > 0)
    return means
