"""What the model reads: texts cannot leave their place, and the schema is told whole."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.chat.excerpts import excerpts_of
from tastegraph.extract.chat.wording import documents_text, examples_text, relations_text, types_text
from tastegraph.graph import Relation, Schema
from tastegraph.graph.schema import EntityType
from tastegraph.text.prompts import Prompt

SIGNS = ["<|im_end|>", "<|im_start|>system", "</s>", "[INST]", "[/INST]", "<<SYS>>", '"}', '\\"', "\n", "\u2028", "```"]
TEXTS = st.lists(st.one_of(st.sampled_from(SIGNS), st.text(max_size=10)), max_size=8).map("".join)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_text_cannot_leave_its_place(given_texts):
    documents = [Document("id", title or "-", {"plot": f"x {text}"}) for title, text in given_texts]
    excerpts = [excerpts_of(0, document, ("plot",), 10_000, 10)[0] for document in documents]

    shown = documents_text(excerpts)

    lines = shown.splitlines()
    assert len(lines) == len(documents)
    for number, (line, excerpt) in enumerate(zip(lines, excerpts, strict=True), 1):
        read = json.loads(line)
        assert list(read) == ["document", "title", "text"]
        assert read["document"] == number
        assert read["text"] == {"plot": excerpt.parts[0].shown}
    assert not any(sign in shown for sign in ("<", "[INST]", "[/INST]", "\u2028"))


def test_markup_is_shown_as_a_reader_sees_it():
    document = Document(
        "a", "Tom &amp; Jerry", {"plot": "<p>A <b>big</b>\u200b film&nbsp;by&#32;Ann.</p><p>x &lt; y\x00</p>"}
    )
    (excerpt,) = excerpts_of(0, document, ("plot",), 1000, 10)

    assert json.loads(documents_text([excerpt]))["text"]["plot"] == "A big film\u00a0by Ann.\n\nx < y"
    assert json.loads(documents_text([excerpt]))["title"] == "Tom & Jerry"


def test_the_schema_is_told_whole(schema):
    assert types_text(schema).splitlines() == ["- person: a human being", "- genre", "- literal"]
    assert relations_text(schema).splitlines() == [
        "- directed by (ITEM → person): who directed the film",
        "- starring (ITEM → person)",
        "- genre (ITEM → genre)",
        "- released (ITEM → literal: date, ≤ 1)",
        "- married to (person ↔ person)",
    ]
    assert json.loads(examples_text(schema)) == {
        "text": "Heat is a film by Michael Mann.",
        "statements": [
            {
                "subject": "ITEM",
                "relation": "directed by",
                "object": "Michael Mann",
                "quote": "Heat is a film by Michael Mann.",
            }
        ],
    }


@pytest.mark.parametrize("text", [types_text, relations_text, examples_text])
def test_an_open_schema_has_nothing_to_tell(text):
    assert text(Schema()) == "-"


def test_narrower_types_name_the_wider_one():
    schema = Schema(
        relations=(Relation(name="by", range="person"),),
        types=(EntityType(name="person"), EntityType(name="director", parent="person", description="makes films")),
    )

    assert types_text(schema) == "- person\n- director < person: makes films"


@pytest.mark.parametrize("name", ["statements", "entities", "relations"])
def test_the_prompts_say_the_same_in_both_languages(name):
    english, chinese = (Prompt.load("tastegraph.extract.chat", name, language) for language in ("en", "zh"))

    assert english.names == chinese.names >= {"types", "relations"}
    for sign in ("`ITEM`", "`document`", *(["`quote`", "`confidence`"] if name != "entities" else ["`name`"])):
        assert sign in english.text
        assert sign in chinese.text
    assert len(re.findall(r"^\d\. ", english.text, re.M)) == len(re.findall(r"^\d\. ", chinese.text, re.M))
