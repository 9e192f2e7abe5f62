"""Statements in, statements with one name for each entity out, and why."""

from __future__ import annotations

import time as clock
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.graph.columns import is_unicode
from tastegraph.graph.merge import Merge
from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.resolve.entities.context import Context, contexts
from tastegraph.graph.resolve.entities.decisions import Decisions
from tastegraph.graph.resolve.entities.homonyms import homonyms
from tastegraph.graph.resolve.entities.names_of_type import Names
from tastegraph.graph.resolve.entities.naming import source_name, with_names
from tastegraph.graph.resolve.entities.one_type import resolve_type
from tastegraph.graph.resolve.entities.queue import Candidate
from tastegraph.graph.resolve.entities.settings import EntitySettings
from tastegraph.graph.statement import ITEM, Statement
from tastegraph.progress import Progress, silent
from tastegraph.text import TextEncoder

_NO_DECISIONS: Final = Decisions()
_STANDARD: Final = EntitySettings()


@dataclass(frozen=True)
class Resolution:
    """What entity resolution made of statements.

    Args:
        statements: The statements in their order, renamed; a name that was changed stands in ``subject_alias`` or
            ``object_alias`` as its source gives it.
        merges: The ledger: a row for each name that is not the one its entity goes by.
        queue: What a person should look at, the likeliest first.
    """

    statements: list[Statement]
    merges: list[Merge]
    queue: list[Candidate]


def resolve_entities(
    statements: Iterable[Statement],
    *,
    encoder: TextEncoder | None = None,
    decisions: Decisions = _NO_DECISIONS,
    settings: EntitySettings = _STANDARD,
    known: Sequence[Merge] = (),
    existing: Mapping[Node, int] | None = None,
    time: int | None = None,
    progress: Progress = silent,
) -> Resolution:
    """Find names of one entity and give them one name.

    Within a type, names are joined where a person said so, where the ledger has them joined, where their keys
    (``normal_name``) are equal, and where a score from spelling, graph and encoder reaches ``settings.merge``. No
    entity holds two names that are kept apart: by a person, by numbers, years or codes that differ, by words that each
    has and the other lacks ("Jane Smith", "John Smith"), or by one list that names both. An entity goes by the name it
    had before, or else by its most frequent one, the first seen in a tie. Items are never joined; names that are not
    valid Unicode stay as they are. The same input gives the same output.

    Args:
        statements: What was extracted. Those that were resolved before are read by their aliases.
        encoder: Of names; without it, spelling and graph alone decide.
        decisions: What people decided.
        settings: The thresholds.
        known: The ledger as it stands. Its merges stay, but for those that a decision forbids or whose score is below
            ``settings.merge`` now; those of persons are made anew from ``decisions``.
        existing: (type, name) → number of statements of the entities that are in the graph beside these statements.
            New names join them, and they keep their names. None where these statements are all there will be: then
            rows of the ledger fall whose names are not among them.
        time: When, in seconds UTC; now where it is not given.
        progress: Told which type is worked on.

    Cost: within a type, linear in the names but for the encoder's neighbours, see ``near``.
    """
    given = list(statements)
    when = int(clock.time()) if time is None else time
    sound = [statement for statement in given if is_unicode(statement.subject + statement.object)]
    places = contexts(sound)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for statement in sound:
        for kind, name in (
            (statement.subject_type, source_name(statement, "subject")),
            (statement.object_type, source_name(statement, "object")),
        ):
            if kind != ITEM:
                seen[kind][name] += 1
    standing = [row for row in known if row.method == "name" or (row.method == "cascade" and _stands(row, settings))]
    names_of: dict[Node, str] = {}
    merges: list[Merge] = []
    queue: list[Candidate] = []
    for kind in sorted({*seen, *(row.type for row in standing)}):
        progress(f"resolving entities: {kind}")
        names = Names(
            type=kind,
            seen=seen[kind],
            existing={name: count for (of, name), count in (existing or {}).items() if of == kind},
            known=tuple(row for row in standing if row.type == kind),
            whole=existing is None,
        )
        found = resolve_type(names, places.get(kind, Context()), encoder, decisions, settings, when)
        names_of |= {(kind, alias): name for alias, name in found.name_of.items()}
        merges += found.merges
        queue += found.queue
    renamed = with_names(given, names_of, decisions)
    queue += homonyms((one for one in renamed if is_unicode(one.subject + one.object)), decisions, settings)
    return Resolution(renamed, merges, sorted(queue, key=lambda one: (-one.score, one.type, one.left, one.right)))


def _stands(row: Merge, settings: EntitySettings) -> bool:
    return settings.cascade and row.score >= settings.merge
