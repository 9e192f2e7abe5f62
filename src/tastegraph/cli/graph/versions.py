"""``tastegraph graph DIR versions``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table


def command(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every version of the graph that is kept: when it was written and how big it is."""
    from tastegraph.project import Project

    found = Project.open(folder_of(ctx)).graph.versions()
    if as_json:
        print_json({"versions": [asdict(one) for one in found]})
        return
    rows = [
        (str(one.version), f"{datetime.fromtimestamp(one.time, UTC):%Y-%m-%d %H:%M:%S}", one.statements, one.documents)
        for one in found
    ]
    print_table("", ["version", "written (UTC)", "statements", "documents"], rows)
