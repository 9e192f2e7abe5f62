"""What the verbs of a Project answer, as plain values: the JSON of the command line, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from tastegraph.data import Id
from tastegraph.explain import EvidencePath
from tastegraph.graph import ITEM
from tastegraph.project.construct import Built
from tastegraph.recommend import Contribution, Explanation, Recommendation, Recommendations, State
from tastegraph.text.chat import Bill

Title = Callable[[str], str]
"""Item id → title."""


@dataclass(frozen=True)
class Answer:
    """Base of the answers: a value that is one JSON document."""

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON-ready dictionaries, lists, strings and numbers."""
        return asdict(self)


@dataclass(frozen=True)
class BuildAnswer(Answer):
    """What ``build`` made.

    Attributes:
        read: Documents that were read: all of them, or those that had changed.
        rejected: Statements refused because their quote is not in their source.
        merged: Names that go by another name now.
        aside: Statements that cleaning keeps out of the graph.
        to_review: Questions about entities for a person.
        changed: False where nothing had changed since the last build.
        complete: False where documents were left unread that the next build goes on with.
        chat: What became of the chat model's records; None where none was asked.
        bill: What the chat model cost; None where none was asked.
    """

    documents: int
    entities: int
    relations: int
    statements: int
    by_method: dict[str, int]
    read: int
    rejected: int
    merged: int
    aside: int
    to_review: int
    graph_version: int
    changed: bool
    complete: bool
    seconds: float
    chat: dict[str, Any] | None = None
    bill: dict[str, Any] | None = None


def build_answer(built: Built, bill: Bill | None, seconds: float) -> BuildAnswer:
    """Return what a build did as one value.

    Args:
        built: What it did.
        bill: Of the chat model, where one was asked.
        seconds: How long it took.
    """
    counts, change = built.graph.counts(), built.change
    return BuildAnswer(
        documents=counts.documents,
        entities=counts.entities,
        relations=counts.relations,
        statements=counts.statements,
        by_method=dict(counts.by_method),
        read=built.read,
        rejected=len(change.rejected) if change else 0,
        merged=built.merged,
        aside=built.aside,
        to_review=built.to_review,
        graph_version=built.graph.version,
        changed=change is not None,
        complete=built.complete,
        seconds=seconds,
        chat=None if built.chat is None else built.chat.to_json(),
        bill=None if bill is None else asdict(bill),
    )


@dataclass(frozen=True)
class TrainAnswer(Answer):
    """What ``train`` learned.

    Attributes:
        validation: The metrics that the config was chosen by.
        trials: Evaluations that the choice rests on: those it ``made``, and those ``recalled`` from an earlier search.
        finished: False where the time was over before the search had settled; training again goes on from there.
        log: What was read of the log: rows, kept, below_positive, duplicates, items_not_in_catalogue.
    """

    model: str
    config: dict[str, Any]
    selected_on: str
    validation: dict[str, float]
    trials: dict[str, int]
    finished: bool
    users: int
    items: int
    interactions: int
    log: dict[str, int]
    cold_items: int
    cpu_seconds: dict[str, float]
    folder: str


@dataclass(frozen=True)
class UpdateAnswer(Answer):
    """What ``update`` found and did.

    Attributes:
        users_changed: Users whose history is not what it was, new ones among them.
        users_removed: Users with a history who are in the log no more.
        items_added: Items that the model did not have.
        interactions_added: Pairs of a user and an item that are new.
        interactions_removed: Pairs that are gone.
        how: "rank-37 update", "12 columns solved again", "refitted" or "nothing to do".
        cpu_seconds: Of changing the model; reading and saving are not counted.
    """

    users_changed: int
    users_removed: int
    items_added: int
    interactions_added: int
    interactions_removed: int
    how: str
    cpu_seconds: float


@dataclass(frozen=True)
class Reason(Answer):
    """An item of the history and what it adds; ``item`` is None for what does not come from the history."""

    item: Id | None
    title: str
    contribution: float


@dataclass(frozen=True)
class Suggestion(Answer):
    """One recommended item with the reasons that weigh most."""

    item: Id
    title: str
    score: float
    state: State
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class RecommendAnswer(Answer):
    """What ``recommend`` and ``similar`` answer, best first."""

    user: Id | None
    basis: Literal["history", "popularity"]
    items: tuple[Suggestion, ...]


@dataclass(frozen=True)
class BatchAnswer(Answer):
    """What ``recommend --all`` wrote.

    Attributes:
        rows: Recommendations, of all users together.
        out: The file.
    """

    users: int
    rows: int
    out: str
    seconds: float


@dataclass(frozen=True)
class ExplainAnswer(Answer):
    """What ``explain`` answers: contributions that add up to the score, and paths through the graph."""

    user: Id | None
    item: Id
    title: str
    score: float
    state: State
    contributions: tuple[Reason, ...]
    paths: tuple[dict[str, Any], ...]


def recommend_answer(found: Recommendations, title: Title) -> RecommendAnswer:
    """Recommendations with titles."""
    return RecommendAnswer(found.user, found.basis, tuple(_suggestion(item, title) for item in found))


def explain_answer(found: Explanation, paths: tuple[EvidencePath, ...], title: Title) -> ExplainAnswer:
    """An explanation with titles and its evidence paths."""
    return ExplainAnswer(
        user=found.user,
        item=found.item,
        title=title(str(found.item)),
        score=found.score,
        state=found.state,
        contributions=tuple(_reason(part, title) for part in found.contributions),
        paths=tuple(_path(path, title) for path in paths),
    )


def _suggestion(item: Recommendation, title: Title) -> Suggestion:
    because = tuple(_reason(part, title) for part in item.because)
    return Suggestion(item.item, title(str(item.item)), item.score, item.state, because)


def _reason(part: Contribution, title: Title) -> Reason:
    name = "popularity" if part.item is None else title(str(part.item))
    return Reason(part.item, name, part.contribution)


def _path(path: EvidencePath, title: Title) -> dict[str, Any]:
    return {
        "statements": [
            {
                "subject": statement.subject,
                "predicate": statement.predicate,
                "object": statement.object,
                "subject_title": title(statement.subject) if statement.subject_type == ITEM else statement.subject,
                "object_title": title(statement.object) if statement.object_type == ITEM else statement.object,
                "confidence": statement.confidence,
                "method": statement.method,
                "evidence": None if statement.evidence is None else asdict(statement.evidence),
            }
            for statement in path.statements
        ]
    }
