"""JSON in what a chat model says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

_THOUGHTS: Final = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE: Final = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)(?:```|\Z)", re.DOTALL)
_PIECES: Final = re.compile(r'[{}\[\]]|"(?:[^"\\]|\\.)*(?:"|\Z)', re.DOTALL)
"""Brackets, and strings, in which they mean nothing."""
_LONGEST_REPAIR: Final = 200_000
"""Characters; a broken answer that is longer is not repaired."""


class NoJSONError(ValueError):
    """There is no JSON object or array in an answer."""


@dataclass(frozen=True)
class ReadJSON:
    """JSON that was read.

    Attributes:
        value: An object or an array.
        repaired: Whether the text was not JSON as it stood.
        cut: Whether the text ends in the middle of its list; what is not whole at the end of it was left out, since a
            name that was cut off can look like a whole one.
    """

    value: dict[str, Any] | list[Any]
    repaired: bool
    cut: bool = False


def read_json(text: str) -> ReadJSON:
    """Read the JSON in an answer, past thoughts, words and code fences around it; repair it where it is broken.

    A lone surrogate, which no UTF-8 can hold, becomes U+FFFD.

    Raises:
        NoJSONError: There is none, or it is past repair.
    """
    text = _THOUGHTS.sub("", text, count=1).strip().removeprefix("\ufeff")
    for part in (text, *_FENCE.findall(text)):
        try:
            value = json.loads(part.strip(), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            return ReadJSON(_clean(value), repaired=False)
    fences = _FENCE.findall(text)
    part = max(fences, key=len) if fences else text
    begin = min((place for place in (part.find("{"), part.find("[")) if place >= 0), default=-1)
    if begin < 0:
        raise NoJSONError("there is no JSON in it")
    part = part[begin:]
    if len(part) > _LONGEST_REPAIR:
        raise NoJSONError(f"it is not JSON, and with {len(part)} characters too long to be repaired")
    end = _end_of_whole(part)
    value = _repaired(part[:end])
    if not value and end is None:
        raise NoJSONError("it is not JSON, and past repair")
    return ReadJSON(_clean(value), repaired=True, cut=end is not None)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _repaired(text: str) -> dict[str, Any] | list[Any]:
    import json_repair

    try:
        value = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError) as error:
        raise NoJSONError(f"it is not JSON, and past repair: {error}") from None
    if not isinstance(value, dict | list):
        raise NoJSONError("it is not JSON, and past repair")
    return value


def _end_of_whole(text: str) -> int | None:
    """Return where the last whole entry of the list ends in a text that ends in the middle of it; else None.

    The list is that of a bare array, or one directly in the object.
    """
    of_list = 1 if text[0] == "[" else 2
    depth, end = 0, None
    for piece in _PIECES.finditer(text):
        sign = piece[0]
        if sign in {"{", "["}:
            depth += 1
            if depth == of_list and sign == "[":
                end = piece.end()
        elif sign in {"}", "]"}:
            depth -= 1
            if depth == 0:
                return None
            if depth == of_list:
                end = piece.end()
    return end if depth >= of_list else None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return value
