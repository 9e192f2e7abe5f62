"""Lines of gold files, in each of the forms that are understood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tastegraph.errors import ReadError
from tastegraph.extract.scoring.examples import Example, Triple

_TEXT: Final = ("text", "sent", "input")
_CATEGORY: Final = ("category", "context")
_LABELS: Final = (
    ("subject", "predicate", "object"),
    ("sub", "rel", "obj"),
)
_ONE_A_LINE: Final = ("sub_label", "rel_label", "obj_label")
_SCORES: Final = "target_scores"
_MISSING: Final = frozenset({"", "n/a"})
_FORM: Final = 'Write {"id": …, "text": …, "triples": [{"subject": …, "predicate": …, "object": …}]}'


def read_lines(path: Path) -> Iterator[Example]:
    """Yield the examples of a gold file, one a line; blank lines are none.

    Understood are ``{"id", "text", "triples": [{"subject", "predicate", "object"}]}``, the lines of Text2KGBench
    (``sent``; ``triples`` of ``sub``, ``rel``, ``obj``; or one triple a line as ``sub_label``, ``rel_label``,
    ``obj_label``) and of OA-Mine (``input``, ``target_scores``: attribute → value → 1; the subject is the line's id).
    ``category`` or ``context`` may say what kind of text it is. A line without an id is called by its number.

    Raises:
        ReadError: The file cannot be read, or a line has none of these forms.
    """
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for row, line in enumerate(stream, start=1):
                if line.strip():
                    yield _example(_object(line, path, row), path, row)
    except UnicodeDecodeError:
        raise ReadError("is not valid UTF-8", path=path, fix="Save it in UTF-8") from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path) from None


def _object(line: str, path: Path, row: int) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not valid JSON: {error}", path=path, row=row, fix="Write one JSON object a line") from None
    if not isinstance(found, dict):
        raise ReadError("not a JSON object", path=path, row=row, fix=_FORM)
    return found


def _example(line: Mapping[str, Any], path: Path, row: int) -> Example:
    name = next((key for key in _TEXT if key in line), None)
    if name is None or not isinstance(line[name], str):
        raise ReadError("has no text", path=path, row=row, field=name or "text", fix=_FORM)
    given = line.get("id")
    identity = str(row) if given is None or given == "" else str(given)
    category = next((str(line[key]) for key in _CATEGORY if line.get(key) not in (None, "")), "")
    triples = tuple(dict.fromkeys(_triples(line, identity, path, row)))
    return Example(_whole(identity), _whole(line[name]), triples, _whole(category))


def _triples(line: Mapping[str, Any], identity: str, path: Path, row: int) -> Iterator[Triple]:
    if all(key in line for key in _ONE_A_LINE):
        yield _triple(line, _ONE_A_LINE, path, row)
    if isinstance(line.get(_SCORES), dict):
        for attribute, values in line[_SCORES].items():
            for value in values if isinstance(values, dict) else ():
                if value.strip().casefold() not in _MISSING:
                    yield Triple(_whole(identity), _whole(attribute), _whole(value))
    triples = line.get("triples", [])
    if not isinstance(triples, list):
        raise ReadError("is no list", path=path, row=row, field="triples", fix=_FORM)
    for triple in triples:
        keys = next((keys for keys in _LABELS if isinstance(triple, dict) and all(key in triple for key in keys)), None)
        if keys is None:
            raise ReadError("has no subject, predicate and object", path=path, row=row, field="triples", fix=_FORM)
        yield _triple(triple, keys, path, row)


def _triple(source: Mapping[str, Any], keys: tuple[str, str, str], path: Path, row: int) -> Triple:
    for key in keys:
        if not isinstance(source[key], str | int | float) or isinstance(source[key], bool) or source[key] == "":
            raise ReadError(f"{source[key]!r} is no text", path=path, row=row, field=key, fix=_FORM)
    subject, predicate, value = (_whole(str(source[key])) for key in keys)
    return Triple(subject, predicate, value)


def _whole(text: str) -> str:
    """The text with a replacement character for each half of a surrogate pair, which no file in UTF-8 can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
