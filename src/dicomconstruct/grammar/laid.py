"""Values that constructs of a grammar author lay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomconstruct.errors import MalformedValue, UnwritableValue, shown
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, LITTLE, SHOWN_BYTES, Kind, value_layouts
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from construct import Construct


@dataclass(frozen=True)
class Laid(Kind):
    """A value laid out by constructs of the grammar author; made by `laid`.

    Parameters
    ----------
    little, big
        The construct of each byte order.
    given
        The author's argument, which a pickle holds in place of the constructs.
    """

    little: Construct
    big: Construct
    given: Any = field(compare=False, repr=False)

    def __reduce__(self) -> Any:
        return laid, (self.given,)

    @property
    def size(self) -> int | None:
        """The size of every value in bytes; None where it depends on the value."""
        size: int | None = value_layouts().fixed_size_of(self.little)
        return size

    def construct(self, order: ByteOrder) -> Construct:
        """The construct of a byte order."""
        return self.little if order is LITTLE else self.big

    def layout(self, order: ByteOrder) -> Construct:
        return value_layouts().LaidLayout(self.construct(order))

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:  # noqa: ARG002
        if not raw:
            return None
        construct = self.construct(order)
        try:
            value = construct.parse(raw)
            built = bytes(construct.build(value))
        except Exception as error:  # an author's construct may raise anything
            raise value_layouts().layout_error(MalformedValue, error, raw[:SHOWN_BYTES].hex(" ")) from error
        if not raw.startswith(built) or raw[len(built) :] not in (b"", self.pad):
            found = raw[:SHOWN_BYTES].hex(" ")
            raise MalformedValue(
                "the layout builds other bytes than it read", expected=built[:SHOWN_BYTES].hex(" "), found=found
            )
        return value

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if value is None:
            return b""
        try:
            return self.padded(bytes(self.construct(order).build(value)))
        except Exception as error:  # an author's construct may raise anything
            raise value_layouts().layout_error(UnwritableValue, error, shown(value)) from error

    def reordered(self, raw: bytes, order: ByteOrder, word_size: int) -> bytes:  # noqa: ARG002
        if self.little is self.big:
            return raw
        value = self.decode(raw, order, DEFAULT_CHARACTER_SETS)
        return self.encode(value, order.swapped, DEFAULT_CHARACTER_SETS)


def laid(value: Any) -> Laid | None:
    """The kind of a value that constructs lay out; None for anything else.

    Parameters
    ----------
    value
        A construct, which lays the value out in both byte orders; a mapping that has one for each `ByteOrder`; or a
        function that gives the one of a `ByteOrder`. Data sets of its codec can be pickled if `pickle` can refer to
        the value, as to a function of a module; to some constructs, such as PrefixedArray, it cannot.
    """
    construct = value_layouts().Construct
    if isinstance(value, construct):
        return Laid(value, value, value)
    if not isinstance(value, Mapping) and not callable(value):
        return None
    little, big = (
        value[order] if isinstance(value, Mapping) else value(order) for order in (LITTLE, ByteOrder.BIG)
    )
    return Laid(little, big, value) if isinstance(little, construct) and isinstance(big, construct) else None
