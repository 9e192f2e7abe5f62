"""Files are whole or not there."""

import pytest

from tastegraph.errors import InputError
from tastegraph.writing import write_whole


def test_folders_are_made_and_older_files_replaced(tmp_path):
    path = tmp_path / "new" / "file.txt"
    write_whole(path, "first\n")
    write_whole(path, "电影\n")
    assert path.read_bytes() == "电影\n".encode()
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "file.txt"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half a pair: \ud800")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["file.txt"]
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(path / "below a file", "x")
