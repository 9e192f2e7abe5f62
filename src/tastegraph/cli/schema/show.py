"""``tastegraph schema DIR``."""

from __future__ import annotations

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, print_table, say


def command(ctx: typer.Context, folder: Folder, as_json: AsJson = False) -> None:
    """What the graph may say: its types and relations, from schema.toml or, without one, from the fact columns."""
    if ctx.invoked_subcommand is not None:
        return
    from tastegraph.project import Project
    from tastegraph.project.schema import project_schema

    project = Project.open(folder)
    schema = project_schema(folder, project.config)
    file = project.layout.schema if project.layout.schema.exists() else None
    if as_json:
        print_json({"file": file, **schema.model_dump(mode="json")})
        return
    if schema.types:
        types = [(kind.name, kind.parent or "", kind.description) for kind in schema.types]
        print_table("Types", ["type", "parent", "description"], types)
    relations = [
        (
            one.name,
            one.domain,
            f"{one.range}: {one.datatype}" if one.datatype else one.range,
            _objects(one.min_objects, one.max_objects),
            ", ".join(name for name in ("symmetric", "transitive") if getattr(one, name)),
            schema.inverse_of(one.name) or "",
            len(one.examples),
        )
        for one in schema.relations
    ]
    columns = ["relation", "domain", "range", "objects", "traits", "inverse", "examples"]
    print_table("Relations", columns, relations)
    where = (
        f"declared in {file}" if file else f"from the fact columns; write a file with: schema {folder} suggest --write"
    )
    say(where, to_stdout=True)


def _objects(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more" if least else "any"
    return str(least) if least == most else f"{least} to {most}"
