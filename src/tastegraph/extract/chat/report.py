"""What became of the documents and of the model's records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLES: Final = 5
"""Rejected records that are kept of each reason."""
_SHOWN: Final = 200


@dataclass
class ChatReport:
    """What became of the documents and of the model's records; nothing is left out without being counted here.

    Attributes:
        documents: That were to be read.
        read: Of which every answer came; those with no text in the fields that are read are among them.
        unread: Id of each document that was not read, or not in full → why. Only documents that were reached are here:
            where the reader stops early, ``documents`` is more than ``read`` and ``unread`` together.
        later: How many of these a later run may read: nobody answered, or the budget was spent. The others were
            answered with nothing that can be used, or cut off.
        calls: Answers that came or failed.
        records: That the model gave, for all documents.
        kept: Of which became statements.
        entities: Of which named an entity, where there are two passes.
        repeated: Of which said what another record about the same document says, as windows that overlap do.
        rejected: Why records were not kept → how many. All records are in ``kept``, ``entities``,
            ``repeated`` or here.
        examples: Why → some of those records, in words.
        repaired: Answers that had to be mended, lost entries or were cut off.
        problems: Some of what was wrong with them.
    """

    documents: int = 0
    read: int = 0
    unread: dict[str, str] = field(default_factory=dict)
    later: int = 0
    calls: int = 0
    records: int = 0
    kept: int = 0
    entities: int = 0
    repeated: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    repaired: int = 0
    problems: list[str] = field(default_factory=list)

    def reject(self, reason: str, example: str, count: int = 1) -> None:
        """Count a record that is not kept."""
        self.rejected[reason] += count
        kept = self.examples.setdefault(reason, [])
        if len(kept) < EXAMPLES:
            kept.append(example[:_SHOWN])

    def repair(self, problems: tuple[str, ...]) -> None:
        """Count an answer that was not as it should be."""
        self.repaired += 1
        self.problems += [problem[:_SHOWN] for problem in problems[: EXAMPLES - len(self.problems)]]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready dictionaries, lists, strings and numbers."""
        return {
            "documents": self.documents,
            "read": self.read,
            "unread": dict(self.unread),
            "later": self.later,
            "calls": self.calls,
            "records": self.records,
            "kept": self.kept,
            "entities": self.entities,
            "repeated": self.repeated,
            "rejected": dict(self.rejected),
            "examples": {reason: list(examples) for reason, examples in self.examples.items()},
            "repaired": self.repaired,
            "problems": list(self.problems),
        }
