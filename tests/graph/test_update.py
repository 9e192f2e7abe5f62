from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tastegraph.errors import InputError, StateError, UnknownIdError
from tastegraph.graph import Counts, Evidence, KnowledgeGraph, Merge, Relation, Schema, Statement, StoredDocument

ALIEN = StoredDocument("1", "Alien", {"Plot": "A crew in space.", "Genre": "Horror"}, "b1")
IN_ALIEN = [
    Statement("1", "genre", "Horror", evidence=Evidence("1", "Genre", 0, 6, "Horror")),
    Statement("1", "set in", "space", evidence=Evidence("1", "Plot", 10, 15, "space")),
]
MERGES = [Merge("entity", "sci-fi", "Sci-Fi", 1.0, ("equal but for case",), "name", 1)]


def data_files(graph: KnowledgeGraph, table: str) -> set[str]:
    return {path.name for path in (graph.path / table / "data").iterdir()}


def test_an_update_takes_the_place_of_a_document_and_all_that_was_read_in_it(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    change = graph.update([ALIEN], ["2"], IN_ALIEN, merges=MERGES, fingerprint="second")
    assert (change.version, change.added, change.removed, change.rejected) == (2, 1, 4, ())
    last = KnowledgeGraph.open(graph.path)
    # What is still said is not written again; what no document said stays.
    assert list(last.statements()) == [facts[0], facts[5], IN_ALIEN[1]]
    assert list(last.documents()) == [documents[2], ALIEN]
    assert last.counts() == Counts(2, 4, 3, 3, {"facts": 2, "source": 1})
    assert (last.fingerprint, last.merges()) == ("second", MERGES)
    assert last.digests() == {"it's": "a3", "1": "b1"}


def test_what_is_not_given_stays(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    schema = Schema(relations=(Relation(name="genre"),))
    graph.update(merges=MERGES, schema=schema, fingerprint="x")
    change = graph.update([ALIEN], (), IN_ALIEN)
    assert (change.added, change.removed) == (1, 2)
    assert (graph.schema, graph.merges(), graph.fingerprint) == (schema, MERGES, None)
    assert facts[5] in list(graph.statements())


def test_an_unchanged_document_and_an_equal_statement_are_not_written(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    before = data_files(graph, "documents.lance"), data_files(graph, "statements.lance")
    later = [replace(one, time=5) for one in facts[:2]]
    change = graph.update([documents[0]], (), [*later, facts[4]], merges=())
    assert (change.version, change.added, change.removed) == (2, 0, 0)
    assert (data_files(graph, "documents.lance"), data_files(graph, "statements.lance")) == before
    assert not (graph.path / "merges.lance").exists()
    assert list(graph.statements()) == facts

    graph.update(merges=MERGES)
    ledger = data_files(graph, "merges.lance")
    graph.update(merges=MERGES)
    assert (data_files(graph, "merges.lance"), len(ledger), graph.merges()) == (ledger, 1, MERGES)


def test_sources_take_the_place_of_all_that_was_read_in_no_document(
    graph: KnowledgeGraph, facts: list[Statement]
) -> None:
    new = Statement("2", "liked by", "Ann", method="source")
    assert graph.update(sources=[new]).removed == 1
    assert list(graph.statements()) == [*facts[:5], new]
    assert graph.update(sources=()).removed == 1
    assert list(graph.statements()) == facts[:5]


def test_statements_in_the_wrong_place_are_refused_with_the_reason(
    graph: KnowledgeGraph, facts: list[Statement]
) -> None:
    wrong = replace(IN_ALIEN[0], evidence=Evidence("1", "Genre", 0, 5, "Space"))
    change = graph.update([ALIEN], (), [*IN_ALIEN, wrong, facts[2], facts[5]], sources=[facts[5], facts[3]])
    assert dict(change.rejected) == {
        wrong: "field 'Genre' of document '1' reads 'Horro' at 0:5, not 'Space'",
        facts[2]: "it was read in document '2', which is not updated here",
        facts[5]: "it was read in no document, so it is for sources",
        facts[3]: "it was read in document '2', so it is not a source's",
    }
    assert set(graph.statements()) == {*IN_ALIEN, facts[2], facts[3], facts[5]}


def test_an_update_that_contradicts_itself_or_the_graph_is_an_error(
    graph: KnowledgeGraph, documents: list[StoredDocument]
) -> None:
    with pytest.raises(InputError, match="'1' is updated and deleted at once"):
        graph.update([ALIEN], ["1"])
    with pytest.raises(InputError, match="'1' comes twice"):
        graph.update([ALIEN, documents[0]])
    with pytest.raises(UnknownIdError, match="no document 'Alien'"):
        graph.update(gone=["2", "Alien"])
    with pytest.raises(InputError, match="merge of 'half \\\\ud83c' is not valid Unicode"):
        graph.update(merges=[replace(MERGES[0], alias="half \ud83c")])
    assert graph.version == 1
    old = KnowledgeGraph.open(graph.path)
    graph.update([ALIEN])
    for write in (lambda: old.update([ALIEN]), lambda: old.revise((), IN_ALIEN)):
        with pytest.raises(StateError, match="version 1 of the graph and the last is 2"):
            write()


def test_revise_takes_out_exactly_what_it_is_given(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    renamed = [replace(one, object="Science fiction", object_alias="Sci-Fi") for one in (facts[1], facts[3])]
    change = graph.revise([replace(facts[1], time=9), facts[3]], renamed, merges=MERGES, fingerprint="kept")
    assert (change.added, change.removed) == (2, 2)
    assert list(graph.statements()) == [facts[0], facts[2], facts[4], facts[5], *renamed]
    assert (graph.merges(), graph.fingerprint) == (MERGES, "kept")
    assert graph.counts().entities == 6

    change = graph.revise(renamed, [facts[1], facts[3]], merges=())
    assert (change.added, change.removed, graph.merges()) == (2, 2, [])
    assert set(graph.statements()) == set(facts)
    assert graph.revise([facts[0]], [facts[0]]).removed == 0


def test_revise_takes_nothing_out_that_is_not_there(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    with pytest.raises(UnknownIdError, match=r"no statement \('1', 'genre', 'Horror'\) as given"):
        graph.revise([facts[2], replace(facts[0], object_alias="horror")], [])
    assert list(KnowledgeGraph.open(graph.path).statements()) == facts


def test_revise_checks_against_the_documents_of_the_graph(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    wrong = replace(facts[0], evidence=Evidence("1", "Genre", 0, 6, "Comedy"))
    change = graph.revise([facts[0]], [wrong])
    assert [one for one, _ in change.rejected] == [wrong]
    assert list(graph.statements()) == facts[1:]


def test_many_documents_are_updated_as_few_are(tmp_path: Path) -> None:
    def said(place: int, word: str) -> Statement:
        return Statement(str(place), "says", word, evidence=Evidence(str(place), "text", 0, len(word), word))

    def spoken(place: int, word: str) -> StoredDocument:
        return StoredDocument(str(place), "", {"text": word}, word)

    graph = KnowledgeGraph.create(tmp_path / "graph")
    number = 2_500
    unread = Statement("7", "says", "nothing", method="source")
    graph.replace(
        [spoken(place, "old") for place in range(number)], [*(said(place, "old") for place in range(number)), unread]
    )
    change = graph.update(
        [spoken(place, "new") for place in range(1_200)],
        [str(place) for place in range(1_200, 2_400)],
        [said(place, "new") for place in range(1_200)],
        sources=(),
    )
    assert (change.added, change.removed) == (1_200, 2_401)
    assert {one.object for one in graph.statements("7")} == {"new"}
    assert graph.counts() == Counts(1_300, 1_302, 1, 1_300, {"facts": 1_300})
    found = graph.diff(1, 2)
    assert (len(found.added), len(found.removed)) == (1_200, 2_401)
    assert (len(found.documents_changed), len(found.documents_removed)) == (1_200, 1_200)
    assert (found.appeared, len(found.vanished)) == ([("entity", "new")], 1_201)


def test_restore_makes_a_version_that_is_equal_and_shares_the_files(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    graph.update([ALIEN], ["2"], IN_ALIEN, merges=MERGES, schema=Schema(relations=(Relation(name="genre"),)))
    later = KnowledgeGraph.open(graph.path)
    data = data_files(graph, "statements.lance"), data_files(graph, "documents.lance")

    change = graph.restore(1)
    assert (change.version, change.added, change.removed) == (3, 4, 1)
    last = KnowledgeGraph.open(graph.path)
    assert (list(last.statements()), list(last.documents())) == (facts, documents)
    assert (last.merges(), last.schema, last.counts()) == ([], Schema(), graph.checkout(1).counts())
    assert last.fingerprint == "first"
    assert (data_files(graph, "statements.lance"), data_files(graph, "documents.lance")) == data

    assert later.merges() == graph.checkout(2).merges() == MERGES
    graph.add([IN_ALIEN[0], replace(facts[5], object="3")])
    assert list(KnowledgeGraph.open(graph.path).statements()) == [*facts, replace(facts[5], object="3")]
    assert list(graph.checkout(2).statements()) == [facts[0], facts[5], IN_ALIEN[1]]


def test_a_version_without_documents_can_be_restored(tmp_path: Path, documents: list[StoredDocument]) -> None:
    graph = KnowledgeGraph.create(tmp_path / "graph")
    one = Statement("1", "p", "x", method="source")
    graph.add([one])
    graph.replace(documents, [])
    graph.restore(1)
    assert (list(graph.statements()), list(graph.documents()), graph.counts().documents) == ([one], [], 0)


def test_prune_frees_what_only_old_versions_need(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    def size() -> int:
        return sum(path.stat().st_size for path in graph.path.rglob("*") if path.is_file() and path.suffix != ".json")

    graph.replace([ALIEN], IN_ALIEN)
    graph.restore(1)
    graph.update([ALIEN], (), IN_ALIEN)
    old, before = graph.checkout(2), size()
    with pytest.raises(InputError, match="0 versions cannot be kept"):
        graph.prune(0)
    steps = graph.prune(4)
    pruned = graph.prune(2)
    assert (steps.versions, pruned.versions) == ((), (1, 2))
    assert pruned.freed > 0
    assert steps.freed + pruned.freed == before - size()
    assert [info.version for info in graph.versions()] == [3, 4]
    assert list(graph.checkout(3).statements()) == facts
    assert (list(graph.checkout(3).documents()), graph.diff(3, 4).documents_changed) == (documents, ["1"])
    with pytest.raises(UnknownIdError, match=r"no version 2\. There are versions 3 to 4"):
        graph.checkout(2)
    with pytest.raises(InputError, match="Open the last version of the graph"):
        list(old.statements(predicate="set in"))

    assert graph.add([replace(facts[5], object="3")]).version == 5
    assert len(list(KnowledgeGraph.open(graph.path).statements())) == graph.counts().statements == 6


def test_many_small_updates_are_joined_and_keep_their_order(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    added = [Statement(str(place), "p", "x", method="source") for place in range(70)]
    for one in added:
        graph.add([one])
    assert list(KnowledgeGraph.open(graph.path).statements()) == [*facts, *added]
    assert graph.counts().statements == len(facts) + len(added)
    assert graph.checkout(40).counts().statements == len(list(graph.checkout(40).statements())) == len(facts) + 39
    assert graph.revise(added[1:], []).removed == 69
    assert list(graph.statements()) == [*facts, added[0]]
