"""How a text file is cut into cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tastegraph.data.csv_rows import stays_open, widths
from tastegraph.data.files import is_decoded, open_text, undecodable
from tastegraph.errors import ReadError

_CANDIDATES = ("\t", "::", "|", ";", ",", " ")
_LINES, _QUOTED_LINES = 20, 10_000


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts each of the first lines of a file into equally many cells, at least two.

    Raises:
        ReadError: No delimiter does, or those lines are in another encoding.
    """
    with open_text(path, encoding) as stream:
        lines = [line.rstrip("\r\n") for line in islice(stream, _LINES)]
    lines = [line for line in lines if line]
    for candidate in _CANDIDATES:
        widths = {len(line.split(candidate)) for line in lines}
        if len(widths) == 1 and widths != {1}:
            return candidate
    if not is_decoded("".join(lines)):
        raise undecodable(path, encoding, None)
    if not lines:
        raise ReadError("the file is empty", path=path, fix="Give a file with a header and at least one row")
    raise ReadError("cannot tell what stands between the cells", path=path, fix='Name it: delimiter = ";"')


def is_quoted(path: Path, encoding: str, delimiter: str) -> bool:
    """Whether quotation marks enclose cells in a file that may as well use them plainly.

    They do if the first 10,000 lines are well-formed that way: a cell that begins with one ends with one, those
    inside are doubled, and all rows have equally many cells.
    """
    with open_text(path, encoding) as stream:
        lines = list(islice(stream, _QUOTED_LINES))
        is_whole = not stream.readline()
    try:
        return len(widths(lines, delimiter)) <= 1
    except csv.Error:
        return not is_whole and stays_open(lines, delimiter)


def delimiter_with(header: str, columns: Sequence[str]) -> str | None:
    """The delimiter that cuts a header so that all these columns are in it, or None."""
    for candidate in _CANDIDATES:
        names = {name.strip().strip('"') for name in header.split(candidate)}
        if set(columns) <= names:
            return candidate
    return None
