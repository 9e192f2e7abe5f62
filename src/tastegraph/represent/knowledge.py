"""Knowledge about items as blocks of features, the ``F_s`` of the joint objective."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Triples
from tastegraph.errors import InputError
from tastegraph.graph import ITEM, Incidence, KnowledgeGraph, incidence

Matrix: TypeAlias = "csr_array | NDArray[np.float32]"


@dataclass(frozen=True, eq=False)
class FeatureBlock:
    """One source of knowledge: a relation of the graph, or what an encoder makes of the text.

    Attributes:
        name: Relation or encoder, as a person reads it.
        matrix: float32 [items × features], sparse or dense; a row of zeros says nothing is known.
        features: Name of each column, where columns have one.
    """

    name: str
    matrix: Matrix
    features: tuple[str, ...] | None = None

    @property
    def known(self) -> NDArray[np.bool_]:
        """Bool [items]: whether the block says anything about the item."""
        if isinstance(self.matrix, np.ndarray):
            return np.asarray((self.matrix != 0).any(axis=1))
        return np.asarray(np.diff(self.matrix.indptr) > 0)


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Feature blocks over one map of items, in a fixed order.

    Raises:
        InputError: A block has another number of rows than there are items, holds NaN or infinity,
            or two blocks share a name.
    """

    items: IdMap
    blocks: tuple[FeatureBlock, ...] = ()

    def __post_init__(self) -> None:
        names = [block.name for block in self.blocks]
        if len(set(names)) != len(names):
            raise InputError(f"two feature blocks share a name among {names}", fix="Rename one of them")
        for block in self.blocks:
            if block.matrix.shape[0] != len(self.items):
                raise InputError(
                    f"feature block {block.name!r} has {block.matrix.shape[0]:,} rows for {len(self.items):,} items",
                    fix="Give it one row per item, in the order of the item map",
                )
            values = block.matrix if isinstance(block.matrix, np.ndarray) else block.matrix.data
            if not np.isfinite(values).all():
                raise InputError(f"feature block {block.name!r} holds NaN or infinity", fix="Replace it by 0")

    @classmethod
    def from_graph(cls, graph: KnowledgeGraph, items: IdMap) -> Knowledge:
        """One block per relation: items × the entities at its other end, valued by confidence.

        A relation that points at items stands under its inverse, ``relation⁻¹``.
        """
        return cls._from_incidence(graph.incidence(items), items)

    @classmethod
    def from_triples(cls, triples: Triples, items: IdMap) -> Knowledge:
        """The same for triples that are in no graph store, such as a benchmark's."""
        types = {True: "item", False: "entity"}
        table = pa.table(
            {
                "subject": pa.array(triples.subjects, pa.string()),
                "subject_type": pa.array([types[bool(flag)] for flag in triples.subject_is_item]),
                "predicate": pa.array(triples.predicates, pa.string()),
                "object": pa.array(triples.objects, pa.string()),
                "object_type": pa.array([types[bool(flag)] for flag in triples.object_is_item]),
                "confidence": np.ones(len(triples.predicates), dtype=np.float32),
            }
        )
        return cls._from_incidence(incidence(table, [str(item) for item in items]), items)

    @classmethod
    def _from_incidence(cls, relations: Mapping[str, Incidence], items: IdMap) -> Knowledge:
        blocks = [
            FeatureBlock(relation, _with_themselves(matrix, others, items), tuple(name for _, name in others))
            for relation, (matrix, others) in relations.items()
        ]
        return cls(items, tuple(blocks))

    def with_block(self, block: FeatureBlock) -> Knowledge:
        """The same knowledge and one block more."""
        return replace(self, blocks=(*self.blocks, block))

    def without(self, names: Collection[str]) -> Knowledge:
        """The same knowledge less the named blocks."""
        return replace(self, blocks=tuple(block for block in self.blocks if block.name not in names))

    def onto(self, items: IdMap) -> Knowledge:
        """The same knowledge with its rows in the order of another item map.

        Items that this knowledge does not have get a row of zeros; items that the other map lacks are left out.
        """
        if items == self.items:
            return self
        rows = self.items.index(items)
        selector = csr_array(
            (
                np.ones(int((rows >= 0).sum()), dtype=np.float32),
                rows[rows >= 0],
                np.concatenate([[0], np.cumsum(rows >= 0)]),
            ),
            shape=(len(items), len(self.items)),
        )
        return Knowledge(items, tuple(replace(block, matrix=selector @ block.matrix) for block in self.blocks))

    def shuffled(self, rng: np.random.Generator) -> Knowledge:
        """Every item given the knowledge of another one: the control that shows what knowledge is worth."""
        order = rng.permutation(len(self.items))
        return replace(self, blocks=tuple(replace(block, matrix=block.matrix[order]) for block in self.blocks))

    @cached_property
    def digest(self) -> str:
        """sha256 over the item map and every block."""
        digest = hashlib.sha256(self.items.digest.encode())
        for block in self.blocks:
            digest.update(block.name.encode())
            for array in _arrays(block.matrix):
                digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def _with_themselves(matrix: csr_array, others: Sequence[tuple[str, str]], items: IdMap) -> csr_array:
    """An item at the other end of a relation has itself as a feature, and so shares it with those that point at it.

    Otherwise a relation between items would join those with a common neighbour, but not the two that it names.
    """
    pointed_at = {name: column for column, (type_, name) in enumerate(others) if type_ == ITEM}
    if not pointed_at:
        return matrix
    ends = [(row, pointed_at[str(item)]) for row, item in enumerate(items) if str(item) in pointed_at]
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    themselves = csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=matrix.shape)
    return matrix.maximum(themselves).tocsr()


def _arrays(matrix: Matrix) -> Iterable[NDArray[Any]]:
    return (matrix,) if isinstance(matrix, np.ndarray) else (matrix.indptr, matrix.indices, matrix.data)
