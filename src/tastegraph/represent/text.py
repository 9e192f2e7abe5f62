"""The text of the items as blocks of features: what an encoder makes of it, and its plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tastegraph.data import Catalogue, IdMap
from tastegraph.represent.knowledge import FeatureBlock

if TYPE_CHECKING:
    from tastegraph.text import TextEncoder

_WORD = re.compile(r"[^\W_]+")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


def text_block(catalogue: Catalogue, fields: Sequence[str], encoder: TextEncoder, items: IdMap) -> FeatureBlock:
    """Encode title and text fields of each item: dense, float32 [items × encoder.dimension].

    The rows are centred and scaled back to length 1, so that 0 means "like the average item". Items without any of
    the fields get a row of zeros.
    """
    rows, texts = _texts(catalogue, fields, items)
    matrix = np.zeros((len(items), encoder.dimension), dtype=np.float32)
    if texts:
        vectors = encoder.encode(texts)
        vectors = vectors - vectors.mean(axis=0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        matrix[rows] = vectors / np.where(lengths > 0, lengths, 1)
    return FeatureBlock("text", matrix)


def words_block(catalogue: Catalogue, fields: Sequence[str], items: IdMap) -> FeatureBlock:
    """Count the words of title and text fields of each item: sparse, 1 + log(count), float32 [items × words].

    Words are case-folded; runs of Chinese and Japanese, which put no spaces between words, count as pairs of
    characters. What is rare and what is common is left to the model, which weighs features by rarity.
    """
    rows, texts = _texts(catalogue, fields, items)
    columns: dict[str, int] = {}
    entries = [
        (row, columns.setdefault(word, len(columns)), 1 + np.log(count))
        for row, text in zip(rows, texts, strict=True)
        for word, count in Counter(_words(text)).items()
    ]
    at, of, values = np.array(entries, dtype=np.float64).reshape(-1, 3).T
    shape = (len(items), max(len(columns), 1))
    matrix = csr_array((values.astype(np.float32), (at.astype(np.int64), of.astype(np.int64))), shape=shape)
    return FeatureBlock("words", matrix, tuple(columns) or ("",))


def _texts(catalogue: Catalogue, fields: Sequence[str], items: IdMap) -> tuple[list[int], list[str]]:
    """Row and text of each item that has any of the fields; its title stands before them."""
    place = {str(item): row for row, item in enumerate(items)}
    rows, texts = [], []
    for document in catalogue.documents:
        parts = [document.fields[field] for field in fields if document.fields.get(field, "").strip()]
        if parts and document.item in place:
            rows.append(place[document.item])
            texts.append("\n".join([document.title, *parts]))
    return rows, texts


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        if _WITHOUT_SPACES.fullmatch(word) and len(word) > 2:
            yield from (word[place : place + 2] for place in range(len(word) - 1))
        else:
            yield word
