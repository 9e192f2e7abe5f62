"""Splink finds the rows that are the same thing, on the columns that were paired here, and says why in words."""

import json
import logging
import subprocess
import sys

import pytest

from tastegraph.errors import InputError
from tastegraph.graph.resolve.records import agreement, match_by_splink
from tastegraph.graph.resolve.records.truth import Truth

pytest.importorskip("splink")


def pairs_of(matching):
    return {(pair.left, pair.right) for pair in matching.pairs}


@pytest.fixture
def ferries(table):
    left = "id,title,year\n1,The Old Harbour,1999\n2,Night Ferry,2004\n3,Alien,1979\n"
    right = 'id,title,year\na,"Old Harbour, The",1999\nb,Day Train,1988\nc,Night Ferry,2004\n'
    return table("left.csv", left), table("right.csv", right)


def test_a_catalogue_is_learned_from_itself(shop, capfd):
    left, right, truth = shop
    level = logging.getLogger("splink").level
    found = match_by_splink(left, right)
    assert found.learned
    assert found.one_to_one
    assert len({pair.left for pair in found.pairs}) == len({pair.right for pair in found.pairs}) == len(found.pairs)
    known = Truth("complete", frozenset(truth), frozenset(), "", "", None)
    assert agreement(pairs_of(found), known).f1 > 0.97
    assert {(column.left, column.right) for column in found.columns} >= {("name", "title"), ("price", "cost")}
    assert all("a code in both names" in pair.reasons for pair in found.pairs if (pair.left, pair.right) in truth)
    assert [pair.score for pair in found.pairs] == sorted((pair.score for pair in found.pairs), reverse=True)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("splink").level == level
    assert not logging.getLogger("splink").handlers


def test_twice_the_same(shop):
    left, right, _ = shop
    assert match_by_splink(left, right) == match_by_splink(left, right)


def test_the_threshold_is_kept(shop):
    left, right, _ = shop
    every, sure = match_by_splink(left, right, min_score=0.0), match_by_splink(left, right, min_score=0.99)
    assert all(pair.score >= 0.99 for pair in sure.pairs)
    assert pairs_of(sure) < pairs_of(every)


def test_small_tables_are_not_learned_from(ferries):
    found = match_by_splink(*ferries)
    assert not found.learned
    assert pairs_of(found) == {("1", "a"), ("2", "c")}
    assert "the same name" in found.pairs[0].reasons


def test_a_row_may_have_many_partners(table):
    left = table("left.csv", "id,title,year\n1,Night Ferry,2004\n2,Old Harbour,1999\n")
    rows = "a,Night Ferry,2004\nb,Night Ferry,2004\nc,Old Harbour,1999\nd,Old Harbour,1999\n"
    right = table("right.csv", "id,title,year\n" + rows)
    assert len(match_by_splink(left, right, exclusive=True).pairs) == 2
    found = match_by_splink(left, right)
    assert not found.one_to_one
    assert pairs_of(found) == {("1", "a"), ("1", "b"), ("2", "c"), ("2", "d")}


def test_what_speaks_against_a_pair_comes_last(shop):
    left, right, _ = shop
    for pair in match_by_splink(left, right, min_score=0.0).pairs:
        against = [reason.startswith("but ") for reason in pair.reasons]
        assert against == sorted(against)


def test_nothing_in_common_is_an_error(table):
    left, right = table("left.csv", "id,title\n1,Alien\n"), table("right.csv", "id,title\na,Ordet\n")
    with pytest.raises(InputError, match="share no rare word"):
        match_by_splink(left, right)


def test_without_the_extra(ferries, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(InputError, match=r"pip install 'tastegraph\[splink\]'"):
        match_by_splink(*ferries)


def test_as_a_command(ferries):
    def resolve(*more):
        paths = [str(records.path) for records in ferries]
        return subprocess.run(
            [sys.executable, "-m", "tastegraph", "resolve", *paths, "--with", "splink", *more],
            capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip

    done = resolve("--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert {(pair["left"], pair["right"]) for pair in json.loads(done.stdout)["pairs"]} == {("1", "a"), ("2", "c")}
    done = resolve("--encoder")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
