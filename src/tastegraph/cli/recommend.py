"""``tastegraph recommend DIR --user U``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, print_table, say
from tastegraph.errors import InputError

if TYPE_CHECKING:
    from tastegraph.project import RecommendAnswer


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
    k: Annotated[int, typer.Option("-k", help="How many items.", min=1)] = 10,
    only: Annotated[
        States | None, typer.Option(help="Rank only new items (cold), or none of them (warm).", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The best items for a user, each with the liked items that speak for it."""
    from tastegraph.project import Project

    if (user is None) == (history is None):
        raise InputError("recommend needs a user or a history", field="--user / --history", fix="Give one of the two")
    liked = None if history is None else [item.strip() for item in history.split(",") if item.strip()]
    found = Project.open(folder).recommend(user=user, history=liked, k=k, only=only.value if only else None)
    print_json(found.to_json()) if as_json else show_recommendations(found, f"For {user or 'this history'}")


def show_recommendations(found: RecommendAnswer, title: str) -> None:
    """A table of items and reasons."""
    if found.basis == "popularity":
        say("Nothing is known about this user: these are the popular items.", to_stdout=True)
    rows = [
        (item.title, item.score, item.state, "; ".join(reason.title for reason in item.because)) for item in found.items
    ]
    print_table(title, ["title", "score", "state", "because of"], rows)
