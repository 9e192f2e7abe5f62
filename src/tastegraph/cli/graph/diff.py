"""``tastegraph graph DIR diff OLD NEW``."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say

if TYPE_CHECKING:
    from tastegraph.graph import GraphDiff


def command(
    ctx: typer.Context,
    old: Annotated[int, typer.Argument(help="A version.", show_default=False)],
    new: Annotated[int, typer.Argument(help="The version to compare it with.", show_default=False)],
    item: Annotated[
        str | None, typer.Option(help="Only what is about this item or was read in its document.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Show at most so many of each kind.")] = 20,
    as_json: AsJson = False,
) -> None:
    """What one version of the graph says and another does not."""
    from tastegraph.project import Project

    found = Project.open(folder_of(ctx)).graph.diff(old, new)
    if item is not None:
        found = found.about(item)
    totals = {name: len(part) for name, part in vars(found).items() if isinstance(part, list)}
    if as_json:
        shown = replace(found, **{name: getattr(found, name)[:limit] for name in totals})
        print_json({**asdict(shown), "totals": totals})
        return
    if not any(totals.values()):
        say(f"versions {old} and {new} say the same", to_stdout=True)
        return
    _print_statements(found, limit)
    for words, part in (
        ("documents added", found.documents_added),
        ("documents removed", found.documents_removed),
        ("documents changed", found.documents_changed),
        ("entities appeared", [f"{name} ({kind})" for kind, name in found.appeared]),
        ("entities vanished", [f"{name} ({kind})" for kind, name in found.vanished]),
    ):
        if part:
            more = ", …" if len(part) > limit else ""
            say(f"{len(part):,} {words}: {', '.join(part[:limit])}{more}", to_stdout=True)


def _print_statements(found: GraphDiff, limit: int) -> None:
    rows = [
        (sign, one.subject, one.predicate, one.object, one.evidence.quote if one.evidence else "")
        for sign, part in (("+", found.added), ("−", found.removed))
        for one in part[:limit]
    ]
    title = f"{len(found.added):,} statements added, {len(found.removed):,} removed"
    print_table(title, ["", "subject", "predicate", "object", "quote"], rows)
