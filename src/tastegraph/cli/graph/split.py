"""``tastegraph graph DIR split NAME --type T --documents a,b``."""

from __future__ import annotations

from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.graph.review import tell
from tastegraph.cli.output import AsJson


def command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that two entities have.", show_default=False)],
    type_: Annotated[str, typer.Option("--type", help="Their type.", show_default=False)],
    documents: Annotated[
        str, typer.Option(help="Item ids of the documents about the other one, with commas.", show_default=False)
    ],
    new_name: Annotated[
        str | None, typer.Option("--as", help="What the other one is called: NAME (2).", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell two entities of one name apart: what these documents say is about another one, now and in later builds."""
    from tastegraph.project import Project
    from tastegraph.project.resolution import split

    ids = [item.strip() for item in documents.split(",") if item.strip()]
    tell(split(Project.open(folder_of(ctx)), name, type_, ids, new_name), as_json=as_json)
