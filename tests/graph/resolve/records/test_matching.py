"""Rows that are the same thing are found without labels: small tables by fixed weights, larger ones by learned ones."""

import pytest

from tastegraph.graph.resolve.records import Records, agreement, match_records
from tastegraph.graph.resolve.records.truth import Truth


def pairs_of(matching):
    return {(pair.left, pair.right) for pair in matching.pairs}


def f1(matching, truth):
    return agreement(pairs_of(matching), Truth("complete", frozenset(truth), frozenset(), "", "", None)).f1


def test_names_in_every_script(table):
    left = table(
        "left.csv", "id,title,year\n1,Amélie,2001\n2,東京物語,1953\n3,英雄本色,1986\n4,Ordet,1955\n5,Волга-Волга,1938\n"
    )
    right = table(
        "right.csv",
        "id,title,year\na,AMELIE,2001\nb,東京物語,1953\nc,「英雄本色」,1986\nd,Gertrud,1964\ne,Волга Волга,1938\n",
    )
    assert pairs_of(match_records(left, right)) == {("1", "a"), ("2", "b"), ("3", "c"), ("5", "e")}


def test_homonyms_are_kept_apart(table):
    left = table(
        "left.csv",
        "id,title,directors,year\n1,Fury,David Ayer,2014\n2,Dune,David Lynch,1984\n3,Alien,Ridley Scott,1979\n",
    )
    right = table(
        "right.csv",
        "id,title,directors,year\na,Fury,Fritz Lang,1936\nb,Dune,Denis Villeneuve,2021\n"
        "c,Alien 3,David Fincher,1992\nd,Alien,Ridley Scott,1979\n",
    )
    assert pairs_of(match_records(left, right)) == {("3", "d")}


def test_the_year_tells_homonyms_apart_in_one_table(table):
    left = table("left.csv", "id,title,year\n1,Dune,1984\n2,Dune,2021\n")
    right = table("right.csv", "id,title,year\na,Dune,2021\nb,Dune,1984\n")
    assert pairs_of(match_records(left, right)) == {("1", "b"), ("2", "a")}


def test_persons_under_either_order_of_their_name(table):
    left = table(
        "left.csv", "id,title,cast\n1,My Sassy Girl,Tae-hyun Cha;Ji-hyun Jun\n2,Old Boy,Min-sik Choi;Ji-tae Yu\n"
    )
    right = table(
        "right.csv", "id,title,cast\na,My Sassy Girl,Cha Tae-hyun;Jun Ji-hyun\nb,Oldboy,Choi Min-sik;Yoo Ji-tae\n"
    )
    found = match_records(left, right)
    assert ("1", "a") in pairs_of(found)
    assert "2 of 2 cast shared" in found.pairs[0].reasons


def test_a_catalogue_is_learned_from_itself(shop):
    left, right, truth = shop
    found = match_records(left, right)
    assert found.learned
    assert found.one_to_one
    assert f1(found, truth) > 0.97
    assert any("code" in reason for pair in found.pairs for reason in pair.reasons)
    assert [pair.score for pair in found.pairs] == sorted((pair.score for pair in found.pairs), reverse=True)


def test_it_does_not_matter_which_table_is_left(shop):
    left, right, truth = shop
    found, turned = match_records(left, right), match_records(right, left)
    turned_pairs = {(right_id, left_id) for left_id, right_id in pairs_of(turned)}
    assert f1(turned, {(b, a) for a, b in truth}) > 0.97
    assert len(turned_pairs ^ pairs_of(found)) <= 4


def test_twice_the_same(shop):
    left, right, _ = shop
    assert match_records(left, right) == match_records(left, right)


def test_tables_with_nothing_in_common(shop, table):
    left, _, _ = shop
    words = ("stone", "river", "cloud", "field", "ember", "frost", "grain", "cedar", "ridge", "tide")
    rows = [
        f"w{place},{words[place % 10]} {words[place // 10 % 10]} song {place},choir,{place}" for place in range(100)
    ]
    songs = table("songs.csv", "\n".join(["id,name,maker,length", *rows]))
    assert len(match_records(left, songs).pairs) <= 5


def test_rows_that_stand_twice(shop):
    left, right, truth = shop
    twice = Records(
        right.path, right.id_column, (*right.ids, *(f"{one}+" for one in right.ids)),
        {name: cells + cells for name, cells in right.columns.items()},
    )  # fmt: skip
    found = match_records(left, twice)
    assert not found.one_to_one
    assert f1(found, truth | {(mine, f"{other}+") for mine, other in truth}) > 0.9
    assert match_records(left, twice, exclusive=True).one_to_one


def test_a_higher_least_score_keeps_a_part(shop):
    left, right, _ = shop
    assert pairs_of(match_records(left, right, min_score=0.99)) <= pairs_of(match_records(left, right))


def test_tables_that_share_no_word(table):
    left = table("left.csv", "id,name\n1,sun\n2,moon\n")
    right = table("right.csv", "id,name\n1,tree\n2,wood\n")
    assert match_records(left, right).pairs == ()


@pytest.mark.parametrize("column", ["name", "unlike"])
def test_columns_under_other_names(table, column):
    left = table("left.csv", "id,name\n1,The Old Harbour\n2,Night Ferry\n")
    right = table("right.csv", f"id,{column}\na,The Old Harbour\nb,Day Train\n")
    assert pairs_of(match_records(left, right)) == {("1", "a")}
