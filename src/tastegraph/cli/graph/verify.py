"""``tastegraph graph DIR verify``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say


def command(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=0, help="Show at most so many failures.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Check that the quote of every statement stands in its document; exit code 1 where one does not."""
    from tastegraph.graph import verify_all
    from tastegraph.project import Project

    graph = Project.open(folder_of(ctx)).graph
    found = verify_all(graph)
    shown = found.failures[:limit]
    if as_json:
        print_json(
            {
                "graph_version": graph.version,
                "checked": found.checked,
                "without_evidence": found.without_evidence,
                "failed": len(found.failures),
                "grounding": found.rate,
                "failures": [{"statement": asdict(statement), "reason": reason} for statement, reason in shown],
            }
        )
    else:
        say(
            f"{found.checked:,} statements checked, {len(found.failures):,} do not hold; "
            f"{found.without_evidence:,} of a source have no evidence",
            to_stdout=True,
        )
        if shown:
            rows = [(one.subject, one.predicate, one.object, reason) for one, reason in shown]
            print_table("", ["subject", "predicate", "object", "reason"], rows)
    if found.failures:
        raise typer.Exit(1)
