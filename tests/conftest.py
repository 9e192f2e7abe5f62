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
