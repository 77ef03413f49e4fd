"""Private elements by their creator, whatever block it was given (PS3.5 7.8.1)."""

from __future__ import annotations

from typing import Any

from dicomconstruct.dataelem import DataElement
from dicomconstruct.tag import BaseTag

FIRST_CREATOR = 0x10
LAST_CREATOR = 0xFF


class PrivateBlock:
    """The block of elements that a private creator reserved in a group of a data set.

    Attributes
    ----------
    group
        The group.
    private_creator
        Who reserved the block.
    block_start
        The element number that the block begins with.
    """

    __slots__ = ("block_start", "data_set", "group", "private_creator")

    def __init__(self, data_set: Any, group: int, private_creator: str, number: int) -> None:
        self.data_set = data_set
        self.group = group
        self.private_creator = private_creator
        self.block_start = number << 8

    def get_tag(self, element_offset: int) -> BaseTag:
        """The tag of an element of the block. ValueError for an offset beyond the block."""
        if not 0 <= element_offset <= 0xFF:
            raise ValueError(f"a block has 256 elements: no offset {element_offset}")
        return BaseTag(self.group << 16 | self.block_start | element_offset)

    def __contains__(self, element_offset: int) -> bool:
        return self.get_tag(element_offset) in self.data_set

    def __getitem__(self, element_offset: int) -> DataElement:
        element: DataElement = self.data_set[self.get_tag(element_offset)]
        return element

    def __delitem__(self, element_offset: int) -> None:
        del self.data_set[self.get_tag(element_offset)]

    def add_new(self, element_offset: int, VR: str, value: Any) -> None:  # noqa: N803
        """Put a new element in the block; errors are those of `DataElement`."""
        tag = self.get_tag(element_offset)
        self.data_set.add_new(tag, VR, value)
        self.data_set[tag].private_creator = self.private_creator


def creators_of(data_set: Any, group: int) -> dict[str, int]:
    """The private creators of a group, each with the element number of the element that names it."""
    _check_group(group)
    found: dict[str, int] = {}
    for number in range(FIRST_CREATOR, LAST_CREATOR + 1):
        element = data_set._get(BaseTag(group << 16 | number))
        if element is not None and element.value:
            found.setdefault(str(element.value), number)
    return found


def block_of(data_set: Any, group: int, private_creator: str, create: bool) -> PrivateBlock:
    """The block of a private creator.

    Parameters
    ----------
    data_set, group
        Where it is looked for.
    private_creator
        Its value, verbatim.
    create
        Whether to reserve a block where there is none.

    Raises
    ------
    ValueError
        When the group is not odd, or there is no creator.
    KeyError
        When the creator has no block and none is to be made, or all are taken.
    """
    if not private_creator:
        raise ValueError("a private creator has a name")
    known = creators_of(data_set, group)
    number = known.get(private_creator)
    if number is None:
        if not create:
            raise KeyError(f"no private creator {private_creator!r} in group {group:04X}")
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


def _check_group(group: int) -> None:
    if group % 2 == 0:
        raise ValueError(f"a private group is odd, not {group:04X}")
