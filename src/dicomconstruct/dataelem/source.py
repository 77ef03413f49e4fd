"""The source that an element was read from, as the element asks it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from dicomconstruct.codec import Codec
from dicomconstruct.tag import BaseTag

if TYPE_CHECKING:
    from dicomconstruct.dataelem.element import DataElement


class Unread(Enum):
    """The type of `UNREAD`."""

    UNREAD = 0


UNREAD: Any = Unread.UNREAD
"""The value of an element that is not decoded yet."""


class Source(Protocol):
    """The decoder of the elements of a data set that was read."""

    @property
    def codec(self) -> Codec:
        """The codec of the data set."""

    def decode(self, element: DataElement) -> Any:
        """The value of an element that this source made."""

    def is_undefined_length(self, element: DataElement) -> bool:
        """Whether the element had the undefined length (PS3.5 7.5.1)."""

    def value_tell(self, element: DataElement) -> int:
        """The offset of the value in the file."""

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserved the block of a private element (PS3.5 7.8.1)."""

    def creator_named(self, element: DataElement) -> str | None:
        """The private creator whose name is the value of this element (PS3.5 7.8.1)."""


def with_known_codec(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes for a pickle, without a codec that cannot be pickled."""
    return {name: held for name, held in attributes.items() if type(held) is not Codec or held.can_be_pickled}
