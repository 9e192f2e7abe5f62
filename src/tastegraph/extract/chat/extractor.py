"""The extractor that asks a chat model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from tastegraph.data import Document
from tastegraph.errors import ConfigError
from tastegraph.extract.chat.asking import Asking
from tastegraph.extract.chat.excerpts import Excerpt, excerpts_of
from tastegraph.extract.chat.gathering import Gathering
from tastegraph.extract.chat.packing import Call, pack, room_for_text
from tastegraph.extract.chat.passes import Found, Passes, relatable
from tastegraph.extract.chat.reading import METHOD
from tastegraph.extract.chat.report import ChatReport
from tastegraph.extract.grounding import BOUND
from tastegraph.graph import Schema, Statement
from tastegraph.text.chat import ChatModel, ChatRequest

_LEAST_ANSWER: Final = 512
_OVERLAP: Final = 0.15
"""Share of a window that the next one repeats."""


class ChatExtractor:
    """Reads typed statements out of text with a chat model, and believes of its answers what stands in the text.

    Short documents share calls, long ones are read in windows that overlap. In one pass the model names statements; in
    two it first names the entities of a document and then relates them. What it says is checked word by word
    (`tastegraph.extract.chat.reading.read_statement`), so that instructions inside a text can at most add records that
    are rejected or that the texts of the same call could have given anyway.

    It knows nothing of caches and money: wrap the model for that.

    Args:
        model: Whom to ask.
        schema: What may be stated. One without relations leaves relations and types to the model.
        fields: The fields to read.
        passes: 1 or 2; two cost about twice as much.
        language: Of the prompts, ``en`` or ``zh``; ``auto``: that of the text of each call.
        max_answer: Longest answer, in tokens. It decides how much text a call has.
        documents: Most documents of a call. With 1, no text is ever seen beside another.
        bound: Smallest similarity of a quote and the words it is taken for.
        items: What one item alone is called → its id (`items_by_title`): what a relation between items may lead to. In
            two passes it leads to no other item, since those are no entities of the first one.

    Attributes:
        report: What became of the documents and records of the latest `extract`; complete when it is done.

    Raises:
        ConfigError: ``max_answer`` is below 512, or ``documents`` below 1.
    """

    method: Final = METHOD

    def __init__(
        self,
        model: ChatModel,
        schema: Schema,
        *,
        fields: Sequence[str],
        passes: Literal[1, 2] = 1,
        language: Literal["auto", "en", "zh"] = "auto",
        max_answer: int = 2048,
        documents: int = 8,
        bound: float = BOUND,
        items: Mapping[str, str] | None = None,
    ) -> None:
        if max_answer < _LEAST_ANSWER:
            raise ConfigError(
                f"answers of {max_answer} tokens have no room for the statements of a text",
                field="chat.max_answer",
                fix=f"Allow at least {_LEAST_ANSWER}",
            )
        if documents < 1:
            raise ConfigError(f"{documents} documents a call are none", field="documents", fix="Give 1 or more")
        self.model = model
        self.schema = schema
        self.fields = tuple(fields)
        self.passes = passes
        self.language = language
        self.max_answer = max_answer
        self.documents = documents
        self.bound = bound
        self.items = dict(items or {})
        self.report = ChatReport()

    def requests(self, documents: Sequence[Document]) -> Iterator[ChatRequest]:
        """Yield what the model is asked first; the documents, the schema and the settings decide it alone.

        In one pass this is all, but for answers that are wrong and asked for again. What a second pass asks depends on
        what the first one finds: `second_requests`.
        """
        asking = Asking(self.schema, self.max_answer)
        yield from map(asking.statements if self.passes == 1 else asking.entities, self._calls(documents))

    def second_requests(self, documents: Sequence[Document]) -> Iterator[ChatRequest]:
        """Yield what the second of two passes asks, as far as the model answers the first one now.

        With a model that answers from a cache alone this is what is left to ask after the first answers came.
        """
        if self.passes == 2:
            found: Found = {}
            passes = self._passes(ChatReport())
            for call, _ in passes.entities(self._calls(documents), found):
                for related in relatable(call, found):
                    yield passes.relations(related, found)
                    for excerpt in related.excerpts:
                        del found[excerpt]

    def extract(self, documents: Sequence[Document]) -> Iterator[Statement]:
        """Yield what the documents state, document by document in their order, by field and place in it.

        The statements of a document come when its calls and those of the documents before it are done. A document whose
        calls failed states nothing, or only what its other calls found, and is in ``report.unread``.

        Raises:
            InputError: The model cannot answer at all: no such server, no such key.
        """
        self.report = ChatReport(documents=len(documents))
        gathering = Gathering(documents, self.report)
        passes = self._passes(self.report)
        asked = passes.in_one if self.passes == 1 else passes.in_two
        for _ in asked(self._calls(documents, gathering), gathering):
            yield from gathering.done()
        yield from gathering.done()

    def _passes(self, report: ChatReport) -> Passes:
        return Passes(self.model, Asking(self.schema, self.max_answer), self.bound, report, self.items)

    def _calls(self, documents: Sequence[Document], gathering: Gathering | None = None) -> Iterator[Call]:
        excerpts = self._excerpts(documents, gathering)
        return pack(excerpts, max_answer=self.max_answer, most=self.documents, language=self.language)

    def _excerpts(self, documents: Sequence[Document], gathering: Gathering | None) -> Iterator[Excerpt]:
        limit = room_for_text(self.max_answer)
        for number, document in enumerate(documents):
            excerpts = excerpts_of(number, document, self.fields, limit, int(limit * _OVERLAP))
            if gathering is not None:
                gathering.begin(number, len(excerpts))
            yield from excerpts
