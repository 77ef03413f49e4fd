"""Interleaved timing, and what is said of the times: medians, ratios, spreads, slopes, and whether targets are met.

Within a round every library does the whole of the work once, one after the other, and rounds follow each other, so
that a machine that slows down slows them all. Each call is timed alone, with the garbage collector on, as programs
run; what prepares a call is outside of its time. Before a library is timed it does some of the work untimed, so
that it does not pay for what the one before it left in the allocator and the caches.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.peers import OURS, Operation

SETTLING = 10
"""About how many inputs are worked on untimed before each timed round."""
DOMINANT = 0.5
"""The share of a library's time from which a single file is pointed out."""
LINEAR = 1.1
"""The steepest slope on log-log axes that is called linear."""


@dataclass(frozen=True)
class Samples:
    """The seconds that one library took, by round and then by file."""

    rounds: tuple[tuple[float, ...], ...]

    @property
    def totals(self) -> tuple[float, ...]:
        """Seconds for all files, by round."""
        return tuple(sum(files) for files in self.rounds)

    @property
    def per_file(self) -> float:
        """The median over the rounds of the mean time of a file."""
        return median(self.totals) / len(self.rounds[0])

    @property
    def medians(self) -> tuple[float, ...]:
        """For each file, the median over the rounds."""
        return tuple(median(of_file) for of_file in zip(*self.rounds, strict=True))


def measure(operations: Mapping[str, Operation], inputs: Sequence[Any], rounds: int) -> dict[str, Samples]:
    """Time each library's operation on every input, `rounds` times over, after a round that is thrown away."""
    taken: dict[str, list[tuple[float, ...]]] = {name: [] for name in operations}
    for number in range(rounds + 1):
        for name, operation in operations.items():
            seconds = one_round(operation, inputs)
            if number:
                taken[name].append(seconds)
    return {name: Samples(tuple(of_peer)) for name, of_peer in taken.items()}


def settling(inputs: Sequence[Any]) -> Sequence[Any]:
    """A few of the inputs, none of them twice."""
    distinct = list(dict.fromkeys(inputs))
    return distinct[:: max(1, len(distinct) // SETTLING)]


def one_round(operation: Operation, inputs: Sequence[Any]) -> tuple[float, ...]:
    """The seconds that each input took, its result's disposal included."""
    prepare, work = operation.prepare, operation.work
    seconds = []
    gc.collect()
    for given in settling(inputs):
        work(prepare(given))
    gc.collect()
    for given in inputs:
        prepared = prepare(given)
        start = perf_counter()
        work(prepared)
        seconds.append(perf_counter() - start)
    return tuple(seconds)


@dataclass(frozen=True)
class Figure:
    """One measured comparison or bound.

    Parameters
    ----------
    of
        What was measured, where a row has several figures.
    against
        The library compared with; None for a bound that is ours alone.
    unit
        ``s``, ``B``, or another word to be printed after the number.
    ours, theirs
        The measured numbers; None where there is none.
    low, high
        The ratio's spread round by round.
    by_file
        The median over the files of each file's own ratio.
    target
        How many times `theirs` has to be `ours`, or, where `bound`, what `ours` may be at most.
    """

    of: str
    against: str | None
    unit: str
    ours: float | None
    theirs: float | None = None
    low: float | None = None
    high: float | None = None
    by_file: float | None = None
    target: float | None = None
    bound: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times theirs is ours."""
        if self.theirs is None or not self.ours:
            return None
        return self.theirs / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is no target or no measurement."""
        judged = self.ours if self.bound else self.ratio
        if self.target is None or judged is None:
            return None
        return judged <= self.target if self.bound else judged >= self.target


@dataclass
class Result:
    """What a row of the table came to."""

    name: str
    work: str
    files: int = 0
    size: int = 0
    figures: list[Figure] = field(default_factory=list)
    left_out: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)


def compare(samples: Mapping[str, Samples], targets: Mapping[str, float | None]) -> list[Figure]:
    """Ours against each other library that was measured."""
    ours = samples.get(OURS)
    figures = []
    for name, theirs in samples.items():
        if name == OURS:
            continue
        target = targets.get(name)
        if ours is None:
            figures.append(Figure("", name, "s", None, theirs.per_file, target=target))
            continue
        by_round = [their / our for their, our in zip(theirs.totals, ours.totals, strict=True)]
        by_file = [their / our for their, our in zip(theirs.medians, ours.medians, strict=True)]
        figures.append(
            Figure(
                "",
                name,
                "s",
                ours.per_file,
                theirs.per_file,
                low=min(by_round),
                high=max(by_round),
                by_file=median(by_file),
                target=target,
            )
        )
    return figures


def dominant(samples: Mapping[str, Samples], names: Sequence[str]) -> list[str]:
    """Say where a single one of many files makes most of a library's time, and what the ratio is without it."""
    said = []
    ours = samples.get(OURS)
    for library, theirs in samples.items():
        medians = theirs.medians
        worst = max(range(len(medians)), key=medians.__getitem__)
        share = medians[worst] / sum(medians)
        if len(names) > 1 / DOMINANT and share > DOMINANT:
            note = f"{names[worst]} alone is {share:.0%} of {library}'s time"
            if ours is not None and library != OURS:
                without = (sum(medians) - medians[worst]) / (sum(ours.medians) - ours.medians[worst])
                note += f"; without it the ratio is {without:.3g}x"
            said.append(note)
    return said


def slope(sizes: Sequence[float], measured: Sequence[float]) -> float:
    """The exponent of growth: the least-squares slope of log(measured) over log(size)."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(value, 1e-9)) for value in measured]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
