"""One way to name a value by its content."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def digest(*parts: str | NDArray[np.generic] | None) -> str:
    """Sha256, in hex, over text and arrays, in order.

    Each part is preceded by its kind, shape and length, so that no two different sequences of parts are hashed
    as the same bytes. Arrays are hashed as little-endian: the digest does not depend on the machine.
    """
    state = hashlib.sha256()
    for part in parts:
        if part is None:
            state.update(b"none;")
        elif isinstance(part, str):
            content = part.encode("utf-8", "surrogatepass")
            state.update(b"text %d;" % len(content))
            state.update(content)
        else:
            array = np.ascontiguousarray(part, dtype=part.dtype.newbyteorder("<"))
            state.update(f"array {array.dtype.str} {array.shape};".encode())
            state.update(array.data)
    return state.hexdigest()
