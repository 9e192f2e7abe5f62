"""``tastegraph evaluate DIR``."""

from __future__ import annotations

from tastegraph.cli.duration import BUDGET, Budget, seconds
from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, print_json, progress
from tastegraph.cli.runs import show_run


def command(
    folder: Folder,
    budget: Budget = BUDGET,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Measure the model on held-out interactions beside its baselines; writes the run under .tastegraph/runs."""
    from tastegraph.project import Project

    with progress() as tell, in_force(engine, address):
        run = Project.open(folder).evaluate(budget=seconds(budget), progress=tell)
    print_json(run.to_json()) if as_json else show_run(run)
