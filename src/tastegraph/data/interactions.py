"""Who liked, bought, played or read what: one row for each pair of a user and an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tastegraph.data.digest import digest
from tastegraph.data.duplicates import latest_of_each_pair
from tastegraph.data.encode import as_timestamps, as_weights, encode_ids
from tastegraph.data.ids import Id, IdMap
from tastegraph.data.partitions import partitions
from tastegraph.data.room import blocks, chosen, counts, empty, joined, looked_up, ones
from tastegraph.errors import InputError, UnknownIdError


@dataclass(frozen=True, eq=False)
class Interactions:
    """Interactions in the order of the log, at most one for each pair of a user and an item.

    Build it with `from_pairs`. All arrays are read-only; large ones lie in temporary files (`tastegraph.data.room`).

    Attributes:
        users: The users; a user need not have an interaction.
        items: The items; an item need not have an interaction.
        user_index: Position in ``users``, int32 [n].
        item_index: Position in ``items``, int32 [n].
        weights: Strength, float32 [n], finite and not negative.
        timestamps: Seconds since 1970 UTC, int64 [n]; None where the log has no times.
    """

    users: IdMap
    items: IdMap
    user_index: NDArray[np.int32]
    item_index: NDArray[np.int32]
    weights: NDArray[np.float32]
    timestamps: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for name in ("user_index", "item_index", "weights", "timestamps"):
            array = getattr(self, name)
            if array is not None:
                # A read-only view: the array itself may be the caller's.
                view = array.view()
                view.flags.writeable = False
                object.__setattr__(self, name, view)

    @classmethod
    def from_pairs(
        cls,
        users: Iterable[object],
        items: Iterable[object],
        weights: Iterable[object] | None = None,
        timestamps: Iterable[object] | None = None,
        *,
        user_ids: IdMap | None = None,
        item_ids: IdMap | None = None,
    ) -> Interactions:
        """Interactions out of columns of equal length: lists, arrays, pandas or Arrow columns.

        An id is text or a whole number. Numpy scalars become Python ones; a float that is whole becomes an integer.
        Ids are numbered in order of first appearance, unless a map is given. Of several rows for one pair of a
        user and an item the latest counts (the largest timestamp; in a tie, or without timestamps, the last in the
        log), with its own weight and in its own place in the log.

        Args:
            users: User ids [n].
            items: Item ids [n].
            weights: Strengths [n], finite and not negative; 1 where not given.
            timestamps: Seconds since 1970 UTC [n], whole numbers, or numpy times.
            user_ids: Map to number the users by.
            item_ids: Map to number the items by.

        Raises:
            InputError: The columns differ in length or are empty; a value is no id, weight or time (its row is named).
            UnknownIdError: An id is not in the map that was given.
        """
        user_index, user_map = _numbered(users, user_ids, "users")
        item_index, item_map = _numbered(items, item_ids, "items")
        columns: dict[str, NDArray[np.generic]] = {"items": item_index}
        strength = None if weights is None else as_weights(weights, "weights")
        times = None if timestamps is None else as_timestamps(timestamps, "timestamps")
        columns |= {} if strength is None else {"weights": strength}
        columns |= {} if times is None else {"timestamps": times}
        for name, column in columns.items():
            if len(column) != len(user_index):
                raise InputError(
                    f"{len(user_index):,} users but {len(column):,} {name}",
                    field=name,
                    fix="Give columns of equal length",
                )
        if not len(user_index):
            raise InputError("there are no interactions", field="users", fix="Give at least one pair")
        if strength is None:
            strength = ones(len(user_index))
        every = cls(user_map, item_map, user_index, item_index, strength, times)
        keep = latest_of_each_pair(user_index, item_index, len(user_map), len(item_map), times)
        return every if keep is None else every.select(keep)

    def __len__(self) -> int:
        return len(self.user_index)

    def __repr__(self) -> str:
        return f"Interactions({len(self):,} of {len(self.users):,} users with {len(self.items):,} items)"

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The weights as a matrix users × items, float32, with sorted column indices; its values are read-only."""
        n_users, n_items = len(self.users), len(self.items)
        # Where both fit into 32 bits scipy works with these without copies.
        boundaries = np.zeros(n_users + 1, dtype=np.int32 if len(self) < 2**31 else np.int64)
        columns, values = empty(len(self), np.int32), empty(len(self), np.float32)
        done = 0
        for group in partitions(self.user_index, n_users):
            rows = group.rows
            part = sparse.csr_array(
                (self.weights[rows], (self.user_index[rows] - np.int32(group.start), self.item_index[rows])),
                shape=(group.stop - group.start, n_items),
            )
            part.sort_indices()
            columns[done : done + part.nnz], values[done : done + part.nnz] = part.indices, part.data
            boundaries[group.start + 1 : group.stop + 1] = done + part.indptr[1:]
            done += part.nnz
        matrix = sparse.csr_array((values[:done], columns[:done], boundaries), shape=(n_users, n_items))
        matrix.has_canonical_format = True
        matrix.data.flags.writeable = False
        return matrix

    @cached_property
    def user_counts(self) -> NDArray[np.int64]:
        """Interactions of each user, int64 [users]."""
        return counts(self.user_index, len(self.users))

    @cached_property
    def item_counts(self) -> NDArray[np.int64]:
        """Interactions of each item, int64 [items]."""
        return counts(self.item_index, len(self.items))

    @cached_property
    def rows_by_user(self) -> NDArray[np.int64]:
        """All rows, int64 [n], user after user; those of one user by time where there are times, then by log order."""
        return self._user_after_user(self.timestamps)

    @property
    def ages(self) -> NDArray[np.int64]:
        """How many of the same user's interactions are newer, int64 [n]; where there are no times, later in the log."""
        rank = np.empty(len(self), dtype=np.int64)
        rank[self.rows_by_user] = np.arange(len(self))
        return np.cumsum(self.user_counts)[self.user_index] - 1 - rank

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over the id maps and all columns in order."""
        columns = (self.user_index, self.item_index, self.weights, self.timestamps)
        return digest("interactions", self.users.digest, self.items.digest, *columns)

    def select(self, mask_or_indices: NDArray[np.bool_] | NDArray[np.integer] | Sequence[int]) -> Interactions:
        """Some of the rows on the same id maps, in the order of the log whatever the order they are named in.

        Args:
            mask_or_indices: bool [n], or the rows to keep (a row named twice is kept once).
        """
        # A mask keeps the order of the log and costs no sorting; an index that is out of range fails here.
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[np.asarray(mask_or_indices, dtype=None if len(mask_or_indices) else np.int64)] = True
        users, items, weights, times = chosen(mask, self.user_index, self.item_index, self.weights, self.timestamps)
        return replace(self, user_index=users, item_index=items, weights=weights, timestamps=times)

    def joined(self, others: Interactions) -> Interactions:
        """These interactions followed by others; of a pair that is in both the latest counts, as in `from_pairs`.

        Raises:
            InputError: The others have other id maps.
        """
        if others.users != self.users or others.items != self.items:
            raise InputError("the interactions have other id maps", fix="Number both by the same maps first")
        times = None
        if self.timestamps is not None and others.timestamps is not None:
            times = joined(self.timestamps, others.timestamps)
        every = replace(
            self,
            user_index=joined(self.user_index, others.user_index),
            item_index=joined(self.item_index, others.item_index),
            weights=joined(self.weights, others.weights),
            timestamps=times,
        )
        keep = latest_of_each_pair(every.user_index, every.item_index, len(self.users), len(self.items), times)
        return every if keep is None else every.select(keep)

    def with_users(self, user_ids: IdMap) -> Interactions:
        """The same interactions on another map of users.

        Raises:
            UnknownIdError: A user with interactions is not in that map.
        """
        if user_ids is self.users:
            return self
        return replace(self, users=user_ids, user_index=_moved(self.user_index, self.users, user_ids, "users"))

    def with_items(self, item_ids: IdMap) -> Interactions:
        """The same interactions on another map of items.

        Raises:
            UnknownIdError: An item with interactions is not in that map.
        """
        if item_ids is self.items:
            return self
        return replace(self, items=item_ids, item_index=_moved(self.item_index, self.items, item_ids, "items"))

    def history(self, user: Id) -> list[Id]:
        """Items of one user, by time where there are times, else in the order of the log.

        Raises:
            UnknownIdError: The user is not in this map.
        """
        position = self.users.position(user)
        order, starts = self._grouped
        rows = order[starts[position] : starts[position + 1]]
        if self.timestamps is not None:
            rows = rows[np.argsort(self.timestamps[rows], kind="stable")]
        return [self.items[index] for index in self.item_index[rows]]

    @cached_property
    def _grouped(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows [n], user after user in the order of the log, and where each user begins in them [users + 1]."""
        # Sorting all rows by time too would take several times as long as the histories that are asked for.
        return self._user_after_user(None), np.concatenate(([0], np.cumsum(self.user_counts)))

    def _user_after_user(self, times: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """All rows, int64 [n], user after user; those of one user by time where it is given, then by log order."""
        every = empty(len(self), np.int64)
        done = 0
        for group in partitions(self.user_index, len(self.users)):
            users = self.user_index[group.rows]
            order = np.argsort(users, kind="stable") if times is None else np.lexsort((times[group.rows], users))
            every[done : done + len(order)] = order if isinstance(group.rows, slice) else group.rows[order]
            done += len(order)
        return every


def _numbered(ids: Iterable[object], known: IdMap | None, field: str) -> tuple[NDArray[np.int32], IdMap]:
    codes, values = encode_ids(ids, field)
    if known is None:
        return codes, IdMap(values)
    return _translated(codes, known.index(values), values, known, field), known


def _moved(codes: NDArray[np.int32], old: IdMap, new: IdMap, field: str) -> NDArray[np.int32]:
    return codes if old == new else _translated(codes, new.index(old), list(old), new, field)


def _translated(
    codes: NDArray[np.int32], positions: NDArray[np.int64], values: list[Id], known: IdMap, field: str
) -> NDArray[np.int32]:
    """Positions of the ids of a column, int32 [n]; positions: the position of each of its values, -1 for none."""
    moved = looked_up(codes, positions.astype(np.int32))
    for part in blocks(len(moved)):
        unknown = moved[part] < 0
        if unknown.any():
            row = part.start + int(np.argmax(unknown))
            value = values[codes[row]]
            raise UnknownIdError(
                f"{value!r} is not among the {len(known):,} known ids",
                row=row + 1,
                field=field,
                fix=known.hint(value) or "Drop the row or add its id",
            )
    return moved
