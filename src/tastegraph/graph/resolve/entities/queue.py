"""What a person should look at, likeliest first, as a value, a file and a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tastegraph.errors import ReadError
from tastegraph.graph.resolve.entities.decisions import Decisions, pair_of
from tastegraph.writing import write_whole

Question = Literal["same", "split"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two names that may be of one entity, or one name that may be of two.

    Args:
        type: Type of the entities.
        left: One name.
        right: The other; for a split, what the second entity would be called.
        score: How likely it is, from 0 to 1.
        reasons: What speaks for it, in words, the strongest first.
        question: Whether the two are the ``same``, or the name is to be ``split``.
        documents: For a split, the documents that speak of the second entity.
    """

    type: str
    left: str
    right: str
    score: float
    reasons: tuple[str, ...]
    question: Question = "same"
    documents: tuple[str, ...] = ()


def write_queue(path: Path, queue: Iterable[Candidate]) -> None:
    """Write a queue, one JSON object a line.

    Raises:
        InputError: The file cannot be written.
    """
    write_whole(path, "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in queue))


def read_queue(path: Path) -> list[Candidate]:
    """Read what ``write_queue`` wrote; no file is an empty queue.

    Raises:
        ReadError: The file is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"cannot be read: {error}", path=path, fix="Remove it and build again") from None
    return [_candidate(line, path, row) for row, line in enumerate(lines, start=1) if line.strip()]


def open_questions(queue: Iterable[Candidate], decisions: Decisions) -> list[Candidate]:
    """Return the part of a queue that nobody has decided yet."""
    return [one for one in queue if decisions.verdict(one.type, one.left, one.right) is None]


def joined_queues(old: Iterable[Candidate], new: Sequence[Candidate]) -> list[Candidate]:
    """Return the questions of an earlier queue and those of a new one, which replace those about the same names."""
    asked = {pair_of(one.type, one.left, one.right): one for one in (*old, *new)}
    return sorted(asked.values(), key=lambda one: (-one.score, one.type, one.left, one.right))


def _candidate(line: str, path: Path, row: int) -> Candidate:
    try:
        values = json.loads(line)
        return Candidate(**{**values, "reasons": tuple(values["reasons"]), "documents": tuple(values["documents"])})
    except (ValueError, TypeError, KeyError):
        raise ReadError(
            "not a question of the queue", path=path, row=row, fix="Remove the file and build again"
        ) from None
