"""Streams that know their encoding, and what can be asked of a buffer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dicomconstruct.config import changed_options
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.parts.buffers import (
    absorb_delimiter_item,
    buffer_equality,
    buffer_length,
    buffer_remaining,
    check_buffer,
    find_bytes,
    find_delimiter,
    length_of_undefined_length,
    read_buffer,
    read_undefined_length_value,
    reset_buffer_position,
)
from dicomconstruct.parts.streams import DicomBytesIO, DicomFile, DicomIO, layout_of


@pytest.mark.parametrize(
    ("little", "hexadecimal"), [(True, "2800 1001 0200 01000000"), (False, "0028 0110 0002 00000001")]
)
def test_numbers_go_both_ways_in_the_byte_order_of_the_stream(little: bool, hexadecimal: str) -> None:
    stream = DicomBytesIO()
    stream.is_little_endian = little
    stream.write_tag(0x00280110)
    stream.write_US(2)
    stream.write_UL(1)
    assert stream.getvalue() == bytes.fromhex(hexadecimal)
    stream.seek(0)
    assert (stream.read_tag(), stream.read_US(), stream.read_UL()) == ((0x0028, 0x0110), 2, 1)
    with pytest.raises(EOFError, match="0 bytes of 2"):
        stream.read_US()
    with pytest.raises(UnwritableValue):
        stream.write_US(1 << 16)


def test_an_encoding_is_none_until_it_is_set() -> None:
    stream = DicomBytesIO()
    assert layout_of(stream) is None
    assert not hasattr(stream, "is_implicit_VR")
    stream.is_implicit_VR = True
    stream.is_little_endian = False
    layout = layout_of(stream)
    assert layout is not None
    assert (layout.implicit, layout.little_endian) == (True, False)
    with pytest.raises(TypeError, match="must be bool"):
        stream.is_little_endian = 1  # type: ignore[assignment]


def test_a_buffer_that_gives_little_at_a_time_is_asked_again() -> None:
    class Drops:
        def __init__(self) -> None:
            self.left = b"abcdef"

        def read(self, _size: int) -> bytes:
            drop, self.left = self.left[:2], self.left[2:]
            return drop

        def tell(self) -> int:
            return 6 - len(self.left)

    assert DicomIO(Drops()).read_exact(6) == b"abcdef"
    with pytest.raises(EOFError, match="starting at position 0x0"):
        DicomIO(Drops()).read_exact(6, nr_retries=1)


def test_a_stream_can_do_what_its_buffer_can(tmp_path: Path) -> None:
    class Nothing:
        pass

    stream = DicomIO(Nothing())
    for call in (stream.read, stream.tell, lambda: stream.write(b""), lambda: stream.seek(0)):
        with pytest.raises(TypeError, match="'Nothing' object has no"):
            call()
    stream.close()
    path = tmp_path / "a"
    with DicomFile(path, "wb") as file:
        file.write(b"abc")
    assert file.parent.closed
    with DicomFile(path, "rb") as file:
        assert (file.read(), file.name) == (b"abc", str(path)) or Path(str(file.name)) == path


def test_a_buffer_stands_where_it_stood() -> None:
    buffer = io.BytesIO(b"0123456789")
    buffer.seek(3)
    assert (buffer_remaining(buffer), buffer_length(buffer), buffer.tell()) == (7, 10, 3)
    with reset_buffer_position(buffer) as start:
        assert buffer.seek(9) > start
    assert buffer.tell() == 3
    assert buffer_equality(buffer, b"0123456789")
    assert buffer_equality(buffer, io.BytesIO(b"0123456789"))
    assert not buffer_equality(buffer, b"0123")
    assert not buffer_equality(buffer, 5)
    assert buffer.tell() == 3


def test_a_buffer_is_read_in_pieces_of_the_size_that_is_set() -> None:
    buffer = io.BytesIO(b"01234")
    with changed_options(buffered_read_size=2):
        assert list(read_buffer(buffer)) == [b"01", b"23", b"4"]
    buffer.seek(0)
    assert list(read_buffer(buffer, chunk_size=4)) == [b"0123", b"4"]
    with pytest.raises(ValueError, match="chunk_size"):
        next(read_buffer(buffer, chunk_size=0))


def test_what_is_no_open_readable_buffer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        check_buffer(b"abc")  # type: ignore[arg-type]
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        check_buffer(closed)
    with (tmp_path / "w").open("wb") as written, pytest.raises(ValueError, match="readable"):
        check_buffer(written)


@pytest.mark.parametrize("size", [1, 2, 3, 128])
def test_bytes_are_found_wherever_reading_cuts_them(size: int) -> None:
    stream = io.BytesIO(b"zz" + b"abcdef" * 3 + b"needle and more")
    stream.seek(2)
    assert (find_bytes(stream, b"needle", size), stream.tell()) == (20, 2)
    assert (find_bytes(stream, b"needle", size, rewind=False), stream.tell()) == (20, 26)
    assert (find_bytes(stream, b"nothing", size, rewind=False), stream.read()) == (None, b"")


@pytest.mark.parametrize("little", [True, False])
def test_a_value_is_read_up_to_its_delimiter(little: bool) -> None:
    delimiter = bytes.fromhex("feffdde0" if little else "fffee0dd")
    stream = io.BytesIO(b"zzabcd" + delimiter + bytes(4) + b"tail")
    stream.seek(2)
    assert find_delimiter(stream, 0xFFFEE0DD, little) == 6
    assert length_of_undefined_length(stream, 0xFFFEE0DD, little) == 4
    assert read_undefined_length_value(stream, little, 0xFFFEE0DD) == b"abcd"
    assert stream.read() == b"tail"
    stream.seek(2)
    assert read_undefined_length_value(stream, little, 0xFFFEE0DD, defer_size=3) is None
    absorb_delimiter_item(stream, little, 0xFFFEE0DD)
    assert stream.read() == b"tail"
    with pytest.raises(EOFError, match="FFFE,E0DD"):
        read_undefined_length_value(io.BytesIO(b"abc"), little, 0xFFFEE0DD)
