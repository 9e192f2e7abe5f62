"""``tastegraph build DIR``."""

from __future__ import annotations

from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, print_json, print_table, progress, say


def command(
    folder: Folder,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Read facts and text into the knowledge graph; what has not changed is not done again."""
    from tastegraph.project import Project

    with progress() as tell, in_force(engine, address):
        built = Project.open(folder).build(progress=tell)
    if as_json:
        print_json(built.to_json())
        return
    rows = [(method, count) for method, count in sorted(built.by_method.items())]
    print_table(f"Graph version {built.graph_version}", ["method", "statements"], [*rows, ("all", built.statements)])
    say(
        f"{built.documents:,} documents, {built.entities:,} entities, {built.relations:,} relations; "
        f"{built.rejected:,} statements rejected; "
        + (f"{built.seconds:.1f} s" if built.changed else "nothing had changed"),
        to_stdout=True,
    )
