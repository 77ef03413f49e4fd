"""Odd files as a whole: classes F105 to F110."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    sequence_end,
    undefined_item,
)
from expect import CHARSET, NAME, expect, file

from dicomconstruct import STANDARD, check
from dicomconstruct.testing import check_laws


def test_f105_deflated_at_another_level_and_padded() -> None:
    """The compressed stream stays (dcm4che#752)."""
    data = file(deflated(CHARSET + NAME, level=1) + b"\0", uid=DEFLATED)
    expect(
        data,
        """
        deflated 36
        excess 1
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "bytes-after-deflate",
    )


def test_f106_zlib_header_instead_of_raw_deflate() -> None:
    """Sniffed, and kept (DCMTK +bz)."""
    data = file(zlib.compress(CHARSET + NAME), uid=DEFLATED)
    expect(
        data,
        """
        deflated 42
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "zlib-wrapper",
    )


def test_f107_declared_deflated_but_plain() -> None:
    """Read as it is (fo-dicom#1281)."""
    data = file(CHARSET, NAME, uid=DEFLATED)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "not-deflated",
    )


def test_f107_truncated_deflate_stream() -> None:
    """What inflates before the cut is read."""
    data = file(deflated(CHARSET + NAME + explicit(0x00104000, "LT", bytes(range(32, 128)) * 8))[:70], uid=DEFLATED)
    expect(
        data,
        """
        deflated 70
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0010,4000) LT 768 holds 27
        """,
        "deflate-stopped",
        "value-cut-short (0010,4000)",
    )


def test_f109_un_in_a_big_endian_file() -> None:
    """UN of undefined length is implicit little endian in every file (PS3.5 6.2.2)."""
    data = file(
        explicit(0x00080005, "CS", b"ISO_IR 100", order=">"),
        explicit(0x00091001, "UN", length=UNDEFINED, order=">"),
        undefined_item(implicit(0x00080060, b"MR")),
        sequence_end(),
        explicit(0x00100010, "PN", b"Doe^John", order=">"),
        uid=EXPLICIT_BE,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined
            element (0008,0060) -- 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
        coding="explicit-be: declared",
    )


def test_f109_eight_bit_words_in_a_big_endian_file() -> None:
    """OW of 8-bit samples: bytes exact (pydicom#2340)."""
    data = file(
        explicit(0x00280100, "US", b"\0\x08", order=">"),
        explicit(0x7FE00010, "OW", b"\1\2\3\4", order=">"),
        uid=EXPLICIT_BE,
    )
    expect(
        data,
        """
        element (0028,0100) US 2
        element (7FE0,0010) OW 4
        """,
        coding="explicit-be: declared",
    )


def test_f110_dicomdir_with_wrong_offsets() -> None:
    """Offsets are values (fo-dicom#1927)."""
    data = file(
        explicit(0x00041130, "CS", b"DISK"),
        explicit(0x00041200, "UL", b"\xef\xbe\xad\xde"),
        explicit(
            0x00041220, "SQ", item(explicit(0x00041400, "UL", b"\1\0\0\0"), explicit(0x00041430, "CS", b"PATIENT "))
        ),
    )
    expect(
        data,
        """
        element (0004,1130) CS 4
        element (0004,1200) UL 4
        element (0004,1220) SQ items 36
          item [0] (FFFE,E000) 28
            element (0004,1400) UL 4
            element (0004,1430) CS 8
        """,
    )


@pytest.mark.parametrize("megabytes", [8, 64])
def test_f108_deflate_bomb(megabytes: int) -> None:
    """Inflating stops at the limit, memory with it, and not a byte is lost (fo-dicom#2165)."""
    lab = STANDARD.with_limits(max_inflated=1 << 20)
    bomb = deflated(CHARSET + explicit(0x7FE00010, "OB", bytes(megabytes << 20)))
    data = file(bomb, uid=DEFLATED)
    lab.read_tree(data)
    tracemalloc.start()
    try:
        tree = lab.read_tree(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 << 20
    assert len(tree.inflated) == 1 << 20
    assert "limit" in tree.coding.problem
    assert [node.path for node in tree.data_set] == ["(0008,0005)", "(7FE0,0010)"]
    assert "deflate-stopped" in {finding.code for finding in check(data, codec=lab)}
    check_laws(data, codec=lab)


def test_f110_offsets_decode_as_the_numbers_they_are() -> None:
    """Nothing follows them, nothing repairs them."""
    tree = STANDARD.read_tree(file(explicit(0x00041200, "UL", b"\xef\xbe\xad\xde")))
    assert list(STANDARD.meanings(tree))[-1].decode() == 0xDEADBEEF
