"""Streams with a data set encoding.

A `DicomIO` reads and writes tags and numbers in its byte order, as values of the VRs AT, US and UL (PS3.5 6.2).
"""

from __future__ import annotations

import io
import os
from struct import error as struct_error
from typing import Any, Protocol, Self, cast

from dicomconstruct.errors import shown
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.tag import BaseTag


class StreamEnds(EOFError, struct_error):
    """The stream ended inside a number or a tag; a `struct.error` too, as in pydicom."""


class _Positioned(Protocol):
    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Change the position."""

    def tell(self) -> int:
        """The position."""


class ReadableBuffer(_Positioned, Protocol):
    """A readable object, such as a binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """Read bytes from the position on."""


class WriteableBuffer(_Positioned, Protocol):
    """A writable object, such as a binary file."""

    def write(self, b: bytes | bytearray | memoryview, /) -> int:
        """Write bytes at the position."""


class DicomIO:
    """A stream over a buffer.

    Parameters
    ----------
    buffer
        The buffer; it needs only the methods that are called.

    Attributes
    ----------
    is_implicit_VR, is_little_endian
        The encoding. The attributes are missing until they are set; TypeError for other values than True and False.
    """

    _order: ByteOrder

    def __init__(self, buffer: Any) -> None:
        self._buffer = buffer
        self._name: str | None = getattr(buffer, "name", None)
        for method in ("read", "write", "seek", "tell", "close"):
            given = getattr(buffer, method, None)
            if given is not None:
                setattr(self, method, given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def parent(self) -> Any:
        """The buffer."""
        return self._buffer

    @property
    def name(self) -> str | None:
        """The name of the buffer, or the name that was set; None for no name."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def is_implicit_VR(self) -> bool:  # noqa: N802
        """Whether VRs are implicit (PS3.5 7.1.3). AttributeError until it is set."""
        return cast(bool, self._encoding("is_implicit_VR"))

    @is_implicit_VR.setter
    def is_implicit_VR(self, value: bool) -> None:  # noqa: N802
        self._set_encoding("is_implicit_VR", value)

    @property
    def is_little_endian(self) -> bool:
        """Whether the byte order is little endian (PS3.5 7.3). AttributeError until it is set."""
        return cast(bool, self._encoding("is_little_endian"))

    @is_little_endian.setter
    def is_little_endian(self, value: bool) -> None:
        self._set_encoding("is_little_endian", value)
        self._order = ByteOrder.of(value)

    def _encoding(self, name: str) -> Any:
        if name not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r} until it is set")
        return self.__dict__[name]

    def _set_encoding(self, name: str, value: Any) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"'{type(self).__name__}.{name}' must be bool, not {shown(value)}")
        self.__dict__[name] = value

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002
        """Read bytes from the position on. TypeError if the buffer has no such method."""
        raise TypeError(self._lacks("read"))

    def write(self, b: bytes | bytearray | memoryview, /) -> int:  # noqa: ARG002
        """Write bytes at the position. TypeError if the buffer has no such method."""
        raise TypeError(self._lacks("write"))

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:  # noqa: ARG002
        """Change the position. TypeError if the buffer has no such method."""
        raise TypeError(self._lacks("seek"))

    def tell(self) -> int:
        """The position. TypeError if the buffer has no such method."""
        raise TypeError(self._lacks("tell"))

    def close(self, *args: Any, **kwargs: Any) -> Any:
        """Close the buffer, if it has such a method."""

    def _lacks(self, method: str) -> str:
        return f"{type(self._buffer).__name__!r} object has no {method}() method"

    def read_exact(self, length: int, nr_retries: int = 3) -> bytes:
        """Read exactly `length` bytes.

        Parameters
        ----------
        length
            The number of bytes.
        nr_retries
            How often to read again after the buffer gave fewer bytes.

        Raises
        ------
        EOFError
            When the buffer gave fewer bytes in all.
        """
        data: bytes = self.read(length)
        while len(data) < length and nr_retries > 0:
            data += self.read(length - len(data))
            nr_retries -= 1
        if len(data) < length:
            start = self.tell() - len(data)
            raise EOFError(
                f"Unexpected end of file. Read {len(data)} bytes of {length} expected "
                f"starting at position {start:#x}"
            )
        return data

    def _read_value(self, vr: str) -> Any:
        size = VRS[vr].max_length
        assert size is not None
        try:
            data = self.read_exact(size)
        except EOFError as error:
            raise StreamEnds(*error.args) from None
        return VRS[vr].kind.decode(data, self._order, DEFAULT_CHARACTER_SETS)

    def _write_value(self, vr: str, value: Any) -> None:
        self.write(VRS[vr].kind.encode(value, self._order, DEFAULT_CHARACTER_SETS))

    def read_tag(self) -> tuple[int, int]:
        """Read a group and an element number (PS3.5 7.1.1). StreamEnds at the end."""
        tag: BaseTag = self._read_value("AT")
        return tag.group, tag.element

    def read_US(self) -> int:  # noqa: N802
        """Read an unsigned 16-bit number. StreamEnds at the end."""
        return int(self._read_value("US"))

    def read_UL(self) -> int:  # noqa: N802
        """Read an unsigned 32-bit number. StreamEnds at the end."""
        return int(self._read_value("UL"))

    def write_tag(self, tag: int) -> None:
        """Write a tag. UnwritableValue for any other value."""
        self._write_value("AT", tag)

    def write_US(self, val: int) -> None:  # noqa: N802
        """Write an unsigned 16-bit number. UnwritableValue for a larger one."""
        self._write_value("US", val)

    def write_UL(self, val: int) -> None:  # noqa: N802
        """Write an unsigned 32-bit number. UnwritableValue for a larger one."""
        self._write_value("UL", val)


class DicomFileLike(DicomIO):
    """A stream over a file-like object."""


class DicomBytesIO(DicomIO):
    """A stream in memory.

    Parameters
    ----------
    initial_bytes
        The initial content.
    """

    def __init__(self, initial_bytes: bytes | bytearray | memoryview = b"") -> None:
        super().__init__(io.BytesIO(initial_bytes))

    def getvalue(self) -> bytes:
        """The content."""
        held: bytes = self._buffer.getvalue()
        return held

    def seekable(self) -> bool:
        """True."""
        return True

    def readable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """True."""
        return True


def DicomFile(*args: Any, **kwargs: Any) -> DicomFileLike:  # noqa: N802
    """A stream over a file; parameters and errors are those of `open`."""
    return DicomFileLike(open(*args, **kwargs))


def layout_of(stream: Any) -> Layout | None:
    """The layout of a stream; None until its encoding is set."""
    implicit = getattr(stream, "is_implicit_VR", None)
    little_endian = getattr(stream, "is_little_endian", None)
    if implicit is None or little_endian is None:
        return None
    return Layout.of(implicit, little_endian)
