"""``tastegraph train DIR``."""

from __future__ import annotations

from tastegraph.cli.duration import BUDGET, Budget, seconds
from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, metrics_table, print_json, progress, say


def command(
    folder: Folder,
    budget: Budget = BUDGET,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Choose the model's weights on held-out interactions, then fit it to all of them."""
    from tastegraph.project import Project

    with progress() as tell, in_force(engine, address):
        trained = Project.open(folder).train(budget=seconds(budget), progress=tell)
    if as_json:
        print_json(trained.to_json())
        return
    if trained.validation:
        metrics_table("Chosen on validation data", {trained.model: trained.validation})
    strangers = trained.log["items_not_in_catalogue"]
    if strangers:
        say(f"{strangers:,} items of the log are not in the catalogue: only behaviour speaks for them", to_stdout=True)
    if trained.trials["recalled"]:
        made = f"{trained.trials['made']:,} made" if trained.trials["made"] else "none had to be made again"
        say(f"{trained.trials['recalled']:,} evaluations recalled from an earlier search, {made}", to_stdout=True)
    if not trained.finished:
        say("The time was over before the choice had settled: train again to go on from here", to_stdout=True)
    say(
        f"{trained.model}: {trained.interactions:,} interactions of {trained.users:,} users, {trained.items:,} items "
        f"({trained.cold_items:,} of them cold); {trained.cpu_seconds['fit']:.1f} CPU-seconds",
        to_stdout=True,
    )
