"""How much is measured: everything, or enough to see that the benchmark itself runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Sizes and numbers of repetitions.

    Parameters
    ----------
    rounds
        Interleaved rounds of each timed row.
    every
        One in how many of the real files is taken.
    items
        Items in the large generated files.
    sparse
        Bytes of Pixel Data in the sparse file.
    repeats
        Reads of the row about many small files.
    frames
        Frames of the generated files of many.
    growth
        The sizes of each series of growing files; by bytes all beyond 32 MB, where glibc's allocator changes its
        way of getting memory and would bend the curve.
    """

    rounds: int
    every: int
    items: int
    sparse: int
    repeats: int
    growth: Mapping[str, tuple[int, ...]]
    frames: int = 1_000


FULL = Scale(
    rounds=7,
    every=1,
    items=10_000,
    sparse=1 << 30,
    repeats=100_000,
    growth={
        "elements": (1_000, 4_000, 16_000, 64_000),
        "depth": (16, 32, 64, 128),
        "bytes": (1 << 25, 1 << 26, 1 << 27, 1 << 28),
    },
)
QUICK = Scale(
    rounds=3,
    every=8,
    items=500,
    sparse=1 << 26,
    repeats=2_000,
    frames=100,
    growth={"elements": (500, 2_000, 8_000), "depth": (8, 16, 32), "bytes": (1 << 25, 1 << 26)},
)
