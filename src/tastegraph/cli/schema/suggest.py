"""``tastegraph schema DIR suggest``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, progress, say
from tastegraph.errors import InputError


class Method(StrEnum):
    """Who reads the texts."""

    ENCODER = "encoder"
    CHAT = "chat"


def command(
    ctx: typer.Context,
    method: Annotated[
        Method, typer.Option(help="Who reads the texts: the encoder alone, or the chat model of [chat] as well.")
    ] = Method.ENCODER,
    out: Annotated[Path | None, typer.Option(help="Write it to this file.", show_default=False)] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it to schema.toml of the Project.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Propose a schema from the columns and texts of the catalogue; print it, or write it to be edited."""
    from tastegraph.project import Project
    from tastegraph.project.schema import improve_with_chat, suggest_schema
    from tastegraph.writing import write_whole

    if write and out is not None:
        raise InputError("--write and --out do not go together", fix="Give one of the two")
    folder = folder_of(ctx)
    project = Project.open(folder)
    path = project.layout.schema if write else out
    if path is not None and path.exists() and not force:
        raise InputError(
            "is there already", path=path, fix="Write beside it with --out FILE, or replace it with --force"
        )
    with progress() as tell:
        found = suggest_schema(project.config, folder, project.catalogue, lambda: project.encoder, tell)
        if method is Method.CHAT:
            found = improve_with_chat(found, project.chat_model(), project.config, project.catalogue, tell)
    if path is not None:
        write_whole(path, found.text())
    if as_json:
        print_json({"path": path, "method": method.value, **found.to_json()})
        return
    for message in found.messages:
        say(message)
    if path is None:
        say(found.text(), to_stdout=True)
    else:
        say(
            f"Wrote {path}: {len(found.schema.types)} types, {len(found.schema.relations)} relations and, as comments, "
            f"{len(found.proposals)} proposals. Edit it, then: tastegraph schema {folder} check",
            to_stdout=True,
        )
