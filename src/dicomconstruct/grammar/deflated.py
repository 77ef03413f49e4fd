"""A deflated data set: the compressed stream as found, and the data set in it (PS3.5 A.5).

Two compressors seldom agree on a byte, so the stream itself is kept and written back for as long as the
data set in it is the one that was read.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from construct import Construct

from dicomconstruct.grammar.combinators import Wrapped, look_ahead
from dicomconstruct.grammar.deflate import DEFAULT_MAX_INFLATED, DEFLATE, PLAIN, deflated

_PROBE = 4096
_STEP = 1 << 16
_TRIED = sorted(DEFLATE, reverse=True)
"""The wrappers in the order in which they are tried: zlib has a header to go by, raw deflate has none."""


def wrapper_of(stream: BinaryIO) -> str:
    """The wrapper that the bytes ahead inflate under, or `PLAIN` where neither does."""
    probe = look_ahead(stream, _PROBE)
    for name in _TRIED:
        inflater = zlib.decompressobj(DEFLATE[name])
        try:
            if inflater.decompress(probe, _STEP) or inflater.eof:
                return name
        except zlib.error:
            continue
    return PLAIN


def broken_wrapper_of(stream: BinaryIO) -> str:
    """The wrapper under which the bytes ahead inflate to something before they break, or `PLAIN`."""
    probe = look_ahead(stream, _PROBE)
    found = (name for name in _TRIED if _salvaged(zlib.decompressobj(DEFLATE[name]), probe, _STEP))
    return next(found, PLAIN)


def _salvaged(inflater: Any, data: bytes, limit: int) -> bytes:
    """The inflated bytes of a broken stream, byte by byte: zlib gives nothing for the call that finds the fault."""
    inflated = bytearray()
    for place in range(len(data)):
        try:
            inflated += inflater.decompress(data[place : place + 1], max(1, limit - len(inflated)))
        except zlib.error:
            break
        if len(inflated) >= limit or inflater.eof:
            break
    return bytes(inflated[:limit])


class Deflated(Wrapped):
    """A deflate stream around another construct.

    Parses the rest of the stream into ``{"compressed", "excess", "problem", "inflated", "content"}``: the
    stream as found, the bytes after its end, what stopped it early ("" where nothing did), what it inflates
    to, and the inner construct's parse of that. Never inflates beyond ``max_inflated`` among the context
    parameters. Builds ``compressed`` as found, or deflates what `content` builds where it is None.
    """

    def __init__(self, subcon: Construct, wrapper: str) -> None:
        super().__init__(subcon)
        self.wrapper = wrapper

    def unwrap(self, data: bytes, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        limit = parameters.get("max_inflated", DEFAULT_MAX_INFLATED)
        inflated, used, problem = self._inflate(data, limit)
        fields = {"compressed": data[:used], "excess": data[used:], "problem": problem, "inflated": inflated}
        return fields, inflated

    def wrap(self, fields: Mapping[str, Any], inside: Callable[[], bytes]) -> bytes:
        compressed = fields["compressed"]
        if compressed is None:
            compressed = deflated(inside(), self.wrapper)
        return bytes(compressed + fields["excess"])

    def _inflate(self, data: bytes, limit: int) -> tuple[bytes, int, str]:
        """The inflated bytes, the length of the stream, and the problem that ended it early."""
        inflater = zlib.decompressobj(DEFLATE[self.wrapper])
        inflated, used = io.BytesIO(), 0
        while used < len(data) and not inflater.eof:
            if inflated.tell() >= limit:
                return inflated.getvalue(), len(data), f"inflates beyond the limit of {limit} bytes"
            piece, room = data[used : used + _STEP], min(_STEP, limit - inflated.tell())
            before = inflater.copy()
            try:
                inflated.write(inflater.decompress(piece, room))
            except zlib.error as error:
                inflated.write(_salvaged(before, piece, room))
                return inflated.getvalue(), len(data), f"broken deflate stream ({error})"
            # zlib gives the bytes after the end of a stream as unconsumed too, where the room was used up
            left = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            used += len(piece) - len(left)
        if inflater.eof:
            return inflated.getvalue(), used, ""
        return inflated.getvalue(), len(data), "deflate stream ends early"
