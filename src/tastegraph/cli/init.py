"""``tastegraph init DIR --items FILE --interactions FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, say


def command(
    folder: Folder,
    items: Annotated[Path, typer.Option(help="The catalogue: CSV, TSV, Parquet or JSON Lines.", show_default=False)],
    interactions: Annotated[Path, typer.Option(help="The log: who interacted with what.", show_default=False)],
    encoding: Annotated[str, typer.Option(help="Encoding of both files.")] = "utf-8",
    force: Annotated[bool, typer.Option("--force", help="Replace a tastegraph.toml that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at a catalogue and a log, and write tastegraph.toml for them."""
    from tastegraph.project import Project

    project, notes = Project.init(folder, items=items, interactions=interactions, encoding=encoding, force=force)
    if as_json:
        config = project.config.model_dump(mode="json")
        print_json({"path": str(project.layout.config), "guessed": list(notes), "config": config})
        return
    for note in notes:
        say(f"• {note}", to_stdout=True)
    say(f"Wrote {project.layout.config}. Correct what is wrong there, then: tastegraph build {folder}", to_stdout=True)
