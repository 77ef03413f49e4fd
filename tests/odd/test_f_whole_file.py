"""Odd files as a whole: classes F105 to F110."""

from __future__ import annotations

import random
import struct
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
    item_end,
    padded,
    sequence_end,
    undefined_item,
)
from expect import CHARSET, NAME, expect, file
from growth import grows_at_most, seconds_of

from dicomconstruct import STANDARD, check
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Kind, Tree


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
    """Offsets are values (fo-dicom#1927); `check` names those that lead nowhere."""
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
        "record-offset (0004,1200)",
        "record-offset (0004,1220)[0].(0004,1400)",
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


# More forms of the same, and what an edit makes of them.

REMARKS = explicit(0x00104000, "LT", bytes(range(32, 127)) * 8)
NAMES = ["(0008,0005)", "(0010,0010)"]


def tops(tree: Tree) -> list[str]:
    return [node.path for node in tree.data_set]


def renamed(data: bytes) -> tuple[Tree, Tree]:
    """A file's tree after its name was edited, and the tree of what is written then."""
    tree = STANDARD.read_tree(data)
    node = tree.find("(0010,0010)")
    assert node is not None
    STANDARD.set_value(tree, node, "Roe^Jane^Q")
    after = STANDARD.read_tree(STANDARD.write_tree(tree))
    assert {one.node.path: str(one.decode()) for one in STANDARD.meanings(after)}["(0010,0010)"] == "Roe^Jane^Q"
    return tree, after


@pytest.mark.parametrize("level", range(10))
def test_f105_any_level_of_compression(level: int) -> None:
    """No compressor of ours has to agree with the one that wrote the stream."""
    stream = deflated(CHARSET + NAME + REMARKS, level=level)
    data = file(padded(stream), uid=DEFLATED)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert (tree.coding.wrapper, tree.coding.problem) == ("deflate", "")
    assert tops(tree) == [*NAMES, "(0010,4000)"]
    assert tree.stream[0].raw == stream
    assert [one.code for one in check(data)] == []


def test_f105_stream_in_several_blocks() -> None:
    """Flushed in the middle, as a writer that streams does it."""
    deflater = zlib.compressobj(6, wbits=-15)
    stream = deflater.compress(CHARSET) + deflater.flush(zlib.Z_FULL_FLUSH) + deflater.compress(NAME)
    data = file(padded(stream + deflater.flush()), uid=DEFLATED)
    check_laws(data, edits=0)
    assert tops(STANDARD.read_tree(data)) == NAMES


@pytest.mark.parametrize("excess", [b"\0\0", b"\0" * 7, b"junk", NAME], ids=["2", "7", "junk", "an element"])
def test_f105_bytes_after_the_stream(excess: bytes) -> None:
    """One node of their own, kept by an edit too."""
    data = file(deflated(CHARSET + NAME, level=1) + excess, uid=DEFLATED)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert [node.raw for node in tree.stream[1:]] == [excess]
    assert tops(tree) == NAMES
    assert [one.code for one in check(data)] == ["bytes-after-deflate"]
    edited, after = renamed(data)
    assert [node.raw for node in after.stream[1:]] == [excess]
    assert edited.stream[0].edited


@pytest.mark.parametrize("size", [(1 << 16) - 2, 1 << 16, (1 << 16) + 2, 1 << 17])
def test_f105_bytes_after_a_stream_that_fills_the_steps_of_inflating(size: int) -> None:
    """zlib gives the bytes after the end a second time where the room that it was given is used up."""
    comments = explicit(0x00104000, "UT", b"x" * (size - len(CHARSET + NAME) - 12))
    stream = deflated(CHARSET + NAME + comments)
    tree = check_laws(file(stream + b"junk", uid=DEFLATED))
    assert [node.raw for node in tree.stream] == [stream, b"junk"]
    assert len(tree.inflated) == size


def test_f105_the_pad_byte_of_an_odd_stream_is_no_fault() -> None:
    """A.5 asks for it: one zero byte after an odd stream, none after an even one."""
    streams = [deflated(CHARSET + NAME + explicit(0x00104000, "LT", b"ab" * count)) for count in range(1, 40)]
    odd = next(stream for stream in streams if len(stream) % 2)
    even = next(stream for stream in streams if not len(stream) % 2)
    assert [one.code for one in check(file(odd + b"\0", uid=DEFLATED))] == []
    assert [one.code for one in check(file(even, uid=DEFLATED))] == []
    assert [one.code for one in check(file(even + b"\0", uid=DEFLATED))] == ["bytes-after-deflate"]


@pytest.mark.parametrize("level", [0, 1, 9])
def test_f106_zlib_header_at_any_level(level: int) -> None:
    """Sniffed at any level, and put around an edited data set again."""
    data = file(zlib.compress(CHARSET + NAME, level), uid=DEFLATED)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert (tree.coding.wrapper, tree.coding.problem) == ("zlib", "")
    assert tops(tree) == NAMES
    _, after = renamed(data)
    assert (after.coding.wrapper, after.coding.problem) == ("zlib", "")
    assert zlib.decompress(after.stream[0].raw or b"") == after.inflated


def test_f106_zlib_stream_without_its_checksum() -> None:
    """Everything inflates; that the end is missing is said."""
    data = file(zlib.compress(CHARSET + NAME)[:-4], uid=DEFLATED)
    expect(
        data,
        """
        deflated 38
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "zlib-wrapper",
        "deflate-stopped",
    )


@pytest.mark.parametrize("padding", [0, 20_000], ids=["small", "large"])
def test_f106_zlib_stream_with_a_wrong_checksum(padding: int) -> None:
    """Everything inflates here as well, and nothing of it is lost to four bytes at the end."""
    more = explicit(0x7FE00010, "OB", random.Random(106).randbytes(padding))
    stream = zlib.compress(CHARSET + NAME + more)
    data = file(stream[:-4] + bytes(4), uid=DEFLATED)
    check_laws(data)
    tree = STANDARD.read_tree(data)
    assert tree.coding.wrapper == "zlib"
    assert tree.coding.problem
    assert tops(tree) == [*NAMES, "(7FE0,0010)"]
    assert [one.code for one in check(data)] == ["zlib-wrapper", "deflate-stopped"]


def test_f107_declared_deflated_but_plain_and_implicit() -> None:
    """Neither deflated nor in the layout of the syntax: both are said."""
    data = file(implicit(0x00080005, b"ISO_IR 100"), implicit(0x00100010, b"Doe^John"), uid=DEFLATED)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert (tree.coding.layout, tree.coding.wrapper) == ("implicit-le", "plain")
    assert tops(tree) == NAMES
    assert [one.code for one in check(data)] == ["transfer-syntax-contradicted", "not-deflated"]


def test_f107_declared_deflated_but_plain_is_edited_plain() -> None:
    """An edit does not deflate what was not."""
    data = file(CHARSET, NAME, uid=DEFLATED)
    edited, after = renamed(data)
    assert (after.coding.wrapper, after.stream) == ("plain", [])
    assert STANDARD.write_tree(edited) == file(CHARSET, explicit(0x00100010, "PN", b"Roe^Jane^Q"), uid=DEFLATED)


def test_f107_stream_truncated_anywhere() -> None:
    """However short: the prefix that inflates is read, and grows with the stream."""
    content = CHARSET + NAME + REMARKS
    stream = deflated(content, level=9)
    seen = 0
    for length in range(len(stream)):
        data = file(stream[:length], uid=DEFLATED)
        check_laws(data)
        tree = STANDARD.read_tree(data)
        if tree.coding.wrapper == "deflate":
            assert tree.coding.problem
            assert content.startswith(tree.inflated)
            assert len(tree.inflated) >= seen
            seen = len(tree.inflated)
    assert seen > len(CHARSET + NAME)


def test_f107_truncated_stream_is_not_edited() -> None:
    """What was not inflated could not be written back: the edit is refused, the file stays whole."""
    data = file(deflated(CHARSET + NAME + REMARKS)[:70], uid=DEFLATED)
    tree = STANDARD.read_tree(data)
    node = tree.find("(0010,0010)")
    assert node is not None
    with pytest.raises(UnwritableValue):
        STANDARD.set_value(tree, node, "Roe^Jane^Q")
    assert STANDARD.write_tree(tree) == data


@pytest.mark.parametrize("far", [20, 6_000], ids=["at once", "beyond the first look"])
def test_f107_broken_stream_keeps_what_inflated_before(far: int) -> None:
    """A block of no known type after a whole one: the whole one is read (fo-dicom#1281)."""
    deflater = zlib.compressobj(6, wbits=-15)
    whole = deflater.compress(CHARSET + NAME) + deflater.flush(zlib.Z_FULL_FLUSH)
    data = file(whole + b"\xff" * far, uid=DEFLATED)
    check_laws(data)
    tree = STANDARD.read_tree(data)
    assert tree.coding.wrapper == "deflate"
    assert tree.coding.problem
    assert tree.inflated == CHARSET + NAME
    assert tops(tree) == NAMES
    assert [one.code for one in check(data)] == ["deflate-stopped"]


def test_f108_the_limit_is_a_parameter() -> None:
    """The same stream under three limits: cut, just not cut, whole."""
    content = CHARSET + explicit(0x7FE00010, "OB", bytes(1 << 16))
    data = file(padded(deflated(content)), uid=DEFLATED)
    for limit in (len(content) - 1, len(content), len(content) + 1):
        codec = STANDARD.with_limits(max_inflated=limit)
        tree = codec.read_tree(data)
        assert tree.inflated == content[:limit]
        assert bool(tree.coding.problem) is (limit < len(content))
        check_laws(data, codec=codec)


def test_f108_time_is_bounded_by_the_limit() -> None:
    """A bomb eight times as large takes no longer to stop at."""
    lab = STANDARD.with_limits(max_inflated=1 << 20)
    small, large = (
        file(deflated(CHARSET + explicit(0x7FE00010, "OB", bytes(megabytes << 20))), uid=DEFLATED)
        for megabytes in (16, 128)
    )

    def seconds(data: bytes) -> float:
        return seconds_of(lambda: lab.read_tree(data))

    assert grows_at_most(4, lambda: seconds(small), lambda: seconds(large))


@pytest.mark.parametrize("modality", [True, False], ids=["UN after another", "UN first in the item"])
def test_f109_the_byte_order_is_each_node_s_own(modality: bool) -> None:
    """Numbers in and after UN in a big endian file, in a sequence too, wherever UN stands there."""
    swapped = undefined_item(implicit(0x00280010, b"\2\1"), implicit(0x00280011, b"\3\0"))
    unknown = explicit(0x00091001, "UN", swapped + sequence_end(), length=UNDEFINED, order=">")
    rows = explicit(0x00280010, "US", b"\2\1", order=">")
    before = explicit(0x00080060, "CS", b"MR", order=">") if modality else b""
    data = file(
        explicit(0x00081140, "SQ", item(before, unknown, rows, order=">"), order=">"),
        unknown,
        rows,
        uid=EXPLICIT_BE,
    )
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    numbers = {one.node.path: one.decode() for one in STANDARD.meanings(tree) if one.vr.code == "US"}
    assert numbers == {
        "(0008,1140)[0].(0009,1001)[0].(0028,0010)": 0x0102,
        "(0008,1140)[0].(0009,1001)[0].(0028,0011)": 3,
        "(0008,1140)[0].(0028,0010)": 0x0201,
        "(0009,1001)[0].(0028,0010)": 0x0102,
        "(0009,1001)[0].(0028,0011)": 3,
        "(0028,0010)": 0x0201,
    }
    assert STANDARD.write_tree(tree) == data


def test_f109_un_first_in_the_file() -> None:
    """Little endian items right after the first header say nothing of the header's own byte order."""
    unknown = explicit(
        0x00091001,
        "UN",
        undefined_item(implicit(0x00280010, b"\2\1")) + sequence_end(),
        length=UNDEFINED,
        order=">",
    )
    expect(
        file(unknown, explicit(0x00280010, "US", b"\2\1", order=">"), uid=EXPLICIT_BE),
        """
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined
            element (0028,0010) -- 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0028,0010) US 2
        """,
        "private-without-creator (0009,1001)",
        coding="explicit-be: declared",
    )


def test_f109_un_content_in_big_endian_all_the_same() -> None:
    """Against 6.2.2, with VR fields: found out, and the numbers are right."""
    rows = explicit(0x00280010, "US", b"\2\1", order=">")
    items = item(rows, length=UNDEFINED, order=">") + item_end(order=">") + sequence_end(order=">")
    tree = expect(
        file(
            explicit(0x00090010, "LO", b"ACME", order=">"),
            explicit(0x00091001, "UN", items, length=UNDEFINED, order=">"),
            explicit(0x00100010, "PN", b"Doe^John", order=">"),
            uid=EXPLICIT_BE,
        ),
        """
        element (0009,0010) LO 4
        element (0009,1001) UN items undefined content implicit-be
          item [0] (FFFE,E000) undefined content explicit-be
            element (0028,0010) US 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "layout-changes (0009,1001)",
        "layout-changes (0009,1001)[0]",
        coding="explicit-be: declared",
    )
    assert [one.decode() for one in STANDARD.meanings(tree) if one.vr.code == "US"] == [0x0201]


@pytest.mark.parametrize("vr", ["OW", "OB"])
@pytest.mark.parametrize("pixels", [b"\1\2\3\4", b"\1\2\3"])
def test_f109_eight_bit_pixels_are_not_swapped(vr: str, pixels: bytes) -> None:
    """By reading, decoding, or encoding anew."""
    data = file(
        explicit(0x00280100, "US", b"\0\x08", order=">"),
        explicit(0x7FE00010, vr, pixels, order=">"),
        uid=EXPLICIT_BE,
    )
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    *_, allocated, held = STANDARD.meanings(tree)
    assert allocated.decode() == 8
    assert bytes(held.decode()) == held.relaid() == pixels
    assert STANDARD.rebuild(tree) == data


def record(kind: bytes, following: int | None, lower: int | None) -> bytes:
    """A directory record with its two offsets, each left out where it is None."""
    elements = {0x00041400: following, 0x00041420: lower}
    offsets = [explicit(tag, "UL", struct.pack("<I", at)) for tag, at in elements.items() if at is not None]
    return item(*offsets, explicit(0x00041430, "CS", kind))


def directory(first: int, last: int, *records: bytes) -> bytes:
    """A DICOMDIR of those records."""
    return file(
        explicit(0x00041130, "CS", b"DISK"),
        explicit(0x00041200, "UL", struct.pack("<I", first)),
        explicit(0x00041202, "UL", struct.pack("<I", last)),
        explicit(0x00041220, "SQ", b"".join(records)),
    )


def record_offsets(data: bytes) -> list[int]:
    """Where the records of a directory stand in the file."""
    return [node.offset for node in STANDARD.read_tree(data).walk() if node.kind is Kind.ITEM]


def offsets_said(data: bytes) -> dict[str, int]:
    """The offsets that a directory holds, by path."""
    tree = STANDARD.read_tree(data)
    assert STANDARD.write_tree(tree) == data
    return {one.node.path: one.decode() for one in STANDARD.meanings(tree) if one.node.path[-5:-1] in OFFSETS}


OFFSETS = ("1200", "1202", "1400", "1420")


@pytest.mark.parametrize(
    "constant", [0, -128, 8, 132], ids=["right", "no preamble", "item header", "after the prefix"]
)
def test_f110_offsets_off_by_a_constant(constant: int) -> None:
    """What they say is kept to the byte, right or wrong (pydicom#822)."""
    patient, study = record_offsets(directory(0, 0, record(b"PATIENT ", 0, 0), record(b"STUDY ", 0, 0)))
    one, other = patient + constant, study + constant
    data = directory(one, one, record(b"PATIENT ", 0, other), record(b"STUDY ", 0, 0))
    check_laws(data, edits=0)
    assert record_offsets(data) == [patient, study]
    assert offsets_said(data) == {
        "(0004,1200)": one,
        "(0004,1202)": one,
        "(0004,1220)[0].(0004,1400)": 0,
        "(0004,1220)[0].(0004,1420)": other,
        "(0004,1220)[1].(0004,1400)": 0,
        "(0004,1220)[1].(0004,1420)": 0,
    }


def test_f110_offsets_missing() -> None:
    """None is made up (pydicom#981)."""
    data = directory(0, 0, record(b"PATIENT ", None, None), record(b"STUDY ", None, None))
    check_laws(data, edits=0)
    assert offsets_said(data) == {"(0004,1200)": 0, "(0004,1202)": 0}


def test_f110_records_reversed() -> None:
    """The study before the patient whose it is, and a link that leads back to itself (fo-dicom#828)."""
    study, patient = record_offsets(directory(0, 0, record(b"STUDY ", 0, 0), record(b"PATIENT ", 0, 0)))
    data = directory(patient, patient, record(b"STUDY ", study, 0), record(b"PATIENT ", 0, study))
    check_laws(data, edits=0)
    said = offsets_said(data)
    assert said["(0004,1200)"] == patient > study == said["(0004,1220)[1].(0004,1420)"]
    assert said["(0004,1220)[0].(0004,1400)"] == study
