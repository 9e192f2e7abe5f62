"""Recommenders by name. Ours and a plugin's enter by the same door: the entry points ``tastegraph.recommenders``."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from tastegraph.errors import ConfigError
from tastegraph.recommend.storage import read_config

GROUP = "tastegraph.recommenders"


def recommender_names() -> list[str]:
    """Names that ``recommender_class`` knows, sorted."""
    return sorted(entry_points(group=GROUP).names)


def recommender_class(name: str) -> type[Any]:
    """The class of a recommender.

    Raises:
        ConfigError: No installed package offers a recommender of that name.
    """
    found = entry_points(group=GROUP, name=name)
    if not found:
        raise ConfigError(f"no recommender is called {name!r}", fix=f"Choose one of {', '.join(recommender_names())}")
    loaded: type[Any] = next(iter(found)).load()
    return loaded


def load_recommender(folder: Path | str) -> Any:
    """Open a model folder, whatever recommender wrote it.

    Raises:
        StateError: There is no model in the folder.
        ReadError: It is damaged or of another format.
    """
    return recommender_class(read_config(Path(folder))["model"]).load(folder)
