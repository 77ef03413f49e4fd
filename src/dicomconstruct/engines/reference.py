"""The reference evaluator: interprets the construct structs, one node at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomconstruct import grammar

if TYPE_CHECKING:
    from construct import Construct

    from dicomconstruct.grammar.combinators import Completing


class ReferenceEngine:
    """Reads and writes whole files by interpreting a grammar's file construct."""

    name = "reference"

    def __init__(self, file: Completing) -> None:
        self._file: Construct = file.subcon

    def read(
        self,
        data: bytes,
        *,
        vr_of: Callable[[tuple[int, int]], str | None],
        max_depth: int,
        max_inflated: int,
    ) -> Any:
        """The container of any byte string.

        Parameters
        ----------
        vr_of
            The VR of a ``(group, element)`` whose header carries none, or None.
        max_depth
            Sequences within sequences that are opened.
        max_inflated
            Bytes that a deflated data set may grow to.
        """
        return self._file.parse(data, vr_of=vr_of, max_depth=max_depth, max_inflated=max_inflated)

    def read_stepwise(self, data: bytes, **parameters: Any) -> Any:
        """The same container, but its data set is an iterator of `grammar.combinators.Step`, read as it goes."""
        return self._stepwise.parse(data, **parameters)

    @cached_property
    def _stepwise(self) -> Construct:
        return grammar.stepwise(self._file)

    def write(self, container: Any) -> bytes:
        """The bytes of a container, every field encoded."""
        return bytes(self._file.build(container))

    def write_to(self, out: Any, container: Any) -> None:
        """Write the bytes of a container to a file, piece by piece; tokens may be made as they are asked for."""
        self._file.build_stream(container, out)
