"""What the parts of a schema say of each other, and where that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from tastegraph.errors import ConfigError
from tastegraph.graph.schema.relation import ANY, BUILT_IN, ENTITY, LITERAL, EntityType, Relation

_UNDECLARABLE: Final = frozenset({ANY, LITERAL})

IsA = Callable[[str, str], bool]
"""Whether what is of the first type is of the second, too."""


def check_names(names: Iterable[str], what: str) -> None:
    """Raise ConfigError where a name is declared twice."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise ConfigError(f"the {what} {repeated[0]!r} is declared twice", field=f"{what}s", fix="Keep one of the two")


def check_types(types: Sequence[EntityType]) -> None:
    """Raise ConfigError where a type may not be declared, a parent is unknown, or parents go round in a circle."""
    parents = {kind.name: kind.parent for kind in types}
    for kind in types:
        if kind.name in _UNDECLARABLE:
            raise ConfigError(
                f"{kind.name!r} is there already", field=f"types.{kind.name}", fix="Give the type another name"
            )
        if kind.parent is None:
            continue
        place = f"types.{kind.name}.parent"
        if kind.parent in _UNDECLARABLE:
            raise ConfigError(f"{kind.parent!r} has no types below it", field=place, fix="Remove it")
        if kind.parent not in BUILT_IN and kind.parent not in parents:
            raise _unknown(kind.parent, place, parents)
        way = [kind.name]
        while (parent := parents.get(way[-1])) is not None:
            if parent in way:
                circle = " → ".join([*way[way.index(parent) :], parent])
                raise ConfigError(f"parents in a circle: {circle}", field=place, fix="Remove one of these parents")
            way.append(parent)


def check_relations(types: Mapping[str, EntityType], relations: Mapping[str, Relation], is_a: IsA) -> None:
    """Raise ConfigError where a relation names an unknown type, an inverse that is none, or chains that cannot be."""
    inverse_of: dict[str, str] = {}
    for relation in relations.values():
        for key, kind in (("domain", relation.domain), ("range", relation.range)):
            if types and kind not in BUILT_IN and kind not in types:
                raise _unknown(kind, f"relations.{relation.name}.{key}", types)
        if relation.transitive and not _meet(relation.range, relation.domain, is_a):
            raise ConfigError(
                f"it is transitive, and what it leads to (type {relation.range!r}) is never of its domain "
                f"{relation.domain!r}",
                field=f"relations.{relation.name}.transitive",
                fix="Correct domain or range, or remove transitive",
            )
        if relation.inverse is not None and relation.inverse != relation.name:
            _check_inverse(relation, relation.inverse, relations, is_a)
            first = inverse_of.setdefault(relation.inverse, relation.name)
            if first != relation.name:
                raise ConfigError(
                    f"{relation.inverse!r} is the inverse of {first!r} already",
                    field=f"relations.{relation.name}.inverse",
                    fix="Keep one of the two",
                )


def _check_inverse(relation: Relation, name: str, relations: Mapping[str, Relation], is_a: IsA) -> None:
    place = f"relations.{relation.name}.inverse"
    inverse = relations.get(name)
    if inverse is None:
        known = ", ".join(relations)
        raise ConfigError(f"no relation {name!r}", field=place, fix=f"Declare it, or name one of: {known}")
    if inverse.symmetric:
        raise ConfigError(f"{name!r} is symmetric, so its own inverse", field=place, fix="Remove one of the two")
    if inverse.inverse not in {None, relation.name}:
        raise ConfigError(
            f"{name!r} has another inverse, {inverse.inverse!r}",
            field=place,
            fix=f"Let the inverse of {name!r} be {relation.name!r}, or remove one of the two",
        )
    if not (_meet(relation.domain, inverse.range, is_a) and _meet(relation.range, inverse.domain, is_a)):
        raise ConfigError(
            f"{name!r} leads from type {inverse.domain!r} to type {inverse.range!r}, which is not "
            f"{relation.range!r} to {relation.domain!r}",
            field=place,
            fix="Correct domain or range of one of the two",
        )


def _meet(left: str, right: str, is_a: IsA) -> bool:
    """Whether something may be of both types: one lies within the other."""
    return is_a(left, right) or is_a(right, left)


def _unknown(kind: str, place: str, types: Iterable[str]) -> ConfigError:
    known = ", ".join(sorted({*types, *BUILT_IN} - {LITERAL} if place.endswith("domain") else {*types, *BUILT_IN}))
    if place.endswith("parent"):
        known = ", ".join(sorted(types))
    return ConfigError(f"no type {kind!r}", field=place, fix=f"Declare it under [types], or name one of: {known}")


def is_within(kind: str, wider: str, parents: Mapping[str, str | None]) -> bool:
    """Whether what is of a type is of a wider one, too: the same, one of its parents, ``entity`` or ``any``."""
    if wider in {ANY, kind}:
        return True
    if kind in _UNDECLARABLE:
        return False
    if wider == ENTITY:
        return True
    above = parents.get(kind)
    while above is not None:
        if above == wider:
            return True
        above = parents.get(above)
    return False
