"""A graph built from all there is."""

from __future__ import annotations

from tastegraph.extract.sources import read_source, typed_by_schema
from tastegraph.graph import KnowledgeGraph
from tastegraph.graph.clean import clean, write_aside
from tastegraph.graph.resolve.entities import read_decisions, resolve_entities, write_queue
from tastegraph.project.construct.recipe import Recipe
from tastegraph.project.construct.workshop import Built, Workshop


def build_whole(workshop: Workshop, graph: KnowledgeGraph | None, recipe: Recipe) -> Built:
    """Read every document and source, resolve, clean, and write the graph.

    Args:
        workshop: What to work with.
        graph: As it is, None where there is none; its ledger of merges is gone on with.
        recipe: What it is made of now.
    """
    config, catalogue, tell = workshop.config, workshop.catalogue, workshop.progress
    documents = catalogue.documents
    tell("reading facts")
    facts = workshop.reader.facts(documents)
    statements = list(facts)
    for source in config.sources:
        tell(f"reading {source.path.name}")
        statements += typed_by_schema(read_source(source, workshop.layout.root, catalogue), workshop.schema)
    reading = workshop.reader.text(documents, facts)
    statements += reading.statements

    tell("resolving entities")
    resolution = resolve_entities(
        statements,
        encoder=workshop.encoder() if config.resolve.cascade else None,
        decisions=read_decisions(workshop.layout.decisions),
        settings=workshop.entity_settings,
        known=graph.merges() if graph is not None else (),
        progress=tell,
    )
    tell("cleaning")
    items = {document.item for document in documents}
    cleaned = clean(resolution.statements, workshop.schema, items=items, hubs=config.clean.hubs)
    tell("writing the graph")
    write_aside(workshop.layout.aside, cleaned.aside)
    write_queue(workshop.layout.queue, resolution.queue)
    graph = graph if graph is not None else KnowledgeGraph.create(workshop.layout.graph, workshop.schema)
    change = graph.replace(
        documents,
        cleaned.statements,
        merges=resolution.merges,
        schema=workshop.schema,
        fingerprint=recipe.fingerprint if reading.complete else None,
    )
    return Built(
        graph=graph,
        change=change,
        read=len(documents),
        merged=len(resolution.merges),
        aside=len(cleaned.aside),
        to_review=len(resolution.queue),
        chat=reading.chat,
    )
