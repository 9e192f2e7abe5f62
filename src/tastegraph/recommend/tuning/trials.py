"""Evaluations that are on disk as soon as they are made: a search that was interrupted goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Final

from pydantic import BaseModel

from tastegraph.data.digest import digest
from tastegraph.errors import InputError
from tastegraph.recommend.tuning.folds import Fold
from tastegraph.represent import Knowledge
from tastegraph.writing import write_whole

KEPT: Final = 10_000
"""Evaluations that a file keeps, the latest; some 5 MB."""


class Trials:
    """A file of evaluations, JSON Lines: what was evaluated on, the config, its metrics.

    Attributes:
        recalled: Evaluations found in the file.
        made: Evaluations made.

    Args:
        path: The file; a line of it that is torn or of another kind is left out. None remembers nothing.

    Raises:
        InputError: The file cannot be read or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._known: dict[tuple[str, str], Mapping[str, float]] = {}
        self.recalled = self.made = 0
        if path is not None and path.exists():
            self._read(path)

    def evaluate(
        self,
        name: str,
        config: BaseModel,
        fold: Fold,
        knowledge: Knowledge | None,
        make: Callable[[], Mapping[str, float]],
    ) -> Mapping[str, float]:
        """The metrics of a config on a fold: those in the file, or else made and written before they are given.

        Args:
            name: Of the recommender.
            config: Its values.
            fold: What it is fitted to and evaluated on.
            knowledge: What it knows.
            make: Evaluates it.
        """
        if self._path is None:
            return make()
        key = _what(name, fold, knowledge), config.model_dump_json()
        with self._lock:
            if key in self._known:
                self.recalled += 1
                return self._known[key]
        metrics = {metric: float(value) for metric, value in make().items()}
        with self._lock:
            self._append(self._path, json.dumps([*key, metrics]))
            self._known[key] = metrics
            self.made += 1
        return metrics

    def _read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}", path=path, fix="Remove it, or make it readable"
            ) from error
        whole = [line for line in lines if _is_whole(line)][-KEPT:]
        for line in whole:
            on, config, metrics = json.loads(line)
            self._known[on, config] = metrics
        if len(whole) < len(lines):
            write_whole(path, "".join(f"{line}\n" for line in whole))

    def _append(self, path: Path, line: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{line}\n")
        except OSError as error:
            fix = "Free some space, or make the folder writable"
            raise InputError(f"cannot be written: {error.strerror}", path=path, fix=fix) from error


def _what(name: str, fold: Fold, knowledge: Knowledge | None) -> str:
    """Digest of all that the metrics of a config depend on."""
    candidates = "" if fold.candidates is None else json.dumps(list(fold.candidates))
    known = "" if knowledge is None else knowledge.digest
    return digest("trial", version("tastegraph"), name, fold.train.digest, fold.held_out.digest, candidates, known)


def _is_whole(line: str) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return (
        isinstance(found, list)
        and list(map(type, found)) == [str, str, dict]
        and all(isinstance(value, float) for value in found[2].values())
    )
