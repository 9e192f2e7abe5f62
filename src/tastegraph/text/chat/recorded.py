"""Answers of earlier days, replayed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from tastegraph.errors import ReadError
from tastegraph.text.chat.answer import ChatAnswer, ChatFailure, Usage
from tastegraph.text.chat.model import Answering, Done
from tastegraph.text.chat.request import ChatRequest
from tastegraph.writing import unfinished


class RecordedChatModel(Answering):
    """Answers from a file, and fails on what is not in it.

    Args:
        path: JSON Lines, an object each: ``key``, ``text``, ``tokens_in``, ``tokens_out``, and, where known,
            ``finish`` and ``model``.
        name: Of the model that the keys were made for; None takes it from the first line, or ``recorded``.

    Raises:
        ReadError: There is no such file, or a line is not such an object.
    """

    def __init__(self, path: str | Path, name: str | None = None) -> None:
        self._answers = dict(_read(Path(path)))
        first = next(iter(self._answers.values()), None)
        self.name = name or (first.model if first and first.model else "recorded")

    @property
    def ahead(self) -> int:
        """Each answer is there at once."""
        return 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold nothing."""
        yield

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:  # noqa: ARG002 - part of the seam
        """Tell the recorded answer; see `ChatModel.send`."""
        key = request.key(self.name)
        done(self._answers.get(key) or ChatFailure(f"there is no recorded answer to {key}", 1, retryable=False))


def write_recorded(path: Path, answers: Iterable[tuple[str, ChatAnswer]]) -> int:
    """Write keys and answers to a JSON Lines file, whole or not at all; return how many.

    Raises:
        InputError: The file cannot be written.
    """
    count = 0
    with unfinished(path) as place, place.open("w", encoding="utf-8", newline="\n") as file:
        for key, answer in answers:
            usage = answer.usage
            line = {
                "key": key,
                "text": answer.text,
                "tokens_in": usage.tokens_in,
                "tokens_out": usage.tokens_out,
                "finish": answer.finish,
                "model": answer.model,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _read(path: Path) -> Iterator[tuple[str, ChatAnswer]]:
    try:
        with path.open(encoding="utf-8") as file:
            for row, line in enumerate(file, start=1):
                if line.strip():
                    yield _entry(line, path, row)
    except FileNotFoundError:
        raise ReadError("no such file", path=path, fix="Record answers first, or correct recorded in [chat]") from None
    except OSError as error:
        fix = "Correct recorded in [chat]"
        raise ReadError(f"cannot be read: {error.strerror}", path=path, fix=fix) from None
    except UnicodeDecodeError as error:
        raise ReadError(f"is not in UTF-8: {error.reason}", path=path, fix="Record the answers anew") from None


def _entry(line: str, path: Path, row: int) -> tuple[str, ChatAnswer]:
    fix = "Write an object with key, text, tokens_in and tokens_out in each line"
    try:
        entry: dict[str, Any] = json.loads(line)
        key, text = entry["key"], entry["text"]
        usage = Usage(int(entry.get("tokens_in", 0)), int(entry.get("tokens_out", 0)))
        finish, model = entry.get("finish", "stop"), entry.get("model", "")
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON: {error}", path=path, row=row, fix=fix) from None
    except KeyError as error:
        raise ReadError("a key is missing", path=path, row=row, field=str(error.args[0]), fix=fix) from None
    except (TypeError, ValueError, AttributeError):
        raise ReadError("not a recorded answer", path=path, row=row, fix=fix) from None
    if not all(isinstance(part, str) for part in (key, text, finish, model)):
        raise ReadError("not a recorded answer", path=path, row=row, fix=fix)
    return key, ChatAnswer(text, usage, finish, model)
