"""The compiled evaluator: runs the source that the compiler emits from the grammar's file construct."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from dicomconstruct.compiler.program import DepthAndRow, Program
from dicomconstruct.compiler.runtime import CHILDREN, Bound, Lazy, Notes, Reading, Row
from dicomconstruct.compiler.writing import Unwrapped


class Record(NamedTuple):
    """A whole file as the compiled reader gives it: the fields of the file construct, tokens as rows."""

    leading: bytes
    preamble: bytes
    prefix: bytes
    meta_layout: Any
    meta: list[Row]
    declared: str | None
    wrapper: str
    layout: Any
    evidence: str
    data_set_offset: int
    data_set: tuple[int, Any]
    """The data set: the number of its wrapping, and its rows or an `Unwrapped`."""
    recovery: Notes | None = None
    """By offset, the names of the recovery rules that were needed, those inside a wrapping excepted.

    None where they were not kept.
    """


class CompiledEngine:
    """Reads and writes whole files by code emitted from a grammar's file construct."""

    name = "compiled"

    def __init__(self, compiled: Program) -> None:
        self.compiled = compiled

    def bind(self, *, vr_of: Callable[[tuple[int, int]], str | None], max_depth: int, max_inflated: int) -> Bound:
        """The parameters of `read`, prepared to be used for many files."""
        return self.compiled.bind(vr_of=vr_of, max_depth=max_depth, max_inflated=max_inflated)

    def read_rows(self, data: bytes, bound: Bound, lazy: Lazy = Lazy.NO) -> Record:
        """The fields of a file, tokens as rows; `lazy` says what is left unread."""
        reading = Reading(data, bound)
        reading.recovery = {}
        return Record(*self.compiled.read_from(reading, len(data), lazy))._replace(recovery=reading.recovery)

    def read(
        self,
        data: bytes,
        *,
        vr_of: Callable[[tuple[int, int]], str | None],
        max_depth: int,
        max_inflated: int,
    ) -> Any:
        """The container of any byte string; parameters as `ReferenceEngine.read`."""
        return self.compiled.parse(data, vr_of=vr_of, max_depth=max_depth, max_inflated=max_inflated)

    def read_stepwise(self, data: bytes, bound: Bound) -> tuple[Record, Iterator[DepthAndRow]]:
        """The fields of a file with the data set left out, and its rows, which are read as they are asked for."""
        record = self.read_rows(data, bound, Lazy.LATER)
        if any(len(row) > CHILDREN for row in record.meta):
            record = record._replace(meta=self.read_rows(data, bound).meta)
        held = record.data_set[1]
        later = held.content if isinstance(held, Unwrapped) else held
        return record, self.compiled.steps(later) if later is not None else iter(())

    def write(self, container: Any) -> bytes:
        """The bytes of a container, every field encoded."""
        return self.compiled.build(container)

    def write_to(self, out: Any, container: Any) -> None:
        """Write the bytes of a container to a file, piece by piece; tokens may be made as they are asked for."""
        self.compiled.write_to(out.write, container)
