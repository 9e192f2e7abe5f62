"""``build``: catalogue and sources to a knowledge graph; nothing is done twice."""

from __future__ import annotations

from tastegraph.graph import KnowledgeGraph
from tastegraph.graph.clean import read_aside
from tastegraph.graph.resolve.entities import read_queue
from tastegraph.locking import exclusive
from tastegraph.project.construct.changes import Changes, changes_since
from tastegraph.project.construct.recipe import Recipe
from tastegraph.project.construct.renewal import renew
from tastegraph.project.construct.whole import build_whole
from tastegraph.project.construct.workshop import Built, Workshop


def build_graph(workshop: Workshop, *, anew: bool = False) -> Built:
    """Bring the graph of a Project up to date with the catalogue, the sources, the config and people's decisions.

    Where only some documents have changed, only those are read, and only what they support changes. A build that could
    not read all documents, because the budget was spent or a server failed, keeps what it read, and the next one goes
    on.

    Args:
        workshop: What to work with.
        anew: Read everything again; answers of chat models and vectors that are on disk are used all the same.

    Raises:
        StateError: Another build is at work in the Project.
    """
    layout = workshop.layout
    with exclusive(layout.generated, doing="build"):
        recipe = workshop.recipe
        graph = graph_so_far(workshop)
        if graph is not None and not anew:
            if graph.fingerprint == recipe.fingerprint:
                return Built(
                    graph,
                    merged=len(graph.merges()),
                    aside=len(read_aside(layout.aside)),
                    to_review=len(read_queue(layout.queue)),
                )
            changes = small_changes(workshop, graph, recipe)
            if changes is not None:
                return renew(workshop, graph, changes, recipe)
        return build_whole(workshop, graph, recipe)


def graph_so_far(workshop: Workshop) -> KnowledgeGraph | None:
    """Return the graph of the last build, None where there was none."""
    folder = workshop.layout.graph
    return KnowledgeGraph.open(folder) if KnowledgeGraph.exists(folder) else None


def small_changes(workshop: Workshop, graph: KnowledgeGraph, recipe: Recipe) -> Changes | None:
    """Return what has changed since the last build, None where everything is to be read again."""
    return changes_since(graph, workshop.catalogue.documents) if recipe.made(graph.fingerprint) else None
