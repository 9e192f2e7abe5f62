"""``tastegraph explain DIR --user U --item I``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.output import AsJson, Folder, print_json, print_table, say

if TYPE_CHECKING:
    from tastegraph.project import ExplainAnswer


def command(
    folder: Folder,
    user: Annotated[str, typer.Option(help="Id of a user.", show_default=False)],
    item: Annotated[str, typer.Option(help="Id of an item.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Why an item has its score: contributions that add up to it, and paths through the graph with their quotes."""
    from tastegraph.project import Project

    found = Project.open(folder).explain(user, item)
    print_json(found.to_json()) if as_json else show_explanation(found, most=15)


def show_explanation(found: ExplainAnswer, *, most: int) -> None:
    """The largest contributions, then the paths, a statement a line."""
    rows = [(part.title, part.contribution) for part in found.contributions]
    print_table(f"{found.title}: score {found.score:.4f} ({found.state})", ["because of", "adds"], rows[:most])
    if len(rows) > most:
        rest = sum(value for _, value in rows[most:])
        say(f"… and {len(rows) - most:,} more that add {rest:.4f}", to_stdout=True)
    for path in found.paths:
        for statement in path["statements"]:
            evidence = statement["evidence"]
            quote = f"   “{evidence['quote']}” ({evidence['field']})" if evidence else ""
            ends = statement["subject_title"], statement["object_title"]
            say(f"  {ends[0]} —{statement['predicate']}→ {ends[1]}{quote}", to_stdout=True)
        say("", to_stdout=True)
