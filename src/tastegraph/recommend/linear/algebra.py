"""The dense algebra of the linear core: pure functions on arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, lapack

from tastegraph.errors import InputError

Dense = NDArray[np.floating]

BLOCK = 256
"""Rows worked on at a time."""


def invert_in_place(A: Dense) -> Dense:
    """Replace a symmetric positive definite matrix by its inverse, through its Cholesky factor.

    Args:
        A: float32 or float64 [n × n], C-contiguous; only its upper triangle is read.

    Returns:
        A itself, holding the inverse. Cost n³ flop and no second matrix.

    Raises:
        InputError: A is not positive definite to working precision.
    """
    potrf, potri = (lapack.spotrf, lapack.spotri) if A.dtype == np.float32 else (lapack.dpotrf, lapack.dpotri)
    try:
        # A C-ordered matrix seen transposed is Fortran-ordered, so LAPACK works in it without a copy.
        factor, failed = potrf(A.T, lower=1, overwrite_a=1, clean=0)
        if failed == 0:
            inverse, failed = potri(factor, lower=1, overwrite_c=1)
    except LinAlgError as error:
        raise InputError(f"the system cannot be solved: {error}", fix="Raise the regularisation") from None
    if failed:
        raise InputError(
            "the system is singular", field="regularisation", fix="Raise it; it must outweigh rounding errors"
        )
    if not np.shares_memory(inverse, A):
        A[:] = inverse.T
    mirror_upper(A)
    return A


def mirror_upper(A: Dense) -> None:
    """Copy the upper triangle of a square matrix over its lower one, in blocks that fit the processor's cache."""
    for start in range(0, len(A), BLOCK):
        stop = min(start + BLOCK, len(A))
        corner = A[start:stop, start:stop]
        corner[:] = np.triu(corner) + np.triu(corner, 1).T
        A[stop:, start:stop] = A[start:stop, stop:].T


def self_excluding_solution(P: Dense) -> Dense:
    """B = I − P · diag(1 / diag P): the ridge solution in which no column may use itself.

    Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, eq. 8. P is overwritten and returned.
    """
    P /= -np.diag(P).copy()
    np.fill_diagonal(P, 0)
    return P


def self_excluding_solution_near(P: Dense, ridge: Dense, prior: Dense) -> Dense:
    """The same, held to a prior instead of to zero.

    min_B ‖W^½ (X − X B)‖² + ‖Λ^½ (B − B₀)‖², diag(B) = 0, solved by B = I + P Λ B₀ − P · diag(γ),
    where γ_j = (1 + (P Λ B₀)_jj) / P_jj makes the diagonal vanish and P = (XᵀWX + Λ)⁻¹.

    Args:
        P: [n × n].
        ridge: Diagonal of Λ [n].
        prior: B₀ [n × n]. It is overwritten.
    """
    prior *= ridge[:, None]
    B = P @ prior
    multipliers = (1 + np.diag(B)) / np.diag(P)
    for start in range(0, len(B), BLOCK):
        B[start : start + BLOCK] -= P[start : start + BLOCK] * multipliers
    np.fill_diagonal(B, 0)
    return B
