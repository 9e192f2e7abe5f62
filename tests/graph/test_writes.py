"""Any run of writes, checked against plain lists and sets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.graph import Evidence, KnowledgeGraph, Merge, Statement, StoredDocument, verify_all
from tastegraph.graph.counts import count

WORDS = ("Horror", "Sci-Fi", "Drama")
words = st.sampled_from(WORDS)
items = st.sampled_from(["1", "2", "3"])
documents = st.builds(
    lambda item, title: StoredDocument(item, title, {word: word for word in WORDS}, ""), items, st.sampled_from("ab")
)
several = st.lists(documents, max_size=3, unique_by=lambda document: document.item)
read_facts = st.builds(
    lambda item, about, word, alias: Statement(
        about, f"is {word}", word, evidence=Evidence(item, word, 0, len(word), word), object_alias=alias
    ),
    items,
    items,
    words,
    st.sampled_from([None, "alias"]),
)
sourced = st.builds(lambda item, word: Statement(item, "genre", word, method="source"), items, words)
some_read, some_sourced = st.lists(read_facts, max_size=4), st.lists(sourced, max_size=3)
some = st.lists(st.one_of(read_facts, sourced), max_size=5)
ledgers = st.lists(st.builds(lambda word: Merge("entity", word.lower(), word, 1.0, ("case",), "name", 1), words))
operations = st.one_of(
    st.tuples(st.just("replace"), several, some, ledgers),
    st.tuples(st.just("add"), some),
    st.tuples(st.just("delete"), items),
    st.tuples(st.just("update"), several, st.sets(items), some_read, st.none() | some_sourced, st.none() | ledgers),
    st.tuples(st.just("revise"), st.integers(0, 15), some, st.none() | ledgers),
    st.tuples(st.just("restore"), st.integers(0, 6)),
    st.tuples(st.just("prune"), st.integers(1, 3)),
)

Statements, Documents, Merges = list[Statement], list[StoredDocument], list[Merge]


@dataclass(frozen=True)
class State:
    """What a version must hold; the order of documents and of updated statements is free."""

    statements: frozenset[Statement] = frozenset()
    documents: dict[str, StoredDocument] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    def allowed(self, statements: list[Statement]) -> set[Statement]:
        """Those that may be stored beside these documents."""
        return {one for one in statements if one.evidence is None or one.evidence.document in self.documents}

    def without(self, items: set[str]) -> frozenset[Statement]:
        """The statements that were not read in these items' documents."""
        return frozenset(one for one in self.statements if document_of(one) not in items)


def document_of(statement: Statement) -> str | None:
    return statement.evidence and statement.evidence.document


class Run:
    """A graph and, beside it, what each version of it must hold."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.states = {0: State()}

    def do(self, name: str, *arguments: object) -> None:
        """Do a write to the graph, and to the lists."""
        state = getattr(self, name)(self.states[max(self.states)], *arguments)
        if state is not None:
            self.states[self.graph.version] = state

    def replace(self, _: State, new: Documents, statements: Statements, merges: Merges) -> State:
        state = State(documents={one.item: one for one in new}, merges=tuple(dict.fromkeys(merges)))
        self.graph.replace(new, statements, merges=merges)
        return replace(state, statements=frozenset(state.allowed(statements)))

    def add(self, state: State, statements: Statements) -> State:
        change = self.graph.add(statements)
        after = state.statements | state.allowed(statements)
        assert change.added == len(after) - len(state.statements)
        return replace(state, statements=after)

    def delete(self, state: State, item: str) -> State | None:
        if item not in state.documents:
            return None
        self.graph.delete_document(item)
        documents = {other: one for other, one in state.documents.items() if other != item}
        return replace(state, statements=state.without({item}), documents=documents)

    def update(
        self,
        state: State,
        new: Documents,
        gone: set[str],
        statements: Statements,
        sources: Statements | None,
        merges: Merges | None,
    ) -> State:
        updated = {one.item: one for one in new}
        gone = (gone - updated.keys()) & state.documents.keys()
        change = self.graph.update(new, gone, statements, sources=sources, merges=merges)
        kept = {one for one in state.without(gone | updated.keys()) if sources is None or one.evidence is not None}
        after = frozenset(kept | {one for one in statements if document_of(one) in updated} | set(sources or ()))
        assert (change.added, change.removed) == (len(after - state.statements), len(state.statements - after))
        left = {item: one for item, one in state.documents.items() if item not in gone}
        return State(after, left | updated, state.merges if merges is None else tuple(dict.fromkeys(merges)))

    def revise(self, state: State, mask: int, add: Statements, merges: Merges | None) -> State:
        remove = [one for place, one in enumerate(sorted(state.statements, key=repr)) if mask >> place & 1]
        self.graph.revise(remove, add, merges=merges)
        after = state.statements - set(remove) | state.allowed(add)
        return State(after, state.documents, state.merges if merges is None else tuple(dict.fromkeys(merges)))

    def restore(self, _: State, place: int) -> State | None:
        known = sorted(self.states.keys() - {0})
        if not known:
            return None
        version = known[place % len(known)]
        self.graph.restore(version)
        return self.states[version]

    def prune(self, _: State, keep: int) -> None:
        self.graph.prune(keep)
        for version in sorted(self.states)[:-keep]:
            del self.states[version]


@settings(max_examples=15, deadline=None)
@given(st.lists(operations, max_size=8))
def test_any_run_of_writes_leaves_what_lists_would_hold(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, ...]]
) -> None:
    graph = KnowledgeGraph.create(tmp_path_factory.mktemp("run") / "graph")
    run = Run(graph)
    for operation in operations:
        run.do(*operation)
        assert graph.counts() == count(graph.to_arrow(), len(graph.digests()))
    states = {version: state for version, state in run.states.items() if version}
    assert [info.version for info in graph.versions()] == sorted(states)
    for version, state in states.items():
        shown = graph.checkout(version)
        stored = list(shown.statements())
        assert (len(stored), frozenset(stored)) == (len(state.statements), state.statements)
        assert {one.item: one for one in shown.documents()} == state.documents
        assert tuple(shown.merges()) == state.merges
        assert verify_all(shown).failures == ()
    for (old, was), (new, now) in [
        *pairwise(states.items()),
        *zip(states.items(), reversed(states.items()), strict=True),
    ]:
        check_diff(graph, old, new, was, now)


def check_diff(graph: KnowledgeGraph, old: int, new: int, was: State, now: State) -> None:
    found = graph.diff(old, new)
    assert (set(found.added), set(found.removed)) == (now.statements - was.statements, was.statements - now.statements)
    assert found.documents_added == sorted(now.documents.keys() - was.documents.keys())
    assert found.documents_removed == sorted(was.documents.keys() - now.documents.keys())
    assert found.documents_changed == sorted(
        item for item in now.documents.keys() & was.documents.keys() if now.documents[item] != was.documents[item]
    )
    assert found.appeared == sorted(entities(now) - entities(was))
    assert found.vanished == sorted(entities(was) - entities(now))


def entities(state: State) -> set[tuple[str, str]]:
    return {
        node for one in state.statements for node in ((one.subject_type, one.subject), (one.object_type, one.object))
    }
