"""``tastegraph schema DIR``: what the graph may say; one file per subcommand."""

from __future__ import annotations

import typer

from tastegraph.cli.folder_group import FolderGroup
from tastegraph.cli.schema import check, export, import_, show, suggest

app = typer.Typer(cls=FolderGroup, no_args_is_help=True, rich_markup_mode=None)
app.callback(invoke_without_command=True)(show.command)

for module in (check, export, import_, suggest):
    app.command(name=module.__name__.rpartition(".")[2].rstrip("_"))(module.command)
