"""A schema, some films, and a chat model behind a real server that a test scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tastegraph.data import Document
from tastegraph.graph import Relation, Schema
from tastegraph.graph.schema import EntityType, Example
from tastegraph.testing.scripted import AskedRequest, ScriptedChatServer, ScriptedReply
from tastegraph.text.chat import HTTPChatModel

Answer = Callable[[list[dict[str, Any]], AskedRequest], object]
"""The documents of a call, as JSON, and the request → what is answered: a value that is written as JSON, or a reply."""


@pytest.fixture
def schema() -> Schema:
    return Schema(
        relations=(
            Relation(
                name="directed by",
                range="person",
                description="who directed the film",
                examples=(Example(text="Heat is a film by Michael Mann.", subject="Heat", object="Michael Mann"),),
            ),
            Relation(name="starring", range="person"),
            Relation(name="genre", range="genre"),
            Relation(name="released", range="literal", datatype="date", functional=True),
            Relation(name="married to", domain="person", range="person", symmetric=True),
        ),
        types=(EntityType(name="person", description="a human being"), EntityType(name="genre")),
    )


@pytest.fixture
def films() -> list[Document]:
    texts = {
        "f1": (
            "Harbour of Glass (1994)",
            "Harbour of Glass is a slow-burning thriller directed by Ines Valdemar. Tomas Brekke plays a pilot who "
            "stops trusting his instruments. It reached cinemas on 12 May 1994.",
        ),
        "f2": (
            "Quiet Engine, The (2003)",
            "Marta Oyelaran directed this comedy about a failing garage; Tomas Brekke, who is married to Lena Duarte, "
            "is its unlucky owner. Viewers who like it may also enjoy Harbour of Glass by Ines Valdemar.",
        ),
        "f3": ("雾中灯塔", "《雾中灯塔》是2011年上映的爱情片，由林晓岚执导，周子墨主演。该片讲述一位守塔人的故事。"),
        "f4": ("Nothing Said", "A film."),
    }
    return [Document(item, title, {"plot": plot}) for item, (title, plot) in texts.items()]


@pytest.fixture
def serving() -> Callable[[Answer], AbstractContextManager[tuple[HTTPChatModel, ScriptedChatServer]]]:
    @contextmanager
    def serve(answer: Answer) -> Iterator[tuple[HTTPChatModel, ScriptedChatServer]]:
        def script(asked: AskedRequest) -> ScriptedReply:
            shown = [json.loads(line) for line in asked.body["messages"][1]["content"].split("\n")]
            given = answer(shown, asked)
            if isinstance(given, ScriptedReply):
                return given
            return ScriptedReply(json.dumps(given, ensure_ascii=False))

        with ScriptedChatServer(script) as server:
            yield HTTPChatModel(server.url, "scripted", concurrency=4, timeout=5.0, retries=1), server

    return serve
