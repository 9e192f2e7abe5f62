"""``tastegraph demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.explain import show_explanation
from tastegraph.cli.output import AsJson, print_json, print_table, progress, say
from tastegraph.cli.recommend import show_recommendations
from tastegraph.cli.runs import show_run

if TYPE_CHECKING:
    from tastegraph.demo import DemoAnswer


def command(
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo's Project is laid out.")] = Path(
        "tastegraph-demo"
    ),
    as_json: AsJson = False,
) -> None:
    """The whole job on a bundled catalogue, offline, in about a minute."""
    from tastegraph.demo import run_demo

    with progress() as tell:
        found = run_demo(folder, progress=tell)
    print_json(found.to_json()) if as_json else _show(found)


def _show(found: DemoAnswer) -> None:
    say(f"{found.note}\n", to_stdout=True)
    say(
        f"1. The graph, read from text and facts: {found.build.documents:,} films, {found.build.entities:,} entities, "
        f"{found.build.statements:,} statements, each with the words it was read in. From the text, for example:",
        to_stdout=True,
    )
    rows = [
        (one.subject, one.predicate, one.object, one.confidence, one.evidence.quote if one.evidence else "")
        for one in found.read_from_text
    ]
    print_table("", ["film", "predicate", "object", "confidence", "quote"], rows)
    say("\n2. The model, measured on liked films that were held out:", to_stdout=True)
    show_run(found.run)
    say(f"\n3. {found.recommendations.user} liked {', '.join(found.liked[:6])} … So next:", to_stdout=True)
    show_recommendations(found.recommendations, "")
    say("\n4. Why the first of them?", to_stdout=True)
    show_explanation(found.explanation, most=5)
    say(
        "\n5. New films: nobody has seen them, and nothing but their synopses is known. From these texts alone, for "
        f"{found.new.user}:",
        to_stdout=True,
    )
    show_recommendations(found.new, "")
    show_explanation(found.new_explanation, most=5)
    say(
        f"Done in {found.seconds:.0f} s. The Project is {found.folder}, the picture {found.report}.\n"
        f"Next: tastegraph recommend {found.folder} --user viewer-010",
        to_stdout=True,
    )
