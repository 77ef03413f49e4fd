"""Comparison of bytes made piece by piece with the expected ones, without holding them."""

from __future__ import annotations

import io

from dicomconstruct.tree.pieces import Piece, difference

SHOWN = 16
"""Bytes of each side of a difference that are kept."""


class Compared(io.RawIOBase):
    """A file to write to that compares the bytes with the expected ones and keeps the first difference.

    Parameters
    ----------
    expected
        The bytes that should be written.

    Attributes
    ----------
    found
        The bytes from the first difference on, as far as `SHOWN`.
    """

    def __init__(self, expected: bytes) -> None:
        super().__init__()
        self._expected = memoryview(expected)
        self._here = 0
        self._at: int | None = None
        self.found = b""

    def tell(self) -> int:
        return self._here

    def write(self, piece: Piece, /) -> int:  # type: ignore[override]
        size = len(piece)
        if self._at is None:
            at = difference(self._expected[self._here : self._here + size], piece)
            if at is not None:
                self._at = self._here + at
                piece = piece[at:]
        if self._at is not None and len(self.found) < SHOWN:
            self.found += bytes(piece[: SHOWN - len(self.found)])
        self._here += size
        return size

    def differs_at(self) -> int | None:
        """The offset of the first byte that differs, when all is written; None if all are equal."""
        if self._at is None and self._here < len(self._expected):
            return self._here
        return self._at
