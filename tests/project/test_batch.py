"""The file of everybody's recommendations: whole, in blocks, for ids and histories of any kind."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError
from tastegraph.project import batch, recommend_all
from tastegraph.recommend import EASERecommender
from tastegraph.testing import two_crowds


@pytest.fixture(scope="module")
def model():
    return EASERecommender().fit(two_crowds(users=70, items=40)[0])


def as_recommended(model, k, only=None):
    return [
        (found.user, rank, one.item, one.state)
        for found in model.recommend(list(model.users), k, only=only)
        for rank, one in enumerate(found, start=1)
    ]


def as_written(path):
    return [(row["user"], row["rank"], row["item"], row["state"]) for row in pq.read_table(path).to_pylist()]


def test_blocks_and_row_groups_change_nothing(model, tmp_path, monkeypatch):
    recommend_all(model, tmp_path / "whole.parquet", k=7)
    monkeypatch.setattr(batch, "BLOCK", 9)
    monkeypatch.setattr(batch, "ROW_GROUP", 100)
    told = []
    answer = recommend_all(model, tmp_path / "blocks.parquet", k=7, progress=lambda *step: told.append(step))
    assert pq.read_table(tmp_path / "blocks.parquet").equals(pq.read_table(tmp_path / "whole.parquet"))
    assert as_written(tmp_path / "whole.parquet") == as_recommended(model, 7)
    assert answer.rows == 7 * 70
    assert told == [("ranking", min(start + 9, 70), 70) for start in range(0, 70, 9)]
    assert pq.read_metadata(tmp_path / "blocks.parquet").num_row_groups == 4


def test_numbers_stay_numbers_and_short_lists_short(tmp_path):
    log = Interactions.from_pairs([1, 1, 2, 3], [10, 11, 12, 10], user_ids=IdMap([1, 2, 3, 9]))
    model = EASERecommender().fit(log)
    answer = recommend_all(model, tmp_path / "recs.parquet", k=5)
    table = pq.read_table(tmp_path / "recs.parquet")
    assert (table.schema.field("user").type, table.schema.field("item").type) == (pa.int64(), pa.int64())
    rows = as_written(tmp_path / "recs.parquet")
    assert rows == as_recommended(model, 5)
    assert answer.rows == len(rows) == 1 + 2 + 2 + 3, "what is in the history is left out"
    assert np.isfinite(table.column("score").to_numpy()).all()


def test_what_stood_there_stays_where_the_work_fails(model, tmp_path):
    out = tmp_path / "recs.parquet"
    recommend_all(model, out, k=1)
    before = out.read_bytes()

    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recommend_all(model, out, k=2, progress=interrupted)
    assert out.read_bytes() == before
    for path, k in ((tmp_path / "recs.csv", 1), (tmp_path, 1), (out, 0)):
        with pytest.raises(InputError):
            recommend_all(model, path, k=k)
    assert [path.name for path in tmp_path.iterdir()] == ["recs.parquet"]
