"""``tastegraph schema DIR import FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, say
from tastegraph.errors import InputError


def command(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help="OWL or RDFS (.ttl, .nt, .owl), or an ontology.json of Text2KGBench.", show_default=False),
    ],
    item: Annotated[
        str | None, typer.Option(help="The type that the items of the catalogue are of.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write; schema.toml of the Project without it.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a schema.toml of an ontology."""
    from tastegraph.graph.schema import read_ontology, write_schema
    from tastegraph.project import Project

    path = out or Project.open(folder_of(ctx)).layout.schema
    if path.exists() and not force:
        raise InputError(
            "is there already", path=path, fix="Write beside it with --out FILE, or replace it with --force"
        )
    found = read_ontology(file)
    schema = found.schema if item is None else found.schema.with_items(item)
    write_schema(path, schema)
    if as_json:
        counts = {"types": len(schema.types), "relations": len(schema.relations)}
        print_json({"path": path, **counts, "notes": list(found.notes)})
        return
    for note in found.notes:
        say(f"• {note}", to_stdout=True)
    say(f"Wrote {path}: {len(schema.types)} types, {len(schema.relations)} relations", to_stdout=True)
