"""Loops compiled once and kept: beside the program where that can be written, else in the user's cache folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit
from numba.extending import intrinsic

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Machine code for `loop`, free of Python's lock while it runs; arithmetic may be reordered."""
    return cast("Loop", _kept(loop, fastmath=True))


def inlined(loop: Loop) -> Loop:
    """The same, put into the loops that call it, so that they can work on many numbers at a time."""
    return cast("Loop", njit(inline="always", fastmath=True)(loop))


def instruction(build: Callable[..., Any]) -> Any:
    """One machine instruction that the language has no word for."""
    return intrinsic(build)


def _kept(loop: Callable[..., Any], **options: Any) -> Any:
    try:
        # Numba itself falls back to the user's cache folder when the package lies on a read-only disk.
        return njit(cache=True, nogil=True, **options)(loop)
    except RuntimeError:  # neither can be written: compile in every process rather than not work
        return njit(cache=False, nogil=True, **options)(loop)
