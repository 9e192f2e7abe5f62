"""The triples of an ontology, found by subject and predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tastegraph.graph.vocabulary import RDF


class TripleIndex:
    """Triples by subject and predicate; nodes are IRIs, blank nodes begin with ``_:``."""

    def __init__(self, triples: Iterable[Any]) -> None:
        self._objects: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
        self.subjects: dict[str, None] = {}
        for triple in triples:
            subject = _name(triple.subject)
            self.subjects[subject] = None
            self._objects[subject, triple.predicate.value].append(triple.object)

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """IRIs and blank nodes, each once, by name."""
        return sorted({_name(node) for node in self._objects.get((subject, predicate), ()) if not _is_literal(node)})

    def literals(self, subject: str, predicate: str) -> list[Any]:
        """Literals as pyoxigraph has them."""
        return [node for node in self._objects.get((subject, predicate), ()) if _is_literal(node)]

    def text(self, subject: str, predicate: str) -> str:
        """The English text, the one without a language, or the first by language; empty where there is none."""
        found = sorted(
            self.literals(subject, predicate), key=lambda one: (_rank(one.language), one.language or "", one.value)
        )
        return str(found[0].value).strip() if found else ""

    def exact(self, subject: str, predicate: str) -> str:
        """The first text, as it stands there."""
        found = self.literals(subject, predicate)
        return str(found[0].value) if found else ""

    def types(self, subject: str) -> list[str]:
        """IRIs of its classes."""
        return self.nodes(subject, f"{RDF}type")


def _is_literal(node: Any) -> bool:
    return hasattr(node, "datatype")


def _name(node: Any) -> str:
    return str(node.value) if str(node).startswith("<") else str(node)


def _rank(language: str | None) -> int:
    if language is None:
        return 1
    return 0 if language.lower().split("-")[0] == "en" else 2
