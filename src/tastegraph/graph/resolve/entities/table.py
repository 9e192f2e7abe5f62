"""The queue as a table that a person fills in with a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from tastegraph.errors import ReadError
from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.resolve.entities.decisions import Decision, Split
from tastegraph.graph.resolve.entities.queue import Candidate
from tastegraph.graph.statement import Statement
from tastegraph.writing import write_whole

_COLUMNS: Final = (
    "number", "question", "type", "left", "right", "score", "reasons", "left_examples", "right_examples", "documents",
    "decision",
)  # fmt: skip
_NEEDED: Final = ("type", "left", "right", "decision")
_BETWEEN: Final = " | "
_ANSWERS: Final[Mapping[str, Sequence[str]]] = {"same": ("same", "different"), "split": ("split", "same")}
"""Question → the answers that there are, yes first."""


def answer(candidate: Candidate, *, yes: bool, time: int, note: str = "") -> Decision | Split:
    """Return the decision that a yes or no to a question of the queue is."""
    kind, left, right = candidate.type, candidate.left, candidate.right
    if candidate.question == "split" and yes:
        return Split(type=kind, name=left, documents=candidate.documents, new_name=right, time=time, note=note)
    verdict = "same" if yes == (candidate.question == "same") else "different"
    return Decision.model_validate(
        {"type": kind, "left": left, "right": right, "decision": verdict, "time": time, "note": note}
    )


def write_table(
    path: Path, questions: Iterable[tuple[int, Candidate]], examples: Mapping[Node, Sequence[Statement]]
) -> None:
    """Write a queue as CSV with an empty column ``decision``, in UTF-8 with the mark that spreadsheets look for.

    Args:
        path: Of the file.
        questions: With their numbers.
        examples: A few statements about each entity in them.

    Raises:
        InputError: The file cannot be written.
    """
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for number, one in questions:
        left, right = (
            _BETWEEN.join(map(in_words, examples.get((one.type, name), ()))) for name in (one.left, one.right)
        )
        rows.writerow(
            (number, one.question, one.type, one.left, one.right, f"{one.score:.3f}", "; ".join(one.reasons), left,
             right, _BETWEEN.join(one.documents), "")
        )  # fmt: skip
    write_whole(path, "\ufeff" + text.getvalue())


def read_table(path: Path, queue: Iterable[Candidate], time: int) -> list[Decision | Split]:
    """Read the decisions of a table that a person filled in; rows without one are left out.

    Args:
        path: CSV with the columns type, left, right and decision: ``same``, ``different``, or ``split``, and for those
            the questions of the queue.
        queue: The questions.
        time: Of the decisions, in seconds UTC.

    Raises:
        ReadError: There is no such file, a column is missing, or a decision is none of these words.
    """
    splits = {(one.type, one.left, one.right): one for one in queue if one.question == "split"}
    found: list[Decision | Split] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
            if missing:
                raise ReadError(
                    f"there is no column {missing[0]!r}", path=path, field=missing[0],
                    fix="Give the columns type, left, right and decision",
                )  # fmt: skip
            for number, row in enumerate(rows, start=1):
                word = (row["decision"] or "").strip().casefold()
                if word:
                    key = row["type"] or "", row["left"] or "", row["right"] or ""
                    found.append(_decision(word, splits.get(key), key, time, path, number))
    except FileNotFoundError:
        raise ReadError("no such file", path=path, fix="Write one with --out first") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReadError(f"cannot be read: {error}", path=path, fix="Save it as CSV in UTF-8") from None
    return found


def in_words(statement: Statement) -> str:
    """Return a statement in a line, with where it was read."""
    where = f" [{statement.evidence.document}]" if statement.evidence else ""
    return f"{statement.subject} {statement.predicate} {statement.object}{where}"


def _decision(
    word: str, split: Candidate | None, key: tuple[str, str, str], time: int, path: Path, row: int
) -> Decision | Split:
    words = _ANSWERS["split" if split else "same"]
    if word not in words:
        fix = f"Write {words[0]} or {words[1]}, or leave it empty"
        raise ReadError(f"the decision is {word!r}", path=path, row=row, field="decision", fix=fix)
    candidate = split or Candidate(*key, 0.0, ())
    try:
        return answer(candidate, yes=word == words[0], time=time)
    except ValueError:
        raise ReadError(
            "a name or the type is empty", path=path, row=row, fix="Leave the other columns alone"
        ) from None
