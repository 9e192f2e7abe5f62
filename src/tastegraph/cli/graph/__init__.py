"""``tastegraph graph DIR``: what is in the knowledge graph, and what may be done with it; one file per subcommand."""

from __future__ import annotations

import typer

from tastegraph.cli.folder_group import FolderGroup
from tastegraph.cli.graph import (
    aside,
    diff,
    export,
    import_,
    merges,
    prune,
    restore,
    review,
    show,
    sparql,
    split,
    unmerge,
    verify,
    versions,
)

app = typer.Typer(cls=FolderGroup, no_args_is_help=True, rich_markup_mode=None)
app.callback(invoke_without_command=True)(show.command)

for module in (
    aside,
    diff,
    export,
    import_,
    merges,
    prune,
    restore,
    review,
    sparql,
    split,
    unmerge,
    verify,
    versions,
):
    app.command(name=module.__name__.rpartition(".")[2].rstrip("_"))(module.command)
