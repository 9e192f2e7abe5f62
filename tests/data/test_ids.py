from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import IdMap
from tastegraph.errors import InputError, UnknownIdError

ids = st.lists(st.one_of(st.text(min_size=1), st.integers()), unique=True)


@given(ids, ids)
def test_positions_and_ids_are_each_others_inverse(values, others):
    known = IdMap(values)
    assert list(known) == values
    assert known.index(values).tolist() == list(range(len(values)))
    assert [known.position(value) for value in values] == list(range(len(values)))
    expected = [values.index(other) if other in values else -1 for other in others]
    assert known.index(others).tolist() == expected
    assert [other in known for other in others] == [position >= 0 for position in expected]


@given(ids, ids)
def test_union_keeps_positions_and_appends_what_is_new(values, others):
    known = IdMap(values)
    united = known.union(others + others)
    assert list(united) == values + [other for other in others if other not in known]


@given(ids, ids)
def test_equality_hash_and_digest_agree(values, others):
    first, second = IdMap(values), IdMap(others)
    assert (first == second) == (values == others) == (first.digest == second.digest)
    assert first == IdMap(values)
    assert hash(first) == hash(IdMap(values))


@pytest.mark.parametrize(("one", "other"), [(["1"], [1]), (["a", "b"], ["b", "a"]), (["a,b"], ["a", "b"])])
def test_text_numbers_order_and_borders_all_count_in_the_digest(one, other):
    assert IdMap(one).digest != IdMap(other).digest


def test_the_digest_is_the_same_in_every_process():
    assert IdMap(["a", 1, "é"]).digest == "9765825344be953ab829cca9d2fd3cf04bfa84277638050788b741d782851a45"


def test_numpy_scalars_and_whole_floats_are_plain_ids():
    known = IdMap(np.array([5, 7]))
    assert [type(value) for value in known] == [int, int]
    assert list(IdMap([np.str_("a"), 3.0])) == ["a", 3]
    assert known.index([np.int32(7), 5.0, 6]).tolist() == [1, 0, -1]
    assert np.int64(7) in known
    assert known.position(np.float64(7)) == 1


@pytest.mark.parametrize("value", [None, float("nan"), 1.5, True, b"a", "", (1,), float("inf")])
def test_what_can_be_no_id_is_refused_with_its_row(value):
    with pytest.raises(InputError, match="is not an id") as caught:
        IdMap(["a", value])
    assert caught.value.row == 2


def test_a_repeated_id_is_refused_with_its_row():
    with pytest.raises(InputError, match="'b' occurs more than once") as caught:
        IdMap(["a", "b", "c", "b"])
    assert caught.value.row == 4


@pytest.mark.parametrize(
    ("values", "wanted", "fix"),
    [(["7"], 7, "give '7'"), ([7], "7", "give 7"), ([-7], "-7", "give -7"), (["a"], "b", "")],
)
def test_an_unknown_id_is_an_error_that_knows_about_text_and_numbers(values, wanted, fix):
    with pytest.raises(UnknownIdError, match=f"{wanted!r} is not among the 1 known ids.*{fix}"):
        IdMap(values).position(wanted)


def test_a_map_is_frozen_and_travels_between_processes():
    known = IdMap(["a", 1])
    with pytest.raises(FrozenInstanceError):
        known._values = ()
    assert pickle.loads(pickle.dumps(known)) == known
