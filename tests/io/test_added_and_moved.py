"""What a program adds, takes out or moves: the rest of a file keeps its meaning, or writing is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    opening,
    padded,
    part10,
    sequence,
    sequence_end,
    undefined_item,
)

from dicomconstruct import STANDARD, Dataset, FileMetaDataset, dcmread, dcmwrite
from dicomconstruct.errors import UnexplainedBytes, UnexplainedBytesDropped, UnwritableValue

CLASS = implicit(0x00080016, b"1.2\0") + implicit(0x00080018, b"1.2.3\0")
ID = implicit(0x00100020, b"4711")
UNCOUNTED = opening() + explicit(0x00020010, "UI", padded(IMPLICIT_LE.encode())) + CLASS + ID


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def read(data: bytes) -> Any:
    return dcmread(io.BytesIO(data), force=True)


@pytest.mark.parametrize("enforced", [False, True])
@pytest.mark.parametrize("data", [part10(CLASS, ID, uid=IMPLICIT_LE), CLASS + ID, UNCOUNTED])
def test_a_file_moves_under_file_meta_information_that_is_new(data: bytes, enforced: bool) -> None:
    data_set = read(data)
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    moved = written(data_set, enforce_file_format=enforced)
    assert moved.endswith(explicit(0x00100020, "LO", b"4711"))
    assert read(moved).file_meta.TransferSyntaxUID == EXPLICIT_LE
    assert "FileMetaInformationGroupLength" not in data_set.file_meta


@pytest.mark.parametrize("enforced", [False, True])
def test_a_file_moves_whose_meta_group_has_no_group_length(enforced: bool) -> None:
    data_set = read(UNCOUNTED)
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    moved = read(written(data_set, enforce_file_format=enforced))
    assert moved.PatientID == "4711"
    assert ("FileMetaInformationGroupLength" in moved.file_meta) == enforced


JUNK = bytes(range(1, 13))
CODE = explicit(0x00080060, "CS", b"MR")
COMMENTS = explicit(0x00204000, "LT", b"xx")


def added_to(data: bytes) -> bytes:
    """A file with an element added after the last one, by data set and by tree."""
    data_set = read(data)
    data_set.add_new(0x00204000, "LT", "xx")
    by_data_set = written(data_set)
    tree = STANDARD.read_tree(data)
    STANDARD.insert_element(tree, 0x00204000, "xx", vr="LT")
    assert STANDARD.write_tree(tree) == by_data_set
    return by_data_set


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        (explicit(0x00081140, "UN", JUNK, length=UNDEFINED), explicit(0x00081140, "UN", JUNK)),
        (explicit(0x00081140, "SQ", JUNK, length=50), explicit(0x00081140, "SQ", JUNK)),
        (sequence(0x00081140, item(JUNK, length=0x10000C)), sequence(0x00081140, item(JUNK))),
        (
            sequence(0x00081140, item(CODE, length=UNDEFINED), length=UNDEFINED),
            sequence(0x00081140, undefined_item(CODE), sequence_end(), length=UNDEFINED),
        ),
        (
            sequence(0x00081140, item(sequence(0x00081199, item(CODE, length=90), length=300), length=200)),
            sequence(0x00081140, item(sequence(0x00081199, item(CODE)))),
        ),
    ],
)
def test_an_element_that_is_added_is_not_taken_in_by_the_last_one(last: bytes, ended: bytes) -> None:
    assert added_to(part10(last)) == part10(ended, COMMENTS)


def test_a_value_of_undefined_length_without_vr_takes_nothing_in() -> None:
    data = part10(implicit(0x00081140, JUNK, length=UNDEFINED), uid=IMPLICIT_LE)
    assert added_to(data) == part10(implicit(0x00081140, JUNK), implicit(0x00204000, b"xx"), uid=IMPLICIT_LE)


def test_what_is_no_item_and_would_take_an_element_in_is_named() -> None:
    data_set = read(part10(explicit(0x00081140, "SQ", JUNK, length=UNDEFINED)))
    data_set.add_new(0x00204000, "LT", "xx")
    with pytest.raises(UnexplainedBytes, match=r"12 bytes at 0x\w+ in \(0008,1140\)"):
        written(data_set)
    with pytest.warns(UnexplainedBytesDropped):
        dropped = written(data_set, drop_unexplained=True)
    assert dropped == part10(explicit(0x00081140, "SQ"), COMMENTS)


def test_fragments_that_the_end_of_the_file_cuts_short_end_before_an_element() -> None:
    pixels = fragments(0x7FE00010, b"", JUNK)
    data_set = read(part10(pixels[:-14]))
    data_set.add_new(0xFFFCFFFC, "OB", b"ab")
    assert written(data_set) == part10(fragments(0x7FE00010, b"", JUNK[:-6]), explicit(0xFFFCFFFC, "OB", b"ab"))


def test_an_open_sequence_that_changes_inside_takes_nothing_in() -> None:
    inside = sequence(0x00081199, item(CODE, explicit(0x00080070, "LO", b"AB"), length=80), length=100)
    data_set = read(part10(sequence(0x00081140, item(CODE, inside, length=UNDEFINED), length=UNDEFINED)))
    data_set.add_new(0x00204000, "LT", "xx")
    data_set[0x00081140].value[0].Modality = "CTX"
    ended = sequence(0x00081199, item(CODE, explicit(0x00080070, "LO", b"AB")))
    changed = undefined_item(explicit(0x00080060, "CS", b"CTX "), ended)
    assert written(data_set) == part10(sequence(0x00081140, changed, sequence_end(), length=UNDEFINED), COMMENTS)


def test_where_tags_descend_nothing_is_added_after_the_last_element() -> None:
    name, last = explicit(0x00100020, "LO", b"ab"), explicit(0x00081140, "SQ", JUNK, length=50)
    data_set = read(part10(COMMENTS, name, last))
    data_set.PatientID = "cd"
    data_set.PatientName = "A^B "
    before = explicit(0x00100010, "PN", b"A^B ")
    assert written(data_set) == part10(before, COMMENTS, explicit(0x00100020, "LO", b"cd"), last)


def test_an_item_that_is_taken_out_leaves_its_neighbours_as_they_were() -> None:
    first, second = undefined_item(implicit(0x00080060, b"MR")), item(implicit(0x00080060, b"CT"))
    for last, length in ((sequence_end(), UNDEFINED), (b"", None)):
        data_set = read(part10(explicit(0x00091001, "UN", first + second + first + last, length=length)))
        del data_set[0x00091001].value[1]
        assert written(data_set) == part10(explicit(0x00091001, "UN", first + first + last, length=length))
        data_set[0x00091001].value[0].Modality = "MG"
        changed = undefined_item(implicit(0x00080060, b"MG"))
        assert written(data_set) == part10(explicit(0x00091001, "UN", changed + first + last, length=length))
        data_set[0x00091001].value.clear()
        assert written(data_set) == part10(explicit(0x00091001, "UN", last, length=length))


def test_an_item_that_is_put_in_again_makes_the_sequence_anew() -> None:
    data_set = read(part10(sequence(0x00081140, item(CODE), item(CODE, COMMENTS))))
    items = data_set[0x00081140].value
    items.append(items.pop(0))
    assert written(data_set) == part10(sequence(0x00081140, item(CODE, COMMENTS), item(CODE)))


@pytest.mark.parametrize("tag", [0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD, 0xFFFE0001])
@pytest.mark.parametrize("inside", [False, True])
def test_items_and_delimiters_are_refused_as_elements(tag: int, inside: bool) -> None:
    for data in (part10(sequence(0x00081140, item(CODE)), COMMENTS), part10()):
        data_set = read(data)
        level = data_set
        if inside:
            level = Dataset()
            data_set.add_new(0x00081199, "SQ", [level])
        level.add_new(tag, "UN", b"ab")
        with pytest.raises(UnwritableValue) as refused:
            written(data_set)
        assert refused.value.path == f"{'(0008,1199)[0].' if inside else ''}({tag >> 16:04X},{tag & 0xFFFF:04X})"


def test_delimiters_that_were_read_among_elements_stay() -> None:
    data = part10(CODE, explicit(0xFFFE10DD, "FL", bytes(4)), COMMENTS)
    data_set = read(data)
    data_set.Modality = "CT"
    assert written(data_set) == data.replace(b"MR", b"CT")


@pytest.mark.parametrize("uid", [EXPLICIT_LE, IMPLICIT_LE])
def test_items_assigned_as_bytes_under_un_are_items_in_every_encoding(uid: str) -> None:
    """Whether the data set is written as it was read, or moves."""
    for before in (EXPLICIT_LE, IMPLICIT_LE):
        data_set = read(part10(uid=before))
        data_set.add_new(0x00090010, "LO", "ACME")
        data_set.add_new(0x00091001, "UN", item())
        data_set.file_meta.TransferSyntaxUID = uid
        again = read(written(data_set))
        assert again[0x00091001].VR == "SQ"
        assert len(again[0x00091001].value) == 1
