"""Tables are read whatever stands between their cells, and what is wrong with one is said with its row."""

import pytest

from tastegraph.errors import ReadError

ROWS = [
    ["id", "name", "note"],
    ["1", "Sun, moon", "50 % off"],
    ["2", "Sea # shore", "n/a"],
    ["3", "Wood", "dark; deep"],
]


@pytest.mark.parametrize("delimiter", ["|", "#", "\t", ";", "^"])
def test_delimiters_are_told(table, delimiter):
    rows = [[cell.replace(delimiter, " ") for cell in row] for row in ROWS]
    found = table("table.csv", "\n".join(delimiter.join(row) for row in rows))
    assert found.ids == ("1", "2", "3")
    assert list(found.columns) == ["name", "note"]
    assert found.columns["name"] == tuple(row[1] for row in rows[1:])
    assert found.columns["note"][1] == ""


def test_quoted_commas_do_not_mislead(table):
    found = table("table.csv", 'id,name\n1,"Sun, moon"\n2,"Sea | shore | sand"\n')
    assert found.columns["name"] == ("Sun, moon", "Sea | shore | sand")


def test_lines_of_json(table):
    found = table("table.jsonl", '{"key": 7, "name": "東京物語"}\n{"key": 8, "name": null}\n', id_column="key")
    assert found.ids == ("7", "8")
    assert found.columns["name"] == ("東京物語", "")


@pytest.mark.parametrize(
    ("text", "options", "row", "field", "says"),
    [
        ("id,name\n1,a\n2,b\n1,c\n", {}, 3, "id", "row 1"),
        ("id,name\n1,a\n,b\n", {}, 2, "id", "no id"),
        ("id,name\n1,a\n", {"id_column": "key"}, None, "key", "no such column"),
        ("id\n1\n2\n", {}, None, "id", "nothing beside"),
        ("id,name\n", {}, None, None, "no rows"),
        ("", {}, None, None, "empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(table, text, options, row, field, says):
    with pytest.raises(ReadError, match=says) as caught:
        table("table.csv", text, **options)
    assert (caught.value.row, caught.value.field) == (row, field)
    assert caught.value.fix
