"""Kernel ridge regression, one column against the rest, with every document's scores by all the others; pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ridge", "fit"]

Numbers = NDArray[np.float32]

_SMALL = 192  # rows


@dataclass(frozen=True)
class Ridge:
    """`alphas`: what each document adds to each column. `spared`: each document's scores had it not been there.

    Both have a row for each document.
    """

    alphas: Numbers
    spared: Numbers


def fit(kernel: Numbers, columns: NDArray[np.int32], count: int, doubt: Numbers) -> Ridge:
    """`columns` says which of the `count` columns each document speaks for; `doubt` is its ridge: how little it counts.

    The scores of spared documents are leave-one-out in closed form: residual = alpha / diagonal of the inverse.
    """
    wanted = np.full((len(columns), count), -1 / max(count - 1, 1), dtype=np.float32)
    wanted[np.arange(len(columns)), columns] = 1
    doubted = kernel.astype(np.float64)  # single precision loses too much on the way
    doubted[np.diag_indices_from(doubted)] += doubt
    inverse = _inverse(doubted)
    alphas = (inverse @ wanted).astype(np.float32)
    return Ridge(alphas, (wanted - alphas / np.diag(inverse)[:, None]).astype(np.float32))


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of a symmetric, positive definite matrix, by halves: products of matrices are many times faster than LAPACK."""
    size = len(matrix)
    if size <= _SMALL:
        return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    half = size // 2
    first, across, second = matrix[:half, :half], matrix[:half, half:], matrix[half:, half:]
    inverse = np.empty_like(matrix)
    upper = _inverse(first)
    carried = upper @ across
    lower = _inverse(second - across.T @ carried)
    corner = carried @ lower
    inverse[:half, :half] = upper + corner @ carried.T
    inverse[:half, half:] = -corner
    inverse[half:, :half] = -corner.T
    inverse[half:, half:] = lower
    return inverse
