"""``tastegraph graph DIR sparql QUERY``."""

from __future__ import annotations

from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say


def command(
    ctx: typer.Context,
    query: Annotated[
        str,
        typer.Argument(help="The prefixes tg, entity, relation, rdf, rdfs, owl and xsd are known.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Answer a SPARQL query over the graph, as `graph DIR export` writes it in Turtle."""
    from tastegraph.graph.exchange import run_sparql
    from tastegraph.project import Project

    rows = run_sparql(Project.open(folder_of(ctx)).graph, query)
    if as_json:
        print_json({"rows": rows})
    elif rows:
        print_table("", list(rows[0]), [list(row.values()) for row in rows])
    else:
        say("no rows", to_stdout=True)
