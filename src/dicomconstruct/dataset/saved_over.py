"""Deferred values of a data set that is saved over the file it was read from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.sources import FileAgain, FileState, Run
from dicomconstruct.tree.store import LEAD, Store, Unread


class SavedOver:
    """The stores with deferred values in a file, while that file is overwritten.

    Values that are written unchanged stay deferred, possibly at another offset; all others are read before the file
    is overwritten.

    Parameters
    ----------
    path
        The file that is written.
    data_set, pieces
        The data set, and the bytes that are written.

    Raises
    ------
    SourceChanged
        When the file has changed since it was read.
    """

    def __init__(self, path: str | os.PathLike[str], data_set: Any, pieces: Iterable[bytes]) -> None:
        self._path = path
        self._runs: dict[Store, list[Run]] = {
            store: [] for store, feed in fed_stores(data_set, pieces) if feed.is_file(path)
        }
        if not self._runs:
            return
        for store, run in runs_in(pieces):
            if store in self._runs:
                self._runs[store].append(run)
        for store, runs in self._runs.items():
            for start, end in store.deferred:
                for begin, stop in list(store.gaps(start, end)):
                    if not any(run.start <= begin and stop <= run.end for run in runs):
                        store.stretch(begin, stop)

    def written(self) -> None:
        """Let the stores read from the new file. OSError where it is missing."""
        for store, runs in self._runs.items():
            store.feed = FileAgain(os.path.abspath(os.fsdecode(self._path)), FileState.of(self._path), runs)


def fed_stores(data_set: Any, pieces: Iterable[bytes]) -> list[tuple[Store, FileAgain]]:
    """The stores with deferred values in files, and those files."""
    stores: dict[Store, None] = {}
    for piece in pieces:
        if isinstance(piece, Unread):
            stores[piece.store] = None
    if isinstance(data_set._source, DataSetAsRead):
        stores[data_set._source.store] = None
    return [(store, store.feed) for store in stores if isinstance(store.feed, FileAgain)]


def runs_in(pieces: Iterable[bytes]) -> Iterator[tuple[Store, Run]]:
    """The pieces that are copied from a store, with their new offsets."""
    at = 0
    before = b""
    for piece in pieces:
        if isinstance(piece, Unread):
            lead = piece.store.lead(piece.start)
            known = len(lead) if before.endswith(lead) else 0
            yield piece.store, Run(piece.start - known, piece.end, at - known)
            before = b""
        else:
            before = (before + piece[-LEAD:])[-LEAD:] if isinstance(piece, bytes) else b""
        at += len(piece)


def hold_before_writing(file: Any, data_set: Any, pieces: Iterable[bytes]) -> None:
    """Read the deferred values of a file before a file-like object overwrites it; errors as `SavedOver`."""
    fed = fed_stores(data_set, pieces)
    if not fed:
        return
    try:
        handle = file.fileno()
    except (AttributeError, OSError):
        return
    for store, feed in fed:
        if feed.is_file(handle):
            store.hold_deferred()
