"""Private elements by their private creator (PS3.5 7.8.1)."""

from __future__ import annotations

from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.dataelem import DataElement
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import creator_name
from dicomconstruct.validity import warn

FIRST_CREATOR = 0x10
LAST_CREATOR = 0xFF
LAST_OFFSET = 0xFF


class PrivateBlock:
    """The block of elements that a private creator reserves in a group of a data set.

    Attributes
    ----------
    dataset
        The data set.
    group
        The group.
    private_creator
        The private creator.
    block_start
        The first element number of the block.
    """

    __slots__ = ("block_start", "dataset", "group", "private_creator")

    def __init__(self, dataset: Any, group: int, private_creator: str, number: int) -> None:
        self.dataset = dataset
        self.group = group
        self.private_creator = private_creator
        self.block_start = number << 8

    def get_tag(self, element_offset: int) -> BaseTag:
        """The tag of an element of the block. ValueError for an offset beyond the block."""
        return BaseTag(self.group << 16 | self.block_start | checked_offset(element_offset))

    def __contains__(self, element_offset: int) -> bool:
        return self.get_tag(element_offset) in self.dataset

    def __getitem__(self, element_offset: int) -> DataElement:
        element: DataElement = self.dataset[self.get_tag(element_offset)]
        return element

    def __delitem__(self, element_offset: int) -> None:
        del self.dataset[self.get_tag(element_offset)]

    def add_new(self, element_offset: int, VR: str, value: Any) -> None:  # noqa: N803
        """Add a new element to the block; errors are those of `DataElement`."""
        tag = self.get_tag(element_offset)
        self.dataset.add_new(tag, VR, value)
        self.dataset[tag].private_creator = self.private_creator


def checked_offset(element_offset: int) -> int:
    """An offset in a block. ValueError for an offset outside."""
    if not 0 <= element_offset <= LAST_OFFSET:
        raise ValueError(f"Element offset must be less than 256, and not negative: {element_offset}")
    return element_offset


def vr_of_new(private_creator: str, group: int, element_offset: int) -> str:
    """The VR of an element in the private dictionary. KeyError where it is missing there."""
    tag = BaseTag(group << 16 | FIRST_CREATOR << 8 | checked_offset(element_offset))
    entry = dictionary.private_entry_of(tag, private_creator)
    if entry is None:
        raise KeyError(f"Private creator '{private_creator}' not in the private dictionary with element {tag}")
    return entry.vr


def creator_named_by(element: DataElement) -> str | None:
    """The private creator that an element names; None, with a warning, for a value that is no text.

    An element that was read counts by its bytes, whatever its value (`dicomconstruct.tree.scope`).
    """
    named: str | None = element._source.creator_named(element) if element.is_original else None
    if named is not None:
        return named
    value = element.value
    if isinstance(value, str):
        return None if element.is_original else creator_name(value)
    if value:
        warn(f"{element.tag} '{value}' is not a valid private creator")
    return None


def creators_of(data_set: Any, group: int) -> dict[str, int]:
    """The private creators of a group, each with the number of its creator element."""
    if group % 2 == 0:
        raise ValueError(f"Group must be an odd number, not {group:04X}")
    found: dict[str, int] = {}
    for number in range(FIRST_CREATOR, LAST_CREATOR + 1):
        element = data_set._get(BaseTag(group << 16 | number))
        creator = None if element is None else creator_named_by(element)
        if creator is not None:
            found.setdefault(creator, number)
    return found


def block_of(data_set: Any, group: int, private_creator: str, create: bool) -> PrivateBlock:
    """The block of a private creator.

    Parameters
    ----------
    data_set, group
        The data set and the group.
    private_creator
        Its name; spaces around it mean nothing (PS3.5 6.2).
    create
        Whether to reserve a block if the creator has none.

    Raises
    ------
    ValueError
        When the group is not odd, or there is no creator.
    KeyError
        When the creator has no block and `create` is false, or all blocks are reserved.
    """
    check_creator(private_creator, group)
    private_creator = creator_name(private_creator) or ""
    known = creators_of(data_set, group)
    number = known.get(private_creator)
    if number is None:
        if not create:
            raise KeyError(f"Private creator '{private_creator}' not found in group {group:04X}")
        number = next(
            (
                number
                for number in range(FIRST_CREATOR, LAST_CREATOR + 1)
                if data_set._get(BaseTag(group << 16 | number)) is None
            ),
            None,
        )
        if number is None:
            raise KeyError(f"no free block in group {group:04X}")
        data_set.add_new(BaseTag(group << 16 | number), "LO", private_creator)
    return PrivateBlock(data_set, group, private_creator, number)


def check_creator(private_creator: str, group: int) -> None:
    """Raise ValueError for an even group and for an empty private creator (PS3.5 7.8.1)."""
    if not creator_name(private_creator or ""):
        raise ValueError("Private creator must have a value")
    if group % 2 == 0:
        raise ValueError(f"Tag must be private, in an odd group, where a creator is given: not {group:04X}")
