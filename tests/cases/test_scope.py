"""What an element means is said once: tree and data set give the same VR, creator, character sets and value."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    explicit,
    implicit,
    item,
    part10,
    sequence_end,
    undefined_item,
)
from real_files import FILES, named

from dicomconstruct import STANDARD, Dataset, dcmread
from dicomconstruct.config import changed_options
from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.errors import DicomError
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag

SMALL = [path for path in FILES if path.stat().st_size < 250_000]
UTF_8 = explicit(0x00080005, "CS", b"ISO_IR 192")
LATIN_1 = explicit(0x00080005, "CS", b"ISO_IR 100")
PRIVATE = 0x00091001
UNKNOWN_PRIVATE = explicit(PRIVATE, "UN", b"AB")


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    data_set.save_as(target, **options)
    return target.getvalue()


def value_of(decode: Any) -> Any:
    """A value, or None."""
    try:
        return decode()
    except DicomError:
        return DicomError


def by_tree(data: bytes) -> dict[str, tuple[str, str | None]]:
    """VR and private creator by path, as the tree has it; of two elements with one path, the last."""
    tree = STANDARD.read_tree(data)
    meta = {id(node) for node in tree.meta}
    return {
        one.node.path: (one.vr.code, one.creator) for one in STANDARD.meanings(tree) if id(one.node) not in meta
    }


def by_data_set(data_set: Dataset) -> dict[str, tuple[str, str | None]]:
    """The same as the data set has it."""
    return {path: (element.VR, element.private_creator) for path, element in walked(data_set)}


def walked(data_set: Dataset) -> Iterator[tuple[str, Any]]:
    pending = [(data_set, "")]
    while pending:
        here, start = pending.pop()
        for element in here:
            path = f"{start}{element.tag}"
            yield path, element
            items = value_of(lambda element=element: element.value)
            if type(items) is Sequence:
                pending += [(one, f"{path}[{place}].") for place, one in enumerate(items)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", SMALL, ids=named)
def test_tree_and_data_set_agree_about_real_files(path: Path) -> None:
    data = path.read_bytes()
    assert by_data_set(dcmread(data, force=True)) == by_tree(data)


# Private creators (PS3.5 7.8.1)

CREATORS = {
    "spaces before it": (explicit(0x00090010, "LO", b" GEMS_IDEN_01 "), "GEMS_IDEN_01"),
    "NULs after it": (explicit(0x00090010, "LO", b"GEMS_IDEN_01\0\0"), "GEMS_IDEN_01"),
    "given twice": (
        explicit(0x00090010, "LO", b"GEMS_IDEN_01") + explicit(0x00090010, "LO", b"SIEMENS MED "),
        "GEMS_IDEN_01",
    ),
    "given twice, first empty": (
        explicit(0x00090010, "LO") + explicit(0x00090010, "LO", b"GEMS_IDEN_01"),
        None,
    ),
    "in UTF-8": (UTF_8 + explicit(0x00090010, "LO", "Größe ".encode()), "Größe"),
    "in undeclared Latin-1": (explicit(0x00090010, "LO", b"Gr\xf6\xdfe "), "Größe"),
    "two values": (explicit(0x00090010, "LO", b"A\\B "), None),
    "of VR UN": (explicit(0x00090010, "UN", b"GEMS_IDEN_01"), "GEMS_IDEN_01"),
    "of VR CS": (explicit(0x00090010, "CS", b"GEMS_IDEN_01"), "GEMS_IDEN_01"),
    "of VR OB": (explicit(0x00090010, "OB", b"GEMS_IDEN_01"), None),
    "of VR US": (explicit(0x00090010, "US", b"GEMS_IDEN_01"), None),
    "of an unknown VR": (LATIN_1 + explicit(0x00090010, "XX", b"GEMS_IDEN_01"), "GEMS_IDEN_01"),
    "a sequence": (explicit(0x00090010, "SQ", item(explicit(0x00080060, "CS", b"MR"))), None),
    "empty": (explicit(0x00090010, "LO"), None),
    "missing": (b"", None),
}


@pytest.mark.filterwarnings("ignore:.*is not a valid private creator", "ignore:Bytes above 7F")
@pytest.mark.parametrize("name", CREATORS)
@pytest.mark.parametrize("looked", [False, True])
def test_a_private_creator_is_the_same_wherever_it_is_asked_for(name: str, looked: bool) -> None:
    head, creator = CREATORS[name]
    data = head + UNKNOWN_PRIVATE
    data_set = dcmread(data, force=True)
    if looked:
        assert [value_of(lambda element=element: element.value) for element in data_set]
    element = data_set[PRIVATE]
    tree = STANDARD.read_tree(data)
    meaning = next(one for one in STANDARD.meanings(tree) if one.node.tag == PRIVATE)
    known = creator == "GEMS_IDEN_01"
    assert (meaning.creator, meaning.vr.code) == (creator, "LO" if known else "UN")
    assert STANDARD.meaning(tree, meaning.node)[1:] == meaning[1:]
    assert (element.private_creator, element.VR) == (creator, meaning.vr.code)
    assert data_set.private_creators(9) == ([] if creator is None else [creator])
    if creator is not None:
        assert data_set.get_private_item(9, 1, creator) is element
        assert data_set.private_block(9, f" {creator} ").private_creator == creator
    assert written(data_set) == data


def test_a_creator_that_is_assigned_counts_from_then_on() -> None:
    data_set = dcmread(CREATORS["given twice"][0] + UNKNOWN_PRIVATE, force=True)
    assert data_set[0x00090010].value == "GEMS_IDEN_01"
    data_set[0x00090010].value = "ACME"
    assert data_set.private_creators(9) == ["ACME"]
    assert dcmread(written(data_set), force=True).private_creators(9) == ["ACME"]


def test_a_creator_without_a_name_reserves_nothing() -> None:
    with pytest.raises(ValueError, match="must have a value"):
        Dataset().private_block(0x0009, "  ", create=True)


# Dictionary (PS3.6, PS3.5 7.1.3, 6.2.2)


def test_an_element_that_has_no_row_stays_unknown_in_implicit_vr() -> None:
    data = part10(implicit(0x00430010, b"GEMS_PARM_01"), implicit(0x004310FE, b"\1\2\3\4"), uid=IMPLICIT_LE)
    data_set = dcmread(data)
    assert (data_set[0x004310FE].VR, data_set[0x004310FE].value) == ("UN", b"\1\2\3\4")
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    assert explicit(0x004310FE, "UN", b"\1\2\3\4") in written(data_set)


def test_an_empty_private_sequence_in_implicit_vr_has_no_items() -> None:
    creator = implicit(0x20010090, b"Philips Imaging DD 129")
    data = part10(creator, implicit(0x20019000), uid=IMPLICIT_LE)
    data_set = dcmread(data)
    assert (data_set[0x20019000].VR, list(data_set[0x20019000].value)) == ("SQ", [])
    assert by_data_set(data_set) == by_tree(data)
    data_set[0x20019000].value.append(Dataset())
    assert len(dcmread(written(data_set))[0x20019000].value) == 1


@pytest.mark.parametrize("order", ["<", ">"])
def test_an_empty_sequence_under_un_has_no_items(order: str) -> None:
    uid = EXPLICIT_LE if order == "<" else EXPLICIT_BE
    data = part10(explicit(0x00081140, "UN", order=order), explicit(0x00091001, "UN", order=order), uid=uid)
    data_set = dcmread(data)
    assert (data_set[0x00081140].VR, list(data_set[0x00081140].value)) == ("SQ", [])
    assert (data_set[PRIVATE].VR, data_set[PRIVATE].value) == ("UN", None)
    assert by_data_set(data_set) == by_tree(data)
    assert written(data_set) == data


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_sign_of_pixel_values_holds_inside_items(order: str) -> None:
    """US or SS under UN, or without VR, follows Pixel Representation of the nearest data set (PS3.5 8.2)."""
    sign = explicit(0x00280103, "US", struct.pack(order + "H", 1), order=order)
    unknown = explicit(0x00280106, "UN", b"\xfe\xff", order=order)
    inner = explicit(0x00283010, "SQ", item(unknown, order=order), order=order)
    data = part10(sign, unknown, inner, uid=EXPLICIT_LE if order == "<" else EXPLICIT_BE)
    data_set = dcmread(data)
    assert (data_set[0x00280106].VR, data_set.SmallestImagePixelValue) == ("SS", -2)
    assert data_set[0x00283010].value[0].SmallestImagePixelValue == -2
    assert by_data_set(data_set) == by_tree(data)


def test_the_group_length_of_a_command_is_an_element_of_both() -> None:
    data = (
        implicit(0x00000000, struct.pack("<I", 10)) + implicit(0x00000100, b"\x30\0") + implicit(0x00080060, b"MR")
    )
    data_set = dcmread(data, force=True)
    assert (data_set[0x00000000].VR, data_set[0x00000000].value) == ("UL", 10)
    assert by_data_set(data_set) == by_tree(data)


@pytest.mark.parametrize(
    ("value", "meant"), [(b"\x0a\0\0\0", ("UL", 10)), (b"\1\2", ("UN", b"\1\2")), (b"\0" * 6, ("UN", b"\0" * 6))]
)
@pytest.mark.parametrize("tag", [0x70050000, 0x00100000])
def test_other_bytes_under_the_tag_of_a_group_length_are_unknown(
    tag: int, value: bytes, meant: tuple[str, Any]
) -> None:
    tag = 0x70050000
    data = part10(implicit(tag, value), uid=IMPLICIT_LE)
    data_set = dcmread(data)
    assert (data_set[tag].VR, data_set[tag].value) == meant
    assert by_data_set(data_set) == by_tree(data)
    put = Dataset()
    put[BaseTag(tag)] = RawDataElement(BaseTag(tag), None, len(value), value, 0, True, True)
    assert (put[tag].VR, put[tag].value) == meant
    assert written(data_set) == data


# UN (PS3.5 6.2.2)


def private_sequence(inside: str, undefined: bool) -> bytes:
    """A private sequence under UN that holds text, and a sequence that holds more of it."""
    form: Any = {"implicit": lambda tag, _, value: implicit(tag, value), "explicit": explicit}[inside]
    deep = form(0x2005140F, "SQ", item(form(0x00080060, "CS", b"MR")))
    body = (
        form(0x00080060, "CS", b"CT") + form(0x00100020, "LO", b"IN12") + form(0x20050010, "LO", b"HOUSE ") + deep
    )
    items = undefined_item(body) + item(body) if undefined else item(body) + item(body)
    if undefined:
        return explicit(0x20051080, "UN", items + sequence_end(), length=UNDEFINED)
    return explicit(0x20051080, "UN", items)


CREATOR = explicit(0x20050010, "LO", b"HOUSE ")


@pytest.mark.parametrize("inside", ["implicit", "explicit"])
@pytest.mark.parametrize("undefined", [False, True])
class TestPrivateSequencesUnderUN:
    @staticmethod
    def read(inside: str, undefined: bool) -> tuple[bytes, Dataset]:
        tail = explicit(0x20051090, "LO", b"TAIL")
        data = part10(CREATOR, private_sequence(inside, undefined), tail)
        return data, dcmread(data)

    def test_are_opened_alike(self, inside: str, undefined: bool) -> None:
        data, data_set = self.read(inside, undefined)
        assert by_data_set(data_set) == by_tree(data)
        element = data_set[0x20051080]
        assert (element.VR, len(element.value), element.is_undefined_length) == ("SQ", 2, undefined)
        assert element.value[1][0x2005140F].value[0].Modality == "MR"
        assert data_set[0x20051090].value == "TAIL"
        assert written(data_set) == data

    def test_are_edited_in_place(self, inside: str, undefined: bool) -> None:
        data, data_set = self.read(inside, undefined)
        data_set[0x20051080].value[0].PatientID = "XY12"
        assert written(data_set) == data.replace(b"IN12", b"XY12", 1)
        data_set[0x20051080].value[1][0x2005140F].value[0].Modality = "MRCT"
        again = dcmread(written(data_set))
        assert again[0x20051080].value[1][0x2005140F].value[0].Modality == "MRCT"
        assert again[0x20051090].value == "TAIL"

    @pytest.mark.parametrize("uid", [IMPLICIT_LE, EXPLICIT_BE])
    def test_move_to_other_encodings(self, inside: str, undefined: bool, uid: str) -> None:
        _, data_set = self.read(inside, undefined)
        data_set.file_meta.TransferSyntaxUID = uid
        moved = dcmread(written(data_set))
        assert moved[0x20051080].value == data_set[0x20051080].value
        assert moved[0x20051080].value[0][0x2005140F].value[0].Modality == "MR"
        assert moved[0x20051090].value in ("TAIL", b"TAIL")  # implicit VR does not say that it is text
        moved.file_meta.TransferSyntaxUID = EXPLICIT_LE
        assert dcmread(written(moved))[0x20051080] == data_set[0x20051080]

    def test_stay_bytes_where_that_is_asked_for(self, inside: str, undefined: bool) -> None:
        data, _ = self.read(inside, undefined)
        with changed_options(infer_sq_for_un_vr=False):
            data_set = dcmread(data)
            assert data_set[0x20051080].VR == "UN"
            assert data_set[0x20051080].value.startswith(b"\xfe\xff\x00\xe0")
        assert written(data_set) == data


@pytest.mark.parametrize("inside", ["implicit", "explicit"])
def test_a_raw_private_sequence_under_un_stays_a_sequence(inside: str) -> None:
    """`get_item` takes along that the value was found to be items."""
    data_set = dcmread(part10(CREATOR, private_sequence(inside, undefined=False)))
    other = Dataset()
    other[0x20051080] = data_set.get_item(0x20051080)
    assert (other[0x20051080].VR, other[0x20051080].value) == ("SQ", data_set[0x20051080].value)


@pytest.mark.parametrize("uid", [EXPLICIT_LE, EXPLICIT_BE])
@pytest.mark.parametrize("looked", [False, True])
def test_the_value_of_un_is_little_endian_everywhere(uid: str, looked: bool) -> None:
    order = "<" if uid == EXPLICIT_LE else ">"
    data = part10(explicit(0x00280010, "UN", b"\2\1", order=order), uid=uid)
    data_set = dcmread(data)
    raw = Dataset()
    raw[0x00280010] = data_set.get_item(0x00280010)
    assert raw.Rows == 258
    if looked:
        assert data_set.Rows == 258
    assert written(data_set) == data
    for target in (IMPLICIT_LE, EXPLICIT_BE, EXPLICIT_LE, EXPLICIT_BE):
        data_set.file_meta.TransferSyntaxUID = target
        data_set = dcmread(written(data_set))
        assert data_set.Rows == 258


# Values over 65 534 bytes under a VR with a 16-bit length, which are written as UN (PS3.5 6.2.2)

LONG_VALUES: dict[str, tuple[str, Any]] = {
    "ContourData": ("DS", [f"{number}.25" for number in range(12_000)]),
    "SelectorULValue": ("UL", list(range(20_000))),
    "SelectorFDValue": ("FD", [number / 3 for number in range(10_000)]),
    "SelectorLOValue": ("LO", ["Größe" * 6] * 3_000),
    "SelectorATValue": ("AT", [0x00100010] * 17_000),
}


@pytest.mark.filterwarnings("ignore:The value for the data element")
@pytest.mark.parametrize("keyword", LONG_VALUES)
@pytest.mark.parametrize("uid", [EXPLICIT_LE, EXPLICIT_BE])
class TestLongValues:
    @staticmethod
    def made(keyword: str, uid: str) -> bytes:
        data_set = Dataset()
        data_set.SpecificCharacterSet = "ISO_IR 192"
        inner = Dataset()
        setattr(inner, keyword, LONG_VALUES[keyword][1])
        setattr(data_set, keyword, LONG_VALUES[keyword][1])
        data_set.ROIContourSequence = [inner]
        data_set.ensure_file_meta()
        data_set.file_meta.TransferSyntaxUID = uid
        return written(data_set)

    def test_are_read_under_their_vr(self, keyword: str, uid: str) -> None:
        data = self.made(keyword, uid)
        assert by_data_set(dcmread(data)) == by_tree(data)
        data_set = dcmread(data)
        vr, value = LONG_VALUES[keyword]
        for element in (data_set[keyword], data_set.ROIContourSequence[0][keyword]):
            assert (element.VR, [str(one) if vr == "DS" else one for one in element.value]) == (vr, value)
        assert written(data_set) == data
        assert dcmread(data).get_item(keyword).VR == "UN"

    def test_move_to_other_encodings_and_back(self, keyword: str, uid: str) -> None:
        data = self.made(keyword, uid)
        for looked in (False, True):
            data_set = dcmread(data)
            for target in (IMPLICIT_LE, EXPLICIT_BE if uid == EXPLICIT_LE else EXPLICIT_LE, uid):
                if looked:
                    assert str(data_set)
                data_set.file_meta.TransferSyntaxUID = target
                data_set = dcmread(written(data_set))
            assert data_set == dcmread(data)

    def test_are_edited(self, keyword: str, uid: str) -> None:
        data_set = dcmread(self.made(keyword, uid))
        values = data_set.ROIContourSequence[0][keyword].value
        values.append(values[0])
        again = dcmread(written(data_set)).ROIContourSequence[0][keyword]
        assert (again.VR, again.value) == (LONG_VALUES[keyword][0], values)
