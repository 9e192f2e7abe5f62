"""What a build would ask a chat model now, and answers that come another way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tastegraph.data import Document
from tastegraph.errors import ConfigError, ReadError
from tastegraph.project.construct.pipeline import graph_so_far, small_changes
from tastegraph.project.construct.workshop import Workshop
from tastegraph.text.chat import AbsentChatModel, CachedChatModel, ChatAnswer, ChatRequest, read_batch, write_batch

_KEY: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Exported:
    """A batch file that was written."""

    file: Path
    requests: int
    cached: int


@dataclass(frozen=True)
class Imported:
    """What a file of results held.

    Attributes:
        answers: That were kept.
        failures: Reason → how many requests the provider did not answer for it.
        problems: Lines that could not be read, in words.
    """

    answers: int
    failures: dict[str, int]
    problems: tuple[str, ...]


def export_requests(workshop: Workshop, path: Path, *, anew: bool = False) -> Exported:
    """Write what a build would ask now as a batch file of the provider, without what is answered on disk.

    Raises:
        ConfigError: The Project asks no chat model.
        InputError: The file cannot be written.
    """
    check_asks(workshop)
    model = workshop.chat()
    documents = documents_to_read(workshop, anew=anew)
    cached = Counter[bool]()

    def left() -> Iterator[ChatRequest]:
        with model.keeping():
            for request in requests(workshop, model, documents):
                known = model.known(request)
                cached[known] += 1
                if not known:
                    yield request

    written = write_batch(path, left(), model.name)
    return Exported(path, written, cached[True])


def import_answers(workshop: Workshop, path: Path) -> Imported:
    """Keep the answers of a file of results; a build finds them on disk.

    Raises:
        ConfigError: The Project asks no chat model.
        ReadError: There is no such file, or it has lines and none of them is a result.
    """
    check_asks(workshop)
    model = workshop.chat()
    answers, failures = 0, Counter[str]()
    problems: list[ReadError] = []
    with model.keeping():
        for key, outcome in read_batch(path, problems.append):
            if not _KEY.fullmatch(key):
                fix = "Name the results of a batch that was exported here"
                problems.append(ReadError(f"{key!r} is no request", path=path, field="custom_id", fix=fix))
            elif isinstance(outcome, ChatAnswer):
                model.remember(key, outcome)
                answers += 1
            else:
                failures[outcome.reason] += 1
    if problems and not answers and not failures:
        raise problems[0]
    return Imported(answers, dict(failures), tuple(map(str, problems)))


def requests(workshop: Workshop, model: CachedChatModel, documents: Sequence[Document]) -> Iterator[ChatRequest]:
    """Yield what a build that reads these documents would ask, answered or not.

    Of a second pass that is what the answers on disk lead to. Equal requests are yielded once, as they are asked once.
    """
    seen: set[str] = set()
    for request in _requests(workshop, model, documents):
        key = request.key(model.name)
        if key not in seen:
            seen.add(key)
            yield request


def _requests(workshop: Workshop, model: CachedChatModel, documents: Sequence[Document]) -> Iterator[ChatRequest]:
    if workshop.config.extract.method == "encoder":
        documents = workshop.reader.uncertain(documents)
    yield from workshop.reader.extractor(model).requests(documents)
    silent = CachedChatModel(AbsentChatModel(model.name), model.path)
    yield from workshop.reader.extractor(silent).second_requests(documents)


def check_asks(workshop: Workshop) -> None:
    """Return if the Project asks a chat model.

    Raises:
        ConfigError: It does not.
    """
    if not workshop.config.extract.asks:
        raise ConfigError(
            "no chat model is asked",
            path=workshop.layout.config,
            field="extract.method",
            fix='Write method = "chat", or escalate = 0.5, under [extract]',
        )


def documents_to_read(workshop: Workshop, *, anew: bool = False) -> Sequence[Document]:
    """Return what a build would read now."""
    documents = workshop.catalogue.documents
    graph = graph_so_far(workshop)
    if graph is None or anew:
        return documents
    recipe = workshop.recipe
    if graph.fingerprint == recipe.fingerprint:
        return ()
    changes = small_changes(workshop, graph, recipe)
    return documents if changes is None else changes.documents
