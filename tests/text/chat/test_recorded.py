"""Recorded answers that are malformed are told by their row."""

from __future__ import annotations

import pytest

from tastegraph.errors import ReadError
from tastegraph.text.chat import RecordedChatModel

GOOD = '{"key": "00", "text": "{}", "tokens_in": 1, "tokens_out": 2}'


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not a recorded answer"),
        ('{"text": "a"}', "'key'.*a key is missing"),
        ('{"key": "00"}', "'text'.*a key is missing"),
        ('{"key": "00", "text": 7}', "not a recorded answer"),
        ('{"key": "00", "text": "", "tokens_in": "many"}', "not a recorded answer"),
    ],
)
def test_a_broken_line_is_named_by_its_row(line, problem, tmp_path):
    (tmp_path / "r.jsonl").write_text(f"{GOOD}\n{line}\n")
    with pytest.raises(ReadError, match=f"row 2.*{problem}"):
        RecordedChatModel(tmp_path / "r.jsonl")


def test_a_file_that_is_missing_or_no_text_is_told(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        RecordedChatModel(tmp_path / "none.jsonl")
    (tmp_path / "r.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match=r"r\.jsonl"):
        RecordedChatModel(tmp_path / "r.jsonl")


def test_keys_are_made_with_the_name_that_is_given(requests, tmp_path):
    (request,) = requests("a")
    (tmp_path / "r.jsonl").write_text(GOOD.replace("00", request.key("mine")))
    ((_, answer),) = RecordedChatModel(tmp_path / "r.jsonl", "mine").answer([request])

    assert (answer.text, answer.usage.tokens_in, answer.finish) == ("{}", 1, "stop")
