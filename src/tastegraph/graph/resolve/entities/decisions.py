"""What people decided about entities: labels that every build follows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from tastegraph.errors import InputError, ReadError
from tastegraph.graph.statement import ITEM
from tastegraph.writing import write_whole

Verdict = Literal["same", "different"]
Pair = tuple[str, str, str]
"""A type and two names of it, in alphabetical order."""
_Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class _Entry(BaseModel):
    """Base of the decisions: about two names of one type, which the property ``pair`` gives.

    Raises:
        InputError: The two names are one, or the type is that of items.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: _Text
    time: int
    """When, in seconds UTC."""
    note: str = ""
    """Why, in the person's words."""

    @property
    def pair(self) -> Pair:
        """The type and the two names, in alphabetical order."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _two_entities(self) -> _Entry:
        kind, left, right = self.pair
        if left == right:
            raise InputError(f"it names {left!r} twice", fix="Name two entities")
        if kind == ITEM:
            raise InputError("items are neither merged nor split", fix="Change the catalogue")
        return self


class Decision(_Entry):
    """Two names of a type are of one entity, or are not."""

    left: _Text
    right: _Text
    decision: Verdict

    @property
    def pair(self) -> Pair:
        """The type and the names, whichever way round they were given."""
        return pair_of(self.type, self.left, self.right)


class Split(_Entry):
    """What some documents say of a name is about another entity, which has a new name from then on."""

    name: _Text
    decision: Literal["split"] = "split"
    documents: tuple[str, ...] = Field(min_length=1)
    """The documents that speak of the other one, by item id."""
    new_name: _Text

    @property
    def pair(self) -> Pair:
        """The type, the name and the new name."""
        return pair_of(self.type, self.name, self.new_name)


_ENTRY: Final[TypeAdapter[Decision | Split]] = TypeAdapter(Annotated[Decision | Split, Field(discriminator="decision")])


@dataclass(frozen=True)
class Decisions:
    """Decisions in the order they were taken; of two about one pair, the later one holds."""

    entries: tuple[Decision | Split, ...] = ()

    @cached_property
    def verdicts(self) -> Mapping[Pair, Verdict]:
        """What holds for each pair that was decided; a split makes its two names different."""
        return {entry.pair: entry.decision if isinstance(entry, Decision) else "different" for entry in self.entries}

    @cached_property
    def splits(self) -> tuple[Split, ...]:
        """The splits whose two names were not declared the same afterwards."""
        return tuple(
            entry for entry in self.entries if isinstance(entry, Split) and self.verdicts[entry.pair] == "different"
        )

    def verdict(self, type_: str, left: str, right: str) -> Verdict | None:
        """Return what was decided about two names; None where nothing was."""
        return self.verdicts.get(pair_of(type_, left, right))


def pair_of(type_: str, left: str, right: str) -> Pair:
    """Return the key of a pair of names."""
    return (type_, left, right) if left <= right else (type_, right, left)


def read_decisions(path: Path) -> Decisions:
    """Read a file of decisions, one JSON object a line; no file is no decisions.

    Raises:
        ReadError: A line is not a decision, or the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"cannot be read: {error}", path=path, fix="Write it in UTF-8, one decision a line") from None
    return Decisions(tuple(_entries(text, path)))


def record(path: Path, *entries: Decision | Split) -> Decisions:
    """Add decisions to the end of a file, whole or not at all, and return all that it then holds.

    Raises:
        InputError: The file cannot be written.
        ReadError: The file holds a line that is no decision.
    """
    known = read_decisions(path)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = "".join(json.dumps(_row(entry), ensure_ascii=False) + "\n" for entry in entries)
    write_whole(path, before + ("\n" if before and not before.endswith("\n") else "") + lines)
    return Decisions((*known.entries, *entries))


def _row(entry: Decision | Split) -> dict[str, Any]:
    """The entry as a person reads it: what was decided about what, then when and why."""
    row = entry.model_dump(mode="json")
    return {**{key: value for key, value in row.items() if key not in {"time", "note"}},
            "time": entry.time, "note": entry.note}  # fmt: skip


def _entries(text: str, path: Path) -> Iterator[Decision | Split]:
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _ENTRY.validate_json(line)
        except InputError as error:
            raise ReadError(error.problem, path=path, row=row, fix=error.fix) from None
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"] if part not in {"same", "different", "split"})
            fix = (
                'Write {"type", "left", "right", "decision": "same" or "different", "time"}, or '
                '{"type", "name", "decision": "split", "documents": [...], "new_name", "time"}; or remove the line'
            )
            raise ReadError(first["msg"], path=path, row=row, field=field or None, fix=fix) from None
