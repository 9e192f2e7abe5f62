"""How long one recommendation with its reasons takes once the model is loaded.

    python benchmarks/films_100k/latency.py DIR

DIR is a trained Project, such as the one that run.py leaves under --work. The figures go to
benchmarks/results/films-100k-latency.json.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from tastegraph import Project
from tastegraph.evaluate import package_versions

RESULTS = Path(__file__).parents[1] / "results"
CALLS = 500


def main() -> None:
    """Time each verb on users drawn at random."""
    project = Project.open(sys.argv[1])
    model, users = project.model, list(project.interactions.users)
    drawn = [users[place] for place in np.random.default_rng(0).integers(len(users), size=CALLS)]
    histories = [project.interactions.history(user) for user in drawn]
    project.recommend(drawn[0])
    milliseconds = {
        "model.recommend, known user": timed(lambda user: model.recommend([user], 10), drawn),
        "model.recommend, fold-in of a history": timed(lambda history: model.recommend([history], 10), histories),
        "project.recommend, with titles": timed(lambda user: project.recommend(user, k=10), drawn),
        "model.explain": timed(lambda user: model.explain(user, model.items[0]), drawn),
    }
    document = {"milliseconds": milliseconds, "items": len(model.items), "calls": CALLS, "versions": package_versions()}
    (RESULTS / "films-100k-latency.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def timed(call, arguments) -> dict[str, float]:  # noqa: ANN001
    """Median and 95th percentile of the wall time of a call."""
    spent = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        spent.append(1000 * (time.perf_counter() - started))
    return {"median": float(np.median(spent)), "p95": float(np.percentile(spent, 95))}


if __name__ == "__main__":
    main()
