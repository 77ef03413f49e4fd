"""The law of reading in parts: whole, stopped, by tags, partly and deferred, a file gives the same data set.

What is compared is what users see: elements, VRs, items, values or the errors of those that have none, the places
that they say, and the bytes that are written. `check_parts` asserts it for the bytes of a file.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pytest

from dicomconstruct import Dataset, dcmread, dcmwrite, filereader, partial_reading
from dicomconstruct.compiler.runtime import KEY, OFFSET, Row, end_of
from dicomconstruct.dataset.file_as_read import PartAsRead
from dicomconstruct.errors import DicomError
from dicomconstruct.filereader import PIXEL_GROUP_DATA, read_partial
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.partial_reading import Chosen
from dicomconstruct.sequence import Sequence

CHARACTER_SET = 0x00080005
Fact = tuple[Any, ...]
Opener = Callable[[bytes], BinaryIO]


@contextmanager
def chunks_of(size: int) -> Iterator[None]:
    """Read in chunks of that many bytes at first, everything that is longer than one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partial_reading, "FIRST_CHUNK", size)
        patch.setattr(filereader, "FIRST_CHUNK", size)
        patch.setattr(partial_reading, "LARGEST_CHUNK", 4 * size)
        patch.setattr(filereader, "SMALL", size)
        patch.setattr(filereader, "LARGE", size)
        yield


def facts(data_set: Dataset) -> list[Fact]:
    """What users see of a data set and of all inside it, the outermost elements first."""
    found: list[Fact] = []
    pending = [data_set]
    for here in pending:
        tell = getattr(here, "seq_item_tell", None)
        found.append(("data set", tell, here.is_undefined_length_sequence_item))
        for element in here:
            about = (int(element.tag), element.VR, element.is_undefined_length, element.file_tell)
            try:
                value = element.value
            except (DicomError, NotImplementedError) as error:
                found.append((*about, type(error).__name__, str(error)))
                continue
            if isinstance(value, Sequence):
                found.append((*about, len(value)))
                pending += value
            else:
                found.append((*about, repr(value) if not isinstance(value, bytes) else value))
    return found


def outermost(found: list[Fact], tags: set[int]) -> list[Fact]:
    """The facts of some outermost elements, those of the items inside them aside."""
    place = next((place for place, fact in enumerate(found[1:], 1) if fact[0] == "data set"), len(found))
    return [fact for fact in found[1:place] if fact[0] in tags]


def written(data_set: Dataset) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set)
    return target.getvalue()


class Shortening(io.BytesIO):
    """A file that gives fewer bytes than are asked for, as sockets do, and whose `seek` returns nothing."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size if size is None or size < 2 else size // 2 + 1)

    def seek(self, *where: int) -> Any:
        super().seek(*where)


class Stream(io.RawIOBase):
    """A file that cannot be sought in, and gives few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._file = io.BytesIO(data)

    def read(self, size: int | None = -1) -> bytes:
        return self._file.read(700 if size is None or size < 0 else min(size, 700))

    def seekable(self) -> bool:
        return False


OPENERS: tuple[Any, ...] = (io.BytesIO, Shortening, Stream)


class Whole:
    """A file read whole, and what is expected of parts of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        read = dcmread(data, force=True)
        self.is_plain = read._source.record.wrapper == PLAIN
        self.rows: list[Row] = read._source.rows
        self.opening = data[: read._source.record.data_set_offset]
        self.facts = facts(read)

    def of_rows(self, rows: list[Row], *, known: bool = False) -> tuple[list[Fact], bytes]:
        """The facts of some rows, and the bytes of a file that has them alone.

        `known` tells whether elements that are left out still say what the others mean.
        """
        source = dcmread(self.data, force=True)._source
        context = self.rows if known else []
        data_set = Dataset._of(None, PartAsRead(source.context, Chosen(rows, context, None)))
        pieces = [self.data[row[OFFSET] : end_of(row)] for row in rows]
        return facts(data_set), self.opening + b"".join(pieces)

    def up_to(self, keys: frozenset[Any]) -> list[Row]:
        """The rows before the first of some keys."""
        place = next((place for place, row in enumerate(self.rows) if row[KEY] in keys), len(self.rows))
        return self.rows[:place]


def check_parts(data: bytes, *, chunk: int, open_file: Opener = io.BytesIO) -> None:
    """Assert that each way of reading in parts gives what reading the whole gives."""
    whole = Whole(data)
    with chunks_of(chunk):
        everything = dcmread(open_file(data), force=True)
        assert written(everything) == data
        assert facts(everything) == whole.facts
        assert written(everything) == data
        if not whole.is_plain:
            return
        check_stopped(whole, open_file)
        check_tags(whole, open_file)
        check_conditions(whole, open_file)


def check_stopped(whole: Whole, open_file: Opener) -> None:
    """Assert the same of reading up to the pixels."""
    rows = whole.up_to(PIXEL_GROUP_DATA)
    expected, head = whole.of_rows(rows)
    file = open_file(whole.data)
    stopped = dcmread(file, force=True, stop_before_pixels=True)
    if file.seekable():
        assert file.tell() == (whole.rows[len(rows)][OFFSET] if len(rows) < len(whole.rows) else len(whole.data))
    assert written(stopped) == head
    assert facts(stopped) == expected
    assert written(stopped) == head


def check_tags(whole: Whole, open_file: Opener) -> None:
    """Assert the same of reading every second tag."""
    tags = [row[KEY] for row in whole.rows if row[KEY] is not None][::2]
    rows = [row for row in whole.rows if row[KEY] in {*tags, CHARACTER_SET}]
    expected, some = whole.of_rows(rows, known=True)
    chosen = dcmread(open_file(whole.data), force=True, specific_tags=tags)
    assert written(chosen) == some
    assert facts(chosen) == expected
    assert written(chosen) == some


def check_conditions(whole: Whole, open_file: Opener) -> None:
    """Assert the same of reading up to the middle by a condition, which is asked once of each element."""
    keyed = [row for row in whole.rows if row[KEY] is not None]
    asked: list[int] = []

    def stops(tag: int, vr: str | None, length: int) -> bool:  # noqa: ARG001
        asked.append(tag)
        return len(asked) > len(keyed) // 2

    part = read_partial(open_file(whole.data), stops, force=True)
    before = keyed[: len(keyed) // 2]
    rows = whole.rows[: whole.rows.index(keyed[len(before)])] if keyed else whole.rows
    expected, head = whole.of_rows(rows)
    assert facts(part) == expected
    assert written(part) == head
    assert asked == [row[KEY] for row in keyed[: len(before) + 1]]


def check_deferred(data: bytes, path: str | os.PathLike[str], *, sizes: tuple[int, ...], chunk: int) -> None:
    """Assert the same of values that are read later, from a file that has these bytes; it is saved over itself."""
    whole = Whole(data)
    for size in sizes:
        with open(path, "wb") as file:
            file.write(data)
        with chunks_of(chunk):
            untouched = dcmread(path, force=True, defer_size=size)
            assert written(untouched) == data
            deferred = dcmread(path, force=True, defer_size=size)
            assert facts(deferred) == whole.facts
            assert written(deferred) == data
            over = dcmread(path, force=True, defer_size=size)
            over.save_as(path)
            with open(path, "rb") as file:
                assert file.read() == data
            assert facts(over) == whole.facts
