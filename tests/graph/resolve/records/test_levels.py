"""The levels of a comparison are what a database makes of them, from the most alike to the least."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph.resolve.records.alignment import align, name_of
from tastegraph.graph.resolve.records.levels import levels_of, rarities

WORDS = st.lists(
    st.lists(st.sampled_from(["lamp", "desk", "floor", "amber", "kx9"]), max_size=4), min_size=1, max_size=6
)


def said(levels):
    """What the level of the first left and the first right row says; None where nothing can be compared."""
    connection = duckdb.connect()
    for side, name in enumerate(("l", "r")):
        connection.register(
            name, pa.table({f"{column}_{name}": cells[side][:1] for column, cells in levels.cells.items()})
        )
    cases = "".join(
        f" WHEN {level.condition} THEN {place}"
        for place, level in enumerate(levels.levels)
        if level.condition != "ELSE"
    )
    last = len(levels.levels) - 1
    sql = f"SELECT CASE WHEN {levels.missing} THEN -1{cases} ELSE {last} END FROM l, r"
    place = connection.execute(sql).fetchone()[0]
    return None if place < 0 else levels.levels[place].words or levels.levels[place].against


@pytest.mark.parametrize(
    ("kind", "mine", "other", "says"),
    [
        ("name", "Tae-hyun Cha", "Cha Tae-Hyun", "the same name"),
        ("name", "Nordlys Desk Lamp Amber", "Nordlys Desk Lamb Amber", "names spelt almost alike"),
        ("name", "Alien", "Ordet", "but most words of the names differ"),
        ("name", "Alien", "", None),
        ("numbers", "Alien 2", "Alien 3", "but numbers in the names differ"),
        ("numbers", "Alien", "Alien 3", "but numbers in the names differ"),
        ("numbers", "Alien", "Ordet", None),
        ("codes", "Lamp KX-9174", "kx9174 lamp", "a code in both names"),
        ("codes", "Lamp KX-9174", "Lamp", None),
        ("year", "1999", "2000", "year one apart"),
        ("year", "1999", "2001", "but year differs"),
        ("price", "20.00", "20.50", "price within 5 %"),
        ("price", "0", "0", "the same price"),
        ("price", "-20", "20", "but price far apart"),
        ("cast", "Ann Lee;Bo Kim;Cy Ray", "Lee Ann;Di Fox;Ed Orr", "some of cast shared"),
        ("cast", "Ann Lee;Bo Kim", "Kim Bo;Ann Lee;Cy Ray", "nearly all cast shared"),
        ("cast", "Ann Lee", "", None),
        ("texts", "Alien", "Alien", "all texts .8 alike"),
    ],
)  # fmt: skip
def test_what_two_cells_say(table, kind, mine, other, says):
    header = ["title", "year", "price", "cast", "story"]
    place = {"year": 1, "price": 2, "cast": 3}.get(kind, 0)
    tables = []
    for name, cell in (("left.csv", mine), ("right.csv", other)):
        first = ["", "", "", "", ""]
        first[place] = cell
        others = [
            [f"Old Harbour {n}", str(1980 + n), f"{n}.5", f"Ann Lee{n};Bo Kim{n}", f"A story of {n}"] for n in range(40)
        ]
        lines = ["\t".join([str(n), *row]) for n, row in enumerate([first, *others])]
        tables.append(table(name, "\n".join(["\t".join(["id", *header]), *lines])))
    left, right = tables
    columns = align(left, right)
    assert [column.kind for column in columns] == ["text", "year", "number", "list", "text"]
    found = {
        next(iter(levels.cells)): levels for levels in levels_of(columns, name_of(columns, left, right), left, right)
    }
    key = {"name": "column_0", "numbers": "column_0_numbers", "codes": "column_0_codes", "texts": "texts"}.get(
        kind, f"column_{place}"
    )
    assert said(found[key]) == says


@given(WORDS, WORDS)
def test_the_sum_of_shared_numbers_is_the_weight_of_shared_words(left, right):
    mine, other = (column.to_pylist() for column in rarities(left, right))
    holders = {word: sum(word in row for row in left) / len(left) + sum(word in row for row in right) / len(right)
               for row in left + right for word in row}  # fmt: skip
    number = {}
    for words, numbers in zip(left + right, mine + other, strict=True):
        assert (numbers is None) == (not words)
        number |= dict(zip(sorted(set(words)), numbers or [], strict=True))
    assert len(set(number.values())) == len(number) == len(holders)
    for one in number:
        for two in number:
            if holders[one] < holders[two]:
                assert number[one] >> 32 >= number[two] >> 32
    for words, numbers in zip(left, mine, strict=True):
        for others, theirs in zip(right, other, strict=True):
            shared = set(numbers or []) & set(theirs or [])
            assert shared == {number[word] for word in set(words) & set(others)}
