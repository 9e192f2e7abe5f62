"""A few statements with their quotes where they stand, for people to check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph import ITEM
from tastegraph.report.network import Numbers
from tastegraph.report.wording import shorten

_SAMPLES: Final = 12
_NAME: Final = 80
_CONTEXT: Final = 110
_WORD: Final = 24
_QUOTE: Final = 240


@dataclass(frozen=True)
class Sample:
    """A statement, and the words around its quote."""

    subject: str
    predicate: str
    object: str
    confidence: str
    method: str
    document: str
    field: str
    before: str
    quote: str
    after: str


def sample(statements: pa.Table, documents: pa.Table, title: Callable[[str], str]) -> tuple[Sample, ...]:
    """Return some statements that have evidence: of each method and relation in turn, and evenly spread in each.

    Args:
        statements: As ``KnowledgeGraph.to_arrow`` gives them.
        documents: As ``KnowledgeGraph.documents_to_arrow`` gives them.
        title: Item id → what people call it.
    """
    shown = statements.take(_spread(statements)).to_pylist()
    named = pa.array({statement["document"] for statement in shown}, pa.string())
    texts = {
        (document["item"], field["name"]): field["text"]
        for document in documents.filter(pc.is_in(documents.column("item"), named)).to_pylist()
        for field in document["fields"]
    }
    return tuple(_sample(statement, texts[statement["document"], statement["field"]], title) for statement in shown)


def _sample(statement: Mapping[str, Any], text: str, title: Callable[[str], str]) -> Sample:
    def called(kind: str, name: str) -> str:
        return shorten(title(name) if kind == ITEM else name, _NAME)

    return Sample(
        subject=called(statement["subject_type"], statement["subject"]),
        predicate=shorten(statement["predicate"], _NAME),
        object=called(statement["object_type"], statement["object"]),
        confidence=f"{statement['confidence']:.0%}",
        method=shorten(statement["method"], _NAME),
        document=called(ITEM, statement["document"]),
        field=shorten(statement["field"], _NAME),
        before=_ending(text[: statement["start"]]),
        quote=shorten(statement["quote"], _QUOTE),
        after=_beginning(text[statement["end"] :]),
    )


def _spread(statements: pa.Table) -> Numbers:
    """Return rows that have evidence, at most ``_SAMPLES``: each method's largest relation first, then the next."""
    rows = np.flatnonzero(statements.column("document").is_valid().to_numpy())
    sources = statements.select(["method", "predicate"]).take(rows)
    groups = sources.append_column("row", pa.array(rows)).group_by(["method", "predicate"], use_threads=False)
    by_method: dict[str, list[Numbers]] = {}
    for group in groups.aggregate([("row", "list")]).to_batches():
        for method, members in zip(group.column("method").to_pylist(), group.column("row_list"), strict=True):
            by_method.setdefault(method, []).append(members.values.to_numpy())
    for relations in by_method.values():
        relations.sort(key=len, reverse=True)
    turns = [group for turn in zip_longest(*by_method.values()) for group in turn if group is not None][:_SAMPLES]
    quotas = [0] * len(turns)
    wanted = min(_SAMPLES, sum(map(len, turns)))
    while sum(quotas) < wanted:
        for place, group in enumerate(turns):
            if quotas[place] < len(group) and sum(quotas) < wanted:
                quotas[place] += 1
    spread = [
        group[np.linspace(0, len(group), quota, endpoint=False).astype(np.int64) + len(group) // (2 * quota)]
        for group, quota in zip(turns, quotas, strict=True)
    ]
    return np.concatenate([np.zeros(0, np.int64), *spread])


def _ending(text: str) -> str:
    """Return the last words of what stands before a quote."""
    if len(text) <= _CONTEXT:
        return text
    cut = text[-_CONTEXT:]
    return "…" + cut[max(cut.find(" ", 0, _WORD), 0) :]


def _beginning(text: str) -> str:
    """Return the first words of what stands after a quote."""
    if len(text) <= _CONTEXT:
        return text
    cut = text[:_CONTEXT]
    space = cut.rfind(" ", _CONTEXT - _WORD)
    return (cut if space < 0 else cut[: space + 1]) + "…"
