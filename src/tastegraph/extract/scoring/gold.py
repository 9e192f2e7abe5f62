"""Gold folders: a schema, texts to learn from, and texts to be scored on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tastegraph.errors import ReadError
from tastegraph.extract.scoring.examples import Example, joined
from tastegraph.extract.scoring.lines import read_lines
from tastegraph.graph.schema import ENTITY, Relation, Schema, read_schema, read_text2kg_ontology

_FILES: Final = "A gold folder has test.jsonl, and may have train.jsonl and schema.toml or ontology.json"


@dataclass(frozen=True)
class GoldSet:
    """A gold folder, read.

    Attributes:
        schema: Its relations; those of the train part where the folder declares none.
        declared: Whether the folder has a schema.
        train: Texts to learn from; may be none.
        test: Texts to score on, with the triples an extractor shall find.
    """

    schema: Schema
    declared: bool
    train: tuple[Example, ...]
    test: tuple[Example, ...]


def read_gold(folder: Path) -> GoldSet:
    """Read a gold folder.

    ``test.jsonl`` holds the texts and their triples; where it has none of these, ``ground_truth.jsonl`` does.
    ``train.jsonl`` and the schema (``schema.toml``, or ``ontology.json`` as in Text2KGBench) may be missing. Lines
    with one text are one example.

    Raises:
        ReadError: There is no such folder, no test part, no triple in it, or a file cannot be read.
    """
    if not folder.is_dir():
        raise ReadError("no such folder", path=folder, fix=_FILES)
    test = _test(folder)
    train_file = folder / "train.jsonl"
    train = joined(read_lines(train_file)) if train_file.is_file() else []
    schema = _declared(folder)
    return GoldSet(schema or _schema_of(train), schema is not None, tuple(train), tuple(test))


def _test(folder: Path) -> list[Example]:
    path, truth = folder / "test.jsonl", folder / "ground_truth.jsonl"
    if not path.is_file() and not truth.is_file():
        raise ReadError("has no test.jsonl", path=folder, fix=_FILES)
    lines = list(read_lines(path)) if path.is_file() else []
    if truth.is_file() and not any(line.triples for line in lines):
        labelled = list(read_lines(truth))
        lines = _with_truth(lines, labelled) if lines else labelled
    if not any(line.triples for line in lines):
        raise ReadError("holds no triple to score against", path=path, field="triples", fix=_FILES)
    return joined(lines)


def _with_truth(lines: Sequence[Example], labelled: Iterable[Example]) -> list[Example]:
    """The lines with the triples of the truth that has their id, or else their text."""
    truth = list(labelled)
    by_id = {(line.id, line.text): line.triples for line in truth}
    by_text = {line.text: line.triples for line in joined(truth)}
    return [replace(line, triples=by_id.get((line.id, line.text), by_text.get(line.text, ()))) for line in lines]


def _declared(folder: Path) -> Schema | None:
    own, ontology = folder / "schema.toml", folder / "ontology.json"
    if own.is_file():
        return read_schema(own)
    return read_text2kg_ontology(ontology) if ontology.is_file() else None


def _schema_of(train: Iterable[Example]) -> Schema:
    """The relations of the triples, in order of appearance."""
    names = dict.fromkeys(triple.predicate for example in train for triple in example.triples)
    return Schema(relations=tuple(Relation(name=name, domain=ENTITY) for name in names))
