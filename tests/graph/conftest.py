from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument


@pytest.fixture
def documents() -> list[StoredDocument]:
    return [
        StoredDocument("1", "Alien", {"Plot": "A crew meets an alien: a “classic”.", "Genre": "Horror, Sci-Fi"}, "a1"),
        StoredDocument("2", "Aliens", {"Plot": "Ripley returns to LV-426.", "Genre": "Action, Sci-Fi"}, "a2"),
        StoredDocument("it's", "Untold", {}, "a3"),
    ]


@pytest.fixture
def facts() -> list[Statement]:
    return [
        Statement("1", "genre", "Horror", evidence=Evidence("1", "Genre", 0, 6, "Horror")),
        Statement("1", "genre", "Sci-Fi", evidence=Evidence("1", "Genre", 8, 14, "Sci-Fi")),
        Statement("2", "genre", "Action", evidence=Evidence("2", "Genre", 0, 6, "Action")),
        Statement("2", "genre", "Sci-Fi", evidence=Evidence("2", "Genre", 8, 14, "Sci-Fi")),
        Statement("1", "tone", "classic", 0.4, Evidence("1", "Plot", 26, 33, "classic"), "encoder", time=1_700_000_000),
        Statement("2", "sequel of", "1", method="source", object_type="item"),
    ]


@pytest.fixture
def graph(tmp_path: Path, documents: list[StoredDocument], facts: list[Statement]) -> KnowledgeGraph:
    made = KnowledgeGraph.create(tmp_path / "graph")
    made.replace(documents, facts, fingerprint="first")
    return made
