"""A search that is interrupted goes on where it stopped, and finds what it would have found."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tastegraph.data import Interactions
from tastegraph.errors import InputError
from tastegraph.recommend import LinearConfig, tune
from tastegraph.recommend.tuning import trials as file_of_trials
from tastegraph.recommend.tuning import warm_folds
from tastegraph.recommend.tuning.trials import Trials
from tastegraph.represent import FeatureBlock, Knowledge


def small_log(seed=0):
    rng = np.random.default_rng(seed)
    pairs = [(f"u{user}", int(item)) for user in range(80) for item in rng.permutation(np.arange(user % 2, 30, 2))[:6]]
    return Interactions.from_pairs(*zip(*pairs, strict=True))


LOG = small_log()
KNOWN = Knowledge(
    LOG.items, (FeatureBlock("half", np.array([[i % 2, 1 - i % 2] for i in LOG.items], dtype=np.float32)),)
)


def interrupted_after(stages):
    """Progress that raises what Ctrl-C raises, after so many stages."""
    left = iter(range(stages))

    def tell(stage, done=None, total=None):
        if next(left, None) is None:
            raise KeyboardInterrupt

    return tell


@pytest.fixture(scope="module")
def uninterrupted():
    return tune("linear", LOG, knowledge=KNOWN)


@pytest.mark.parametrize("stages", [1, 7, 60])
def test_an_interrupted_search_goes_on(tmp_path, uninterrupted, stages):
    path = tmp_path / "made" / "trials.jsonl"
    with pytest.raises(KeyboardInterrupt):
        tune("linear", LOG, knowledge=KNOWN, trials=path, progress=interrupted_after(stages))
    made = len(path.read_text().splitlines())
    assert made >= stages
    resumed = tune("linear", LOG, knowledge=KNOWN, trials=path)
    assert resumed.recalled == made
    assert resumed.evaluated == len(path.read_text().splitlines()) - made
    assert resumed.model.config == uninterrupted.model.config
    assert resumed.validation == uninterrupted.validation
    assert resumed.bare.validation == uninterrupted.bare.validation
    again = tune("linear", LOG, knowledge=KNOWN, trials=path)
    assert (again.evaluated, again.recalled) == (0, resumed.recalled + resumed.evaluated)
    assert again.validation == uninterrupted.validation


def test_more_time_goes_on_from_where_the_time_was_over(tmp_path, uninterrupted):
    path = tmp_path / "trials.jsonl"
    short = tune("linear", LOG, knowledge=KNOWN, trials=path, budget=0)
    assert not short.finished
    longer = tune("linear", LOG, knowledge=KNOWN, trials=path)
    assert longer.finished
    assert 0 < longer.recalled <= short.evaluated
    assert longer.model.config == uninterrupted.model.config


def test_a_killed_process_has_kept_what_it_finished(tmp_path):
    path = tmp_path / "trials.jsonl"
    script = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r}); import test_trials as t\n"  # noqa: PTH120
    script += f"from pathlib import Path\nt.tune('linear', t.LOG, knowledge=t.KNOWN, trials=Path({str(path)!r}))"
    process = subprocess.Popen([sys.executable, "-c", script])
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and (not path.exists() or path.read_text().count("\n") < 5):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert tune("linear", LOG, knowledge=KNOWN, trials=path).recalled >= 5


def test_other_data_other_knowledge_or_another_model_is_evaluated_anew(tmp_path):
    path = tmp_path / "trials.jsonl"
    first = tune("ease", LOG, trials=path)
    assert tune("itemknn", LOG, trials=path).recalled == 0
    assert tune("ease", small_log(seed=1), trials=path).recalled == 0
    assert tune("ease", LOG, trials=path, seed=1).recalled == 0
    assert tune("ease", LOG, trials=path).recalled == first.evaluated

    with_knowledge = tune("linear", LOG, knowledge=KNOWN, trials=path)
    other = KNOWN.shuffled(np.random.default_rng(0))
    shuffled = tune("linear", LOG, knowledge=other, trials=path)
    bare = tune("linear", LOG, trials=path)
    assert bare.evaluated == 0
    assert shuffled.recalled == bare.recalled  # behaviour is what it was
    assert shuffled.evaluated > 0
    assert with_knowledge.evaluated > bare.recalled


def evaluated(path, config, metrics):
    (fold, *_) = warm_folds(LOG, None, seed=0)
    trials = Trials(path)
    found = trials.evaluate("linear", config, fold, None, lambda: metrics)
    return found, trials.recalled


def test_a_torn_line_is_left_out_and_mended(tmp_path):
    path = tmp_path / "trials.jsonl"
    first, second = LinearConfig(regularisation=1), LinearConfig(regularisation=2)
    evaluated(path, first, {"recall@10": 0.1})
    evaluated(path, second, {"recall@10": 0.2})
    text = path.read_text()
    path.write_text(text[:-10])
    assert evaluated(path, first, {"recall@10": 9.0}) == ({"recall@10": 0.1}, 1)
    assert evaluated(path, second, {"recall@10": 0.3}) == ({"recall@10": 0.3}, 0)
    lines = path.read_text().splitlines()
    assert [json.loads(line)[2]["recall@10"] for line in lines] == [0.1, 0.3]
    path.write_bytes(b'["a", "b"]\n\xff\xfe\n[1, 2, 3]\nnull\n' + text.encode())
    assert evaluated(path, second, {"recall@10": 9.0}) == ({"recall@10": 0.2}, 1)
    assert path.read_text() == text


def test_the_file_keeps_the_latest(tmp_path, monkeypatch):
    monkeypatch.setattr(file_of_trials, "KEPT", 3)
    path = tmp_path / "trials.jsonl"
    for value in range(1, 7):
        evaluated(path, LinearConfig(regularisation=value), {"recall@10": float(value)})
    assert len(path.read_text().splitlines()) == 4
    assert evaluated(path, LinearConfig(regularisation=6), {"recall@10": 0.0}) == ({"recall@10": 6.0}, 1)
    assert evaluated(path, LinearConfig(regularisation=1), {"recall@10": 0.0}) == ({"recall@10": 0.0}, 0)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"trials\.jsonl.*cannot be written"):
        tune("ease", LOG, trials=tmp_path / "file" / "trials.jsonl")
