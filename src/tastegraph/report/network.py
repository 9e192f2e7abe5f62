"""The statements of a graph as arrays: entities numbered, statements as pairs of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph import ITEM

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Network:
    """Statements with their entities numbered.

    Args:
        statements: As ``KnowledgeGraph.to_arrow`` gives them.
        types: Types of the entities, string [entities].
        names: Names of the entities, string [entities].
        is_item: Which of them are items, bool [entities].
        subject: Entity that each statement starts at, int64 [statements].
        object: Entity that each statement leads to, int64 [statements].
    """

    statements: pa.Table
    types: pa.Array
    names: pa.Array
    is_item: npt.NDArray[np.bool_]
    subject: Numbers
    object: Numbers

    @classmethod
    def of(cls, statements: pa.Table) -> Network:
        """Number the entities of a table of statements; an entity is a (type, name)."""
        types, type_ = _encoded(statements, "subject_type", "object_type")
        names, name = _encoded(statements, "subject", "object")
        pairs, entity = np.unique(type_ * len(names) + name, return_inverse=True)
        kinds = pairs // max(len(names), 1)
        return cls(
            statements=statements,
            types=types.take(kinds),
            names=names.take(pairs - kinds * len(names)),
            is_item=pc.equal(types, ITEM).to_numpy(zero_copy_only=False)[kinds],
            subject=entity[: len(statements)],
            object=entity[len(statements) :],
        )

    @property
    def degree(self) -> Numbers:
        """Number of statements' ends at each entity, int64 [entities]."""
        return np.bincount(np.concatenate([self.subject, self.object]), minlength=len(self.names))


def _encoded(statements: pa.Table, *columns: str) -> tuple[pa.Array, Numbers]:
    """Return the distinct values of the columns, and the place of each value among them, a column after the other."""
    chunks = [chunk for column in columns for chunk in statements.column(column).chunks]
    encoded = pa.chunked_array(chunks, pa.string()).combine_chunks().dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy().astype(np.int64)
