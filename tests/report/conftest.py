from types import SimpleNamespace

import pyarrow as pa
import pytest

from tastegraph.evaluate import (
    AblationRun,
    ComparedModel,
    ComparisonRun,
    GroupSize,
    GroupTest,
    PairedTest,
    Run,
    Spread,
    Variant,
)
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


METRICS = ("recall@10", "ndcg@10", "coverage@10")
TEST = {"difference": 0.05, "low": 0.01, "high": 0.09, "p_value": 0.01, "p_value_holm": 0.02, "users": 1200}


def spreads(values, seeds, names=METRICS):
    return {name: Spread.of([values + seed / 100 for seed in range(len(seeds))]) for name in names}


@pytest.fixture
def make_comparison():
    """A comparison of models, name → value of every metric with the first seed; with some of its fields changed."""

    def make(models, seeds=(0, 1), test=TEST, **values):
        first, *others = models
        return ComparisonRun(
            **{
                "protocol": "random split",
                "selected_on": "validation",
                "seeds": seeds,
                "metric": "ndcg@10",
                "models": tuple(
                    ComparedModel(
                        name=name,
                        metrics=spreads(value, seeds),
                        cpu_seconds={"fit": 1.25, "recommend": 0.5},
                        peak_memory_mb=300.0,
                        config=tuple({"seed": seed} for seed in seeds),
                    )
                    for name, value in models.items()
                ),
                "comparisons": tuple(
                    PairedTest(first=first, second=other, metric="ndcg@10", **test) for other in others
                ),
                "data": ("digest",) * len(seeds),
                "versions": {"python": "3.11"},
                "time": "2026-01-01T00:00:00+00:00",
            }
            | values
        )

    return make


@pytest.fixture
def make_ablation():
    """An ablation of variants, name → value of recall and NDCG with the first seed, without any cold truth."""

    def make(variants, seeds=(0, 1), **values):
        full, *others = variants
        names = ("recall@10", "ndcg@10")
        size = GroupSize(items=(4, 6), interactions=(1000, 3000), users=(10, 10))
        return AblationRun(
            **{
                "model": "linear",
                "protocol": "random split",
                "selected_on": "validation",
                "seeds": seeds,
                "metric": "ndcg@10",
                "groups": {"head": size, "tail": size, "cold": size},
                "variants": tuple(
                    Variant(
                        name=name,
                        metrics=spreads(value, seeds),
                        head=spreads(value, seeds, names),
                        tail=spreads(value / 2, seeds, names),
                        cold=None,
                        cpu_seconds={"fit": 1.0, "recommend": 1.0},
                        config=tuple({"seed": seed} for seed in seeds),
                    )
                    for name, value in variants.items()
                ),
                "comparisons": tuple(
                    GroupTest(first=full, second=other, metric="ndcg@10", group=group, **TEST)
                    for other in others
                    for group in ("all", "head")
                ),
                "peak_memory_mb": 300.0,
                "data": ("digest",) * len(seeds),
                "versions": {"python": "3.11"},
                "time": "2026-01-01T00:00:00+00:00",
            }
            | values
        )

    return make
