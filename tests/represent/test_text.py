"""Text as feature blocks."""

import numpy as np

from tastegraph.data import Catalogue, Document, IdMap
from tastegraph.represent import text_block, words_block

CATALOGUE = Catalogue(
    (
        Document("1", "Heat", {"plot": "A heist. A bank heist!", "note": "x"}),
        Document("2", "Up", {"plot": "Balloons"}),
        Document("3", "卧虎藏龙", {"plot": "武侠电影"}),
        Document("4", "Silent", {}),
    )
)
ITEMS = IdMap(["4", "3", "2", "1", "behaviour only"])


class Lengths:
    """An encoder whose vectors can be told by hand: (length of the text, 1)."""

    name, dimension = "lengths", 2

    def encode(self, texts):
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_encoded_text_is_centred_and_of_length_one():
    block = text_block(CATALOGUE, ["plot"], Lengths(), ITEMS)
    assert block.name == "text"
    assert np.allclose(np.linalg.norm(block.matrix, axis=1), [0, 1, 1, 1, 0])
    assert block.matrix[3, 0] > 0 > block.matrix[2, 0]  # longer and shorter than the average
    assert block.matrix.dtype == np.float32


def test_words_are_counted_in_title_and_text():
    block = words_block(CATALOGUE, ["plot"], ITEMS)
    heat = dict(zip(block.features, block.matrix.toarray()[3], strict=True))
    assert np.isclose(heat["heist"], 1 + np.log(2))
    assert heat["heat"] == heat["bank"] == 1
    assert "x" not in block.features
    assert block.known.tolist() == [False, True, True, True, False]


def test_chinese_counts_in_pairs_of_characters():
    features = words_block(CATALOGUE, ["plot"], ITEMS).features
    assert {"卧虎", "虎藏", "藏龙", "武侠", "侠电", "电影"} <= set(features)


def test_no_text_at_all_is_a_block_that_knows_nothing():
    nothing = Catalogue((Document("1", "A", {}),))
    assert words_block(nothing, ["plot"], IdMap(["1"])).matrix.nnz == 0
    assert not text_block(nothing, ["plot"], Lengths(), IdMap(["1"])).known.any()
