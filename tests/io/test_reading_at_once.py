"""Which files are read whole, which values by themselves; and how paths may be given."""

from __future__ import annotations

import copy
import io
import os
import pickle
from pathlib import Path

import pytest
from bytes_of import UNDEFINED, explicit, item, long, part10, sequence_end

from dicomconstruct import dcmread, dcmwrite, filereader, partial_reading
from dicomconstruct.compiler.runtime import OFFSET
from dicomconstruct.filereader import read_partial
from dicomconstruct.grammar.layouts import IMPLICIT_BE, LAYOUTS, Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import levels

NAME = explicit(0x00100010, "PN", b"Doe^Jane")
PIXELS = bytes(range(256)) * 8
CHOICES = ({"stop_before_pixels": True}, {"specific_tags": ["PatientName"]})


class BytesPath:
    def __init__(self, path: Path) -> None:
        self.path = os.fsencode(path)

    def __fspath__(self) -> bytes:
        return self.path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "one.dcm"
    made.write_bytes(part10(NAME, explicit(0x7FE00010, "OB", PIXELS)))
    return made


@pytest.mark.parametrize("kind", [str, Path, BytesPath])
def test_a_path_may_be_given_in_any_form(path: Path, kind: type) -> None:
    assert dcmread(kind(path)).PatientName == "Doe^Jane"
    assert dcmread(kind(path), stop_before_pixels=True).PatientName == "Doe^Jane"


@pytest.mark.parametrize("choice", CHOICES)
def test_a_small_file_is_read_whole_though_a_part_is_wanted(path: Path, choice: dict[str, object]) -> None:
    size = path.stat().st_size
    data_set = dcmread(path, **choice)
    path.unlink()
    assert data_set._source.store.holds(0, size)
    assert [element.keyword for element in data_set] == ["PatientName"]


@pytest.mark.parametrize("choice", CHOICES)
def test_of_a_large_one_only_what_is_wanted(
    path: Path, choice: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "SMALL", 1024)
    data_set = dcmread(path, **choice)
    assert [element.keyword for element in data_set] == ["PatientName"]
    assert not data_set._source.store.holds(len(part10(NAME)), path.stat().st_size)


def test_large_values_are_given_away_without_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "LARGE", 1024)
    data_set = dcmread(path)
    assert data_set.PixelData == PIXELS
    assert any(data_set.PixelData is piece for _, piece in data_set._source.store._pieces)


class Received:
    """A target that keeps what it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(data)
        return len(data)


@pytest.mark.parametrize("is_changed", [False, True])
def test_large_values_are_written_without_a_copy(
    path: Path, is_changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "LARGE", 1024)
    monkeypatch.setattr(levels, "LARGE", 1024)
    data_set, target = dcmread(path), Received()
    kept = [piece for _, piece in data_set._source.store._pieces]
    assert PIXELS in kept
    if is_changed:
        data_set.PatientName = "Roe^Jane"
    dcmwrite(target, data_set)
    assert b"".join(target.pieces) == path.read_bytes().replace(b"Doe", b"Roe" if is_changed else b"Doe")
    assert any(piece is value for piece in target.pieces for value in kept)


def test_so_are_large_fragments_that_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "SMALL", 1024)
    item, delimiter = bytes.fromhex("feff00e0"), bytes.fromhex("feffdde000000000")
    fragments = item + bytes(4) + item + len(PIXELS).to_bytes(4, "little") + PIXELS
    header = bytes.fromhex("e07f1000") + b"OB\0\0\xff\xff\xff\xff"
    data = part10(NAME, header + fragments + delimiter, uid="1.2.840.10008.1.2.4.50")
    path = tmp_path / "encapsulated.dcm"
    path.write_bytes(data)
    data_set = dcmread(path, specific_tags=["PixelData"])
    assert data_set.PixelData == fragments
    assert any(data_set.PixelData is piece for _, piece in data_set._source.store._pieces)
    row = data_set._source.rows[-1]
    assert data_set._source.store.stretch(row[OFFSET], len(data)) == header + fragments + delimiter


def test_there_is_one_object_for_each_layout() -> None:
    for layout in LAYOUTS:
        assert Layout(layout.implicit, layout.order) is layout
        assert copy.deepcopy(layout) is layout
        assert pickle.loads(pickle.dumps(layout)) is layout
    assert Layout(1, ByteOrder.BIG) is IMPLICIT_BE
    with pytest.raises(AttributeError, match="does not change"):
        IMPLICIT_BE.implicit = False


class Counting(io.BytesIO):
    """A file that knows how many bytes were read of it."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


@pytest.mark.parametrize("choice", CHOICES)
def test_of_a_file_like_object_no_more_is_read_than_is_wanted(
    choice: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 512)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 512)
    file = Counting(part10(NAME, explicit(0x7FE00010, "OB", PIXELS)))
    assert dcmread(file, **choice).PatientName == "Doe^Jane"
    assert file.count < 1024


@pytest.mark.parametrize("padding", [0, 100])
def test_a_large_value_is_read_once(padding: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 512)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 512)
    monkeypatch.setattr(filereader, "LARGE", 1024)
    large = PIXELS * 4
    file = Counting(
        part10(
            NAME, explicit(0x7FE00010, "OB", large), explicit(0xFFFCFFFC, "OB", bytes(padding)) if padding else b""
        )
    )
    data_set = dcmread(file)
    assert data_set.PixelData == large
    assert file.count < len(large) + 1024


def test_fragments_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 512)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 512)
    monkeypatch.setattr(filereader, "LARGE", 1024)
    fragments = item() + b"".join(item(PIXELS) for _ in range(8)) + sequence_end()
    data = part10(NAME, long(0x7FE00010, "OB", fragments, length=UNDEFINED), uid="1.2.840.10008.1.2.4.50")
    file = Counting(data)
    data_set = dcmread(file)
    assert data_set.PixelData == fragments[:-8]
    assert file.count < len(data) + 1024


def test_a_condition_is_asked_while_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_reading, "FIRST_CHUNK", 256)
    monkeypatch.setattr(filereader, "FIRST_CHUNK", 256)
    asked: list[BaseTag] = []

    def stops(tag: BaseTag, vr: str | None, length: int) -> bool:  # noqa: ARG001
        asked.append(tag)
        return False

    read_partial(path, stops)
    assert asked == [0x00100010, 0x7FE00010]
