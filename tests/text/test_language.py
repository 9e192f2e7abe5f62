"""Which prompts a text gets."""

from __future__ import annotations

import pytest

from tastegraph.text import prompt_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("A film about a lighthouse.", "en"),
        ("关于灯塔的电影。", "zh"),
        ("《Alien》是一部1979年上映的科幻恐怖电影", "zh"),
        ("The film 海 is quiet and long and blue", "en"),
        ("Ein Film über das Meer", "en"),
        ("海についての映画です。とても静かです。", "en"),
        ("1979 — !?", "en"),
    ],
)
def test_chinese_texts_get_chinese_prompts_and_all_others_english_ones(text, language):
    assert prompt_language(text) == language
