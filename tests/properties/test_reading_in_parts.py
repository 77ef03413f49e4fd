"""Reading in parts gives what reading the whole gives: on real, odd, drawn, mutated and truncated files."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from bytes_of import explicit, part10
from hypothesis import given, settings, strategies as st
from parts_law import OPENERS, check_deferred, check_parts, chunks_of
from real_files import FILES, named

from dicomconstruct import dcmread, sources
from dicomconstruct.errors import DicomError, InvalidDicomError
from dicomconstruct.testing import example_files, files, mutated, odd_files

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # what odd values warn of
FUZZ = bool(os.environ.get("DICOMCONSTRUCT_FUZZ"))
LARGEST = 10**9 if FUZZ else 40_000
REAL = [path for path in FILES if path.stat().st_size <= LARGEST]
MUTATED = [path.read_bytes() for path in REAL if path.stat().st_size <= 6_000]
CHUNKS = st.sampled_from((64, 100, 256, 1_000, 4_096))
more = settings(max_examples=3_000 if FUZZ else 120)


@pytest.mark.parametrize("path", REAL, ids=named)
def test_real_files(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    for chunk, open_file in zip((64, 1_000, 16_384), OPENERS, strict=True):
        check_parts(data, chunk=chunk, open_file=open_file)
    check_deferred(data, tmp_path / "deferred.dcm", sizes=(16, 1_000, 1 << 19), chunk=256)


@pytest.mark.parametrize("name", [name for name, _ in example_files()])
def test_examples_in_the_smallest_chunks(name: str, tmp_path: Path) -> None:
    data = dict(example_files())[name]
    for open_file in OPENERS:
        check_parts(data, chunk=64, open_file=open_file)
    check_deferred(data, tmp_path / "deferred.dcm", sizes=(1, 16, 100), chunk=64)


@more
@given(st.one_of(files(), odd_files(), mutated(MUTATED)), CHUNKS, st.sampled_from(OPENERS))
def test_drawn_odd_and_mutated_files(data: bytes, chunk: int, open_file: Any) -> None:
    check_parts(data, chunk=chunk, open_file=open_file)


@more
@given(st.one_of(odd_files(), mutated(MUTATED)), CHUNKS, st.integers(1, 600))
def test_deferred_values_of_them(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, chunk: int, size: int
) -> None:
    check_deferred(data, tmp_path_factory.mktemp("deferred") / "file.dcm", sizes=(size,), chunk=chunk)


@more
@given(st.data())
def test_truncated_files(drawn: st.DataObject) -> None:
    data = drawn.draw(st.sampled_from(MUTATED))
    cut = drawn.draw(st.integers(0, len(data)))
    check_parts(data[:cut], chunk=drawn.draw(CHUNKS))


class Failing(io.BytesIO):
    """A file that fails at its n-th read."""

    left = 0

    def read(self, size: int | None = -1) -> bytes:
        if not self.left:
            raise OSError("the connection is gone")
        self.left -= 1
        return super().read(size)


@pytest.mark.parametrize("choice", [{}, {"stop_before_pixels": True}, {"specific_tags": ["PatientID"]}])
def test_a_file_that_fails_says_so(choice: dict[str, Any]) -> None:
    data = part10(*(explicit(0x00090000 + number, "LO", b"x" * 60) for number in range(0x10, 0x60)))
    with chunks_of(256):
        whole = Failing(data)
        whole.left = 10**6
        dcmread(whole, **choice)
        reads = 10**6 - whole.left
        assert reads > 1
        for count in range(reads):
            failing = Failing(data)
            failing.left = count
            with pytest.raises(OSError, match="the connection is gone"):
                dcmread(failing, **choice)


def test_a_file_that_shrinks_while_it_is_read_says_so() -> None:
    class Shrinking(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return super().seek(offset, whence) + (500 if whence == os.SEEK_END else 0)

        def tell(self) -> int:
            here = super().tell()
            return here + 500 if here == len(self.getvalue()) else here

    data = part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", bytes(600)))
    with pytest.raises(DicomError, match="fewer bytes than it said"):
        dcmread(Shrinking(data))


def test_of_a_large_file_without_prefix_little_is_read() -> None:
    read = 0

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal read
            data = super().read(size)
            read += len(data)
            return data

    file = Counting(bytes(8 << 20))
    with pytest.raises(InvalidDicomError):
        dcmread(file)
    assert read < 1 << 20


def test_a_file_meta_group_that_does_not_fit_a_chunk() -> None:
    meta = explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0") + explicit(0x00020102, "OB", bytes(1_024))
    data = bytes(128) + b"DICM" + meta + explicit(0x00100020, "LO", b"id") + explicit(0x7FE00010, "OB", bytes(600))
    with chunks_of(256):
        assert dcmread(io.BytesIO(data), stop_before_pixels=True).PatientID == "id"


def test_what_the_system_gives_in_parts_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class FewAtATime(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1000 if size is None or size < 0 else min(size, 1000))

    data = part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", bytes(range(250)) * 40))
    path = tmp_path / "parts.dcm"
    path.write_bytes(data)
    monkeypatch.setattr(sources, "opened", lambda path: FewAtATime(path, "rb"))
    with chunks_of(100):
        assert dcmread(path, defer_size=5000).PixelData == bytes(range(250)) * 40
        assert dcmread(path).PixelData == bytes(range(250)) * 40
    assert sources.source_bytes(path) == data
