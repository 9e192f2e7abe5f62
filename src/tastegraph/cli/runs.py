"""How a run is shown to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tastegraph.cli.output import metrics_table, say

if TYPE_CHECKING:
    from tastegraph.evaluate import Run


def show_run(run: Run) -> None:
    """The model above its baselines, then what it cost."""
    metrics_table(run.protocol, {run.model: run.metrics, **run.baselines})
    say(
        f"chosen on {run.selected_on}; {run.cpu_seconds['fit']:.1f} CPU-s to fit, "
        f"{run.cpu_seconds['recommend']:.1f} to recommend, {run.peak_memory_mb:,.0f} MB at most",
        to_stdout=True,
    )
