"""``tastegraph schema DIR check``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say


def command(
    ctx: typer.Context,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 where a statement does not conform.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check schema.toml, and how well the graph as last built keeps to it.

    A broken file ends with exit code 2, as all bad input does. Statements that do not conform are reported, and with
    --strict end with exit code 1.
    """
    from tastegraph.graph import KnowledgeGraph
    from tastegraph.graph.schema import examine
    from tastegraph.project import Project
    from tastegraph.project.schema import project_schema, with_own_relations

    folder = folder_of(ctx)
    project = Project.open(folder)
    schema = project_schema(folder, project.config)
    file = project.layout.schema if project.layout.schema.exists() else None
    head = {"file": file, "types": len(schema.types), "relations": len(schema.relations)}
    if not KnowledgeGraph.exists(project.layout.graph):
        if as_json:
            print_json(head | {"conformance": None})
        else:
            say(f"{_head(head)}; there is no graph to compare with yet", to_stdout=True)
        return
    graph = project.graph
    found = examine(with_own_relations(schema), graph.to_arrow(), (one.item for one in graph.documents()))
    unused = [name for name in found.unused if name in schema.names]
    if as_json:
        conformance = found.to_json() | {"unused": unused, "graph_version": graph.version}
        print_json(head | {"conformance": conformance})
    else:
        say(_head(head), to_stdout=True)
        if found.violations:
            rows = [
                (one.relation, one.reason, one.statements, one.subjects or "", f"{one.message}: {one.examples[0]}")
                for one in found.violations
            ]
            print_table("", ["relation", "reason", "statements", "subjects", "example"], rows)
        if unused:
            say(f"never stated: {', '.join(unused)}", to_stdout=True)
        if found.unknown_types:
            say(f"types that are not declared: {', '.join(found.unknown_types)}", to_stdout=True)
        say(
            f"{found.conforming:,} of {found.statements:,} statements of version {graph.version} conform "
            f"({found.share:.1%})",
            to_stdout=True,
        )
    if strict and found.violations:
        raise typer.Exit(1)


def _head(head: Mapping[str, object]) -> str:
    where = head["file"] or "no schema.toml: the fact columns"
    return f"{where}: {head['types']} types, {head['relations']} relations, no contradictions"
