"""Train a model of RecBole on one thread, stop it on validation data, rank the test part once.

    OMP_NUM_THREADS=1 nice -n 19 VENV/bin/python benchmarks/peers/run_recbole.py music-lastfm LightGCN

README.md in this folder says how VENV is made and what the settings mean.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import sys
import tempfile
import time
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from ranking import Pairs, ranking_metrics
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.utils import get_model, get_trainer, init_seed
from record import peak_memory_mb, versions, write_record
from splits import Split, read_split

# RecBole scores eval_batch_size // items users at a time: with its default it would be one.
SETTINGS: dict[str, Any] = {
    "seed": 0,
    "epochs": 2000,
    "stopping_step": 50,
    "eval_batch_size": 2_000_000,
    "metrics": ["Recall"],
    "metric_decimal_place": 6,
    "use_gpu": False,
    "show_progress": False,
    "benchmark_filename": ["train", "valid", "test"],
    "load_col": {
        "inter": ["user_id", "item_id"],
        "kg": ["head_id", "relation_id", "tail_id"],
        "link": ["item_id", "entity_id"],
    },
}


class OutOfTimeError(Exception):
    """The CPU limit was reached."""


@dataclass
class Trial:
    """One setting and what came of it.

    Attributes:
        settings: What differs from RecBole's defaults.
        stopped: Why training ended.
        best_epoch: The epoch of the best validation score, from 1.
        cpu_seconds_to_best: From the start of this trial to that score.
        cpu_seconds: Of the whole trial.
        curve: Epoch, validation recall and CPU seconds of each evaluation.
        scores: Scores of all items at the best epoch, float32 [users, items].
    """

    settings: dict[str, Any]
    stopped: str = ""
    best_epoch: int = 0
    cpu_seconds_to_best: float = 0.0
    cpu_seconds: float = 0.0
    curve: list[tuple[int, float, float]] = field(default_factory=list)
    scores: NDArray[np.float32] | None = None

    @property
    def best(self) -> float:
        """Its best validation score."""
        return max((score for _, score, _ in self.curve), default=-1.0)

    def summary(self) -> dict[str, Any]:
        """Return what is worth keeping of a trial."""
        values = asdict(self)
        del values["scores"], values["curve"]
        return values | {"best_validation_recall": self.best}


def main() -> None:
    """Try each setting, keep the one that is best on validation data and measure it."""
    arguments = _arguments()
    # RecBole's packages warn of what will be no longer possible with their next versions.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    split = read_split(arguments.dataset)
    # RecBole writes logs into the working directory: let that be a temporary one.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        write_atomic_files(split, split.train, Path(folder) / "chosen")
        write_atomic_files(split, np.concatenate([split.train, split.validation]), Path(folder) / "refit")
        k = split.cutoff
        common = SETTINGS | {"topk": [k], "valid_metric": f"Recall@{k}", "data_path": folder, "checkpoint_dir": folder}
        trials = [
            train(arguments.model, split, common | settings, settings, arguments.cpu_limit)
            for settings in arguments.settings or [{}]
        ]
        chosen = max(trials, key=lambda trial: trial.best)
        if chosen.scores is None:
            raise SystemExit("no epoch ended within the CPU limit")
        masked = [split.train, split.validation]
        document = {
            "model": arguments.model,
            "library": "RecBole",
            "dataset": split.name,
            "protocol": f"{split.description}; all items are ranked, those of train and validation masked",
            "selected_on": f"validation recall@{k}",
            "metrics": ranking_metrics(chosen.scores, masked, split.test),
            "validation": ranking_metrics(chosen.scores, [split.train], split.validation),
            "refit": None,
            "cpu_seconds": {
                "total": time.process_time(),
                "to_best_validation": chosen.cpu_seconds_to_best,
                "chosen_setting": chosen.cpu_seconds,
            },
            "peak_memory_mb": peak_memory_mb(),
            "stopped": chosen.stopped,
            "settings": SETTINGS | chosen.settings,
            "tried": [trial.summary() for trial in trials],
            "curve": {"columns": ["epoch", f"validation recall@{k}", "CPU seconds"], "rows": chosen.curve},
            "seed": SETTINGS["seed"],
            "threads": torch.get_num_threads(),
            "versions": versions("recbole", "torch", "numpy", "scipy", "pandas"),
        }
        write_record(document, arguments.out)
        if arguments.refit:
            started = time.process_time()
            scores = refit(arguments.model, split, common | chosen.settings | {"epochs": chosen.best_epoch})
            document["refit"] = {
                "what": "fitted anew to train and validation, for as many epochs as were best before",
                "metrics": ranking_metrics(scores, masked, split.test),
                "cpu_seconds": time.process_time() - started,
            }
            write_record(document, arguments.out)


def train(model_name: str, split: Split, config: dict[str, Any], settings: dict[str, Any], cpu_limit: float) -> Trial:
    """Train with early stopping on validation data, at most for ``cpu_limit`` CPU seconds."""
    started, trial = time.process_time(), Trial(settings)
    trainer, dataset, (training, validation, _) = prepare(model_name, "chosen", config)

    def after_evaluation(epoch: int, score: float) -> None:
        spent = time.process_time() - started
        if score > trial.best:
            trial.best_epoch, trial.cpu_seconds_to_best = epoch + 1, spent
            trial.scores = all_scores(trainer.model, dataset, split)
        trial.curve.append((epoch + 1, round(float(score), 6), round(spent, 1)))
        sys.stderr.write(f"epoch {epoch + 1}: {score:.4f} on validation, {spent:.0f} CPU seconds\n")
        if spent > cpu_limit:
            raise OutOfTimeError

    try:
        trainer.fit(training, validation, verbose=False, saved=False, callback_fn=after_evaluation)
    except OutOfTimeError:
        trial.stopped = f"by the limit of {cpu_limit:.0f} CPU seconds, not converged"
    else:
        last = trial.curve[-1][0]
        patience = f"{config['stopping_step']} evaluations without a better validation score"
        trial.stopped = (
            f"converged: {patience}" if last < config["epochs"] else f"after {last} epochs, the most allowed"
        )
    trial.cpu_seconds = time.process_time() - started
    return trial


def refit(model_name: str, split: Split, config: dict[str, Any]) -> NDArray[np.float32]:
    """Train for a fixed number of epochs on train and validation together; return float32 [users, items]."""
    trainer, dataset, (training, _, _) = prepare(model_name, "refit", config)
    trainer.fit(training, None, verbose=False, saved=False)
    trainer.model.eval()
    return all_scores(trainer.model, dataset, split)


def prepare(model_name: str, folder: str, settings: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Return RecBole's trainer, data set and data loaders."""
    config = Config(model=model_name, dataset=folder, config_dict=settings)
    init_seed(config["seed"], config["reproducibility"])
    dataset = create_dataset(config)
    loaders = data_preparation(config, dataset)
    init_seed(config["seed"], config["reproducibility"])
    model = get_model(model_name)(config, loaders[0]._dataset)
    return get_trainer(config["MODEL_TYPE"], model_name)(config, model), dataset, loaders


@torch.no_grad()
def all_scores(model: Any, dataset: Any, split: Split) -> NDArray[np.float32]:
    """Return the scores of all items for all users in the order of the split, float32 [users, items]."""
    users = torch.as_tensor(dataset.token2id(dataset.uid_field, np.array(split.users)))
    items = dataset.token2id(dataset.iid_field, np.array(split.items))
    scores = model.full_sort_predict({dataset.uid_field: users}).view(len(users), -1)
    return scores.numpy()[:, items].astype(np.float32)


def write_atomic_files(split: Split, training: Pairs, folder: Path) -> None:
    """Write the split in RecBole's format."""
    folder.mkdir()
    for part, pairs in {"train": training, "valid": split.validation, "test": split.test}.items():
        rows = [(split.users[user], split.items[item]) for user, item in pairs]
        _write(folder / f"{folder.name}.{part}.inter", ("user_id", "item_id"), rows)
    _write(folder / f"{folder.name}.kg", ("head_id", "relation_id", "tail_id"), split.triples)
    _write(folder / f"{folder.name}.link", ("item_id", "entity_id"), split.links)


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    header = "\t".join(f"{column}:token" for column in columns)
    path.write_text("\n".join([header, *("\t".join(row) for row in rows)]) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", choices=["music-lastfm", "films-1m"])
    parser.add_argument("model", help="as RecBole calls it: LightGCN, KGAT, KGIN, BPR")
    parser.add_argument("--cpu-limit", type=float, default=600, help="CPU seconds for each setting")
    parser.add_argument("--settings", type=json.loads, action="append", help="JSON; may be given several times")
    parser.add_argument("--refit", action="store_true", help="fit the chosen setting to train and validation, too")
    parser.add_argument("--out", type=lambda path: Path(path).resolve(), help="where the JSON goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
