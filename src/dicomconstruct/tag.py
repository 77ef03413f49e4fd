"""Data element tags (PS3.5 7.1.1): an int that knows its group and element number."""

from __future__ import annotations

import string


class BaseTag(int):
    """A data element tag as the 32-bit number ``group << 16 | element``."""

    __slots__ = ()

    @property
    def group(self) -> int:
        return self >> 16

    @property
    def element(self) -> int:
        return self & 0xFFFF

    elem = element

    @property
    def is_private(self) -> bool:
        """True for an odd group (PS3.5 7.8)."""
        return self.group % 2 == 1

    @property
    def is_private_creator(self) -> bool:
        """True for (gggg,0010-00FF) of an odd group (PS3.5 7.8.1)."""
        return self.is_private and 0x10 <= self.element <= 0xFF

    @property
    def is_group_length(self) -> bool:
        """True for (gggg,0000) (PS3.5 7.2)."""
        return self.element == 0

    def __str__(self) -> str:
        return f"({self.group:04X},{self.element:04X})"

    __repr__ = __str__


def Tag(group: int | str | tuple[int, int] | list[int], element: int | None = None) -> BaseTag:  # noqa: N802
    """Make a tag from a number, ``(group, element)``, or text such as ``"(0010,0010)"``.

    Raises
    ------
    ValueError
        When the argument is no tag or out of the 32-bit range.
    """
    if element is None and isinstance(group, int):
        if not 0 <= group < 1 << 32:
            raise ValueError("a tag is a 32-bit number")
        return BaseTag(group)
    if element is not None:
        if not isinstance(group, int):
            raise ValueError(f"a tag needs two numbers, not {group!r} and {element!r}")
        return Tag((group, element))
    if isinstance(group, (tuple, list)):
        if len(group) != 2 or not all(0 <= part <= 0xFFFF for part in group):
            raise ValueError(f"a tag needs two 16-bit numbers, not {group!r}")
        return BaseTag(group[0] << 16 | group[1])
    if isinstance(group, str):
        digits = group.strip().strip("()").replace(",", "").replace(" ", "")
        if len(digits) != 8 or not set(digits) <= set(string.hexdigits):
            raise ValueError(f"a tag needs eight hexadecimal digits, not {group!r}")
        return BaseTag(int(digits, 16))
    raise ValueError("a tag is a 32-bit number")
