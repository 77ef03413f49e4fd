"""Codes, and where they are found: those of PS3.16, the UIDs of PS3.6 as a scheme, and what a program adds."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from contextvars import copy_context
from importlib import import_module

import pytest

from dicomconstruct import Dataset
from dicomconstruct.compat.pydicom.sr import codedict
from dicomconstruct.dictionary.uids import uid_entry_of
from dicomconstruct.sr import Code, Collection, Concept, Concepts, add_concepts, codes, concepts_for_a_while

LEFT = Code("L1", "99LOCAL", "Left")
RIGHT = Code("R1", "99LOCAL", "Right")
BOTH = (Concept("Left", LEFT, (90244,)), Concept("Right", RIGHT, (90244, 90245)))


LOCAL = Collection("99LOCAL")


@pytest.fixture
def laterality() -> Iterator[None]:
    with concepts_for_a_while():
        add_concepts(BOTH)
        yield


def test_a_code_is_its_value_scheme_and_version() -> None:
    assert Code("L1", "99LOCAL", "links") == LEFT
    assert hash(Code("L1", "99LOCAL", "links")) == hash(LEFT) == hash("99LOCALL1")
    assert Code("L1", "99LOCAL", "Left", "2020") != LEFT
    assert Code("L1", "DCM", "Left") != LEFT
    assert tuple(LEFT) != LEFT
    assert LEFT != "L1"


def test_codes_are_copied_and_pickled() -> None:
    assert pickle.loads(pickle.dumps(LEFT)) == copy.deepcopy(LEFT) == LEFT
    assert copy.deepcopy(Collection("SCT")).name == pickle.loads(pickle.dumps(Collection("SCT"))).name == "SCT"
    assert list(copy.deepcopy(Concepts([Collection("SCT")])).collections) == ["SCT"]


def test_the_uids_of_the_standard_are_a_scheme() -> None:
    code = codes.DCMUID.CTImageStorage
    row = uid_entry_of(code.value)
    assert row is not None
    assert (code.value, code.scheme_designator, code.meaning) == ("1.2.840.10008.5.1.4.1.1.2", "DCMUID", row.name)
    assert code in codes.DCMUID
    assert "CTImageStorage" in codes.DCMUID
    assert codes.DCMUID.dir("ctimage", "verification") == sorted(codes.DCMUID.dir("ctimage", "verification"))
    assert {"CTImageStorage", "Verification"} <= set(codes.DCMUID.dir("ctimage", "verification"))


def test_the_codes_of_the_standard_are_found_by_scheme_and_by_context_group() -> None:
    assert codes.UCUM.Millimeter == Code("mm", "UCUM", "mm")
    assert codes.CID29.ComputedTomography == Code("CT", "DCM", "Computed Tomography")
    assert codes.SCT.Left in codes.cid244
    assert codes.cid244.name == "CID244"
    assert {"DCMUID", "DCM", "SCT", "UCUM", "LN"} <= set(codes.schemes())
    assert codes.CIDs()[:3] == ["CID2", "CID4", "CID5"]
    assert set(codes.CIDs()) <= codes.collections


def test_every_code_of_the_tables_is_found_as_the_peer_finds_it() -> None:
    theirs = import_module("pydicom.sr.codedict")
    assert codedict.CONCEPTS.items() >= theirs.CONCEPTS.items()
    ours = {number: dict(found) for number, found in codedict.CID_CONCEPTS.items()}
    for number, of_schemes in theirs.CID_CONCEPTS.items():
        assert {scheme: set(words) for scheme, words in of_schemes.items()} == {
            scheme: set(words) for scheme, words in ours.get(number, {}).items()
        }, number


def test_a_collection_without_codes_says_why() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'NOTHING'.*PS3\.16"):
        _ = codes.NOTHING
    with pytest.raises(AttributeError, match=r"No codes of 'CID90244' are known.*PS3\.16"):
        _ = Collection("CID90244").Left
    with pytest.raises(KeyError, match="99LOCAL"):
        _ = LOCAL.concepts
    assert "concepts" in dir(LOCAL)


@pytest.mark.usefixtures("laterality")
def test_codes_of_a_program_are_found_by_scheme_and_by_context_group() -> None:
    assert codes.schemes()[-1] == "99LOCAL"
    assert codes.CIDs()[-2:] == ["CID90244", "CID90245"]
    assert getattr(codes, "99LOCAL").Left == LOCAL.Left == codes.CID90244.Left == LEFT
    assert LOCAL.concepts == {"Left": LEFT, "Right": RIGHT}
    assert Code("R1", "99LOCAL", "rechts") in codes.CID90245
    assert LEFT not in codes.CID90245
    assert {"Left", "dir"} <= set(dir(codes.CID90244))
    assert {"99LOCAL", "CID90244", "schemes"} <= set(dir(codes))
    with pytest.raises(AttributeError, match="No matching code for keyword 'Left' in CID90245"):
        _ = codes.CID90245.Left
    assert codedict.CONCEPTS["99LOCAL"]["Left"] == {"L1": ("Left", [90244])}
    assert codedict.CONCEPTS["99LOCAL"]["Right"] == {"R1": ("Right", [90244, 90245])}
    assert codedict.CID_CONCEPTS[90244] == {"99LOCAL": ["Left", "Right"]}
    assert codedict.CID_CONCEPTS[90245] == {"99LOCAL": ["Right"]}


@pytest.mark.usefixtures("laterality")
def test_a_keyword_of_several_codes_is_no_code() -> None:
    add_concepts([Concept("Left", Code("L", "99LOCAL", "Left"))])
    with pytest.raises(RuntimeError, match="keyword 'Left' in scheme '99LOCAL': L1, L"):
        _ = LOCAL.Left
    assert codes.CID90244.Left == LEFT
    add_concepts([Concept("Left", Code("L", "99OTHER", "Left"), (90244,))])
    with pytest.raises(RuntimeError, match="'Left' in CID90244: 99LOCAL, 99OTHER"):
        _ = codes.CID90244.Left
    assert LOCAL.Right == RIGHT


@pytest.mark.usefixtures("laterality")
def test_collections_are_shown_as_tables() -> None:
    assert str(codes.CID90245).splitlines() == [
        "CID90245",
        "Attribute   Code   Scheme    Meaning",
        "---------   ----   ------    -------",
        "Right       R1     99LOCAL   Right",
    ]
    assert str(LOCAL).startswith("Scheme: 99LOCAL\nAttribute   Code   Meaning\n")
    assert repr(codes.CID90245) == f"CID90245\nRight = {RIGHT!r}"


def test_what_is_added_holds_in_its_context() -> None:
    copy_context().run(add_concepts, BOTH)
    assert "99LOCAL" not in codes.schemes()


def test_a_keyword_has_to_be_an_identifier() -> None:
    with pytest.raises(ValueError, match="'125 Iodine'"):
        add_concepts([Concept("125 Iodine", Code("1", "SCT", "125 Iodine"))])


class Concept99(Dataset):
    """What libraries make of a code: an item that knows which code it stands for."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Code) and (self.CodeValue, self.CodingSchemeDesignator) == other[:2]

    def __hash__(self) -> int:
        return hash(self.CodeValue)


def test_an_item_that_stands_for_a_code_is_equal_from_both_sides() -> None:
    item = Concept99()
    item.CodeValue, item.CodingSchemeDesignator = "CT", "DCM"
    code = codes.DCM.ComputedTomography
    assert item == code
    assert code == item
    assert item in (codes.UCUM.Millimeter, code)
    assert item in codes.CID29
    assert item not in codes.UCUM
