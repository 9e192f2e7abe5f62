from types import SimpleNamespace

import pyarrow as pa
import pytest

from tastegraph.evaluate import Run
from tastegraph.graph import Evidence, KnowledgeGraph, Statement
from tastegraph.report.network import Network


@pytest.fixture
def make_graph(tmp_path):
    """A graph of documents, item → field → text, and of facts quoted from them."""

    def make(fields, statements):
        graph = KnowledgeGraph.create(tmp_path / "graph")
        documents = [
            SimpleNamespace(item=item, title=f"Title of {item}", fields=texts, digest="")
            for item, texts in fields.items()
        ]
        assert graph.replace(documents, statements).rejected == ()
        return graph

    return make


@pytest.fixture
def quoting():
    """A statement that quotes its object (or other words) where they first stand in a field of its subject."""

    def quote(fields, item, field, predicate, name, **rest):
        words = rest.pop("words", name)
        start = fields[item][field].index(words)
        return Statement(
            item, predicate, name, evidence=Evidence(item, field, start, start + len(words), words), **rest
        )

    return quote


@pytest.fixture(scope="session")
def network_of():
    """The network of (subject, predicate, object) triples; names that begin with ``item`` are items."""

    def make(triples, confidence=None, quoted=None):
        columns = {
            "subject": [subject for subject, _, _ in triples],
            "predicate": [predicate for _, predicate, _ in triples],
            "object": [object_ for _, _, object_ in triples],
            "method": ["facts"] * len(triples),
        }
        for end in ("subject", "object"):
            columns[f"{end}_type"] = ["item" if name.startswith("item") else "entity" for name in columns[end]]
        quotes = columns["object"] if quoted is None else [None if not each else "words" for each in quoted]
        columns["document"] = columns["field"] = columns["quote"] = quotes
        table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
        table["confidence"] = pa.array(confidence or [1.0] * len(triples), pa.float64())
        return Network.of(pa.table(table))

    return make


@pytest.fixture
def make_run():
    """A run with some of its values changed."""

    def make(**values):
        return Run(
            **{
                "model": "linear",
                "protocol": "random split",
                "selected_on": "validation",
                "metrics": {"recall@10": 0.3, "ndcg@10": 0.4},
                "cpu_seconds": {"fit": 1.25, "recommend": 0.5},
                "peak_memory_mb": 300.0,
                "versions": {"python": "3.11"},
                "data": "digest",
                "seed": 0,
                "time": "2026-01-01T00:00:00+00:00",
            }
            | values
        )

    return make
