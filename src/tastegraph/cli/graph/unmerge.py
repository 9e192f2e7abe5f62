"""``tastegraph graph DIR unmerge ALIAS``."""

from __future__ import annotations

from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.graph.review import tell
from tastegraph.cli.output import AsJson


def command(
    ctx: typer.Context,
    alias: Annotated[str, typer.Argument(help="The name that was merged.", show_default=False)],
    type_: Annotated[
        str | None, typer.Option("--type", help="Its type, where several have such a merge.", show_default=False)
    ] = None,
    name: Annotated[
        str | None, typer.Option("--from", help="The name that it was taken for.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Undo a merge: the name goes by itself again, now and in later builds."""
    from tastegraph.project import Project
    from tastegraph.project.resolution import unmerge

    tell(unmerge(Project.open(folder_of(ctx)), alias, type_, name), as_json=as_json)
