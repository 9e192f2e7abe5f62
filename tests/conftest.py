"""Settings that all tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# Wall-clock deadlines fail by chance on a busy machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; tests that need it skip where it is not."""
    folder = os.environ.get("TASTEGRAPH_DATA")
    if not folder:
        pytest.skip("TASTEGRAPH_DATA is unset: it names the folder of real data")
    return Path(folder)


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Project of real text: 80 of the demo's films and 60 simulated viewers, not built yet."""
    from tastegraph.demo.folder import TOML, bundled_films, write_catalogue, write_log
    from tastegraph.demo.viewers import simulate_viewers

    folder = tmp_path_factory.mktemp("laid-out")
    films = bundled_films()[-80:]
    viewings = simulate_viewers(films, viewers=60, rng=np.random.default_rng(1), unseen=[films[0]["film"]])
    write_catalogue(folder / "films.jsonl", films)
    write_log(folder / "viewings.csv", viewings)
    (folder / "tastegraph.toml").write_text(TOML, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def trained(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built and trained. Tests that change it copy it first."""
    from tastegraph.project import Project

    folder = tmp_path_factory.mktemp("trained") / "project"
    shutil.copytree(laid_out, folder)
    project = Project.open(folder)
    project.build()
    project.train(budget=20)
    return folder


@pytest.fixture(scope="session")
def tastes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark folder in KGAT's layout, made so that what helps is known.

    Sixty users like the items of one of five tastes. Relation 0 tells the taste of an item and relation 1 a random
    number; five items, one of each taste, are in the test part alone.
    """
    rng = np.random.default_rng(5)
    folder = tmp_path_factory.mktemp("benchmark") / "tastes"
    folder.mkdir()
    n_tastes, warm = 5, 45
    train, test = [], []
    for user in range(60):
        taste = user % n_tastes
        liked = rng.permutation([item for item in range(warm) if item % n_tastes == taste])
        other = rng.integers(warm)
        train.append(" ".join(map(str, (user, *liked[:6], other))))
        test.append(" ".join(map(str, (user, *(item for item in liked[6:8] if item != other), warm + taste))))
    triples = [f"{item} 0 {100 + item % n_tastes}" for item in range(warm + n_tastes)]
    triples += [f"{item} 1 {200 + rng.integers(8)}" for item in range(warm + n_tastes)]
    for name, lines in (("train.txt", train), ("test.txt", test), ("kg_final.txt", triples)):
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder
