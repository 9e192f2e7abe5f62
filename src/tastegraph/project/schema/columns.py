"""What the columns of a catalogue say of its relations: types, literals, how many values an item has."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.config import FactColumn
from tastegraph.graph import ENTITY, LITERAL, EntityType, Relation, Statement, normal_name
from tastegraph.graph.schema import Datatype
from tastegraph.project.cells import (
    filled,
    is_date,
    is_link,
    is_nested,
    is_numeric,
    is_text,
    is_year,
    relation_of,
    repeats,
    separator_of,
    split_cells,
)

ENOUGH: Final = 5
"""Items with a value that it takes to say that none has two."""
LEAST_FILLED: Final = 0.01
"""Share of its cells that a column must have something in to be proposed."""
SHARED: Final = 0.3
"""Share of the smaller column's values that stand in the other, too, where both are of one type."""
LEAST_SHARED: Final = 5
"""And how many these must be."""

_PERSON: Final = re.compile(
    r"direct|actor|actress|cast|starring|writ|author|artist|compos|singer|producer|photograph|illustrat|editor|narrator"
    r"|performed|speaker|instructor|teacher|player|person|people|导演|演员|主演|编剧|作者|歌手|作曲|监督|出演|監督|著者",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"(^|_| )(ids?|index|key|sku|asin|isbn)$|ID$", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnRelation:
    """A relation that columns state.

    Attributes:
        relation: What to declare.
        note: What it is read from, in words.
        values: Normal names of its objects.
    """

    relation: Relation
    note: str
    values: frozenset[str]


def stated_relations(columns: Mapping[str, FactColumn], facts: Iterable[Statement], items: int) -> list[ColumnRelation]:
    """Return the relations of the fact columns, in their order.

    A relation is functional where no item has two values. Values that are years, dates or numbers, and not rounded,
    make it lead to literals; others lead to the type that a column names, or to one that is called like the column.
    Columns that share many values lead to one type.

    Args:
        columns: Column → how it is read.
        facts: What the columns say of the items.
        items: How many items there are.
    """
    objects: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for fact in facts:
        objects[fact.predicate][fact.subject].setdefault(normal_name(fact.object), fact.object)
    of_relation: defaultdict[str, list[str]] = defaultdict(list)
    for column, read in columns.items():
        of_relation[read.relation].append(column)
    found = []
    for name, sources in of_relation.items():
        told = objects[name]
        counts = Counter(value for values in told.values() for value in values.values())
        binned = any(columns[column].bin is not None for column in sources)
        datatype = None if binned else _datatype(list(counts))
        kind = next((columns[column].type for column in sources if columns[column].type != ENTITY), None)
        literal = kind == LITERAL or (kind is None and datatype is not None)
        most = max((len(values) for values in told.values()), default=0)
        relation = Relation(
            name=name,
            range=LITERAL if literal else kind or _type_name(name if binned else sources[0]),
            functional=most == 1 and len(told) >= ENOUGH,
            datatype=datatype if literal else None,
        )
        where = " and ".join(repr(column) for column in sources)
        note = f"from {where}: {_amounts(counts, len(told), items, most)}"
        found.append(ColumnRelation(relation, note, frozenset(normal_name(value) for value in counts)))
    chosen = {name for name in of_relation if any(columns[column].type != ENTITY for column in of_relation[name])}
    return _with_shared_types(found, chosen)


def unread_relations(columns: Mapping[str, Sequence[str]]) -> list[ColumnRelation]:
    """Return what columns that the config does not name could state; text, links and identifiers are left out.

    Args:
        columns: Column → cells, "" where missing.
    """
    found = []
    for column, cells in columns.items():
        present = [cell.strip() for cell in filled(cells)]
        if len(present) < max(ENOUGH, LEAST_FILLED * len(cells)) or _IDENTIFIER.search(column):
            continue
        if is_nested(present) or is_link(present) or is_text(present):
            continue
        datatype = _datatype(present)
        separator = None if datatype else separator_of(present)
        values = split_cells(present, separator)
        if datatype is None and (repeats(values) < 1.2 or len(set(values)) < 2):
            continue
        most = max(len(split_cells([cell], separator)) for cell in present)
        # A year as it is, and not its decade.
        name = _words(column) if datatype else relation_of(_words(column))
        relation = Relation(
            name=name or column,
            range=LITERAL if datatype else _type_name(column),
            datatype=datatype,
            functional=most == 1,
        )
        parts = [f"relation = {_quoted(relation.name)}", *([f"separator = {_quoted(separator)}"] if separator else [])]
        note = (
            f"column {column!r} is not read yet: {_amounts(Counter(values), len(present), len(cells), most)}\n"
            f"tastegraph.toml, [items.facts]: {_quoted(column)} = {{ {', '.join(parts)} }}"
        )
        found.append(ColumnRelation(relation, note, frozenset(map(normal_name, values))))
    return found


def source_relations(statements: Iterable[Statement], known: Iterable[str]) -> list[ColumnRelation]:
    """Return the relations that the sources state beside those that are known; from and to whatever types they do."""
    domains: defaultdict[str, set[str]] = defaultdict(set)
    ranges: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for one in statements:
        domains[one.predicate].add(one.subject_type)
        ranges[one.predicate].add(one.object_type)
        counts[one.predicate] += 1
    return [
        ColumnRelation(
            Relation(name=name, domain=_common(domains[name]), range=_common(ranges[name])),
            f"from the sources: {count:,} statements",
            frozenset(),
        )
        for name, count in counts.items()
        if name not in set(known)
    ]


def entity_types(relations: Iterable[ColumnRelation], examples: Mapping[str, Counter[str]]) -> tuple[EntityType, ...]:
    """Return the types that relations lead to, described by their most frequent members.

    Args:
        relations: What leads there.
        examples: Relation → its objects and how often they occur.
    """
    members: dict[str, Counter[str]] = {}
    for one in relations:
        for kind in (one.relation.domain, one.relation.range):
            if kind not in {"item", ENTITY, LITERAL, "any"}:
                members.setdefault(kind, Counter())
        if one.relation.range in members:
            members[one.relation.range].update(examples.get(one.relation.name, Counter()))
    return tuple(EntityType(name=kind, description=_members(counts)) for kind, counts in members.items())


def _members(counts: Counter[str]) -> str:
    shown = [name for name, _ in counts.most_common(3)]
    more = len(counts) - len(shown)
    return "such as " + ", ".join(shown) + (f" and {more:,} more" if more > 0 else "") if shown else ""


def _with_shared_types(found: list[ColumnRelation], chosen: set[str]) -> list[ColumnRelation]:
    """A column whose values stand in an earlier one takes its type, unless a person has named both."""
    result: list[ColumnRelation] = []
    for one in found:
        for earlier in result if one.relation.range != LITERAL and one.relation.name not in chosen else ():
            common = len(one.values & earlier.values)
            smaller = min(len(one.values), len(earlier.values))
            if earlier.relation.range != LITERAL and common >= max(LEAST_SHARED, SHARED * smaller):
                relation = one.relation.model_copy(update={"range": earlier.relation.range})
                one = ColumnRelation(relation, one.note, one.values)  # noqa: PLW2901
                break
        result.append(one)
    return result


def _datatype(values: Sequence[str]) -> Datatype | None:
    if is_year(values):
        return "year"
    if is_date(values):
        return "date"
    return "number" if is_numeric(values) else None


def _type_name(column: str) -> str:
    """A person's column leads to persons; another to the singular of its name."""
    if _PERSON.search(column):
        return "person"
    name = _words(column)
    if name.endswith("ies") and len(name) > 4 and not name.endswith("series"):
        return f"{name[:-3]}y"
    plural = name.endswith("s") and not name.endswith(("ss", "us", "is", "series", "news"))
    name = name[:-1] if plural and len(name) > 3 else name
    return f"{name} value" if name in {"any", "literal", "item", "entity"} else name


def _words(column: str) -> str:
    """The name of a column in small letters, ``imdbVotes`` in two words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return re.sub(r"[_\W]+", " ", parted).strip().lower() or column


def _common(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    return "any" if LITERAL in kinds else ENTITY


def _amounts(counts: Counter[str], having: int, items: int, most: int) -> str:
    shown = ", ".join(name for name, _ in counts.most_common(3))
    return f"{len(counts):,} values on {having:,} of {items:,} items, at most {most} each; {shown}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
