"""Where heavy work runs: ``--engine local|ray --address HOST:PORT``."""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Annotated

import typer


class Engine(StrEnum):
    """Places where heavy work can run."""

    local = "local"
    ray = "ray"


EngineName = Annotated[
    Engine, typer.Option("--engine", help="Where heavy work runs: on the cores of this machine, or on a Ray cluster.")
]
Address = Annotated[
    str | None,
    typer.Option(
        help="host:port of the Ray cluster; without it, the one that runs on this machine, or one started for this.",
        show_default=False,
    ),
]


def in_force(engine: Engine, address: str | None) -> AbstractContextManager[None]:
    """The engine that options ask for, in force inside the ``with`` block."""
    from tastegraph.engine import using

    return using(engine.value, address=address)
