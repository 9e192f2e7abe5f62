"""A model folder is whole or not there, and says what is wrong with it."""

import json

import numpy as np
import pytest

from tastegraph.errors import ConfigError, InputError, ReadError, StateError
from tastegraph.recommend import ItemKNNRecommender, LinearRecommender, load_recommender
from tastegraph.recommend.storage import write_model
from tastegraph.testing import two_crowds


@pytest.fixture
def folder(tmp_path):
    LinearRecommender().fit(two_crowds()[0]).save(tmp_path / "model")
    return tmp_path / "model"


def test_ids_keep_their_type(tmp_path):
    from tastegraph.data import Interactions

    log = Interactions.from_pairs([7, 7, 8], [1, 2, 1])
    ItemKNNRecommender().fit(log).save(tmp_path / "model")
    found = load_recommender(tmp_path / "model").recommend([8], 1)[0]
    assert found[0].item == 2
    assert found.user == 8


def test_no_model_says_train(tmp_path):
    with pytest.raises(StateError, match="tastegraph train"):
        load_recommender(tmp_path / "model")


@pytest.mark.parametrize("file", ["config.json", "ids.json", "weights.safetensors"])
def test_a_damaged_file_is_named(folder, file):
    (folder / file).write_bytes(b"{")
    with pytest.raises(ReadError, match="damaged model"):
        load_recommender(folder)


def test_an_unknown_format_or_model_is_refused(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model": "crystal ball"}))
    with pytest.raises(ConfigError, match=r"crystal ball.*linear"):
        load_recommender(folder)
    (folder / "config.json").write_text(json.dumps(config | {"format": 99}))
    with pytest.raises(ReadError, match="format 99"):
        load_recommender(folder)


def test_a_failed_write_leaves_the_old_model(folder, monkeypatch):
    before = load_recommender(folder).recommend(["u0"], 5)

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetensors.numpy.save_file", disk_full)
    with pytest.raises(InputError, match="No space"):
        LinearRecommender().fit(two_crowds(seed=1)[0]).save(folder)
    assert load_recommender(folder).recommend(["u0"], 5) == before
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_nothing_is_pickled(folder):
    with pytest.raises(ValueError, match="pickle"):
        np.load(folder / "weights.safetensors", allow_pickle=False)
    assert write_model.__module__ == "tastegraph.recommend.storage"
