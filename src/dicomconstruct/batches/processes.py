"""Worker processes for many files; results come in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, Self, TypeVar

from dicomconstruct.codec import Codec
from dicomconstruct.exits import print_unraisable

Item = TypeVar("Item")
Result = TypeVar("Result")

CodecOrModule = Codec | str
"""A codec, or the name of a module with a ``codec``, which worker processes can import."""

_AHEAD = 4
"""Items in progress for each process, those included whose results wait for an earlier one."""
_AT_HAND = 2
"""Items given to a process at a time, so that it does not wait for the next one."""
_LOSSES = 2
"""An item is lost after so many processes died on it; one may have died for another reason."""
_LONGEST_WAIT = 1.0
"""Seconds of one wait for results; between waits the handlers of pending signals run."""
_GRACE = 0.7
"""Seconds for processes to clean up when the work is cancelled."""
_TERMINATED = 143
"""The exit status after SIGTERM, as in shells."""
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def codec_from(codec: CodecOrModule) -> Codec:
    """A codec, or the ``codec`` of the module with that name.

    Raises ImportError if the module cannot be imported, TypeError if it defines no codec.
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
    """The results of `work` on items in their order, with a bounded number of items in progress.

    Errors of `work` are raised here. When the iterator is closed, also by an interrupt, all processes end.

    Parameters
    ----------
    work
        The function. For several processes it has to be a function of a module, or a `functools.partial` of one.
    items
        Its arguments.
    jobs
        The number of processes; 1 for this process only.
    when_lost
        The result for an item whose process died (killed for its memory, say).
    """
    if jobs <= 1:
        yield from map(work, items)
        return
    with _Crew(work, jobs) as crew:
        coming = iter(items)
        tasks: deque[_Task[Item, Result]] = deque()
        while True:
            new = [_Task[Item, Result](one) for one in islice(coming, jobs * _AHEAD - len(tasks))]
            tasks += new
            crew.waiting += new
            if not tasks:
                return
            while not tasks[0].done():
                crew.go_on(when_lost)
            yield tasks.popleft().result()


class _Task(Future[Result], Generic[Item, Result]):
    """An item and its result or error."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.losses = 0
        """The number of processes that died while working on it."""


class _Worker(Generic[Item, Result]):
    """A process and its tasks, the current one first."""

    def __init__(self, work: Callable[[Item], Result]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.tasks: deque[_Task[Item, Result]] = deque()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _out_of_reach():
            self.process.start()
        theirs.close()

    def give(self, task: _Task[Item, Result]) -> None:
        """Send a task to the process. `take` detects a dead process."""
        self.tasks.append(task)
        with suppress(OSError):
            self.connection.send(task.item)

    def take(self) -> None:
        """Receive the result of the first task. EOFError or OSError for a dead process."""
        result, error = self.connection.recv()
        task = self.tasks.popleft()
        if error is None:
            task.set_result(result)
        else:
            task.set_exception(error)


class _Crew(Generic[Item, Result]):
    """The worker processes, started on demand. They end with the ``with`` statement."""

    def __init__(self, work: Callable[[Item], Result], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._workers: list[_Worker[Item, Result]] = []
        self.waiting: deque[_Task[Item, Result]] = deque()
        """Tasks not given to a process yet."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            if kind is not None:
                worker.process.terminate()
        end = time.monotonic() + _GRACE
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()) if kind is not None else None)
            worker.process.kill()
            worker.process.join()

    def go_on(self, when_lost: Callable[[Item], Result]) -> None:
        """Send waiting tasks and receive the next results."""
        while self.waiting and (worker := self._free()) is not None:
            worker.give(self.waiting.popleft())
        busy = {worker.connection: worker for worker in self._workers if worker.tasks}
        for connection in wait(list(busy), _LONGEST_WAIT):
            assert isinstance(connection, Connection)
            worker = busy[connection]
            try:
                worker.take()
            except (EOFError, OSError):
                self._lost(worker, when_lost)

    def _free(self) -> _Worker[Item, Result] | None:
        """The process with the fewest tasks, or a new one up to `jobs`; None if all have enough tasks."""
        least = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
        if (least is None or least.tasks) and len(self._workers) < self._jobs:
            self._workers.append(_Worker(self._work))
            return self._workers[-1]
        return least if least is not None and len(least.tasks) < _AT_HAND else None

    def _lost(self, worker: _Worker[Item, Result], when_lost: Callable[[Item], Result]) -> None:
        """Count the death of a process against its current task; try that task and the later ones again."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        first = worker.tasks[0]
        first.losses += 1
        if first.losses == _LOSSES:
            worker.tasks.popleft().set_result(when_lost(first.item))
        self.waiting.extendleft(reversed(worker.tasks))


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """Start a process with SIGINT blocked: the process that started it handles Ctrl-C, and ends it."""
    with _later():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        resource_tracker.ensure_running()  # starting it unblocks the signal again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _later() -> Iterator[None]:
    """Delay the handlers of signals until the end of the block.

    A process prints a traceback when its parent ends before it has sent the work. Blocking the signal does not
    prevent that: the threads of NumPy and of the progress bar receive it, and its handler runs in this thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {one: handler for one in _SIGNALS if callable(handler := signal.getsignal(one))}
    try:
        for one in handlers:
            signal.signal(one, lambda number, _: came.append(number))
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        if came:
            signal.raise_signal(came[0])


def _serve(connection: Connection, work: Callable[[Item], Result]) -> None:
    """The loop of a worker process: work on one item after another until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that cleanup code runs
    sys.unraisablehook = print_unraisable
    with suppress(EOFError, OSError):
        while True:
            item = connection.recv()
            connection.send_bytes(_answer(work, item))


def _answer(work: Callable[[Item], Any], item: Item) -> Any:
    """The pickled result and None, or None and the pickled error."""
    try:
        return ForkingPickler.dumps((work(item), None))
    except Exception as error:
        try:
            return ForkingPickler.dumps((None, error))
        except Exception:
            return ForkingPickler.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
