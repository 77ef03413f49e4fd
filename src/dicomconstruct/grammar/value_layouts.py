"""The layouts of value fields: bytes <-> fields, for every byte string (PS3.5 6.2).

`kinds.py` has the meaning of the fields; that the two agree is a law of the tests.
"""

from __future__ import annotations

import re
from array import array
from typing import Any

from construct import Adapter, Construct, GreedyBytes, SizeofError

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.primitives import NATIVE_ORDER, PADDING, SEPARATOR, ByteOrder
from dicomconstruct.values.charset import DEFAULT_CHARACTER_SETS

STEP = " -> "
"""Between the names in the path of an error of construct, which begins with what it was doing."""
SIDES = re.compile("expected (.+?),? (?:found|but parsed) (.+)")
RawLayout = GreedyBytes
"""Bytes as they are."""


class TextLayout(Adapter):
    """Character data: the parts between separators, and the padding after the last one.

    Parses the rest of the stream into ``{"parts": [bytes, ...], "padding": bytes}``. Builds the parts with a
    backslash between them, and the padding as it was. By ``charsets`` among the context
    parameters a separator differs from the second byte of a character (PS3.5 6.1.2.3, 6.4). Size: undefined.
    """

    padding = PADDING

    def __init__(self, *, split: bool) -> None:
        super().__init__(GreedyBytes)
        self.split = split

    def _decode(self, data: bytes, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        text = data.rstrip(self.padding)
        charsets = context._params.get("charsets", DEFAULT_CHARACTER_SETS)
        parts = charsets.split(text) if self.split else [text]
        return {"parts": parts, "padding": data[len(text) :]}

    def _encode(self, obj: Any, context: Any, path: str) -> Any:  # noqa: ARG002
        return SEPARATOR.join(obj["parts"]) + obj["padding"]


class NumbersLayout(Adapter):
    """Numbers side by side, and the bytes left over where the length is no multiple of theirs.

    Parses the rest of the stream into ``{"numbers": array, "excess": bytes}``; the array keeps every bit,
    NaN payloads too. Builds both. Size: undefined.
    """

    def __init__(self, typecode: str, order: ByteOrder) -> None:
        super().__init__(GreedyBytes)
        self.typecode = typecode
        self.order = order
        self.width = array(typecode).itemsize

    def _decode(self, data: bytes, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        whole = len(data) - len(data) % self.width
        numbers = array(self.typecode, data[:whole])
        return {"numbers": self._in_native_order(numbers), "excess": data[whole:]}

    def _encode(self, obj: Any, context: Any, path: str) -> Any:  # noqa: ARG002
        return self._in_native_order(array(self.typecode, obj["numbers"])).tobytes() + obj["excess"]

    def _in_native_order(self, numbers: array[Any]) -> array[Any]:
        if self.order is not NATIVE_ORDER:
            numbers.byteswap()
        return numbers


class LaidLayout(Adapter):
    """The parse of a value by a grammar author's construct, and the bytes that it leaves.

    Parses the rest of the stream into ``{"understood": bool, "value": object, "excess": bytes}``; where the
    construct cannot read the bytes, or does not build what it read, nothing is understood and all bytes are
    excess. Builds both, so it is total and lossless around a construct that need be neither. Size: undefined.
    """

    def __init__(self, construct: Construct) -> None:
        super().__init__(GreedyBytes)
        self.construct = construct

    def _decode(self, data: bytes, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        try:
            value = self.construct.parse(data)
            built = bytes(self.construct.build(value))
        except Exception:  # an author's construct may raise anything; the bytes are kept all the same
            return {"understood": False, "value": None, "excess": data}
        if not data.startswith(built):
            return {"understood": False, "value": None, "excess": data}
        return {"understood": True, "value": value, "excess": data[len(built) :]}

    def _encode(self, obj: Any, context: Any, path: str) -> Any:  # noqa: ARG002
        held = bytes(self.construct.build(obj["value"])) if obj["understood"] else b""
        return held + obj["excess"]


def fixed_size_of(construct: Construct) -> int | None:
    """The size of a construct in bytes; None where it depends on the value."""
    try:
        return int(construct.sizeof())
    except SizeofError:
        return None


def layout_error(kind: type[DicomError], error: Exception, found: str) -> DicomError:
    """An error of a grammar author's construct as a `DicomError`, with its path inside the value.

    Parameters
    ----------
    kind
        The class of the error.
    error
        The error of the construct.
    found
        The construct's input, shown where the error does not say what it found.
    """
    _, *steps = (getattr(error, "path", None) or "").split(STEP)
    problem = str(error).rpartition("\n")[2]
    sides = SIDES.search(problem)
    return kind(
        f"the value does not fit its layout: {type(error).__name__}: {problem}",
        path="".join(f".{step}" for step in steps),
        expected=None if sides is None else sides[1],
        found=found if sides is None else sides[2],
    )
