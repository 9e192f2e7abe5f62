"""``tastegraph graph DIR merges``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table


def command(
    ctx: typer.Context,
    type_: Annotated[str | None, typer.Option("--type", help="Only entities of a type.", show_default=False)] = None,
    entity: Annotated[
        str | None, typer.Option(help="Only one entity, by any of its names.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Which names were taken for one entity, and why."""
    from tastegraph.project import Project
    from tastegraph.project.resolution import merges

    rows = merges(Project.open(folder_of(ctx)), type_, entity)
    if as_json:
        print_json({"merges": [asdict(row) for row in rows]})
        return
    print_table(
        f"{len(rows):,} merge{'s' * (len(rows) != 1)}",
        ["type", "this name", "was taken for", "score", "by", "because"],
        [(row.type, row.alias, row.name, row.score, row.method, "; ".join(row.reasons)) for row in rows],
    )
