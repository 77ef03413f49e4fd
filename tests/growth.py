"""How the time of some work grows with its input, on a machine that does other work at the same time.

Other work makes a run longer, never shorter: the shortest of many runs counts, and as soon as it is short enough
the answer is known. Work that grows faster than it may is too long in every run.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

ATTEMPTS = 30
RESOLUTION = 0.002
"""Seconds below which times are not told apart."""


def seconds_of(work: Callable[[], object]) -> float:
    """How long some work keeps the processor busy."""
    start = time.process_time()
    work()
    return time.process_time() - start


def grows_at_most(
    factor: float, small: Callable[[], float], large: Callable[[], float], resolution: float = RESOLUTION
) -> bool:
    """Whether one work takes at most so many times the time of another; both give the seconds of one run."""
    shortest = longest = math.inf
    for _ in range(ATTEMPTS):
        shortest, longest = min(shortest, small()), min(longest, large())
        if longest < factor * max(shortest, resolution):
            return True
    return False


def takes_less_than(limit: float, work: Callable[[], object]) -> bool:
    """Whether some work keeps the processor busy for less than so many seconds."""
    return any(seconds_of(work) < limit for _ in range(ATTEMPTS))
