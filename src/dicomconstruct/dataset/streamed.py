"""Values in buffers, which are read at the time of writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from dicomconstruct.config import options
from dicomconstruct.dataelem.buffered import chunks_of, length_of
from dicomconstruct.grammar.primitives import ALIGNMENT
from dicomconstruct.tree.store import LARGE, Chunked


class Streamed(Chunked):
    """A piece that is read from a buffer at the time of writing, padded to an even length.

    Parameters
    ----------
    buffer
        The buffer, read from its position to its end.

    Raises
    ------
    ValueError
        When the buffer is closed or cannot be read.
    """

    __slots__ = ("_buffer", "_held")

    def __init__(self, buffer: Any) -> None:
        self._buffer = buffer
        self._held = length_of(buffer)

    def __len__(self) -> int:
        return self._held + self._held % ALIGNMENT

    def chunks(self) -> Iterator[bytes]:
        """Its bytes in chunks of `config.settings.buffered_read_size`.

        Raises OSError where the buffer has become shorter.
        """
        left = self._held
        for chunk in chunks_of(self._buffer, options().buffered_read_size):
            yield chunk[:left]
            left -= min(left, len(chunk))
        if left:
            raise OSError(f"the buffer of a value has {left} bytes fewer than it had")
        yield b"\0" * (self._held % ALIGNMENT)


def piece_of(buffer: Any) -> bytes:
    """The rest of a buffer as a piece: bytes if shorter than `LARGE`, else `Streamed`; errors as `Streamed`."""
    streamed = Streamed(buffer)
    # A piece of this size is never joined nor sliced: lists of pieces need not know of the other kind.
    return b"".join(streamed.chunks()) if len(streamed) < LARGE else cast(bytes, streamed)
