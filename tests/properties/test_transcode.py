"""Moving to another encoding drops nothing: the same meaning, or a refusal that names what has no form there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    explicit,
    implicit,
    item,
    item_end,
    long,
    part10,
    sequence,
    sequence_end,
    undefined_item,
)
from hypothesis import assume, given, strategies as st
from hypothesis.strategies import DrawFn
from odd_data_sets import TAILS, elements, mutated, real_files
from real_files import FILES, named

from dicomconstruct import Dataset, dcmread, dcmwrite
from dicomconstruct.errors import DicomError, UnexplainedBytes, UnexplainedBytesDropped, UnwritableValue
from dicomconstruct.fidelity.meanings import FileMeaning, meaning_of_file

pytestmark = pytest.mark.filterwarnings("ignore")

ENCODINGS = [IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE, DEFLATED]
REFUSED = (DicomError, ValueError, AttributeError)


def declared(data: bytes) -> Any:
    return dcmread(io.BytesIO(data), force=True).file_meta.get("TransferSyntaxUID")


def written_or_refused(data_set: Dataset) -> bytes | Exception:
    """A data set as a file, or why it is refused."""
    target = io.BytesIO()
    try:
        dcmwrite(target, data_set)
    except REFUSED as error:
        return error
    return target.getvalue()


def converted(data: bytes, uid: str, **options: Any) -> bytes:
    data_set = dcmread(io.BytesIO(data), force=True)
    data_set.file_meta.TransferSyntaxUID = uid
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def outcome(data: bytes, uid: str) -> bytes | Exception:
    """What a file becomes in another encoding, or why it is refused."""
    data_set = dcmread(io.BytesIO(data), force=True)
    data_set.file_meta.TransferSyntaxUID = uid
    return written_or_refused(data_set)


def names_its_reason(error: Exception) -> bool:
    """Whether a refusal says which element or which bytes have no form."""
    if isinstance(error, UnexplainedBytes):
        return all(one.size and one.what in str(error) for one in error.stretches[:4])
    return bool(getattr(error, "path", "")) or "for data element" in str(error) or "Pixel Data" in str(error)


def check_move(data: bytes, meaning: FileMeaning, uid: str) -> None:
    """Assert that a file moves to an encoding and back as what it is, or is refused with a reason."""
    moved = outcome(data, uid)
    if isinstance(moved, Exception):
        assert names_its_reason(moved), repr(moved)
        return
    there, before = meaning_of_file(moved), declared(data)
    assert there.elements == meaning.elements
    assert there.unexplained == meaning.unexplained
    if IMPLICIT_LE not in (uid, before):
        assert there.vrs == meaning.vrs
    back = outcome(moved, before if before in ENCODINGS else EXPLICIT_LE)
    if isinstance(back, Exception):
        assert names_its_reason(back), repr(back)
    else:
        assert meaning_of_file(back)[::2] == meaning[::2]


@pytest.mark.parametrize("uid", ENCODINGS)
@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stat().st_size < 150_000 and declared(path.read_bytes())], ids=named
)
def test_real_files_move(path: Path, uid: str) -> None:
    data = path.read_bytes()
    check_move(data, meaning_of_file(data), uid)


@st.composite
def files_of_odd_elements(draw: DrawFn) -> bytes:
    """A file of elements that are odd, and of bytes that are none at its end."""
    order = draw(st.sampled_from("<>"))
    chosen = draw(st.lists(elements(order), min_size=1, max_size=8))
    uid = EXPLICIT_LE if order == "<" else EXPLICIT_BE
    return part10(*chosen, draw(st.sampled_from(TAILS)), uid=uid)


ODD = files_of_odd_elements() | mutated(real_files()) | mutated(files_of_odd_elements())


@given(ODD, st.sampled_from(ENCODINGS))
def test_odd_files_move_or_are_refused_by_name(data: bytes, uid: str) -> None:
    assume(declared(data) in ENCODINGS)
    check_move(data, meaning_of_file(data), uid)


def unexplained(order: str) -> list[bytes]:
    """Bytes with something in them that is no element."""
    code = explicit(0x00080060, "CS", b"MR", order=order)
    return [
        explicit(0x00081140, "SQ", b"text where items should be", order=order),
        explicit(0x00081140, "SQ", item(code, b"junk in an item ", order=order), order=order),
        explicit(0x00081140, "SQ", item(code, order=order) + b"after an item", order=order),
        item_end(order=order) + code,
        b"junk after the last element",
    ]


@st.composite
def files_with_unexplained_bytes(draw: DrawFn) -> bytes:
    order = draw(st.sampled_from("<>"))
    chosen = [*draw(st.lists(elements(order), max_size=4)), draw(st.sampled_from(unexplained(order)))]
    return part10(*chosen, uid=EXPLICIT_LE if order == "<" else EXPLICIT_BE)


@given(files_with_unexplained_bytes(), st.sampled_from([IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE]))
def test_what_is_dropped_is_named_and_the_rest_stays(data: bytes, uid: str) -> None:
    assume(declared(data) != uid)
    refusal = outcome(data, uid)
    assume(isinstance(refusal, UnexplainedBytes))
    assert isinstance(refusal, UnexplainedBytes)
    with pytest.warns(UnexplainedBytesDropped) as warned:
        left = meaning_of_file(converted(data, uid, drop_unexplained=True))
    told = [one.message for one in warned if isinstance(one.message, UnexplainedBytesDropped)]
    assert [one.stretches for one in told] == [refusal.stretches]
    paths = {one.path for one in refusal.stretches}
    before = meaning_of_file(data).elements
    assert [one for one in left.elements if one[0] not in paths] == [one for one in before if one[0] not in paths]


def nested(order: str) -> bytes:
    """A file of sequences of undefined and of defined length, within sequences and under UN."""
    code = explicit(0x00080060, "CS", b"MR", order=order)
    inside = undefined_item(code, sequence(0x00081199, item(code, order=order), order=order), order=order)
    open_sequence = sequence(0x00081115, inside, inside, sequence_end(order=order), length=UNDEFINED, order=order)
    unknown = undefined_item(implicit(0x00080060, b"MR"), implicit(0x00100010, b"A^B "))
    return part10(
        explicit(0x00080005, "CS", b"ISO_IR 100", order=order),
        sequence(0x00081110, undefined_item(open_sequence, order=order), item(code, order=order), order=order),
        explicit(0x00091001, "UN", unknown + sequence_end(), length=UNDEFINED, order=order),
        open_sequence,
        uid=EXPLICIT_LE if order == "<" else EXPLICIT_BE,
    )


WHOLE = [nested("<"), nested(">")]
CUT = st.sampled_from(WHOLE).flatmap(lambda data: st.integers(200, len(data)).map(lambda end: data[:end]))


@given(CUT, st.sampled_from(ENCODINGS))
def test_files_cut_short_move_or_are_refused_by_name(data: bytes, uid: str) -> None:
    assume(declared(data) in ENCODINGS)
    check_move(data, meaning_of_file(data), uid)


@given(CUT)
def test_what_is_added_after_a_cut_is_not_taken_in_by_it(data: bytes) -> None:
    data_set = dcmread(io.BytesIO(data), force=True)
    assume(data_set.file_meta.get("TransferSyntaxUID"))
    before = meaning_of_file(data).elements
    data_set.add_new(0x00200010, "SH", "ADDED")
    written = written_or_refused(data_set)
    if isinstance(written, Exception):
        assert names_its_reason(written), repr(written)
    else:
        assert meaning_of_file(written).elements == sorted([*before, ("(0020,0010)", b"ADDED ")])


META = [
    explicit(0x00020002, "UI", b"1.2.840.10008.5.1.4.1.1.7\0"),
    explicit(0x00020010, "UI", EXPLICIT_LE.encode() + b"\0"),
]


def odd_file(*meta: bytes, content: bytes) -> bytes:
    return bytes(128) + b"DICM" + b"".join(meta) + content


NAME = explicit(0x00100010, "PN", b"Doe^John")
CODE_BE = explicit(0x00080060, "CS", b"MR", order=">")
REFUSALS = {
    "items where the dictionary has a sequence": (
        part10(explicit(0x00283010, "OW", item(explicit(0x00283003, "LO", b"LUT ")))),
        IMPLICIT_LE,
        "(0028,3010)",
    ),
    "items of a sequence of an unknown VR": (
        part10(long(0x00081115, "sQ", undefined_item(CODE_BE, order=">"), order=">"), uid=EXPLICIT_BE),
        EXPLICIT_LE,
        "(0008,1115)",
    ),
    "a tag that the dictionary lacks before zeros": (
        part10(explicit(0x20280102, "US", b"\x0f\0"), explicit(0x7FE00010, "OW", bytes(64)), bytes(32)),
        IMPLICIT_LE,
        "(2028,0102)",
    ),
    "a header without VR in the file meta group": (
        odd_file(META[0], implicit(0x00020003, b"2.25.1"), META[1], content=NAME),
        EXPLICIT_BE,
        "(0010,0010)",  # which (0002,0010) would take in
    ),
    "a first tag that begins the file meta group in the other byte order": (
        odd_file(META[0], content=explicit(0x02002800, "UI", b"2.25.1")),
        EXPLICIT_BE,
        "(0200,2800)",
    ),
    "an element of the file meta group in the data set": (
        odd_file(*META, content=NAME + explicit(0x00020003, "UI", b"2.25.1")),
        IMPLICIT_LE,
        "(0002,0003)",
    ),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_what_is_read_as_something_else_there_is_refused_by_its_path(kind: str) -> None:
    data, uid, path = REFUSALS[kind]
    with pytest.raises(UnwritableValue) as refused:
        converted(data, uid)
    assert refused.value.path == path


def test_bytes_before_a_bare_data_set_are_named_when_it_declares_an_encoding() -> None:
    data = b"junk" * 35 + NAME + explicit(0x00100020, "LO", b"98890234")
    with pytest.raises(UnexplainedBytes, match="bytes before the preamble or the first element"):
        converted(data, EXPLICIT_LE)


def test_fewer_zeros_than_a_header_in_an_item_are_named() -> None:
    inside = item(explicit(0x00080060, "CS", b"MR"), bytes(3), length=UNDEFINED)
    data = part10(sequence(0x00081140, inside, sequence_end(), length=UNDEFINED), NAME)
    with pytest.raises(UnexplainedBytes, match="3 bytes"):
        converted(data, EXPLICIT_BE)
