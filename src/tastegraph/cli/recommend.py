"""``tastegraph recommend DIR --user U``, and ``--all --out FILE`` for everybody."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, print_json, print_table, progress, say
from tastegraph.errors import InputError

if TYPE_CHECKING:
    from tastegraph.project import BatchAnswer, RecommendAnswer


class States(Enum):
    """Kinds of items to rank."""

    cold = "cold"
    warm = "warm"


def command(
    folder: Folder,
    user: Annotated[str | None, typer.Option(help="Id of a user of the log.", show_default=False)] = None,
    history: Annotated[
        str | None, typer.Option(help="Ids of liked items, comma-separated, for someone unknown.", show_default=False)
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="For every user of the model, into a file (--out).", show_default=False)
    ] = False,
    out: Annotated[Path | None, typer.Option(help="The Parquet file that --all writes.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", help="How many items.", min=1)] = 10,
    only: Annotated[
        States | None, typer.Option(help="Rank only new items (cold), or none of them (warm).", show_default=False)
    ] = None,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """The best items for a user, each with the liked items that speak for it; or for every user, into a file."""
    from tastegraph.project import Project

    if everybody + (user is not None) + (history is not None) != 1:
        raise InputError(
            "recommend needs a user or a history", field="--user / --history / --all", fix="Give one of them, or --all"
        )
    if everybody != (out is not None):
        raise InputError("a file is written for all users", field="--all / --out", fix="Give both or neither")
    if everybody and out is not None:
        with progress() as tell, in_force(engine, address):
            written = Project.open(folder).recommend_all(out, k=k, only=only.value if only else None, progress=tell)
        print_json(written.to_json()) if as_json else show_written(written)
        return
    if engine is not Engine.local or address is not None:
        raise InputError("an engine is for all users", field="--engine / --address", fix="Leave it out, or add --all")
    liked = None if history is None else [item.strip() for item in history.split(",") if item.strip()]
    found = Project.open(folder).recommend(user=user, history=liked, k=k, only=only.value if only else None)
    print_json(found.to_json()) if as_json else show_recommendations(found, f"For {user or 'this history'}")


def show_written(written: BatchAnswer) -> None:
    """A line about the file."""
    say(
        f"{written.rows:,} recommendations for {written.users:,} users in {written.out}; {written.seconds:.1f} s",
        to_stdout=True,
    )


def show_recommendations(found: RecommendAnswer, title: str) -> None:
    """A table of items and reasons."""
    if found.basis == "popularity":
        say("Nothing is known about this user: these are the popular items.", to_stdout=True)
    rows = [
        (item.title, item.score, item.state, "; ".join(reason.title for reason in item.because)) for item in found.items
    ]
    print_table(title, ["title", "score", "state", "because of"], rows)
