"""What has changed between the log that a model was fitted to and another one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Interactions
from tastegraph.recommend.weights import binary


@dataclass(frozen=True)
class Change:
    """What an update found, and how it was done.

    Attributes:
        users_changed: Users whose history is not what it was, new ones among them.
        users_removed: Users with a history who are in the log no more.
        items_added: Items that the model did not have.
        items_removed: Items that are neither in the log nor in the knowledge any more.
        interactions_added: Pairs of a user and an item that are new.
        interactions_removed: Pairs that are gone.
        how: How the weights were made: "rank-37 update", "12 columns solved again", "refitted: …", "nothing to do".
    """

    users_changed: int
    users_removed: int
    items_added: int
    items_removed: int
    interactions_added: int
    interactions_removed: int
    how: str = ""


@dataclass(frozen=True, eq=False)
class LogChange:
    """Two logs on common maps: all users, and the items of the new log followed by those it has no more.

    Attributes:
        before: Histories of the old log, binary float32 CSR [users × items].
        after: Histories of the new log, likewise.
        places: Where the old items stand among all, int64 [old items].
        n_items: Items of the new log: the first of all.
        n_users: Users of the new log: the first of all.
    """

    before: csr_array
    after: csr_array
    places: NDArray[np.int64]
    n_items: int
    n_users: int

    @classmethod
    def between(cls, histories: csr_array, users: IdMap, items: IdMap, interactions: Interactions) -> LogChange:
        """Compare the histories of a model with another log.

        Args:
            histories: users × items, as the model keeps them.
            users: Its users.
            items: Its items.
            interactions: The other log, on the items that an updated model shall have.
        """
        all_users, all_items = interactions.users.union(users), interactions.items.union(items)
        rows, columns = all_users.index(users), all_items.index(items)
        shape = (len(all_users), len(all_items))
        before = binary(histories).tocoo()
        moved = csr_array((before.data, (rows[before.row], columns[before.col])), shape=shape)
        now = binary(interactions.matrix)
        more_users = np.full(shape[0] - now.shape[0], now.nnz, dtype=now.indptr.dtype)
        after = csr_array((now.data, now.indices, np.concatenate([now.indptr, more_users])), shape=shape)
        return cls(moved, after, columns, len(interactions.items), len(interactions.users))

    @property
    def histories(self) -> csr_array:
        """X of the new log alone, binary float32 CSR [new users × new items]."""
        X: csr_array = self.after[: self.n_users, : self.n_items]
        return X

    @cached_property
    def users(self) -> NDArray[np.int64]:
        """Users whose history differs."""
        return np.flatnonzero(np.diff(self._difference.indptr))

    @cached_property
    def items(self) -> NDArray[np.int64]:
        """Items in their old and new histories, ascending; those that the new log has no more come last."""
        touched = self.before[self.users].indices, self.after[self.users].indices
        return np.unique(np.concatenate(touched)).astype(np.int64)

    @property
    def in_numbers(self) -> Change:
        """The change as counts."""
        had, n_all = np.diff(self.before.indptr) > 0, self.after.shape[1]
        return Change(
            users_changed=int((self.users < self.n_users).sum()),
            users_removed=int(had[self.n_users :].sum()),
            items_added=n_all - len(self.places),
            items_removed=n_all - self.n_items,
            interactions_added=int((self._difference.data > 0).sum()),
            interactions_removed=int((self._difference.data < 0).sum()),
        )

    @cached_property
    def _difference(self) -> csr_array:
        difference = (self.after - self.before).tocsr()
        difference.eliminate_zeros()
        return difference
