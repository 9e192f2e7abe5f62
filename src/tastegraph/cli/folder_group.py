"""Commands that take a Project folder first and then what to do with it: ``graph DIR diff 1 2``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup


class FolderGroup(TyperGroup):
    """A group whose folder stands before the subcommand; without one its own options may stand anywhere."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the folder and, where the next word is a subcommand, leave the rest to that."""
        ctx.allow_interspersed_args = not (len(args) > 1 and args[1] in self.commands)
        return super().parse_args(ctx, args)


def folder_of(ctx: typer.Context) -> Path:
    """Return the folder that was given before the subcommand."""
    assert ctx.parent is not None
    folder: Path = ctx.parent.params["folder"]
    return folder
