"""Columns are typed by their cells, and paired by name or, failing that, by content."""

import pytest

from tastegraph.graph.resolve.records import align
from tastegraph.graph.resolve.records.alignment import name_of
from tastegraph.graph.resolve.records.kinds import kind_of, number_in, pieces_of, separator_of


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1999", "2004", "", "1987"], "year"),
        (["$12.50", "1,200.00", "9"], "number"),
        (["Ann Lee;Bo Ek", "Cy Dow;Al Ox;Ed Um", "Fay Io"], "list"),
        (['["a", "b c"]', '["d"]'], "list"),
        (["978-3-16-148410-0", "978-1-4028-9462-6"], "code"),
        (["B00012AX", "C77120QQ", "D90121ZZ"], "code"),
        (["A long walk, told by an old man, ends at the sea", "He goes"], "text"),
        (["", ""], None),
    ],
)
def test_kinds(cells, kind):
    assert kind_of(cells) == kind


def test_numbers_with_currencies_and_units():
    assert [number_in(cell) for cell in ("$1,299.95", "120 min", "7.5", "€ 30", "PS3", "")] == [
        1299.95,
        120,
        7.5,
        30,
        None,
        None,
    ]


def test_pieces_of_lists():
    assert separator_of(["a; b", "c; d"]) == ";"
    assert pieces_of("Ann Lee; Bo Ek;", ";") == ["Ann Lee", "Bo Ek"]
    assert pieces_of('["a", "b, c"]', "[") == ["a", "b, c"]


def test_columns_by_name_and_by_content(shop):
    left, right, _ = shop
    columns = align(left, right)
    assert {(one.left, one.right) for one in columns} == {("name", "title"), ("maker", "brand"), ("price", "cost")}
    name = name_of(columns, left, right)
    assert (name.left, name.right) == ("name", "title")


def test_a_column_is_not_paired_with_one_of_other_content(table):
    left = table("left.csv", "id,name,year\n1,Sun,1999\n2,Moon,2001\n")
    right = table("right.csv", "id,Name,weight\n1,Sun,5\n2,Moon,7\n")
    assert [(one.left, one.right) for one in align(left, right)] == [("name", "Name")]
