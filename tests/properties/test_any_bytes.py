"""Any bytes at all satisfy the five laws: arbitrary ones, cut and mutated real files, generated data sets."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD, check
from dicomconstruct.grammar import DicomFile, encodings
from dicomconstruct.testing import check_laws, data_sets, example_files, files, mutated, odd_files
from dicomconstruct.testing.authoring import bare

PYDICOM = Path(pydicom.__file__).parent / "data" / "test_files"
MUTATED_UP_TO = 8_000
REAL = [path.read_bytes() for path in sorted(PYDICOM.glob("*.dcm")) if path.stat().st_size <= MUTATED_UP_TO]
EXAMPLES = [data for _, data in example_files()]

CUT = {
    "meta_missing_tsyntax.dcm": (0, None),
    "nested_priv_SQ.dcm": (0, None),
    "priv_SQ.dcm": (0, None),
    "UN_sequence.dcm": (0, None),
    "empty_charset_LEI.dcm": (0, None),
    "no_meta_group_length.dcm": (0, None),
    "ExplVR_BigEndNoMeta.dcm": (0, 4_000),
    "image_dfl.dcm": (300, 1_500),
    "SC_rgb_jls_lossy_line.dcm": (0, None),
    "JPEGLSNearLossless_08.dcm": (0, None),
}
"""Real files that are cut at every byte of a range, from the first to the second number."""


RTPLAN_SIZE, RTPLAN_STRETCH = 2672, 334
"""The largest of them is cut in stretches, which test processes share."""

WORDS = [
    *(b"\x08\x00\x05\x00", b"\x10\x00\x10\x00", b"\x09\x00\x01\x10", b"\xe0\x7f\x10\x00"),
    *(b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0", b"\xfe\xff\xdd\xe0"),
    *(b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x08\0\0\0"),
    *(b"SQ\0\0", b"OB\0\0", b"UN\0\0", b"PN\x04\0", b"US\x02\0", b"ab"),
]


def build_and_check(data: bytes) -> None:
    check_laws(data)
    assert DicomFile.build(DicomFile.parse(data)) == data
    check(data)


def test_there_are_real_files_to_mutate() -> None:
    assert len(REAL) > 30


@given(st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes) -> None:
    build_and_check(data)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_after_the_prefix(data: bytes) -> None:
    build_and_check(b"\0" * 128 + b"DICM" + data)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join))
def test_words_of_the_format_in_any_order(data: bytes) -> None:
    build_and_check(data)


def check_cuts(name: str, start: int, stop: int | None) -> None:
    data = (PYDICOM / name).read_bytes()
    for end in range(start, min(len(data), stop or len(data)) + 1):
        check_laws(data[:end])


@pytest.mark.parametrize("name", CUT)
def test_a_real_file_cut_at_every_byte(name: str) -> None:
    check_cuts(name, *CUT[name])


@pytest.mark.parametrize("start", range(0, RTPLAN_SIZE, RTPLAN_STRETCH))
def test_a_nested_real_file_cut_at_every_byte(start: int) -> None:
    assert (PYDICOM / "rtplan.dcm").stat().st_size == RTPLAN_SIZE
    check_cuts("rtplan.dcm", start, start + RTPLAN_STRETCH)


@given(mutated(REAL))
def test_mutated_real_files(data: bytes) -> None:
    build_and_check(data)


@given(mutated(EXAMPLES))
def test_mutated_examples(data: bytes) -> None:
    build_and_check(data)


@given(odd_files())
def test_odd_files(data: bytes) -> None:
    build_and_check(data)


@given(files())
def test_generated_files_in_every_encoding(data: bytes) -> None:
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert tree.coding.declared in encodings
    assert tree.coding.layout == str(encodings[tree.coding.declared].layout)


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])
@given(data=st.data())
def test_generated_data_sets_are_read_as_they_were_made(uid: str, data: st.DataObject) -> None:
    encoding = encodings[uid]
    tokens = data.draw(data_sets(encoding))
    raw = bare(encoding, tokens)
    assert encoding.data_set.build(encoding.data_set.parse(raw)) == raw
    check_laws(raw)
