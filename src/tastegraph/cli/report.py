"""``tastegraph report DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, progress, say


def command(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="Where to write the page.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Write one self-contained HTML page: the graph, its shape, the model and its figures."""
    from tastegraph.project import Project

    with progress() as tell:
        path = Project.open(folder).report(out, progress=tell)
    if as_json:
        print_json({"path": str(path), "bytes": path.stat().st_size})
    else:
        say(f"Wrote {path}", to_stdout=True)
