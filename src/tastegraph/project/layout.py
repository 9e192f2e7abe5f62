"""Where things lie in a Project folder. All that is generated is under ``.tastegraph``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Paths of one Project."""

    root: Path

    @property
    def config(self) -> Path:
        """What a person writes."""
        return self.root / "tastegraph.toml"

    @property
    def schema(self) -> Path:
        """What the graph may say, if a person wants to say it; without it, the fact columns do."""
        return self.root / "schema.toml"

    @property
    def decisions(self) -> Path:
        """What people decided about entities."""
        return self.root / "decisions.jsonl"

    @property
    def generated(self) -> Path:
        """Removing this folder starts afresh."""
        return self.root / ".tastegraph"

    @property
    def graph(self) -> Path:
        """The knowledge graph."""
        return self.generated / "graph"

    @property
    def queue(self) -> Path:
        """Questions about entities for a person."""
        return self.generated / "review.jsonl"

    @property
    def aside(self) -> Path:
        """Statements that cleaning keeps out of the graph, with the reasons."""
        return self.generated / "aside.parquet"

    @property
    def reader(self) -> Path:
        """What was learned about how texts state facts."""
        return self.generated / "reader"

    @property
    def chat_answers(self) -> Path:
        """Answers of chat models by what they were asked."""
        return self.generated / "cache" / "answers.sqlite"

    @property
    def model(self) -> Path:
        """The trained recommender."""
        return self.generated / "model"

    @property
    def trials(self) -> Path:
        """Evaluations of the searches for hyperparameters, one a line."""
        return self.generated / "trials.jsonl"

    @property
    def embeddings(self) -> Path:
        """Embeddings by content hash."""
        return self.generated / "cache" / "embeddings.sqlite"

    @property
    def runs(self) -> Path:
        """One JSON file per evaluation."""
        return self.generated / "runs"

    @property
    def comparisons(self) -> Path:
        """One JSON file per comparison."""
        return self.generated / "comparisons"

    @property
    def ablations(self) -> Path:
        """One JSON file per ablation."""
        return self.generated / "ablations"

    @property
    def report(self) -> Path:
        """The page ``tastegraph report`` writes unless told otherwise."""
        return self.generated / "report.html"
