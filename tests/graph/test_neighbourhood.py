"""The statements around some entities."""

from tastegraph.graph import KnowledgeGraph, Statement


def test_both_ends_and_types_count(tmp_path):
    directed = Statement("1", "directed by", "Varda", method="source")
    also = Statement("2", "directed by", "Varda", method="source")
    namesake = Statement("3", "about", "Varda", method="source", object_type="theme")
    sequel = Statement("4", "sequel of", "1", method="source", object_type="item")
    graph = KnowledgeGraph.create(tmp_path / "graph")
    graph.replace([], [directed, also, namesake, sequel])
    assert graph.touching([("entity", "Varda")]) == [directed, also]
    assert graph.touching([("item", "1")]) == [directed, sequel]
    assert graph.touching([("item", "3"), ("item", "4")]) == [namesake, sequel]
    assert graph.touching([]) == []
