"""What ``tastegraph demo`` does, step by step, with the public verbs of a Project and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tastegraph.demo.folder import lay_out
from tastegraph.evaluate import Run
from tastegraph.graph import Statement
from tastegraph.progress import silent
from tastegraph.project import BuildAnswer, ExplainAnswer, Progress, Project, RecommendAnswer, TrainAnswer
from tastegraph.recommend import Recommender

VIEWER: Final = "viewer-007"
"""Whom the demo shows recommendations for."""

NOTE: Final = (
    "The films are real and described in our own words; the viewers are simulated by a seeded generator "
    "(tastegraph.demo.viewers), so the figures show that the parts work together, not how well they serve people."
)


@dataclass(frozen=True)
class DemoAnswer:
    """Everything the demo found, in the order it was found."""

    note: str
    folder: str
    build: BuildAnswer
    read_from_text: tuple[Statement, ...]
    run: Run
    train: TrainAnswer
    liked: tuple[str, ...]
    recommendations: RecommendAnswer
    explanation: ExplainAnswer
    new: RecommendAnswer
    new_explanation: ExplainAnswer
    report: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON-ready dictionaries, lists, strings and numbers."""
        return {
            "note": self.note,
            "folder": self.folder,
            "build": self.build.to_json(),
            "evaluate": self.run.model_dump(mode="json"),
            "train": self.train.to_json(),
            "recommend": self.recommendations.to_json(),
            "explain": self.explanation.to_json(),
            "new": self.new.to_json(),
            "explain_new": self.new_explanation.to_json(),
            "report": self.report,
            "seconds": self.seconds,
        }


def run_demo(folder: Path, *, progress: Progress = silent) -> DemoAnswer:
    """Lay out the demo's Project in a folder, and do the whole job on it.

    Raises:
        ConfigError: The folder holds another Project already.
    """
    started = time.perf_counter()
    progress("simulating viewers")
    lay_out(folder)
    project = Project.open(folder)
    build = project.build(progress=progress)
    from_text = sorted(
        (one for one in project.graph.statements() if one.method == "encoder"), key=lambda one: -one.confidence
    )
    run = project.evaluate(progress=progress)
    train = project.train(progress=progress)
    recommendations = project.recommend(VIEWER, k=8)
    viewer, film = keenest_pair(project.model)
    report = project.report(folder / "report.html", progress=progress)
    return DemoAnswer(
        note=NOTE,
        folder=str(folder),
        build=build,
        read_from_text=tuple(_one_per_item(from_text)[:6]),
        run=run,
        train=train,
        liked=tuple(project.title(str(item)) for item in project.interactions.history(VIEWER)),
        recommendations=recommendations,
        explanation=project.explain(VIEWER, str(recommendations.items[0].item)),
        new=project.recommend(viewer, k=3, only="cold"),
        new_explanation=project.explain(viewer, film),
        report=str(report),
        seconds=time.perf_counter() - started,
    )


def keenest_pair(model: Recommender) -> tuple[str, str]:
    """The user and the new item that go together best."""
    tops = model.recommend(list(model.users), k=1, only="cold")
    best = max((one for one in tops if one.basis == "history"), key=lambda one: one[0].score)
    return str(best.user), str(best[0].item)


def _one_per_item(statements: list[Statement]) -> list[Statement]:
    return list({one.subject: one for one in reversed(statements)}.values())[::-1]
