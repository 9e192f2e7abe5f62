"""Batch files in OpenAI's format: requests out, results in, for providers that answer them later at a lower price."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from tastegraph.errors import ReadError
from tastegraph.text.chat.answer import ChatFailure, Outcome
from tastegraph.text.chat.dialect import Dialect
from tastegraph.text.chat.reply import UnreadableReplyError, answer_of, clipped
from tastegraph.text.chat.request import ChatRequest
from tastegraph.writing import unfinished

_AGAIN: Final = frozenset({408, 409, 429})


def write_batch(path: str | Path, requests: Iterable[ChatRequest], model: str) -> int:
    """Write requests as a batch file, whole or not at all; return how many, equal ones counted once.

    Each line is ``{"custom_id", "method", "url", "body"}``; the id is the key of the request.

    Args:
        path: Of the file; folders are made, an older file is replaced.
        requests: What to ask.
        model: Name of the model that will answer.

    Raises:
        InputError: The file cannot be written.
    """
    written: set[str] = set()
    dialect = Dialect()
    with unfinished(Path(path)) as place, place.open("w", encoding="utf-8", newline="\n") as file:
        for request in requests:
            key = request.key(model)
            if key not in written:
                written.add(key)
                body = dialect.body(request, model)
                line = {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(written)


def read_batch(
    path: str | Path, on_problem: Callable[[ReadError], None] | None = None
) -> Iterator[tuple[str, Outcome]]:
    """Yield the key and the outcome of each line of a result file, in its order.

    A result file may hold its lines in any order, some of them twice or not at all; what it holds twice is yielded
    twice. The errors of single requests are failures.

    Args:
        path: Of the file that the provider made.
        on_problem: Told each line that cannot be read, which is then left out; without it the first one is raised.

    Raises:
        ReadError: There is no such file, or a line cannot be read and there is no ``on_problem``.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            for row, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    yield _result(line, path, row)
                except ReadError as problem:
                    if on_problem is None:
                        raise
                    on_problem(problem)
    except FileNotFoundError:
        raise ReadError("no such file", path=path, fix="Name the file of results that the provider made") from None
    except OSError as error:
        raise ReadError(error.strerror or str(error), path=path) from None


def _result(line: bytes, path: Path, row: int) -> tuple[str, Outcome]:
    try:
        result: Any = json.loads(line)
    except (ValueError, RecursionError) as broken:
        raise ReadError(f"not JSON: {broken}", path=path, row=row, fix="Download the file again") from None
    key = result.get("custom_id") if isinstance(result, dict) else None
    if not isinstance(key, str) or not key:
        fix = "Name the file of results, as the provider made it"
        raise ReadError("not a result of a batch", path=path, row=row, field="custom_id", fix=fix)
    if "method" in result and "response" not in result:
        fix = "This is a file of requests: name the file of results"
        raise ReadError("a request, not a result", path=path, row=row, fix=fix)
    error, response = result.get("error"), result.get("response")
    if isinstance(response, dict) and response.get("status_code", 200) == 200:
        try:
            body = response.get("body")
            model = body.get("model") if isinstance(body, dict) else None
            return key, answer_of(body, None, model if isinstance(model, str) else "")
        except UnreadableReplyError as unreadable:
            return key, ChatFailure(str(unreadable), 1, retryable=True)
    status = response.get("status_code") if isinstance(response, dict) else None
    said = error or (response.get("body") if isinstance(response, dict) else None) or "no response"
    failure = f"{status}: {clipped(json.dumps(said))}" if status is not None else clipped(json.dumps(said))
    retryable = not isinstance(status, int) or status in _AGAIN or status >= 500
    return key, ChatFailure(failure, 1, retryable=retryable)
