"""One way to name a value by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tastegraph.data.room import blocks


def digest(*parts: str | Sequence[bytes] | NDArray[np.generic] | None) -> str:
    """Sha256, in hex, over text (also in pieces of UTF-8) and arrays, in order.

    Each part is preceded by its kind, shape and length, so that no two different sequences of parts are hashed
    as the same bytes. Arrays are hashed as little-endian: the digest does not depend on the machine.
    """
    state = hashlib.sha256()
    for part in parts:
        if part is None:
            state.update(b"none;")
        elif isinstance(part, np.ndarray):
            little_endian = part.dtype.newbyteorder("<")
            state.update(f"array {little_endian.str} {part.shape};".encode())
            for rows in blocks(len(part)):
                state.update(np.ascontiguousarray(part[rows], dtype=little_endian).data)
        else:
            pieces = [part.encode("utf-8", "surrogatepass")] if isinstance(part, str) else part
            state.update(b"text %d;" % sum(map(len, pieces)))
            for piece in pieces:
                state.update(piece)
    return state.hexdigest()
