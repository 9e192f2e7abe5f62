"""What a build works with, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tastegraph.config import ProjectConfig
from tastegraph.data import Catalogue
from tastegraph.extract.chat import ChatReport, items_by_title
from tastegraph.graph import Change, KnowledgeGraph, Schema
from tastegraph.graph.resolve.entities import EntitySettings
from tastegraph.progress import Progress
from tastegraph.project.construct.reading import Reader
from tastegraph.project.construct.recipe import Recipe
from tastegraph.project.layout import Layout
from tastegraph.text import TextEncoder
from tastegraph.text.chat import CachedChatModel


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        graph: As it is now.
        change: What changed in it; None where nothing had to be done.
        read: How many documents were read.
        merged: Names that go by another name now, in the whole graph.
        aside: Statements that cleaning keeps out of the graph.
        to_review: Questions for a person.
        chat: What became of the chat model's records; None where none was asked.
    """

    graph: KnowledgeGraph
    change: Change | None = None
    read: int = 0
    merged: int = 0
    aside: int = 0
    to_review: int = 0
    chat: ChatReport | None = None

    @property
    def complete(self) -> bool:
        """Whether a later build would read no more of the documents."""
        return self.graph.fingerprint is not None


@dataclass(frozen=True)
class Workshop:
    """All that a build works with.

    Attributes:
        config: The Project's.
        layout: Where things lie.
        catalogue: The items.
        schema: What may be stated.
        encoder: Makes the text encoder; called only where text is read or names are compared.
        chat: Makes the chat model; called only where it is asked.
        progress: Told what is going on.
    """

    config: ProjectConfig
    layout: Layout
    catalogue: Catalogue
    schema: Schema
    encoder: Callable[[], TextEncoder]
    chat: Callable[[], CachedChatModel]
    progress: Progress

    @property
    def reader(self) -> Reader:
        """What reads documents."""
        return Reader(
            config=self.config,
            schema=self.schema,
            encoder=self.encoder,
            chat=self.chat,
            learned=self.layout.reader,
            progress=self.progress,
            items=lambda: items_by_title(self.catalogue.documents),
        )

    @property
    def recipe(self) -> Recipe:
        """What the graph shall be made of."""
        return Recipe.of(self.config, self.layout.root, self.catalogue, self.schema, self.layout.decisions)

    @property
    def entity_settings(self) -> EntitySettings:
        """The thresholds of entity resolution."""
        resolve = self.config.resolve
        return EntitySettings(cascade=resolve.cascade, merge=resolve.merge, review=resolve.review)
