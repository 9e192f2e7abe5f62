"""``tastegraph graph DIR prune``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, say


def command(
    ctx: typer.Context,
    keep: Annotated[int, typer.Option(help="How many versions to keep, the last ones.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Remove old versions of the graph and free what only they need."""
    from tastegraph.locking import exclusive
    from tastegraph.project import Project

    project = Project.open(folder_of(ctx))
    with exclusive(project.layout.generated, doing="prune"):
        pruned = project.graph.prune(keep)
    if as_json:
        print_json({**asdict(pruned), "kept": [info.version for info in project.graph.versions()]})
        return
    say(f"{len(pruned.versions):,} versions removed, {pruned.freed / 2**20:,.1f} MB freed", to_stdout=True)
