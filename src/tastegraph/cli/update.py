"""``tastegraph update DIR``."""

from __future__ import annotations

from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, print_json, progress, say


def command(
    folder: Folder,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Bring the trained model up to the log as it is now, without choosing its values anew."""
    from tastegraph.project import Project

    with progress() as tell, in_force(engine, address):
        updated = Project.open(folder).update(progress=tell)
    if as_json:
        print_json(updated.to_json())
        return
    if updated.how == "nothing to do":
        say("Nothing has changed since the model was fitted", to_stdout=True)
        return
    say(
        f"{updated.users_changed:,} users changed and {updated.users_removed:,} left; "
        f"{updated.items_added:,} items are new; "
        f"{updated.interactions_added:,} interactions came and {updated.interactions_removed:,} went",
        to_stdout=True,
    )
    say(f"{updated.how}; {updated.cpu_seconds:.1f} CPU-seconds", to_stdout=True)
