"""A Project: a folder with ``tastegraph.toml``, and the few verbs a person uses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from tastegraph.config import EvaluateConfig, ProjectConfig
from tastegraph.data import (
    Catalogue,
    IdMap,
    Interactions,
    LogReport,
    Split,
    cold_item_split,
    leave_last_out,
    random_split,
    read_catalogue,
    read_interactions,
    temporal_split,
)
from tastegraph.errors import ConfigError, UnknownIdError
from tastegraph.evaluate import Run, cpu_clock
from tastegraph.explain import evidence_paths
from tastegraph.graph import KnowledgeGraph, Statement
from tastegraph.progress import Progress, silent
from tastegraph.project.answers import (
    BuildAnswer,
    ExplainAnswer,
    RecommendAnswer,
    TrainAnswer,
    explain_answer,
    recommend_answer,
)
from tastegraph.project.build import build_graph
from tastegraph.project.guess import guess_project
from tastegraph.project.layout import Layout
from tastegraph.project.measure import measure
from tastegraph.recommend import BUDGET, State, load_recommender, tune
from tastegraph.represent import Knowledge, text_block, words_block
from tastegraph.text import CachedEncoder, MiniLMEncoder
from tastegraph.writing import write_whole


class Project:
    """A folder that holds a config, and under ``.tastegraph`` what was made from it.

    Attributes:
        layout: Where things lie.
        config: What ``tastegraph.toml`` says.
    """

    def __init__(self, folder: Path | str, config: ProjectConfig) -> None:
        self.layout = Layout(Path(folder))
        self.config = config

    # -- opening ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path | str) -> Self:
        """Open a Project folder.

        Raises:
            ConfigError: There is no ``tastegraph.toml``, or a key in it is unknown, missing or wrong.
        """
        return cls(folder, ProjectConfig.read(Layout(Path(folder)).config))

    @classmethod
    def init(
        cls,
        folder: Path | str,
        *,
        items: Path | str,
        interactions: Path | str,
        encoding: str = "utf-8",
        force: bool = False,
    ) -> tuple[Self, tuple[str, ...]]:
        """Write ``tastegraph.toml`` by looking at a catalogue and a log.

        Args:
            folder: The Project folder; made where it is missing.
            items: The catalogue.
            interactions: The log.
            encoding: Of both files.
            force: Replace a config that is there.

        Returns:
            The Project, and a sentence about each guess.

        Raises:
            ConfigError: There is a config already.
            ReadError: A file cannot be read, or the two have no ids in common.
        """
        layout = Layout(Path(folder))
        if layout.config.exists() and not force:
            raise ConfigError("is there already", path=layout.config, fix="Edit it, or replace it with --force")
        guess = guess_project(Path(items), Path(interactions), root=layout.root, encoding=encoding)
        write_whole(layout.config, guess.toml)
        return cls.open(folder), guess.notes

    # -- parts --------------------------------------------------------------------------------------------------

    @cached_property
    def catalogue(self) -> Catalogue:
        """The items with their text and facts."""
        return read_catalogue(self.config.items, self.layout.root)

    @cached_property
    def interactions(self) -> Interactions:
        """The log, on the catalogue's items followed by those that only the log names."""
        log, _ = self._log
        return log.with_items(self.catalogue.items.union(log.items))

    @cached_property
    def _log(self) -> tuple[Interactions, LogReport]:
        return read_interactions(self.config.interactions, self.layout.root, items=self.catalogue.items)

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The graph as last built.

        Raises:
            StateError: ``build`` has not been run.
        """
        return KnowledgeGraph.open(self.layout.graph)

    @cached_property
    def model(self) -> Any:
        """The recommender as last trained.

        Raises:
            StateError: ``train`` has not been run.
        """
        return load_recommender(self.layout.model)

    @cached_property
    def encoder(self) -> CachedEncoder:
        """The text encoder; what it has encoded once it finds again in the Project's cache."""
        return CachedEncoder(MiniLMEncoder(), self.layout.embeddings)

    @cached_property
    def knowledge(self) -> Knowledge | None:
        """Relations and text as feature blocks over the items of the log; None where the model may not use them."""
        if not self.config.model.knowledge:
            return None
        items = self.interactions.items
        knowledge = Knowledge.from_graph(self.graph, items)
        if self.config.extract.method == "encoder" and self.config.items.text:
            fields = self.config.items.text
            knowledge = knowledge.with_block(text_block(self.catalogue, fields, self.encoder, items))
            knowledge = knowledge.with_block(words_block(self.catalogue, fields, items))
        return knowledge

    def title(self, item: str) -> str:
        """Title of an item, or its id where it has none."""
        return self.catalogue.title(item)

    def statements(self, item: str) -> list[Statement]:
        """What the graph says about an item.

        Raises:
            UnknownIdError: The catalogue has no such item.
        """
        _check_known(item, self.interactions.items)
        return self.graph.touching([("item", item)])

    # -- verbs --------------------------------------------------------------------------------------------------

    def build(self, *, progress: Progress = silent) -> BuildAnswer:
        """Read facts, sources and text into the graph; what has not changed is not done again."""
        started = time.perf_counter()
        progress("reading the catalogue")
        graph, change = build_graph(
            self.layout.graph, self.config, self.layout.root, self.catalogue, lambda: self.encoder, progress
        )
        self.graph = graph
        if change is not None and self.config.model.knowledge and self.config.extract.method == "encoder":
            progress("encoding text")
            text_block(self.catalogue, self.config.items.text, self.encoder, self.catalogue.items)
        counts = graph.counts()
        return BuildAnswer(
            documents=counts.documents,
            entities=counts.entities,
            relations=counts.relations,
            statements=counts.statements,
            by_method=dict(counts.by_method),
            rejected=len(change.rejected) if change else 0,
            graph_version=graph.version,
            changed=change is not None,
            seconds=time.perf_counter() - started,
        )

    def train(self, *, budget: float = BUDGET, progress: Progress = silent) -> TrainAnswer:
        """Choose hyperparameters on held-out interactions, fit to all of them, and save the model.

        Args:
            budget: Seconds the choice may take.
            progress: Told what is going on.
        """
        config = self.config.model
        with cpu_clock() as clock:
            knowledge = self.knowledge
            chosen = tune(
                config.name, self.interactions,
                knowledge=knowledge, seed=config.seed, budget=budget, progress=progress,
            )  # fmt: skip
            progress("fitting")
            model = chosen.model.fit(self.interactions, knowledge)
        progress("saving")
        model.save(self.layout.model)
        self.model = model
        return TrainAnswer(
            model=config.name,
            config=model.config.model_dump(mode="json"),
            selected_on="validation" if chosen.validation else "nothing",
            validation=dict(chosen.validation),
            users=len(self.interactions.users),
            items=len(model.items),
            interactions=len(self.interactions),
            log=asdict(self._log[1]),
            cold_items=int((self.interactions.item_counts == 0).sum()),
            cpu_seconds={"fit": clock.seconds},
            folder=str(self.layout.model),
        )

    def evaluate(self, *, budget: float = BUDGET, progress: Progress = silent) -> Run:
        """Measure the model beside its baselines on held-out interactions, and keep the run.

        Args:
            budget: Seconds that choosing the hyperparameters of each model may take.
            progress: Told what is going on.
        """
        split = split_by(self.interactions, self.config.evaluate)
        run = measure(
            split, self.config.model.name, self.knowledge,
            seed=self.config.model.seed, budget=budget, progress=progress,
        )  # fmt: skip
        run.write(self.layout.runs / run.file_name)
        return run

    def recommend(
        self,
        user: str | None = None,
        history: Sequence[str] | None = None,
        *,
        k: int = 10,
        only: State | None = None,
    ) -> RecommendAnswer:
        """The k best items for a user of the log, or for a list of liked items.

        A user nobody knows gets the popular items, and ``basis`` says so. ``only="cold"`` ranks those items alone that
        nobody has interacted with yet, ``only="warm"`` leaves them out.

        Raises:
            UnknownIdError: The history names an item that nobody has heard of.
        """
        for item in history or ():
            _check_known(item, self.model.items)
        (found,) = self.model.recommend([user if history is None else history], k, only=only)
        return recommend_answer(found, self.title)

    def similar(self, item: str, *, k: int = 10) -> RecommendAnswer:
        """What somebody who likes this item is most likely to like."""
        _check_known(item, self.model.items)
        return recommend_answer(self.model.similar(item, k), self.title)

    def explain(self, user: str | Sequence[str], item: str) -> ExplainAnswer:
        """Why an item has its score: what the user's items add, and the paths that join them in the graph."""
        _check_known(item, self.model.items)
        found = self.model.explain(user, item)
        history = {str(part.item): part.contribution for part in found.contributions if part.item is not None}
        paths = evidence_paths(self.graph, history, item) if KnowledgeGraph.exists(self.layout.graph) else ()
        return explain_answer(found, paths, self.title)

    def report(self, out: Path | None = None, *, progress: Progress = silent) -> Path:
        """Write one self-contained page about the graph, the model and its figures; returns its path."""
        from tastegraph.report import write_report

        progress("drawing")
        runs = sorted(self.layout.runs.glob("*.json"))
        path = out if out is not None else self.layout.report
        write_report(path, self.layout.root.resolve().name, self.graph, self.title, [Run.read(run) for run in runs])
        return path


def _check_known(item: str, items: IdMap) -> None:
    if item not in items:
        raise UnknownIdError(f"no item {item!r} in the catalogue or the log", fix=f"Ids look like {items[0]!r}")


def split_by(interactions: Interactions, config: EvaluateConfig) -> Split:
    """The split that ``[evaluate]`` asks for. Validation is drawn from the training part later, by tuning."""
    if config.split == "random":
        return random_split(interactions, test=config.test, seed=config.seed)
    if config.split == "leave-last-out":
        return leave_last_out(interactions, test=1, validation=1)
    if config.split == "temporal":
        return temporal_split(interactions, test=config.test, validation=config.validation)
    return cold_item_split(interactions, items=config.test, seed=config.seed)
