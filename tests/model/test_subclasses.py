"""What libraries build on the object model: their own classes for data sets and sequences that exist already."""

from __future__ import annotations

import io
import pickle
from typing import Any
from weakref import ref

import pytest
from real_files import FILES

from dicomconstruct import Dataset, FileDataset, Sequence, dcmread
from dicomconstruct.dataset import FileMetaDataset
from dicomconstruct.parts.streams import DicomFileLike

CT = next(path for path in FILES if path.name == "CT_small.dcm")


class Named(Sequence):
    """Items by name, counted in; `insert` is for callers, `append` is its own business."""

    def append(self, val: Any) -> None:
        self.appended = getattr(self, "appended", 0) + 1
        super().append(val)

    def insert(self, index: int, value: Any) -> None:  # noqa: ARG002
        raise AssertionError("append is no insert")


class Image(FileDataset):
    """Keeps something that cannot be pickled, and says what is pickled instead."""

    @classmethod
    def of(cls, data_set: FileDataset) -> Image:
        data_set.__class__ = cls
        assert isinstance(data_set, cls)
        data_set.lines = io.StringIO("index")
        return data_set

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "lines": self.lines.getvalue()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "lines": io.StringIO(state["lines"])})


@pytest.mark.parametrize("kind", [Dataset, FileMetaDataset, Sequence])
def test_a_class_of_ones_own_is_put_on_what_is_there(kind: type[Any]) -> None:
    class Own(kind):  # type: ignore[misc]
        def known(self) -> str:
            return "known"

    made = kind()
    made.__class__ = Own
    made.note = "kept"
    assert (made.known(), made.note, ref(made)()) == ("known", "kept", made)


def test_append_of_a_subclass_needs_no_insert() -> None:
    items = Named()
    items.append(Dataset())
    assert (len(items), items.appended, items.changed) == (1, 1, True)
    with pytest.raises(TypeError):
        items.append("no data set")


def test_a_data_set_of_another_class_pickles_by_its_own_state() -> None:
    image = Image.of(dcmread(CT))
    image.PatientID = "changed"
    again = pickle.loads(pickle.dumps(image))
    assert type(again) is Image
    assert (again.lines.getvalue(), again.PatientID) == ("index", "changed")
    assert again.file_meta == image.file_meta
    assert again == image
    built = Image.of(FileDataset(None, {}))
    built.PatientID = "1"
    again = pickle.loads(pickle.dumps(built))
    assert (again.lines.getvalue(), again.PatientID) == ("index", "1")


def test_there_is_no_array_before_one_was_asked_for() -> None:
    data_set = dcmread(CT)
    assert data_set._pixel_array is None
    assert data_set.pixel_array is data_set._pixel_array


class Bare:
    """A file-like object that does not say that it can be read from elsewhere."""

    def __init__(self, data: bytes) -> None:
        file = io.BytesIO(data)
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


@pytest.mark.parametrize("wrapped", [io.BytesIO, Bare, lambda data: DicomFileLike(io.BytesIO(data))])
def test_a_stream_stands_at_the_pixels_where_reading_stopped(wrapped: Any) -> None:
    data = CT.read_bytes()
    stream = wrapped(data)
    dcmread(stream, stop_before_pixels=True)
    here = stream.tell()
    assert 0 < here < len(data)
    whole = dcmread(io.BytesIO(data))
    assert data[here:] == data[data.index(whole.PixelData) - 12 :]
