"""``tastegraph graph DIR export FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, say


def command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write; a folder for csv.", show_default=False)],
    format: Annotated[
        str | None,
        typer.Option(help="turtle, ntriples, csv, cypher, graphml or recbole; without it, by the ending of the file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the graph in a format of other tools."""
    from tastegraph.graph.exchange import export_graph
    from tastegraph.project import Project

    graph = Project.open(folder_of(ctx)).graph
    chosen = export_graph(graph, file, format)
    counts = graph.counts()
    if as_json:
        print_json({"file": file, "format": chosen, "graph_version": graph.version, "statements": counts.statements})
        return
    say(f"{counts.statements:,} statements of version {graph.version} written to {file} as {chosen}", to_stdout=True)
