"""``tastegraph graph DIR aside``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table


def command(
    ctx: typer.Context,
    rule: Annotated[
        str | None,
        typer.Option(help="violation, loop, contradiction, redundant, hub or orphan.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(help="Most statements that are shown.", min=0)] = 20,
    as_json: AsJson = False,
) -> None:
    """What cleaning keeps out of the graph, and why."""
    from tastegraph.errors import InputError
    from tastegraph.graph.clean import RULES, read_aside
    from tastegraph.project import Project

    if rule is not None and rule not in RULES:
        raise InputError(f"no rule {rule!r}", field="--rule", fix=f"Use {', '.join(RULES)}")
    aside = read_aside(Project.open(folder_of(ctx)).layout.aside)
    counts = Counter(one.rule for one in aside)
    shown = [one for one in aside if rule in {None, one.rule}][:limit]
    if as_json:
        print_json({"counts": dict(counts), "statements": [asdict(one) for one in shown]})
        return
    print_table("Set aside", ["rule", "statements"], counts.most_common())
    rows = [
        (one.rule, one.statement.subject, one.statement.predicate, one.statement.object, one.reason) for one in shown
    ]
    print_table("", ["rule", "subject", "predicate", "object", "reason"], rows)
