"""Processes that share the work on many files; results come in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from itertools import islice
from typing import TypeVar

from dicomconstruct.codec import Codec

Item = TypeVar("Item")
Result = TypeVar("Result")

CodecOrModule = Codec | str
"""A codec, or the name of a module that defines one as ``codec`` (which other processes can import)."""

_AHEAD = 4
"""Items that each process has waiting for it."""
_INTERRUPTED = 130
"""The exit status of a process that Ctrl-C ended."""


def codec_from(codec: CodecOrModule) -> Codec:
    """A codec, or the ``codec`` of the module with that name.

    Raises ImportError where the module cannot be imported, TypeError where it defines no codec.
    """
    if isinstance(codec, Codec):
        return codec
    found = getattr(import_module(codec), "codec", None)
    if not isinstance(found, Codec):
        what = "nothing of that name" if found is None else f"a {type(found).__name__} there"
        raise TypeError(f"the module {codec} has to define `codec`, a dicomconstruct.Codec; it has {what}")
    return found


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int, when_lost: Callable[[Item], Result]
) -> Iterator[Result]:
    """The results of work on items in their order, with a bounded number of items under way.

    A process that dies (killed for its memory, say) takes the whole pool with it; then the items under way
    are tried again one at a time, so that the blame falls on the right one.

    Parameters
    ----------
    work
        What is done. For several processes it has to be a function of a module, or a `functools.partial` of one.
    items
        What it is done to.
    jobs
        How many processes share the work; 1 for this one alone.
    when_lost
        The result for an item whose process died.
    """
    if jobs <= 1:
        yield from map(work, items)
        return
    coming = iter(items)
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            for one in islice(coming, jobs * _AHEAD - len(waiting)):
                waiting.append((one, pool.submit(work, one)))
            if not waiting:
                return
            one, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                again = [one, *(left for left, _ in waiting)]
                waiting.clear()
                pool.shutdown(cancel_futures=True)
                for left in again:
                    yield _alone(work, left, when_lost)
                pool = _pool(jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[Item], Result], item: Item, when_lost: Callable[[Item], Result]) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return when_lost(item)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_quietly_when_interrupted
    )


def _leave_quietly_when_interrupted() -> None:
    """Ctrl-C reaches every process; the one that was started says so, the others just tidy up."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(_INTERRUPTED))
