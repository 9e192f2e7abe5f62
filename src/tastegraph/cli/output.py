"""How commands speak: JSON or tables on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The Project folder.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

_OUT, _ERR = Console(), Console(stderr=True)


def print_json(document: Any) -> None:
    """One JSON document on stdout, in UTF-8 whatever the locale."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.flush()


def say(text: str, *, to_stdout: bool = False) -> None:
    """A line for a person."""
    (_OUT if to_stdout else _ERR).print(text, highlight=False, markup=False, soft_wrap=True)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table for a person; numbers are aligned to the right."""
    if title:
        _OUT.print(title, style="bold", highlight=False, markup=False, soft_wrap=True)
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[place], (int, float)) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric or not place)
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    _OUT.print(table)


def metrics_table(title: str, models: Mapping[str, Mapping[str, float]]) -> None:
    """Models below each other, metrics beside each other."""
    names = list(next(iter(models.values())))
    rows = [[model, *(values[name] for name in names)] for model, values in models.items()]
    print_table(title, ["model", *(name.replace("@", "\n@") for name in names)], rows)


@contextmanager
def progress() -> Iterator[Any]:
    """A spinner on stderr; gives a function that is told each stage, or a stage with how much of it is done."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn(),
        console=_ERR, transient=True, disable=not _ERR.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("starting", total=None)

        def tell(stage: str, done: int | None = None, total: int | None = None) -> None:
            bar.update(task, description=stage, completed=done or 0, total=total)

        yield tell


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
