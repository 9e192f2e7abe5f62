"""``tastegraph graph DIR restore VERSION``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, say


def command(
    ctx: typer.Context,
    version: Annotated[int, typer.Argument(help="The version to go back to.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Make a new version of the graph that is equal to an old one; those in between stay."""
    from tastegraph.locking import exclusive
    from tastegraph.project import Project

    project = Project.open(folder_of(ctx))
    with exclusive(project.layout.generated, doing="restore"):
        change = project.graph.restore(version)
    if as_json:
        print_json({"restored": version, **{name: part for name, part in asdict(change).items() if name != "rejected"}})
        return
    say(
        f"version {change.version} is what version {version} was: "
        f"{change.added:,} statements came back, {change.removed:,} left",
        to_stdout=True,
    )
