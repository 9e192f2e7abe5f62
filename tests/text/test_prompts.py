"""Prompts are files with places, known by the hash of what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.errors import InputError
from tastegraph.text import Prompt


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "places"), [("again", {"error"}), ("schema", {"schema"})])
def test_each_language_has_the_same_prompts_with_the_same_places(name, places, language):
    prompt = Prompt.load("tastegraph.text.chat", name, language)

    assert prompt.names == places
    assert prompt.text == prompt.text.strip()
    assert len(bytes.fromhex(prompt.hash)) == 16


def test_a_prompt_that_is_not_there_is_told_with_its_language():
    with pytest.raises(InputError, match=r"no prompt 'again' in language 'fr'"):
        Prompt.load("tastegraph.text.chat", "again", "fr")


@given(st.text(), st.text())
def test_a_value_is_put_in_its_place_as_it_is(one, other):
    prompt = Prompt.of("<{{ one }}|{{other}}|{{ one }}>")

    assert prompt.fill(one=one, other=other) == f"<{one}|{other}|{one}>"


def test_a_value_cannot_open_another_place():
    assert Prompt.of("{{ a }} {{ b }}").fill(a="{{ b }}", b="secret") == "{{ b }} secret"


@pytest.mark.parametrize("values", [{}, {"a": "1", "b": "2"}, {"b": "2"}])
def test_places_and_values_must_agree(values):
    with pytest.raises(ValueError, match="differ: "):
        Prompt.of("{{ a }}").fill(**values)


def test_the_hash_tells_texts_apart_and_not_line_endings():
    assert Prompt.of("a\nb\n").hash == Prompt.of("a\r\nb").hash
    assert Prompt.of("a").hash != Prompt.of("b").hash
