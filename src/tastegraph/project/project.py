"""A Project: a folder with ``tastegraph.toml``, and the few verbs a person uses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

from tastegraph.config import ProjectConfig
from tastegraph.data import (
    Catalogue,
    IdMap,
    Interactions,
    LogReport,
    Split,
    ends_of_histories,
    read_catalogue,
    read_interactions,
)
from tastegraph.errors import ConfigError, UnknownIdError
from tastegraph.evaluate import AblationRun, ComparisonRun, Run, cpu_clock
from tastegraph.explain import evidence_paths
from tastegraph.graph import KnowledgeGraph, Statement
from tastegraph.progress import Progress, silent
from tastegraph.project.ablate import ablate_model
from tastegraph.project.answers import (
    BatchAnswer,
    BuildAnswer,
    ExplainAnswer,
    RecommendAnswer,
    TrainAnswer,
    UpdateAnswer,
    build_answer,
    explain_answer,
    recommend_answer,
)
from tastegraph.project.batch import recommend_all
from tastegraph.project.compare import compare_models
from tastegraph.project.construct import (
    Estimate,
    Exported,
    Imported,
    Workshop,
    build_graph,
    estimate_build,
    export_requests,
    import_answers,
)
from tastegraph.project.guess import guess_project
from tastegraph.project.layout import Layout
from tastegraph.project.measure import measure
from tastegraph.project.schema import project_schema
from tastegraph.project.splits import split_by
from tastegraph.project.terms import STANDARD, Terms
from tastegraph.recommend import BUDGET, State, load_recommender, recommender_class, tune
from tastegraph.represent import Knowledge, text_block, words_block
from tastegraph.text import CachedEncoder, MiniLMEncoder
from tastegraph.text.chat import AbsentChatModel, CachedChatModel, open_chat_model
from tastegraph.writing import write_whole

RecordT = TypeVar("RecordT", ComparisonRun, AblationRun)


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

    def build(
        self,
        *,
        anew: bool = False,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        asking: bool = True,
        ask_again: bool = False,
        progress: Progress = silent,
    ) -> BuildAnswer:
        """Read facts, sources and text into the graph; what has not changed is not done again.

        Args:
            anew: Read everything again, not only what has changed.
            max_cost: Where to stop asking the chat model, in the unit of the prices; ``[chat]`` says where it is None.
            max_tokens: The same in tokens.
            asking: False takes what chat models answered before and asks nothing.
            ask_again: Read everything again, and ask again where an answer on disk is of no use: a refusal, or not of
                the form that was asked for.
            progress: Told what is going on.
        """
        started = time.perf_counter()
        progress("reading the catalogue")
        asks = self.config.extract.asks
        chat = self.chat_model(max_cost, max_tokens, asking=asking, again=ask_again) if asks else None
        built = build_graph(self._workshop(progress, chat), anew=anew or ask_again)
        self.graph = built.graph
        if built.change is not None and self.config.model.knowledge and self.config.extract.method == "encoder":
            progress("encoding text")
            text_block(self.catalogue, self.config.items.text, self.encoder, self.catalogue.items)
        return build_answer(built, chat.bill if chat is not None else None, time.perf_counter() - started)

    def estimate_build(self, *, anew: bool = False, ask_again: bool = False) -> Estimate:
        """Return what ``build`` would read, ask and cost now; nobody is asked."""
        chat = self.chat_model(again=True) if ask_again and self.config.extract.asks else None
        return estimate_build(self._workshop(silent, chat), anew=anew or ask_again)

    def export_requests(self, file: Path | str, *, anew: bool = False) -> Exported:
        """Write what ``build`` would ask now in the batch format of the providers.

        Raises:
            ConfigError: No chat model is asked.
        """
        return export_requests(self._workshop(silent, None), Path(file), anew=anew)

    def import_answers(self, file: Path | str) -> Imported:
        """Keep the answers of a batch for the next ``build``.

        Raises:
            ConfigError: No chat model is asked.
            ReadError: There is no such file.
        """
        return import_answers(self._workshop(silent, None), Path(file))

    def chat_model(
        self,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        *,
        asking: bool = True,
        again: bool = False,
    ) -> CachedChatModel:
        """Return the chat model of ``[chat]`` on the answers that are kept; see ``build`` for the arguments.

        Args:
            max_cost: Where to stop.
            max_tokens: The same in tokens.
            asking: Whether it may be asked at all.
            again: As ``ask_again``.

        Raises:
            InputError: It is not well described.
        """
        caps = {"max_cost": max_cost, "max_tokens": max_tokens}
        given = {key: value for key, value in caps.items() if value is not None}
        config = self.config.chat.model_copy(update=given)
        model = open_chat_model(config, self.layout.root, self.layout.chat_answers, again=again)
        return model if asking else CachedChatModel(AbsentChatModel(model.name), self.layout.chat_answers)

    def _workshop(self, progress: Progress, chat: CachedChatModel | None) -> Workshop:
        return Workshop(
            config=self.config,
            layout=self.layout,
            catalogue=self.catalogue,
            schema=project_schema(self.layout.root, self.config),
            encoder=lambda: self.encoder,
            chat=self.chat_model if chat is None else lambda: chat,
            progress=progress,
        )

    def train(self, *, budget: float = BUDGET, progress: Progress = silent) -> TrainAnswer:
        """Choose hyperparameters on held-out interactions, fit to all of them, and save the model.

        A choice that was interrupted, or whose time was over, goes on where it stopped when the log is what it was.

        Args:
            budget: Seconds the choice may take.
            progress: Told what is going on.
        """
        config = self.config.model
        with cpu_clock() as clock:
            knowledge = self.knowledge
            chosen = tune(
                config.name, *self._to_choose_on(), knowledge=knowledge, fixed=self._given,
                seed=config.seed, budget=budget, progress=progress, trials=self.layout.trials,
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
            trials={"made": chosen.evaluated, "recalled": chosen.recalled},
            finished=chosen.finished,
            users=len(self.interactions.users),
            items=len(model.items),
            interactions=len(self.interactions),
            log=asdict(self._log[1]),
            cold_items=int((self.interactions.item_counts == 0).sum()),
            cpu_seconds={"fit": clock.seconds},
            folder=str(self.layout.model),
        )

    def update(self, *, progress: Progress = silent) -> UpdateAnswer:
        """Bring the trained model up to the log as it is now, and save it; no hyperparameter is chosen anew.

        Args:
            progress: Told what is going on.

        Raises:
            StateError: ``train`` has not been run.
        """
        model = self.model
        model.config = model.config.model_copy(update=self._given)
        progress("reading")
        interactions, knowledge = self.interactions, self.knowledge
        progress("updating")
        with cpu_clock() as clock:
            change = model.update(interactions, knowledge).change
        if change.how != "nothing to do":
            progress("saving")
            model.save(self.layout.model)
        return UpdateAnswer(
            users_changed=change.users_changed,
            users_removed=change.users_removed,
            items_added=change.items_added,
            interactions_added=change.interactions_added,
            interactions_removed=change.interactions_removed,
            how=change.how,
            cpu_seconds=clock.seconds,
        )

    def _to_choose_on(self) -> tuple[Interactions, Interactions | None]:
        """Interactions to learn from and, where the model is measured on what came later, the ends of the histories."""
        if self.config.evaluate.split not in {"leave-last-out", "temporal"}:
            return self.interactions, None
        ends = ends_of_histories(self.interactions, self.config.evaluate.validation)
        if not ends.any():
            return self.interactions, None
        return self.interactions.select(~ends), self.interactions.select(ends)

    @property
    def _given(self) -> dict[str, Any]:
        """Values of the model's config that ``[model]`` sets.

        Raises:
            ConfigError: The model has no such value.
        """
        name, asked = self.config.model.name, self.config.model
        given: dict[str, Any] = {"updatable": True} if asked.updatable else {}
        given |= {"form": asked.form} if asked.form != "auto" else {}
        unknown = sorted(given.keys() - recommender_class(name).config_type.model_fields.keys())
        if unknown:
            raise ConfigError(
                f"the model {name!r} has no such value", path=self.layout.config, field=f"model.{unknown[0]}",
                fix="Remove it",
            )  # fmt: skip
        return given

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

    def compare(
        self, models: Sequence[str], terms: Terms = STANDARD, *, knowledge: bool = True, progress: Progress = silent
    ) -> ComparisonRun:
        """Measure recommenders side by side on the split of ``[evaluate]``, and keep the record; see `compare_models`.

        Args:
            models: Names of recommenders, at least two; the first is tested against the others.
            terms: Seeds, lengths of the lists, the metric that is tested, and the time each choice may take.
            knowledge: Whether they may use the graph and the text.
            progress: Told what is going on.
        """
        run = compare_models(lambda seed: self._draw(seed, knowledge=knowledge), models, terms, progress=progress)
        run.write(self.layout.comparisons / run.file_name)
        return run

    def ablate(self, name: str | None = None, terms: Terms = STANDARD, *, progress: Progress = silent) -> AblationRun:
        """Measure a recommender with parts of its knowledge off, and keep the record; see `ablate_model`.

        Args:
            name: Name of a recommender; that of the Project where it is not given.
            terms: Seeds, lengths of the lists, the metric that is tested, and the time each choice may take.
            progress: Told what is going on.
        """
        run = ablate_model(self._draw, name or self.config.model.name, terms, progress=progress)
        run.write(self.layout.ablations / run.file_name)
        return run

    def _draw(self, seed: int, *, knowledge: bool = True) -> tuple[Split, Knowledge | None]:
        return split_by(self.interactions, self.config.evaluate, seed=seed), self.knowledge if knowledge else None

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

    def recommend_all(
        self, out: Path, *, k: int = 10, only: State | None = None, progress: Progress = silent
    ) -> BatchAnswer:
        """The k best items for every user of the model, written to a Parquet file; see `recommend_all`."""
        return recommend_all(self.model, out, k=k, only=only, progress=progress)

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
        """Write one self-contained page about the graph, the model and its figures; returns its path.

        The latest comparison and the latest ablation are part of it. Where there is one of them, there need be no
        graph yet.
        """
        from tastegraph.report import write_report

        progress("drawing")
        path = out if out is not None else self.layout.report
        comparison = _latest(ComparisonRun, self.layout.comparisons)
        ablation = _latest(AblationRun, self.layout.ablations)
        drawn = KnowledgeGraph.exists(self.layout.graph) or not (comparison or ablation)
        write_report(
            path, self.layout.root.resolve().name, self.graph if drawn else None, self.title,
            [Run.read(run) for run in sorted(self.layout.runs.glob("*.json"))],
            comparison=comparison, ablation=ablation,
        )  # fmt: skip
        return path


def _latest(kind: type[RecordT], folder: Path) -> RecordT | None:
    """The record that was made last; their names sort by time."""
    path = max(folder.glob("*.json"), default=None)
    return None if path is None else kind.read(path)


def _check_known(item: str, items: IdMap) -> None:
    if item not in items:
        raise UnknownIdError(f"no item {item!r} in the catalogue or the log", fix=f"Ids look like {items[0]!r}")
