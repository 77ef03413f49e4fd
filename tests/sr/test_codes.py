"""Codes, and where they are found: the UIDs of PS3.6 as a scheme, and what a program adds."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from dicomconstruct.compat.pydicom.sr import codedict
from dicomconstruct.dictionary.uids import uid_entry_of
from dicomconstruct.sr import Code, Collection, Concept, Concepts, add_concepts, codes, concepts_for_a_while

LEFT = Code("7771000", "SCT", "Left")
RIGHT = Code("24028007", "SCT", "Right")
BOTH = (Concept("Left", LEFT, (244,)), Concept("Right", RIGHT, (244, 245)))


@pytest.fixture
def laterality() -> Iterator[None]:
    with concepts_for_a_while():
        add_concepts(BOTH)
        yield


def test_a_code_is_its_value_scheme_and_version() -> None:
    assert Code("7771000", "SCT", "links") == LEFT
    assert hash(Code("7771000", "SCT", "links")) == hash(LEFT)
    assert Code("7771000", "SCT", "Left", "2020") != LEFT
    assert Code("7771000", "DCM", "Left") != LEFT
    assert tuple(LEFT) != LEFT
    assert LEFT != "7771000"


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


def test_a_collection_without_codes_says_why() -> None:
    assert codes.schemes() == ["DCMUID"]
    assert codes.CIDs() == []
    with pytest.raises(AttributeError, match=r"no attribute 'SCT'.*PS3\.16"):
        _ = codes.SCT
    with pytest.raises(AttributeError, match=r"No codes of 'CID244' are known.*PS3\.16"):
        _ = Collection("CID244").Left
    with pytest.raises(KeyError, match="SCT"):
        _ = Collection("SCT").concepts
    assert "concepts" in dir(Collection("SCT"))


@pytest.mark.usefixtures("laterality")
def test_codes_of_a_program_are_found_by_scheme_and_by_context_group() -> None:
    assert codes.schemes() == ["DCMUID", "SCT"]
    assert codes.CIDs() == ["CID244", "CID245"]
    assert codes.SCT.Left == codes.CID244.Left == LEFT
    assert codes.SCT.concepts == {"Left": LEFT, "Right": RIGHT}
    assert Code("24028007", "SCT", "rechts") in codes.CID245
    assert LEFT not in codes.CID245
    assert {"Left", "dir"} <= set(dir(codes.CID244))
    assert {"SCT", "CID244", "schemes"} <= set(dir(codes))
    with pytest.raises(AttributeError, match="No matching code for keyword 'Left' in CID245"):
        _ = codes.CID245.Left
    assert codedict.CONCEPTS["SCT"]["Left"] == {"7771000": ("Left", [244])}
    assert codedict.CONCEPTS["SCT"]["Right"] == {"24028007": ("Right", [244, 245])}
    assert codedict.CID_CONCEPTS == {244: {"SCT": ["Left", "Right"]}, 245: {"SCT": ["Right"]}}


@pytest.mark.usefixtures("laterality")
def test_a_keyword_of_several_codes_is_no_code() -> None:
    add_concepts([Concept("Left", Code("L", "SCT", "Left"))])
    with pytest.raises(RuntimeError, match="keyword 'Left' in scheme 'SCT': 7771000, L"):
        _ = codes.SCT.Left
    assert codes.CID244.Left == LEFT
    add_concepts([Concept("Left", Code("L", "99LOCAL", "Left"), (244,))])
    with pytest.raises(RuntimeError, match="'Left' in CID244: SCT, 99LOCAL"):
        _ = codes.CID244.Left
    assert codes.SCT.Right == RIGHT


@pytest.mark.usefixtures("laterality")
def test_collections_are_shown_as_tables() -> None:
    assert str(codes.CID245).splitlines() == [
        "CID245",
        "Attribute    Code        Scheme    Meaning",
        "---------    ----        ------    -------",
        "Right        24028007    SCT       Right",
    ]
    assert str(codes.SCT).startswith("Scheme: SCT\nAttribute    Code        Meaning\n")
    assert repr(codes.CID245) == f"CID245\nRight = {RIGHT!r}"


def test_what_is_added_holds_in_its_context() -> None:
    copy_context().run(add_concepts, BOTH)
    assert codes.schemes() == ["DCMUID"]


def test_a_keyword_has_to_be_an_identifier() -> None:
    with pytest.raises(ValueError, match="'125 Iodine'"):
        add_concepts([Concept("125 Iodine", Code("1", "SCT", "125 Iodine"))])
