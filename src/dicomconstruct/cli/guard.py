"""Two processes for one command: a worker, and a guard that ends it in time after an interrupt.

An image codec may take seconds for a frame, and Python runs no signal handler meanwhile. The guard makes Ctrl-C end
every command within two seconds. It is the process that was started: it passes signals on, removes the temporary
files of a worker that it had to kill, and exits as the worker does.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any, NoReturn

from dicomconstruct.exits import print_unraisable
from dicomconstruct.temporary_files import unfinished

GRACE = 1.5
"""Seconds that a worker has to clean up after a signal."""
BY_SIGNAL = 128
"""The exit status of a process that a signal ended is this plus the signal's number, as in shells."""
_KIND_ADDED, _KIND_GONE = "+", "-"
_END = b"\0"


def signals() -> list[signal.Signals]:
    """The signals that ask a command to end, except those that it was started to ignore (as by `nohup`)."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [one for one in known if signal.getsignal(one) is not signal.SIG_IGN]


def go_on_in_worker() -> None:
    """Return in a new process, the worker; this one waits for it and exits as it does.

    Where processes cannot be forked, this one goes on alone.
    """
    heard = signals()
    if not hasattr(os, "fork"):
        _listen(heard)
        return
    notes, to_guard = os.pipe()
    alive, guard_alive = os.pipe()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    worker = os.fork()
    if worker:
        os.close(to_guard)
        os.close(alive)
        _guard(worker, notes, heard, blocked)
    os.close(notes)
    os.close(guard_alive)
    unfinished.set(_Notes(to_guard))
    threading.Thread(target=_end_without_guard, args=(alive,), daemon=True).start()
    _listen(heard)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def stop_listening() -> None:
    """Ignore signals from now on: the command is done, and the process is about to end."""
    for one in signals():
        signal.signal(one, signal.SIG_IGN)


def _listen(heard: list[signal.Signals]) -> None:
    """Let the first signal end the command by SystemExit, so that context managers clean up."""

    def end(number: int, _frame: Any) -> NoReturn:
        for one in heard:
            signal.signal(one, signal.SIG_IGN)
        sys.exit(BY_SIGNAL + number)

    for one in heard:
        signal.signal(one, end)
    sys.unraisablehook = print_unraisable


class _Notes:
    """Reports the worker's temporary files to the guard through a pipe."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def add(self, path: str) -> None:
        """Report a temporary file that is being written."""
        os.write(self._pipe, os.fsencode(_KIND_ADDED + path) + _END)

    def discard(self, path: str) -> None:
        """Report that a temporary file was removed or moved into place."""
        os.write(self._pipe, os.fsencode(_KIND_GONE + path) + _END)


def _end_without_guard(alive: int) -> None:
    """End the worker when the guard is gone: SIGKILL ends a guard without a signal to its worker."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _guard(worker: int, notes: int, heard: list[signal.Signals], blocked: set[Any]) -> NoReturn:
    """Wait for the worker, and exit as it does."""
    asked: list[int] = []

    def pass_on(number: int, _frame: Any) -> None:
        if not asked:
            signal.setitimer(signal.ITIMER_REAL, GRACE)
        asked.append(number)
        os.kill(worker, number)

    for one in heard:
        signal.signal(one, pass_on)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(worker, signal.SIGKILL))
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    left = _paths_noted(notes)
    signal.pthread_sigmask(signal.SIG_BLOCK, (*heard, signal.SIGALRM))
    status = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    if status >= 0:
        os._exit(status)
    for path in left:
        if os.path.exists(path):
            os.unlink(path)
    if asked:
        say_interrupted(BY_SIGNAL + asked[0])
        os._exit(BY_SIGNAL + asked[0])
    if -status != signal.SIGKILL:
        signal.signal(-status, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.kill(os.getpid(), -status)
    os._exit(BY_SIGNAL - status)


def _paths_noted(notes: int) -> set[str]:
    """The temporary files that a worker had when it ended."""
    left: set[str] = set()
    pending = b""
    while data := os.read(notes, 1 << 16):
        *whole, pending = (pending + data).split(_END)
        for note in map(os.fsdecode, whole):
            (left.add if note[0] == _KIND_ADDED else left.discard)(note[1:])
    return left


def say_interrupted(status: object) -> None:
    """Print on standard error that a command was interrupted, where its exit status says so."""
    if status == BY_SIGNAL + signal.SIGINT:
        os.write(2, b"dicomconstruct: interrupted; what was written is whole\n")
