from __future__ import annotations

import json
import pickle

import numpy as np
import pyarrow as pa
import pytest

from tastegraph.data import IdMap
from tastegraph.data.digest import digest
from tastegraph.data.packed_ids import MANY, PackedIds
from tastegraph.errors import InputError, UnknownIdError

VALUES = [f"user-é-{number}" for number in range(MANY + 5)]


@pytest.fixture(scope="module")
def known():
    ids = IdMap(pa.array(VALUES))
    assert isinstance(ids._values, PackedIds)
    return ids


def test_packed_ids_answer_like_a_list(known):
    assert list(known) == VALUES
    assert (known[3], known[np.int32(-1)], len(known)) == (VALUES[3], VALUES[-1], len(VALUES))
    assert known.index(VALUES[::-1]).tolist() == list(range(len(VALUES)))[::-1]
    assert known.index(["user-é-7", "nobody", 7, None, np.str_("user-é-9")]).tolist() == [7, -1, -1, -1, 9]
    assert known.position("user-é-11") == 11
    assert "user-é-11" in known
    assert "nobody" not in known
    assert 11 not in known


def test_a_list_of_many_ids_is_packed_and_equal_to_the_column(known):
    assert isinstance(IdMap(VALUES)._values, PackedIds)
    assert IdMap(VALUES) == known
    assert IdMap(VALUES[1:]) != known
    assert IdMap([*VALUES, 7]) != known
    assert list(pickle.loads(pickle.dumps(known))) == VALUES
    assert repr(known) == f"IdMap({len(VALUES)} ids: 'user-é-0', 'user-é-1', 'user-é-2', …)"


def test_the_digest_does_not_tell_how_ids_are_kept(known):
    assert known.digest == digest("ids", json.dumps(VALUES))


def test_two_packed_maps_meet(known):
    other = IdMap([*VALUES[:1:-1], "new"])
    assert known.index(other).tolist() == [*range(len(VALUES) - 1, 1, -1), -1]
    assert list(known.union(other)) == [*VALUES, "new"]
    assert known.union(VALUES) is known


def test_what_cannot_be_packed_is_refused_or_kept_as_before(known):
    with pytest.raises(InputError, match="occurs more than once") as caught:
        IdMap(pa.array([*VALUES, VALUES[4]]))
    assert caught.value.row == len(VALUES) + 1
    with pytest.raises(InputError, match="'' is not an id"):
        IdMap(pa.array([*VALUES, ""]))
    with pytest.raises(UnknownIdError, match="nobody"):
        known.position("nobody")
    assert list(IdMap([*VALUES, "half \ud800"]))[-1] == "half \ud800"
