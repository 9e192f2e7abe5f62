"""Evidence paths by hand."""

import pytest

from tastegraph.explain import evidence_paths
from tastegraph.graph import Evidence, KnowledgeGraph, Statement


class Film:
    """A document as the graph wants it."""

    def __init__(self, item, **fields):
        self.item, self.title, self.fields, self.digest = item, item, fields, item


def fact(item, predicate, object_, field, confidence=1.0):
    return Statement(item, predicate, object_, confidence, Evidence(item, field, 0, len(object_), object_))


@pytest.fixture
def graph(tmp_path):
    films = [
        Film("heat", director="Mann", genre="Crime"),
        Film("thief", director="Mann", genre="Crime"),
        Film("fargo", director="Coen", genre="Crime"),
        Film("up", director="Docter", genre="Animation"),
    ]
    statements = [fact(film.item, "directed by", film.fields["director"], "director") for film in films]
    statements += [fact(film.item, "genre", film.fields["genre"], "genre") for film in films]
    sequel = Statement("thief", "like", "heat", method="source", object_type="item")
    made = KnowledgeGraph.create(tmp_path / "graph")
    assert not made.replace(films, [*statements, sequel]).rejected
    return made


def ends(path):
    return [(one.subject, one.predicate, one.object) for one in path.statements]


def test_the_rarer_entity_and_the_direct_statement_come_first(graph):
    paths = evidence_paths(graph, {"heat": 1.0, "fargo": 1.0, "up": 1.0}, "thief")
    assert [ends(path) for path in paths] == [
        [("thief", "like", "heat")],
        [("heat", "directed by", "Mann"), ("thief", "directed by", "Mann")],
        [("heat", "genre", "Crime"), ("thief", "genre", "Crime")],
    ]
    assert all(path.statements[0].evidence.quote == "Mann" for path in paths[1:2])


def test_contributions_weigh_and_negative_ones_do_not_count(graph):
    paths = evidence_paths(graph, {"heat": 0.1, "fargo": 0.9}, "thief")
    assert ends(paths[0])[0] == ("fargo", "genre", "Crime")
    assert evidence_paths(graph, {"heat": -1.0, "up": 2.0}, "thief") == ()


def test_limit_and_unknown_items(graph):
    assert len(evidence_paths(graph, {"heat": 1.0}, "thief", limit=1)) == 1
    assert evidence_paths(graph, {"heat": 1.0}, "nowhere") == ()
    assert evidence_paths(graph, {}, "thief") == ()
