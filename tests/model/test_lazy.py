"""Elements that were read stay rows until they are asked for, values bytes until they are looked at."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dicomconstruct.codec import STANDARD
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets, MultiValue

NAME, TYPE, ITEMS, CREATOR, PRIVATE = map(BaseTag, (0x00100010, 0x00080008, 0x00081140, 0x00090010, 0x00091001))


class Recorder:
    """A source that writes down what it is asked for."""

    character_sets = CharacterSets.of(None)
    codec = STANDARD

    def __init__(self, depth: int = 1) -> None:
        self.depth = depth
        self.opened: list[BaseTag] = []
        self.decoded: list[BaseTag] = []

    def elements(self) -> dict[BaseTag, Any]:
        rows: dict[BaseTag, Any] = {NAME: ("PN", "A^B"), TYPE: ("CS", ["A", "B"])}
        return {**rows, ITEMS: ("SQ", None)} if self.depth else rows

    def opened(self) -> dict[BaseTag, DataElement]:
        elements = self.elements()
        self.open_all(elements)
        return elements

    def open_all(self, elements: dict[BaseTag, Any]) -> None:
        for tag, row in elements.items():
            if type(row) is tuple:
                elements[tag] = self.element(tag, row)

    def value_tell(self, element: DataElement) -> int:  # noqa: ARG002
        return 0

    def is_undefined_length(self, element: DataElement) -> bool:  # noqa: ARG002
        return False

    def element(self, tag: BaseTag, row: tuple[str, Any]) -> DataElement:
        self.opened.append(tag)
        return DataElement._read(tag, row[0], row, self)

    def creator_of(self, tag: BaseTag) -> str | None:
        return "GEMS_IDEN_01" if tag == PRIVATE else None

    def decode(self, element: DataElement) -> Any:
        self.decoded.append(element.tag)
        vr, value = element._row
        if vr == "SQ":
            return Sequence._of([Dataset._of(None, Recorder(self.depth - 1))])
        return MultiValue.of(list(value)) if isinstance(value, list) else value


def test_nothing_is_done_before_it_is_asked_for() -> None:
    source = Recorder()
    data_set = Dataset._of(None, source)
    assert not data_set._is_looked_into
    assert "PatientName" in data_set
    assert len(data_set) == 3
    assert list(data_set.keys()) == [TYPE, ITEMS, NAME]
    assert list(data_set._elements) == [NAME, TYPE, ITEMS]
    assert data_set._is_looked_into
    assert source.opened == []
    element = data_set["PatientName"]
    assert (source.opened, source.decoded) == ([NAME], [])
    assert element._value is UNREAD
    assert data_set.PatientName == "A^B"
    assert data_set.PatientName == element.value == "A^B"
    assert data_set[NAME] is element
    assert (source.opened, source.decoded) == ([NAME], [NAME])


def test_parts_and_copies_stay_unread() -> None:
    source = Recorder()
    data_set = Dataset._of(source.elements(), source)
    part = data_set[0x00100000:]
    deep = copy.deepcopy(data_set)
    assert (source.opened, source.decoded) == ([], [])
    assert part.PatientName == deep.PatientName == "A^B"
    assert type(data_set._elements[NAME]) is tuple
    source.decoded.clear()
    assert copy.copy(data_set)["PatientName"] is data_set["PatientName"]
    assert source.decoded == []


def test_looking_keeps_the_bytes_and_assigning_drops_them() -> None:
    data_set = Dataset._of(None, Recorder())
    element = data_set["PatientName"]
    assert element.value == "A^B"
    assert element.is_original
    str(data_set)
    data_set.to_json_dict()
    assert element.is_original
    assert data_set == copy.deepcopy(data_set)
    data_set.PatientName = "A^B"
    assert not element.is_original
    assert element is data_set["PatientName"]


def test_changes_in_place_are_noticed() -> None:
    data_set = Dataset._of(None, Recorder())
    assert data_set.ImageType == ["A", "B"]
    assert data_set["ImageType"].is_original
    data_set.ImageType.append("C")
    assert not data_set["ImageType"].is_original
    assert not copy.deepcopy(data_set)["ImageType"].is_original
    items = data_set.ReferencedImageSequence
    items[0].PatientName = "C^D"
    assert data_set["ReferencedImageSequence"].is_original
    items.append(Dataset())
    assert not data_set["ReferencedImageSequence"].is_original


def test_items_of_a_deep_copy_are_its_own() -> None:
    data_set = Dataset._of(None, Recorder())
    assert data_set.ReferencedImageSequence[0].PatientName == "A^B"
    again = copy.deepcopy(data_set)
    again.ReferencedImageSequence[0].PatientName = "C^D"
    assert data_set.ReferencedImageSequence[0].PatientName == "A^B"
    assert again["ReferencedImageSequence"].is_original
    assert again.ReferencedImageSequence[0]["PatientName"].is_original is False


def test_a_private_element_gets_its_creator() -> None:
    source = Recorder()
    data_set = Dataset._of({PRIVATE: ("LO", "x"), CREATOR: ("LO", "GEMS_IDEN_01")}, source)
    assert data_set[PRIVATE].private_creator == "GEMS_IDEN_01"
    assert data_set[PRIVATE].name == "[Full fidelity]"


def test_taking_out_needs_no_value() -> None:
    source = Recorder()
    data_set = Dataset._of(None, source)
    del data_set.PatientName
    del data_set[TYPE]
    assert list(data_set.keys()) == [ITEMS]
    with pytest.raises(AttributeError):
        _ = data_set.PatientName
    assert source.opened == []


def test_sets_of_characters_come_from_the_source() -> None:
    data_set = Dataset._of(None, Recorder())
    assert data_set.character_sets is Recorder.character_sets
    assert data_set.original_character_set == "iso8859"
