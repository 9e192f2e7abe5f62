"""The other models behind the same seam: one in this process with random weights, and answers of earlier days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tastegraph.data import Document
from tastegraph.extract.chat import ChatExtractor
from tastegraph.extract.chat.answers import StatementAnswer
from tastegraph.graph import verify
from tastegraph.text.chat import ChatAnswer, LocalChatModel, RecordedChatModel, Usage
from tastegraph.text.chat.recorded import write_recorded

ANSWERS = Path(__file__).parent / "answers.json"


@pytest.fixture(scope="module")
def random_model(tmp_path_factory) -> LocalChatModel:
    """A causal model of 30,000 weights that nobody trained."""
    import torch
    from tokenizers import ByteLevelBPETokenizer
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "random"
    bytes_alone = ByteLevelBPETokenizer()
    bytes_alone.train_from_iterator(["a film directed by"], vocab_size=300, special_tokens=["<end>"])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bytes_alone._tokenizer, eos_token="<end>", pad_token="<end>")
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=16_384, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return LocalChatModel(folder, batch=2)


def test_every_answer_of_a_random_model_parses_and_what_is_stored_is_proved(random_model, schema, films):
    extractor = ChatExtractor(random_model, schema, fields=["plot"], max_answer=512, documents=2)

    outcomes = [outcome for _, outcome in random_model.answer(extractor.requests(films))]
    assert len(outcomes) >= 2
    for outcome in outcomes:
        assert isinstance(outcome, ChatAnswer)
        answer = StatementAnswer.model_validate_json(outcome.text)
        assert all(record.relation in schema.names for record in answer.statements)

    statements = list(extractor.extract(films))
    assert all(verify(one, {film.item: film.fields for film in films}) is None for one in statements)
    report = extractor.report
    assert report.records == report.kept + report.repeated + sum(report.rejected.values())
    assert report.read + len(report.unread) == len(films)


def test_recorded_answers_are_read_as_when_they_were_given(tmp_path, schema):
    """Answers as a chat model words them: in a code fence, with typographic quotes, a name too many and one too few."""
    kept = json.loads(ANSWERS.read_text(encoding="utf-8"))
    films = [Document(film["item"], film["title"], {"plot": film["plot"]}) for film in kept]
    blank = ChatExtractor(RecordedChatModel(_empty(tmp_path)), schema, fields=["plot"], documents=1)
    requests = list(blank.requests(films))
    assert len(requests) == len(films)
    write_recorded(
        tmp_path / "answers.jsonl",
        [
            (request.key("kept"), ChatAnswer(film["answer"], Usage(900, 200), "stop", "kept"))
            for request, film in zip(requests, kept, strict=True)
        ],
    )

    extractor = ChatExtractor(RecordedChatModel(tmp_path / "answers.jsonl"), schema, fields=["plot"], documents=1)
    statements = list(extractor.extract(films))

    said: dict[str, list[list[str]]] = {film["item"]: [] for film in kept}
    for one in statements:
        assert verify(one, {film.item: film.fields for film in films}) is None
        said[one.evidence.document].append([one.subject, one.predicate, one.object])
    assert said == {film["item"]: film["statements"] for film in kept}
    assert dict(extractor.report.rejected) == {
        "the quote is not in the text": 1, "the quote does not name it": 2, "another item": 1
    }  # fmt: skip
    assert extractor.report.read == len(films)


def test_what_was_not_recorded_is_unread(tmp_path, schema, films):
    extractor = ChatExtractor(RecordedChatModel(_empty(tmp_path)), schema, fields=["plot"])

    assert list(extractor.extract(films)) == []
    assert set(extractor.report.unread) == {film.item for film in films}


def _empty(folder: Path) -> Path:
    path = folder / "empty.jsonl"
    path.touch()
    return path
