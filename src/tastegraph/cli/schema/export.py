"""``tastegraph schema DIR export FILE``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, say


class Format(StrEnum):
    """What is written, in Turtle."""

    OWL = "owl"
    SHACL = "shacl"


def command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write; Turtle.", show_default=False)],
    format: Annotated[Format, typer.Option(help="An ontology, or shapes to validate graphs with.")] = Format.OWL,
    as_json: AsJson = False,
) -> None:
    """Write the schema as an OWL ontology or as SHACL shapes, in Turtle."""
    from tastegraph.graph.schema import owl_text, shacl_text
    from tastegraph.project import Project
    from tastegraph.project.schema import project_schema
    from tastegraph.writing import write_whole

    folder = folder_of(ctx)
    schema = project_schema(folder, Project.open(folder).config)
    write_whole(file, owl_text(schema) if format is Format.OWL else shacl_text(schema))
    if as_json:
        print_json({"path": file, "format": format.value, "relations": len(schema.relations)})
        return
    say(f"Wrote {file}: {len(schema.relations)} relations as {format.value.upper()}", to_stdout=True)
