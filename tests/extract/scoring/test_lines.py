"""Gold lines in each form that is understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tastegraph.errors import ReadError
from tastegraph.extract.scoring import Triple, read_gold
from tastegraph.extract.scoring.lines import read_lines

OURS = {
    "id": "a",
    "text": "Ann wrote It.",
    "triples": [{"subject": "It", "predicate": "author", "object": "Ann"}],
}
TEXT2KG = {"id": "a", "sent": "Ann wrote It.", "triples": [{"sub": "It", "rel": "author", "obj": "Ann"}]}
TEXT2KG_TRAIN = {
    "id": "a", "sent": "Ann wrote It.", "sub_label": "It", "rel_label": "author", "obj_label": "Ann", "sub": "Q1",
    "rel": "P2", "obj": "Q3",
}  # fmt: skip


def written(folder: Path, name: str, *lines: object) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("line", [OURS, TEXT2KG, TEXT2KG_TRAIN])
def test_one_text_is_read_alike_in_every_form(tmp_path: Path, line: object) -> None:
    (example,) = read_lines(written(tmp_path, "test.jsonl", line))
    assert (example.id, example.text, example.triples) == ("a", "Ann wrote It.", (Triple("It", "author", "Ann"),))


def test_attribute_values_have_the_line_as_subject(tmp_path: Path) -> None:
    line = {"input": "Acme Red Shoe", "category": "Shoes", "target_scores": {"Brand": {"Acme": 1}, "Size": {"n/a": 1}}}
    (example,) = read_lines(written(tmp_path, "test.jsonl", line))
    assert (example.category, example.triples) == ("Shoes", (Triple("1", "Brand", "Acme"),))


def test_lines_of_one_text_are_one_example_and_truth_joins_by_id(tmp_path: Path) -> None:
    second = TEXT2KG_TRAIN | {"id": "b", "rel_label": "genre", "obj_label": "novel"}
    written(tmp_path, "train.jsonl", TEXT2KG_TRAIN, second)
    written(tmp_path, "test.jsonl", {"id": "a", "sent": "Ann wrote It."})
    written(tmp_path, "ground_truth.jsonl", TEXT2KG)
    gold = read_gold(tmp_path)
    assert [(one.id, len(one.triples)) for one in gold.train] == [("a", 2)]
    assert gold.test[0].triples == (Triple("It", "author", "Ann"),)
    assert (gold.schema.names, gold.declared) == (("author", "genre"), False)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"id": "a"}, "text"),
        ({"text": 3}, "text"),
        ({"text": "x", "triples": [{"subject": "a"}]}, "triples"),
        ({"text": "x", "triples": {}}, "triples"),
        ({"text": "x", "triples": [{"subject": "a", "predicate": "b", "object": None}]}, "object"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, line: object, field: str) -> None:
    path = written(tmp_path, "test.jsonl", OURS, line)
    with pytest.raises(ReadError) as error:
        list(read_lines(path))
    assert (error.value.row, error.value.field) == (2, field)


def test_a_folder_without_gold_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such folder"):
        read_gold(tmp_path / "none")
    with pytest.raises(ReadError, match=r"has no test\.jsonl"):
        read_gold(tmp_path)
    written(tmp_path, "test.jsonl", {"text": "nothing is stated"})
    with pytest.raises(ReadError, match="no triple"):
        read_gold(tmp_path)
