"""Documents to statements, by the method that the Project names."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tastegraph.config import ProjectConfig
from tastegraph.data import Document
from tastegraph.extract import EncoderExtractor, FactExtractor
from tastegraph.extract.chat import ChatExtractor, ChatReport
from tastegraph.extract.escalation import join_readings, uncertain_documents
from tastegraph.extract.learned import LearnedExtractor
from tastegraph.graph import ITEM, Schema, Statement, ends
from tastegraph.graph.schema import ANY
from tastegraph.progress import Progress
from tastegraph.project.schema import typed_facts
from tastegraph.text import TextEncoder
from tastegraph.text.chat import AbsentChatModel, CachedChatModel


@dataclass
class Reading:
    """What was read.

    Attributes:
        statements: In the order of the documents.
        chat: What became of the chat model's records; None where none was asked.
    """

    statements: list[Statement] = field(default_factory=list)
    chat: ChatReport | None = None

    @property
    def complete(self) -> bool:
        """Whether a later build would read no more: every document was read, or answered with what is of no use."""
        chat = self.chat
        return chat is None or (not chat.later and chat.read + len(chat.unread) == chat.documents)


@dataclass(frozen=True)
class Reader:
    """Reads documents as the config says.

    Attributes:
        config: The Project's.
        schema: What may be stated.
        encoder: Makes the text encoder; called only where it is needed.
        chat: Makes the chat model; called only where it is needed.
        learned: Folder of what was learned about how texts state facts.
        progress: Told what is going on.
        items: Tells what one item alone is called → its id; called only where a text may relate items.
    """

    config: ProjectConfig
    schema: Schema
    encoder: Callable[[], TextEncoder]
    chat: Callable[[], CachedChatModel]
    learned: Path
    progress: Progress
    items: Callable[[], Mapping[str, str]]

    def facts(self, documents: Sequence[Document]) -> list[Statement]:
        """Return what the fact columns state."""
        if self.config.extract.method == "none":
            return []
        return list(FactExtractor(typed_facts(self.config.items.facts, self.schema)).extract(documents))

    def text(
        self,
        documents: Sequence[Document],
        known: Iterable[Statement],
        themes: Collection[str] | None = None,
        *,
        asking: bool = True,
    ) -> Reading:
        """Return what the text fields state.

        Args:
            documents: What to read.
            known: Facts; their entities are the names that an encoder looks for.
            themes: The themes to look for; without it, those that the documents share.
            asking: Whether a chat model may be asked about what an encoder is not sure of.
        """
        extract = self.config.extract
        if not (self.config.items.text and documents) or extract.method in {"none", "facts"}:
            return Reading()
        if extract.method == "chat":
            return self._chat(documents)
        reader = EncoderExtractor(
            self.encoder(), self.schema, fields=self.config.items.text, min_confidence=extract.min_confidence
        )
        self.progress("reading text")
        known = tuple(known)
        found = list(reader.extract(documents, known, themes=themes))
        if extract.learn:
            found = surest([*found, *self._learned(documents, known, anew=themes is None)])
        if extract.escalate is None or not asking:
            return Reading(found)
        asked = self._chat(uncertain_documents(found, documents, self.schema, extract.escalate))
        read = {document.item for document in documents}.difference(asked.chat.unread if asked.chat else ())
        joined = join_readings(found, asked.statements, read, self.schema, extract.escalate)
        return Reading(list(joined), asked.chat)

    def uncertain(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents that an encoder leaves to the chat model."""
        found = self.text(documents, self.facts(documents), asking=False).statements
        return uncertain_documents(found, documents, self.schema, self.config.extract.escalate or 0.0)

    def extractor(self, model: CachedChatModel) -> ChatExtractor:
        """Return the extractor that asks a chat model as the config says."""
        relations = self.schema.relations
        return ChatExtractor(
            model,
            self.schema,
            fields=self.config.items.text,
            passes=self.config.extract.passes,
            language=self.config.chat.language,
            max_answer=self.config.chat.max_answer,
            documents=self.config.chat.documents,
            items=self.items() if not relations or any(one.range in {ITEM, ANY} for one in relations) else None,
        )

    def _learned(self, documents: Sequence[Document], known: Sequence[Statement], *, anew: bool) -> list[Statement]:
        """What a reader states that has learned from labels, now or when everything was read."""
        learned = LearnedExtractor(self.encoder(), self.schema, fields=self.config.items.text, progress=self.progress)
        if anew:
            learned.fit(documents, [*known, *self._answered(documents)])
            if learned.reader is None:
                return []
            learned.save(self.learned)
        elif not self.learned.exists():
            return []
        else:
            learned.load(self.learned)
        return list(learned.extract(documents, known))

    def _answered(self, documents: Sequence[Document]) -> list[Statement]:
        """What a chat model said of the documents before, as far as its answers are on disk; nobody is asked."""
        if not self.config.chat.named:
            return []
        model = self.chat()
        if not model.path.exists():
            return []
        return list(self.extractor(CachedChatModel(AbsentChatModel(model.name), model.path)).extract(documents))

    def _chat(self, documents: Sequence[Document]) -> Reading:
        model = self.chat()
        extractor = self.extractor(model)
        started = time.monotonic()
        statements = []
        for statement in extractor.extract(documents):
            statements.append(statement)
            self._tell(extractor.report, model, len(documents), time.monotonic() - started)
        return Reading(statements, extractor.report)

    def _tell(self, report: ChatReport, model: CachedChatModel, total: int, seconds: float) -> None:
        bill = model.bill
        rate = report.read / seconds if seconds else 0.0
        told = f"asking {model.name}: {rate:.1f} documents/s, cost {bill.cost:.4f}, {bill.failed} failures"
        self.progress(told, report.read, total)


def surest(statements: Iterable[Statement]) -> list[Statement]:
    """Return of the statements of one fact that were read in one document the surest, in the order of the first."""
    best: dict[tuple[object, ...], Statement] = {}
    for statement in statements:
        document = None if statement.evidence is None else statement.evidence.document
        fact = (document, *ends(statement), statement.predicate)
        if fact not in best or statement.confidence > best[fact].confidence:
            best[fact] = statement
    return list(best.values())
