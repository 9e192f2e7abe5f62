from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.graph import Evidence, Statement
from tastegraph.graph.columns import STATEMENTS, admit, difference, read

TEXT = "ab\x00é🎬\n'\""
names = st.text(st.sampled_from(TEXT), min_size=1).filter(lambda name: not name.isspace())
evidences = st.tuples(st.integers(0, 6), st.integers(1, 7)).filter(lambda span: span[0] < span[1])
statements = st.builds(
    Statement,
    subject=names,
    predicate=st.sampled_from("pq"),
    object=names,
    confidence=st.floats(0, 1),
    evidence=st.none() | evidences.map(lambda span: Evidence("d", "f", *span, TEXT[slice(*span)])),
    method=st.just("source"),
    subject_type=st.sampled_from(["item", "entity"]),
    object_type=st.sampled_from(["item", "entity"]),
    time=st.none() | st.integers(0, 2**40),
)
few = st.lists(st.sampled_from([Statement("a", "p", name, method="source", time=1) for name in "xyz"]), max_size=6)


@settings(max_examples=50)
@given(st.lists(statements, max_size=8))
def test_columns_bring_back_the_same_statements(given: list[Statement]) -> None:
    table, rejected = admit(given, {"d": {"f": TEXT}})
    assert table.schema == STATEMENTS
    assert list(read(table.to_batches())) == given
    assert rejected == ()


def test_what_may_not_be_stored_comes_back_with_the_reason() -> None:
    good = Statement("1", "p", "x", method="source")
    bad = {
        replace(good, subject=" "): "the subject is empty",
        replace(good, predicate=""): "the predicate is empty",
        replace(good, object="\t\n"): "the object is empty",
        replace(good, object="\ud83c"): "a name in it is not valid Unicode",
        replace(good, method="facts"): "the method 'facts' gives no evidence for it",
    }
    table, rejected = admit([good, *bad, good], {})
    assert list(read(table.to_batches())) == [good, good]
    assert dict(rejected) == bad


@given(few, few)
def test_difference_is_that_of_sets_in_the_order_of_the_new(old: list[Statement], new: list[Statement]) -> None:
    later = [replace(statement, time=2) for statement in new]
    found = difference(admit(old, {})[0], admit(later, {})[0])
    assert list(read(found.rows.to_batches())) == list(dict.fromkeys(later))
    assert list(read(found.rows.filter(found.is_new).to_batches())) == [
        statement for statement in dict.fromkeys(later) if replace(statement, time=1) not in old
    ]
    assert found.removed == len(set(old) - set(new))


def test_statements_that_differ_in_evidence_alone_are_two() -> None:
    one = Statement("1", "p", "x", evidence=Evidence("d", "f", 0, 1, "a"))
    other = replace(one, evidence=Evidence("d", "g", 0, 1, "a"))
    fields = {"d": {"f": "a", "g": "a"}}
    assert difference(admit([one], fields)[0], admit([one, other, one], fields)[0]).is_new.to_pylist() == [False, True]
