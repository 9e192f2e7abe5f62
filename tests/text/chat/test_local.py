"""A model in this process, of random weights: whatever it says, the answer parses and fits its schema."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tastegraph.errors import InputError
from tastegraph.text.chat import ChatAnswer, ChatFailure, ChatRequest, LocalChatModel, Message, ask

TEXTS = [
    "Two brothers steal a train full of clocks and learn that time cannot be sold.",
    '{"records": [{"name": "Alien", "kind": "film", "year": 1979}, {"name": "sea", "kind": "theme"}]}',
    "海边的灯塔在暴风雨中熄灭了。",
]


class Kind(StrEnum):
    film, theme = "film", "theme"


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=30)
    kind: Kind
    year: int | None = None


class Records(BaseModel):
    model_config = ConfigDict(extra="forbid")
    records: list[Record]


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str
    weight: float
    children: list[Tree] = Field(max_length=2)


class Nested(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[A-Z]{2}-[0-9]{4}$")
    both: tuple[bool, int]
    table: dict[str, list[str]]
    either: Record | Tree
    at_least: list[Kind] = Field(min_length=3)


TYPES = [Records, Tree, Nested]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A Llama of two layers with random weights, and a tokenizer trained on three sentences."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    place = tmp_path_factory.mktemp("local") / "tiny-llama"
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<pad>", "<end>"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<pad>")
    wrapped.save_pretrained(place)
    torch.manual_seed(0)
    config = LlamaConfig(
        # More scores than tokens, as models have that pad their vocabulary.
        vocab_size=len(wrapped) + 7,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=1024,
        bos_token_id=None,
        eos_token_id=1,
        pad_token_id=0,
    )
    model = LlamaForCausalLM(config)
    # Larger weights than a fresh model's, so that what it says varies with what it was told.
    with torch.no_grad():
        for weights in model.parameters():
            weights.mul_(8.0)
    model.save_pretrained(place)
    return place


def request(text, answer_type, max_tokens, temperature=1.0):
    schema = None if answer_type is None else answer_type.model_json_schema()
    return ChatRequest((Message("user", text),), schema, max_tokens, temperature)


@pytest.mark.parametrize("max_tokens", [1, 7, 60])
@pytest.mark.parametrize("answer_type", TYPES)
def test_every_answer_parses_and_fits_even_where_it_is_cut_off(folder, answer_type, max_tokens):
    model = LocalChatModel(folder, batch=17)
    requests = [request(f"{number} {TEXTS[number % 3]}", answer_type, max_tokens) for number in range(50)]
    outcomes = dict(model.answer(requests))

    assert len(outcomes) == 50
    for outcome in outcomes.values():
        assert isinstance(outcome, ChatAnswer), outcome
        assert isinstance(json.loads(outcome.text), dict)
        answer_type.model_validate_json(outcome.text)
        # How long the shortest way to an end may be depends on the schema alone.
        assert outcome.finish == "stop" or max_tokens <= outcome.usage.tokens_out <= max_tokens + 120
    assert max_tokens < 60 or len({outcome.text for outcome in outcomes.values()}) > 25
    if max_tokens == 1:
        assert {outcome.finish for outcome in outcomes.values()} == {"length"}


def test_answers_do_not_depend_on_who_else_is_asked(folder):
    requests = [request(text * (1 + number), Records, 40) for number, text in enumerate(TEXTS)]
    greedy = [request(text, Tree, 30, temperature=0.0) for text in TEXTS]
    together = dict(LocalChatModel(folder, batch=6).answer(requests + greedy))
    alone = dict(LocalChatModel(folder, batch=1).answer(requests + greedy))
    other_seed = dict(LocalChatModel(folder, seed=1).answer(requests + greedy))

    assert [together[place].text for place in range(6)] == [alone[place].text for place in range(6)]
    assert all(together[place].text != other_seed[place].text for place in range(3))
    assert all(together[place].text == other_seed[place].text for place in range(3, 6))


def test_free_text_is_not_constrained(folder):
    ((_, answer),) = LocalChatModel(folder).answer([request("a", None, 20)])

    assert (answer.usage.tokens_out, answer.finish) == (20, "length")
    with pytest.raises(ValueError, match=r"JSON|Expecting|Extra"):
        json.loads(answer.text)


def test_a_text_that_is_too_long_fails_alone(folder):
    outcomes = dict(LocalChatModel(folder).answer([request("sea " * 2000, Records, 20), request("sea", Records, 20)]))

    assert isinstance(outcomes[0], ChatFailure)
    assert "too long for the model" in outcomes[0].reason
    assert isinstance(outcomes[1], ChatAnswer)


def test_at_the_end_of_its_context_an_answer_is_still_whole(folder):
    text = "a" + "1 " * 480
    ((_, answer),) = LocalChatModel(folder).answer([request(text, Tree, 500)])

    assert answer.usage.tokens_in + answer.usage.tokens_out < 1024 + 120
    TypeAdapter(Tree).validate_json(answer.text)


def test_what_was_closed_for_the_model_is_not_taken_for_its_word(folder):
    requests = [request(text, Records, 60) for text in TEXTS * 4]
    for _, found in ask(LocalChatModel(folder), requests, Records, "records"):
        assert found.failure is None
        assert all(isinstance(record, Record) for record in found.records)
        if found.problems:
            assert found.problems[0] == "the answer was cut off at max_tokens"


def test_the_name_tells_other_weights_and_another_seed(folder, tmp_path):
    import shutil

    from safetensors.numpy import load_file, save_file

    other = tmp_path / folder.name
    shutil.copytree(folder, other)
    name = LocalChatModel(folder).name
    assert LocalChatModel(other).name == name
    weights = load_file(other / "model.safetensors")
    weights["model.norm.weight"] += np.float32(0.1)
    save_file(weights, other / "model.safetensors")

    assert LocalChatModel(other).name != name
    assert LocalChatModel(folder, seed=1).name != name


def test_what_cannot_be_loaded_or_followed_is_told(folder, tmp_path):
    with pytest.raises(InputError, match="no model here"):
        LocalChatModel(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(InputError, match="cannot be loaded"):
        list(LocalChatModel(tmp_path).answer([request("a", Records, 5)]))
    odd = ChatRequest((Message("user", "a"),), {"type": "array", "uniqueItems": True, "contains": {"const": 1}}, 5)
    with pytest.raises(InputError, match="cannot be followed"):
        list(LocalChatModel(folder).answer([odd]))
