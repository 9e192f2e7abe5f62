"""``tastegraph graph DIR import FILE``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say


def command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `graph DIR export` or another tool wrote.", show_default=False)],
    format: Annotated[
        str | None, typer.Option(help="turtle, ntriples, csv, graphml or recbole; without it, by the ending.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add the statements of a file to the graph; those that quote are checked against its documents.

    The next full build starts from the catalogue and the sources again: what shall stay belongs into [[sources]].
    """
    from tastegraph.graph.exchange import read_content
    from tastegraph.locking import exclusive
    from tastegraph.project import Project

    project = Project.open(folder_of(ctx))
    with exclusive(project.layout.generated, doing="import"):
        change = project.graph.add(read_content(file, format).statements)
    reasons = Counter(reason for _, reason in change.rejected)
    if as_json:
        print_json(
            {
                "graph_version": change.version,
                "added": change.added,
                "rejected": len(change.rejected),
                "reasons": dict(reasons),
            }
        )
        return
    if reasons:
        print_table("Rejected", ["reason", "statements"], reasons.most_common(20))
    say(f"{change.added:,} statements added; graph version {change.version}", to_stdout=True)
