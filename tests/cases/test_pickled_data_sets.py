"""What was taken out of a data set, or replaced, is not in its pickle and does not come back; all the rest does."""

from __future__ import annotations

import copy
import io
import pickle
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import joblib
import pydicom.data
import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    part10,
    sequence,
    sequence_end,
    undefined_item,
)

from dicomconstruct import STANDARD, VR, DataElement, Dataset, FileMetaDataset, Sequence, dcmread, dcmwrite
from dicomconstruct.config import RAISE, changed_options
from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.dataelem.hooks import hooks, raw_element_value
from dicomconstruct.dataset.pickles.rows import grammar_shapes
from dicomconstruct.errors import DicomError
from dicomconstruct.filereader import read_dataset
from dicomconstruct.grammar import LONG
from dicomconstruct.grammar.kinds import numbers

CT = pydicom.data.get_testdata_file("CT_small.dcm")
NAME, BIRTH, NOTE = "SECRET^NAME", "19000102", "SECRET-NOTE "
UIDS = {"explicit": EXPLICIT_LE, "implicit": IMPLICIT_LE, "big endian": EXPLICIT_BE, "deflated": DEFLATED}


def again(one: Any) -> Any:
    return pickle.loads(pickle.dumps(one))


def written(data_set: Any, **how: Any) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, **how)
    return buffer.getvalue()


def file_of(uid: str, *, undefined: bool = False) -> bytes:
    """A file whose sequence has an item with a name, a note, a private element and a sequence with the same."""
    data_set, holder, inner = Dataset(), Dataset(), Dataset()
    for level in (holder, inner):
        level.PatientName, level.PatientBirthDate, level.PatientComments = NAME, BIRTH, NOTE
        level.private_block(0x0009, "SECRET CREATOR", create=True).add_new(1, "LO", "SECRET-PRIVATE")
        level.is_undefined_length_sequence_item = undefined
    holder.ContentSequence = [inner]
    data_set.Modality = "OT"
    data_set.ReferencedPatientSequence = [holder, Dataset()]
    for one in (data_set["ReferencedPatientSequence"], holder["ContentSequence"]):
        one.is_undefined_length = undefined
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    return written(data_set)


def delete_each(one: Dataset) -> None:
    for tag in list(one.keys()):
        del one[tag]


def pop_each(one: Dataset) -> None:
    for tag in list(one.keys()):
        one.pop(tag)


def pop_last(one: Dataset) -> None:
    while len(one):
        one.popitem()


def delete_attributes(one: Dataset) -> None:
    one.remove_private_tags()
    for keyword in one.dir():
        delattr(one, keyword)


def delete_slice(one: Dataset) -> None:
    del one[:]


def walk(one: Dataset) -> None:
    one.walk(lambda here, element: here.pop(element.tag), recursive=False)


EMPTYING = {
    "del": delete_each,
    "pop": pop_each,
    "popitem": pop_last,
    "delattr": delete_attributes,
    "clear": Dataset.clear,
    "slice": delete_slice,
    "walk": walk,
}


def look(data_set: Dataset) -> None:
    for element in data_set.iterall():
        _ = element.value


@pytest.mark.parametrize("empty", EMPTYING.values(), ids=EMPTYING)
@pytest.mark.parametrize("uid", UIDS.values(), ids=UIDS)
@pytest.mark.parametrize("undefined", [False, True], ids=["defined", "undefined"])
@pytest.mark.parametrize("looked_at", [False, True], ids=["fresh", "looked at"])
def test_an_emptied_item_stays_empty(
    empty: Callable[[Any], None], uid: str, undefined: bool, looked_at: bool
) -> None:
    data = file_of(uid, undefined=undefined)
    for path in ([0], [0, 0]):
        data_set = dcmread(data)
        if looked_at:
            look(data_set)
        here: Any = data_set.ReferencedPatientSequence[0]
        if len(path) > 1:
            here.PatientName = here.PatientBirthDate = here.PatientComments = None
            here.remove_private_tags()
            here = here.ContentSequence[0]
        empty(here)
        stream = pickle.dumps(data_set)
        assert b"SECRET" not in stream
        assert BIRTH.encode() not in stream
        for made in (pickle.loads(stream), again(pickle.loads(stream)), copy.deepcopy(data_set)):
            assert made == data_set
            inner = made.ReferencedPatientSequence[0]
            assert len(inner if len(path) == 1 else inner.ContentSequence[0]) == 0
            assert len(made.ReferencedPatientSequence) == 2
            assert written(made) == written(data_set)


@pytest.mark.parametrize("uid", UIDS.values(), ids=UIDS)
def test_private_elements_that_were_removed(uid: str) -> None:
    data_set = dcmread(file_of(uid))
    data_set.remove_private_tags()
    stream = pickle.dumps(data_set)
    assert b"CREATOR" not in stream
    assert b"PRIVATE" not in stream
    assert pickle.loads(stream) == data_set
    assert pickle.loads(stream).ReferencedPatientSequence[0].PatientName == NAME


@pytest.mark.parametrize("uid", UIDS.values(), ids=UIDS)
def test_a_creator_stays_for_what_it_reserved(uid: str) -> None:
    data_set = dcmread(file_of(uid))
    inside = data_set.ReferencedPatientSequence[0]
    del inside[0x00090010]
    made = again(data_set).ReferencedPatientSequence[0]
    assert made[0x00091001].private_creator == inside[0x00091001].private_creator == "SECRET CREATOR"
    assert made[0x00091001].value == inside[0x00091001].value


def test_an_anonymized_file_does_not_come_back_named() -> None:
    """The report that began this: an item emptied in a data set that goes through a pool of processes."""
    data_set = dcmread(file_of(EXPLICIT_LE))
    data_set.ReferencedPatientSequence[0].clear()
    for method in get_all_start_methods():
        with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
            made, names = pool.submit(there_and_back, data_set).result()
        assert names == []
        assert made == data_set
        assert written(made) == written(data_set)


def there_and_back(data_set: Dataset) -> tuple[Dataset, list[Any]]:
    """What another process makes of a data set."""
    return data_set, [element.value for element in data_set.iterall() if element.VR == "PN"]


def test_through_joblib(tmp_path: Path) -> None:
    data_set = dcmread(file_of(DEFLATED))
    data_set.ReferencedPatientSequence[0].clear()
    for compression in (0, 3):
        joblib.dump(data_set, tmp_path / "pickled", compress=compression)
        made = joblib.load(tmp_path / "pickled")
        assert made == data_set
        assert written(made) == written(data_set)
    joblib.dump(data_set, tmp_path / "pickled")
    assert b"SECRET" not in (tmp_path / "pickled").read_bytes()
    assert joblib.hash(dcmread(file_of(DEFLATED))) == joblib.hash(dcmread(file_of(DEFLATED))) != joblib.hash(made)


BARE = {
    "explicit": (explicit(0x00100010, "PN", b"SECRET^N"), False, True),
    "implicit": (implicit(0x00100010, b"SECRET^N"), True, True),
    "big endian": (explicit(0x00100010, "PN", b"SECRET^N", order=">"), False, False),
    "implicit, big endian": (implicit(0x00100010, b"SECRET^N", order=">"), True, False),
}


@pytest.mark.parametrize(("data", "implicit_vr", "little_endian"), BARE.values(), ids=BARE)
@pytest.mark.parametrize("value", ["A^B", "", None, "Longer^Than^Before^It^Was"])
def test_a_bare_data_set_of_one_edited_element(
    data: bytes, implicit_vr: bool, little_endian: bool, value: Any
) -> None:
    data_set = read_dataset(io.BytesIO(data), implicit_vr, little_endian)
    data_set.PatientName = value
    stream = pickle.dumps(data_set)
    assert b"SECRET" not in stream
    made = pickle.loads(stream)
    assert made == data_set
    assert list(made.keys()) == [0x00100010]
    assert made.original_encoding == data_set.original_encoding == (implicit_vr, little_endian)
    how = {"implicit_vr": implicit_vr, "little_endian": little_endian, "force_encoding": True}
    assert written(made, **how) == written(data_set, **how)
    data_set.PatientID = "x"
    del data_set.PatientName
    assert again(data_set) == data_set


ODD = {
    "an unknown tag": implicit(0x00189FFE, b"abcd"),
    "a private one without creator": implicit(0x00191001, b"abcd"),
    "a value that is no number": implicit(0x00280010, b"odd"),
    "an odd length": implicit(0x00100020, b"abc"),
    "junk in a sequence": implicit(0x00081140, b"no items here at all"),
    "a length beyond the end": implicit(0x00204000, b"short", length=1000),
    "a tag of group 0": implicit(0x00000002, b"1.2\0"),
    "an item in place of an element": implicit(0xFFFEE000, b"abcd"),
    "a stray delimiter": implicit(0xFFFEE0DD),
    "zeros": bytes(30),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("mode", [None, RAISE], ids=["lenient", "strict"])
@pytest.mark.parametrize("looked_at", [False, True], ids=["fresh", "looked at"])
def test_odd_elements_beside_an_edited_one(odd: bytes, mode: int | None, looked_at: bool) -> None:
    data = part10(implicit(0x00080060, b"OT"), implicit(0x00104000, b"SECRET-NOTE "), odd, uid=IMPLICIT_LE)
    with changed_options(**({} if mode is None else {"reading_validation_mode": mode})):
        data_set = dcmread(data)
        if looked_at:
            for tag in data_set.keys():  # noqa: SIM118
                try:
                    _ = data_set[tag].value
                except (DicomError, KeyError):
                    continue
        data_set.PatientComments = "public"
        stream = pickle.dumps(data_set)
    assert b"SECRET" not in stream
    assert written(pickle.loads(stream)) == written(data_set)


def test_a_deflated_stream_is_not_kept_beside_an_edit() -> None:
    public = " ".join(f"{number:b}" for number in range(700)).encode()
    inside = explicit(0x00100010, "PN", b"SECRET^NAME ") + explicit(0x00204000, "LT", public.ljust(6500))
    stream = deflated(inside)
    data_set = dcmread(part10(stream, uid=DEFLATED))
    assert stream in pickle.dumps(data_set)
    data_set.PatientName = "A^B"
    pickled = pickle.dumps(data_set)
    assert stream[:32] not in pickled
    kept = [inflated for place in range(len(pickled)) if (inflated := what_inflates(pickled[place:]))]
    assert any(public in one for one in kept)
    assert not any(b"SECRET" in one for one in kept)
    assert written(pickle.loads(pickled)) == written(data_set)
    assert len(pickled) < len(stream) + 2000


def what_inflates(data: bytes) -> bytes:
    """What bytes are the compressed stream of, bare or in a wrapper of zlib's; as far as that goes."""
    for wrapper in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(wrapper).decompress(data)
        except zlib.error:
            continue
    return b""


def test_a_deflated_file_of_which_only_the_opening_was_changed_keeps_its_stream() -> None:
    stream = deflated(explicit(0x00100010, "PN", b"SECRET^NAME "), level=1)
    data_set = dcmread(part10(stream, uid=DEFLATED) + b"junk")
    data_set.file_meta.SourceApplicationEntityTitle = "HERE"
    data_set.note = "kept"
    assert stream in written(again(data_set))
    assert written(again(data_set)) == written(data_set)


def test_an_edited_file_does_not_carry_the_whole() -> None:
    data_set = dcmread(
        part10(explicit(0x00100010, "PN", b"A^B "), explicit(0x7FE00010, "OW", bytes(range(200)) * 1000))
    )
    whole = len(pickle.dumps(data_set))
    assert whole < 201_500
    data_set.PatientName = "C^D"
    assert len(pickle.dumps(data_set)) < whole + 1000
    del data_set.PixelData
    assert len(pickle.dumps(data_set)) < 3000
    assert len(pickle.dumps(data_set["PatientName"])) < 500


def test_an_item_taken_out_has_nothing_of_the_others() -> None:
    data_set = dcmread(file_of(EXPLICIT_LE))
    other = data_set.ReferencedPatientSequence[1]
    other.PatientID = "x"
    stream = pickle.dumps(other)
    assert b"SECRET" not in stream
    assert pickle.loads(stream) == other
    popped = data_set.ReferencedPatientSequence.pop(0)
    assert b"SECRET" not in pickle.dumps(data_set)
    assert again(data_set) == data_set
    assert again(popped) == popped
    assert again(popped).ContentSequence[0].PatientName == NAME
    assert written(again(data_set)) == written(data_set)


PARTS: dict[str, Callable[[Any], Dataset]] = {
    "slice": lambda data_set: data_set[0x00080060:0x00081000],
    "group": lambda data_set: data_set.group_dataset(0x0020),
    "new data set": lambda data_set: Dataset({0x00080060: data_set[0x00080060]}),
    "file meta information": lambda data_set: data_set.file_meta,
    "its items": lambda data_set: data_set.ReferencedPatientSequence[1],
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("uid", UIDS.values(), ids=UIDS)
def test_a_part_has_nothing_of_the_rest(part: Callable[[Any], Dataset], uid: str) -> None:
    some = part(dcmread(file_of(uid)))
    stream = pickle.dumps(some)
    assert b"SECRET" not in stream
    assert len(stream) < 3000
    made = pickle.loads(stream)
    assert made == some
    assert type(made) is type(some)
    assert made.original_encoding == some.original_encoding
    assert made.original_character_set == some.original_character_set


def elements(data_set: Any) -> Iterator[DataElement]:
    yield from data_set
    for one in data_set.ReferencedPatientSequence:
        yield from one


@pytest.mark.parametrize("uid", UIDS.values(), ids=UIDS)
def test_elements_alone(uid: str) -> None:
    data_set = dcmread(file_of(uid))
    for element in elements(data_set):
        made = again(element)
        assert made == element
        told = ("VR", "is_undefined_length", "file_tell", "private_creator", "name", "is_original")
        assert [getattr(made, name) for name in told] == [getattr(element, name) for name in told]
        assert str(made) == str(element)
    data_set.ReferencedPatientSequence[0].clear()
    assert b"SECRET" not in pickle.dumps(data_set["ReferencedPatientSequence"])
    assert b"SECRET" not in pickle.dumps(data_set["Modality"])


def test_an_element_alone_keeps_its_spelling_and_byte_order() -> None:
    words = explicit(0x00091001, "OW", bytes(range(8)), order=">")
    number = explicit(0x00186060, "DS", b" 1.50 ", order=">")
    data_set = dcmread(part10(words, number, uid=EXPLICIT_BE))
    for tag in (0x00091001, 0x00186060):
        moved = [Dataset._of({tag: one}, None) for one in (data_set[tag], again(data_set[tag]))]
        one, other = (written(holder, implicit_vr=False, little_endian=True) for holder in moved)
        assert one == other
        assert (b"\1\0\3\2\5\4\7\6" in one) is (tag == 0x00091001)


def test_elements_without_meaning() -> None:
    data_set = dcmread(part10(explicit(0x00280010, "US", b"odd")))
    made = again(data_set["Rows"])
    with pytest.raises(DicomError, match="0028,0010"):
        _ = made.value
    assert bytes(made._source.view(made)) == b"odd"


def test_raw_elements() -> None:
    raw = RawDataElement(0x00100010, "PN", 6, "Müller".encode("latin-1"), 0, False, True)
    assert again(raw) == raw
    data_set = Dataset()
    data_set.SpecificCharacterSet = "ISO_IR 100"
    data_set[0x00100010] = raw
    assert again(data_set).PatientName == "Müller"
    assert again(data_set).get_item(0x00100010) == raw
    alone = again(data_set[0x00100010])
    assert alone.value == "Müller"
    other = Dataset()
    other.add(Dataset({0x00080060: DataElement(0x00080060, "CS", "OT")})[0x00080060])
    other.add(data_set[0x00100010])
    assert again(other).PatientName == other.PatientName


def test_deferred_values_are_read_or_the_pickle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.dcm"
    path.write_bytes(part10(explicit(0x00100010, "PN", b"A^B "), explicit(0x7FE00010, "OW", b"pixels" * 5000)))
    whole = dcmread(path)
    for edited in (False, True):
        data_set = dcmread(path, defer_size=100)
        if edited:
            data_set.PatientName = whole.PatientName = "C^D"
        made = again(data_set)
        assert made == whole
        assert written(made) == written(whole)
    data_set = dcmread(path, defer_size=100)
    path.unlink()
    with pytest.raises((OSError, DicomError)):
        pickle.dumps(data_set)
    data_set.PatientName = "C^D"
    with pytest.raises((OSError, DicomError)):
        pickle.dumps(data_set)
    del data_set.PixelData
    assert again(data_set) == data_set


def shout(raw: Any, data: dict[str, Any], *, encoding: Any = None, ds: Any = None, **kwargs: Any) -> None:
    """A hook that a pickle cannot count on where it is loaded."""
    raw_element_value(raw, data, encoding=encoding, ds=ds, **kwargs)
    if data["VR"] == "LT":
        data["value"] = data["value"].upper() + "!"


def test_what_hooks_made_of_values_stays() -> None:
    data = part10(
        explicit(0x00104000, "LT", b"quiet "),
        sequence(0x00081140, item(explicit(0x00104000, "LT", b"inside")), item(), length=UNDEFINED),
        sequence_end(),
    )
    hooks.register_callback("raw_element_value", shout)
    try:
        data_set = dcmread(data)
        assert data_set.PatientComments == "QUIET!"
        stream = pickle.dumps(data_set)
    finally:
        hooks.register_callback("raw_element_value", raw_element_value)
    for made in (pickle.loads(stream), again(pickle.loads(stream))):
        assert made == data_set
        assert made.ReferencedImageSequence[0].PatientComments == "INSIDE!"
        assert written(made) == data


def test_other_limits_are_kept_and_other_vrs_are_decoded() -> None:
    deep = sequence(0x0040A730, item(sequence(0x0040A730, item(explicit(0x00100020, "LO", b"in")))))
    shallow = dcmread(part10(deep), codec=STANDARD.with_limits(max_depth=1))
    shallow.PatientID = "x"
    made = again(shallow)
    assert made.ContentSequence[0] is not None
    with pytest.raises(DicomError, match="at most 1 levels"):
        _ = made.ContentSequence[0].ContentSequence
    assert written(made) == written(shallow)
    lab = STANDARD.with_vr(VR("ZZ", header=LONG, value=numbers("H")))
    odd = b"\x09\x00\x01\x10ZZ\0\0\x04\0\0\0\x01\x00\x02\x00"
    data_set = dcmread(part10(explicit(0x00090010, "LO", b"LAB "), odd, undefined_sequence()), codec=lab)
    made = again(data_set)
    assert made == data_set
    assert made[0x00091001].value == [1, 2]
    assert made.original_encoding == (False, True)
    assert made.ReferencedImageSequence[0].is_undefined_length_sequence_item


def undefined_sequence() -> bytes:
    return sequence(0x00081140, undefined_item(explicit(0x00100020, "LO", b"x ")), sequence_end(), length=UNDEFINED)


def test_an_array_of_pixels_is_made_again() -> None:
    data_set = dcmread(CT)
    before = len(pickle.dumps(data_set))
    array = data_set.pixel_array
    assert len(pickle.dumps(data_set)) == before
    assert (again(data_set).pixel_array == array).all()
    del data_set.PixelData
    assert array.tobytes()[2000:2100] not in pickle.dumps(data_set)


def test_a_preamble_that_was_replaced_is_gone() -> None:
    data = b"SECRET".ljust(128) + part10(explicit(0x00100020, "LO", b"x "))[128:]
    for preamble in (None, b"", bytes(128), b"p" * 128):
        data_set = dcmread(data)
        data_set.preamble = preamble
        stream = pickle.dumps(data_set)
        assert b"SECRET" not in stream
        made = pickle.loads(stream)
        assert made.preamble == preamble
        assert written(made) == written(data_set)


def test_file_meta_information_that_was_replaced_is_gone() -> None:
    for change in ("none", "empty", "a copy"):
        data_set = dcmread(CT)
        old = data_set.file_meta.MediaStorageSOPInstanceUID.encode()
        del data_set.SOPInstanceUID
        data_set.file_meta = None if change == "none" else FileMetaDataset(data_set.file_meta)
        if change == "empty":
            data_set.file_meta.clear()
        elif change == "a copy":
            data_set.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
        stream = pickle.dumps(data_set)
        assert old not in stream
        assert pickle.loads(stream) == data_set
        assert pickle.loads(stream).file_meta == data_set.file_meta


class Story(Sequence):
    """A class of sequences, as libraries make them."""


class Report(Dataset):
    """A class of data sets, as libraries make them."""


def test_derived_classes_and_what_was_set_on_them() -> None:
    data_set, inner = Report(), Report()
    inner.PatientID, inner.holder = "x", data_set
    data_set.ContentSequence = Story([inner, Dataset()])
    data_set.ContentSequence.title = "a title"
    data_set.ContentSequence[1].PatientID = "y"
    for made in (again(data_set), copy.deepcopy(data_set)):
        assert type(made) is Report
        assert type(made.ContentSequence) is Story
        assert made.ContentSequence.title == "a title"
        assert type(made.ContentSequence[0]) is Report
        assert made.ContentSequence[0].holder is made
        assert [one.PatientID for one in made.ContentSequence] == ["x", "y"]


def test_items_of_a_derived_class_of_sequences_are_walked() -> None:
    data_set, inner = Dataset(), Dataset()
    inner.PatientID = "x"
    inner.private_block(0x0009, "SECRET", create=True).add_new(1, "LO", "SECRET")
    data_set.ContentSequence = Story([inner])
    assert [element.tag for element in data_set.iterall()] == [0x0040A730, *inner.keys()]
    data_set.remove_private_tags()
    assert list(inner.keys()) == [0x00100020]
    assert data_set.to_json_dict()["0040A730"]["Value"] == [inner.to_json_dict()]
    assert "Patient ID" in str(data_set)
    assert copy.deepcopy(data_set).ContentSequence[0] is not inner
    assert (data_set["ContentSequence"].VM, data_set["ContentSequence"].is_empty) == (1, False)
    data_set.ContentSequence = Story()
    assert data_set["ContentSequence"].is_empty


def test_order_of_elements() -> None:
    data_set = dcmread(
        part10(*(explicit(tag, "LO", b"x ") for tag in (0x00100020, 0x00080080, 0x00204000, 0x00080081)))
    )
    element = data_set.pop(0x00080080)
    data_set.add(element)
    assert list(again(data_set)._elements) == list(data_set._elements)
    assert again(data_set).popitem() == data_set.popitem()


def test_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data_set = dcmread(part10(explicit(0x00100020, "LO", b"x ")))
    data_set.PatientName = "A^B"
    stream = pickle.dumps(data_set)
    monkeypatch.setattr(grammar_shapes(STANDARD), "fingerprint", 0)
    with pytest.raises(DicomError, match="another release"):
        pickle.loads(stream)


def test_pickling_changes_nothing() -> None:
    data_set = dcmread(file_of(EXPLICIT_LE))
    data_set.ReferencedPatientSequence[0].PatientName = "A^B"
    before = written(data_set)
    pickle.dumps(data_set)
    assert not data_set.ReferencedPatientSequence[1]._is_looked_into
    assert written(data_set) == before
