"""``tastegraph similar DIR --item I``."""

from __future__ import annotations

from typing import Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json
from tastegraph.cli.recommend import show_recommendations


def command(
    folder: Folder,
    item: Annotated[str, typer.Option(help="Id of an item.", show_default=False)],
    k: Annotated[int, typer.Option("-k", help="How many items.", min=1)] = 10,
    as_json: AsJson = False,
) -> None:
    """What somebody who likes this item is most likely to like."""
    from tastegraph.project import Project

    project = Project.open(folder)
    found = project.similar(item, k=k)
    if as_json:
        print_json({"item": item, "title": project.title(item), **found.to_json()})
    else:
        show_recommendations(found, f"Like {project.title(item)}")
