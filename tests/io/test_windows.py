"""Reading in windows gives what reading the whole gives, on real files that were changed at random."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from bytes_of import explicit, part10
from hypothesis import given
from hypothesis import strategies as st
from real_files import FILES

from dicomconstruct import Dataset, dcmread, sources
from dicomconstruct import filereader as reader
from dicomconstruct.compiler.runtime import KEY, OFFSET, Row, end_of
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.deflate import PLAIN

SMALL_WINDOW = 256
REAL = [
    path.read_bytes()
    for path in FILES
    if 2 * SMALL_WINDOW < path.stat().st_size < 20_000 and path.read_bytes()[128:132] == b"DICM"
]


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that files of a few kilobytes do not fit into."""
    monkeypatch.setattr(sources, "WINDOW", SMALL_WINDOW)
    monkeypatch.setattr(sources, "LARGEST_WINDOW", 4 * SMALL_WINDOW)
    monkeypatch.setattr(sources, "SMALL", SMALL_WINDOW)
    monkeypatch.setattr(sources, "LARGE", SMALL_WINDOW)


def places(rows: list[Row]) -> list[tuple[object, int, int]]:
    return [(row[KEY], row[OFFSET], end_of(row)) for row in rows]


def rows_of(data_set: Dataset) -> list[Row]:
    rows: list[Row] = data_set._source.rows
    return rows


@st.composite
def changed_files(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(0, 2))):
        data[draw(st.integers(132, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


@given(changed_files(), st.randoms(use_true_random=False))
def test_windows_agree_with_the_whole(data: bytes, random: object) -> None:
    whole = dcmread(data)
    if whole._source.record.wrapper != PLAIN:
        return
    rows = rows_of(whole)
    pixels = next((n for n, row in enumerate(rows) if row[KEY] in reader.PIXEL_GROUP_DATA), len(rows))
    part = dcmread(io.BytesIO(data), stop_before_pixels=True)
    assert places(rows_of(part)) == places(rows[:pixels])
    for _, start, end in places(rows_of(part)):
        assert part._source.store.stretch(start, end) == data[start:end]
    everything = dcmread(io.BytesIO(data))
    assert places(rows_of(everything)) == places(rows)
    written = io.BytesIO()
    everything.save_as(written)
    assert written.getvalue() == data
    tags = [row[KEY] for row in rows if row[KEY] is not None]
    if tags:
        tag = random.choice(tags)  # type: ignore[attr-defined]
        chosen = dcmread(io.BytesIO(data), specific_tags=[tag])
        assert places(rows_of(chosen)) == places([row for row in rows if row[KEY] in (tag, 0x00080005)])


def test_a_file_meta_group_that_does_not_fit_a_window() -> None:
    meta = explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0") + explicit(
        0x00020102, "OB", bytes(4 * SMALL_WINDOW)
    )
    data = bytes(128) + b"DICM" + meta + explicit(0x00100020, "LO", b"id") + explicit(0x7FE00010, "OB", bytes(600))
    assert dcmread(io.BytesIO(data), stop_before_pixels=True).PatientID == "id"


def test_values_that_lie_across_windows() -> None:
    long = bytes(range(200)) * 5
    data = part10(
        explicit(0x00090010, "LO", b"ME"), explicit(0x00091001, "OB", long), explicit(0x00100020, "LO", b"id")
    )
    data_set = dcmread(io.BytesIO(data), stop_before_pixels=True)
    assert data_set[0x0009, 0x1001].value == long
    assert data_set.PatientID == "id"


class FewAtATime(io.FileIO):
    """A file that gives a thousand bytes at a time at most, as systems do 2 GB."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(1000 if size is None or size < 0 else min(size, 1000))


def test_what_the_system_gives_in_parts_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", bytes(range(250)) * 40))
    path = tmp_path / "parts.dcm"
    path.write_bytes(data)
    monkeypatch.setattr(sources, "opened", lambda path: FewAtATime(path, "rb"))
    monkeypatch.setattr(sources, "LARGE", 100)

    deferred = dcmread(path, defer_size=5000)
    assert deferred.PixelData == bytes(range(250)) * 40
    assert sources.source_bytes(path) == data
    shorter = dcmread(path, defer_size=5000)
    path.write_bytes(data[:-1])
    with (
        pytest.warns(UserWarning, match="modification time"),
        pytest.raises(DicomError, match="ends before a deferred value does"),
    ):
        _ = shorter.PixelData
