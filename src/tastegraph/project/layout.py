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
    def generated(self) -> Path:
        """Removing this folder starts afresh."""
        return self.root / ".tastegraph"

    @property
    def graph(self) -> Path:
        """The knowledge graph."""
        return self.generated / "graph"

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
