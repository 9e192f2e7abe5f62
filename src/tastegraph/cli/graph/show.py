"""``tastegraph graph DIR``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, print_table, say
from tastegraph.errors import InputError


def command(
    ctx: typer.Context,
    folder: Folder,
    sql: Annotated[
        str | None,
        typer.Option(help="A query over the tables statements, documents and entities.", show_default=False),
    ] = None,
    item: Annotated[str | None, typer.Option(help="Show what is said about an item.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """What is in the knowledge graph: its counts, an item's statements, or the answer to an SQL query."""
    if ctx.invoked_subcommand is not None:
        return
    from tastegraph.graph import run_sql
    from tastegraph.project import Project

    if sql is not None and item is not None:
        raise InputError("--sql and --item do not go together", fix="Give one of the two")
    project = Project.open(folder)
    if sql is not None:
        rows = run_sql(project.graph, sql).to_pylist()
        if as_json:
            print_json({"rows": rows})
        elif rows:
            print_table("", list(rows[0]), [list(row.values()) for row in rows])
        else:
            say("no rows", to_stdout=True)
    elif item is not None:
        statements = project.statements(item)
        if as_json:
            print_json({"item": item, "title": project.title(item), "statements": [asdict(one) for one in statements]})
            return
        table = [
            (one.predicate, one.object, one.confidence, one.method, one.evidence.quote if one.evidence else "")
            for one in statements
        ]
        print_table(project.title(item), ["predicate", "object", "confidence", "method", "quote"], table)
    else:
        counts, versions = project.graph.counts(), project.graph.versions()
        if as_json:
            print_json(
                {"graph_version": project.graph.version, **asdict(counts), "versions": [asdict(v) for v in versions]}
            )
            return
        by_method = [(method, count) for method, count in sorted(counts.by_method.items())]
        print_table(f"Graph version {project.graph.version}", ["method", "statements"], by_method)
        say(
            f"{counts.documents:,} documents, {counts.entities:,} entities, {counts.relations:,} relations, "
            f"{counts.statements:,} statements, {len(versions):,} versions kept",
            to_stdout=True,
        )
