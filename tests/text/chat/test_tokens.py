"""The estimate of tokens against counts of two tokenizers, cl100k and o200k (made once, with gpt-tokenizer 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.text.chat import estimate_tokens

TEXTS = [
    (
        "Two brothers steal a train full of clocks and learn, too late, "
        "that time cannot be sold. What begins as a comedy of errors ends as an elegy for a town "
        "whose station closes at midnight.",
        41,
        41,
    ),
    (
        '{"type": "object", "properties": {"statements": {"type": "array", '
        '"items": {"type": "object", "properties": {"subject": {"type": "string"}, '
        '"predicate": {"enum": ["directed_by", "genre"]}}}}}}',
        56,
        57,
    ),
    (
        "Stainless steel water bottle, 750 ml, double wall, BPA free, 24 h cold / 12 h hot, black (2-pack) SKU 88-1042",
        38,
        37,
    ),
    (
        "两兄弟偷了一列装满钟表的火车，却发现时间不能出售。故事从一出错误的喜剧开始，以一座小镇的挽歌结束，午夜时分，车站永远关闭。",
        71,
        49,
    ),
    (
        "本产品采用不锈钢材质，容量500毫升，保温时间长达12小时，适合办公室和户外旅行使用。",
        48,
        32,
    ),
    (
        "二人の兄弟は時計でいっぱいの列車を盗み、時間は売れないことを知る。",
        39,
        26,
    ),
    (
        "Deux frères volent un train rempli d'horloges et découvrent trop tard que le temps ne se vend pas.",
        29,
        25,
    ),
]


@pytest.mark.parametrize(("text", "cl100k", "o200k"), TEXTS)
def test_the_estimate_is_near_both(text, cl100k, o200k):
    assert 0.7 * min(cl100k, o200k) <= estimate_tokens(text) <= 1.35 * max(cl100k, o200k)


@given(st.text(max_size=100), st.text(max_size=100))
def test_more_text_has_no_fewer_tokens_and_bytes_are_always_enough(one, other):
    assert 0 <= estimate_tokens(one) <= len(one.encode()) + 1
    assert estimate_tokens(f"{one} {other}") + 1 >= max(estimate_tokens(one), estimate_tokens(other))
