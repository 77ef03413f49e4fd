"""Moving to another encoding drops nothing: the same meaning, or a refusal that names what has no form there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from bytes_of import DEFLATED, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, explicit, item, item_end, part10
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from odd_data_sets import TAILS, elements, mutated, real_files
from real_files import FILES, named

from dicomconstruct import dcmread, dcmwrite
from dicomconstruct.errors import DicomError, UnexplainedBytes, UnexplainedBytesDropped
from dicomconstruct.fidelity.meanings import FileMeaning, meaning_of_file

pytestmark = pytest.mark.filterwarnings("ignore")

ENCODINGS = [IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE, DEFLATED]
REFUSED = (DicomError, ValueError, AttributeError)


def declared(data: bytes) -> Any:
    return dcmread(io.BytesIO(data), force=True).file_meta.get("TransferSyntaxUID")


def converted(data: bytes, uid: str, **options: Any) -> bytes:
    data_set = dcmread(io.BytesIO(data), force=True)
    data_set.file_meta.TransferSyntaxUID = uid
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def outcome(data: bytes, uid: str) -> bytes | Exception:
    """What a file becomes in another encoding, or why it is refused."""
    try:
        return converted(data, uid)
    except REFUSED as error:
        return error


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
