"""VRs of elements with a choice, such as ``US or SS``, by the elements that decide (PS3.5 8, A).

The dictionary names the deciding elements (`dictionary.ambiguous_of`). Pixel Representation and the bits of a
sample apply to enclosed data sets too, a table descriptor to its own data set only.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.dataelem import DataElement, RawDataElement, element_check
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, lut_descriptor
from dicomconstruct.dataelem.raw import convert_raw_data_element
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.places import sequences_of
from dicomconstruct.dataset.traversal import Descent
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, Numbers
from dicomconstruct.grammar.primitives import PIXEL_DATA, ByteOrder
from dicomconstruct.tag import Tag
from dicomconstruct.tree.scope import CHOICE, ENCAPSULATED as BYTES, SIGNED, UNSIGNED, WORDS
from dicomconstruct.values import MultiValue

PIXEL_REPRESENTATION = "PixelRepresentation"
BITS_OF_A_BYTE = 8
PIXEL_DATA_TAG = Tag(PIXEL_DATA)
TAG_FIRST = re.compile("[0-9A-F]{8} ")
"""Begin of the entry of a deciding element; those of repeating groups begin otherwise."""


class Ambiguity:
    """Determines the VRs of the elements of one data set.

    Parameters
    ----------
    data_set
        The data set.
    ancestors
        The enclosing data sets, the nearest first; may include `data_set` itself.
    implicit
        Whether it is encoded in implicit VR, where OW is the only choice (PS3.5 A.1); None where unknown.
    """

    def __init__(self, data_set: Dataset, ancestors: Iterable[Dataset] = (), implicit: bool | None = None) -> None:
        self.data_set, self._vrs = data_set, data_set._codec.vrs
        self._ancestors = ancestors
        self._implicit = implicit

    def _around(self) -> Iterator[Dataset]:
        """The data set and the enclosing ones, the nearest first."""
        yield self.data_set
        yield from (one for one in self._ancestors if one is not self.data_set)

    def vr_of(self, element: DataElement) -> str:
        """The VR of an element; unchanged where it is no choice, or no rule exists.

        Raises AttributeError where the deciding element is missing.
        """
        choice = element.VR.split(CHOICE)
        rule = dictionary.ambiguous_of(element.tag)
        if len(choice) < 2 or rule is None:
            return element.VR
        deciding = [one.split()[1] for one in rule.decided_by.split("; ") if TAG_FIRST.match(one)]
        if PIXEL_REPRESENTATION in deciding[:1]:
            return self._by_sign(element)
        if rule.vr == CHOICE.join((BYTES, WORDS)):
            return self._by_bits(element, deciding)
        if deciding:
            return self._by_table(element, deciding[0])
        return rule.default

    def _by_sign(self, element: DataElement) -> str:
        """SS for signed pixels, else US; US without pixels."""
        for data_set in self._around():
            sign = data_set.get(PIXEL_REPRESENTATION)
            if sign is not None:
                return SIGNED if sign else UNSIGNED
        if any(PIXEL_DATA_TAG in data_set for data_set in self._around()):
            raise unresolved(element, PIXEL_REPRESENTATION)
        return UNSIGNED

    def _by_bits(self, element: DataElement, deciding: Sequence[str]) -> str:
        """OB for samples of up to 8 bits and encapsulated values; OW else, and always in implicit VR."""
        if element.is_undefined_length:
            return BYTES
        if self._implicit or not deciding:
            return WORDS
        for data_set in self._around():
            bits = data_set.get(deciding[0])
            if bits is not None:
                return WORDS if bits > BITS_OF_A_BYTE else BYTES
        raise unresolved(element, deciding[0])

    def _by_table(self, element: DataElement, descriptor: str) -> str:
        """US for a table of one entry, else OW."""
        values = self.data_set.get(descriptor)
        if values is None:
            raise unresolved(element, descriptor)
        if isinstance(values, bytes):
            values = self._decoded(UNSIGNED, values, ByteOrder.LITTLE)
        first = values[0] if isinstance(values, MultiValue | list) else values
        return UNSIGNED if first == 1 else WORDS

    def settle(self, element: DataElement, order: ByteOrder) -> None:
        """Set the VR of an element, and decode a value of bytes where the VR has numbers.

        Raises AttributeError as `vr_of`, MalformedValue for bytes that are no whole number of values.
        """
        vr = self.vr_of(element)
        if vr == element.VR:
            return
        value = element.value
        element.VR = vr
        if isinstance(value, bytes) and isinstance(self._vrs[vr].kind, Numbers):
            value = self._decoded(vr, value, order)
            if isinstance(value, list):
                value = lut_descriptor(self._vrs[vr].kind, value) if element.tag in LUT_DESCRIPTORS else value
                value = MultiValue.of(value, element=element_check(vr, self._vrs))
            element._value, element._source = value, None

    def _decoded(self, vr: str, data: bytes, order: ByteOrder) -> Any:
        """The numbers of a value field."""
        return self._vrs[vr].kind.decode(data, order, DEFAULT_CHARACTER_SETS)


def unresolved(element: DataElement, keyword: str) -> AttributeError:
    """The error for an element whose deciding element is missing."""
    return AttributeError(
        f"Failed to resolve ambiguous VR for tag {element.tag}: the data set has no '{keyword}', which decides "
        f"between {element.VR}"
    )


def is_ambiguous(element: Any) -> bool:
    """Whether an element has a choice of VRs."""
    return CHOICE in (element.VR or "")


def correct_ambiguous_vr_element(
    elem: DataElement | RawDataElement,
    ds: Dataset,
    is_little_endian: bool,
    ancestors: Sequence[Dataset] | None = None,
) -> DataElement | RawDataElement:
    """Resolve the VR of an element with a choice of VRs (PS3.5 8, A).

    Parameters
    ----------
    elem
        The element, which is changed; a raw element is converted. An element without a choice stays unchanged.
    ds
        The data set that holds it.
    is_little_endian
        The byte order of a value of bytes.
    ancestors
        The enclosing data sets, the nearest first.

    Returns
    -------
    DataElement or RawDataElement
        The element; its VR is still a choice where PS3.5 has no rule.

    Raises
    ------
    AttributeError
        When the deciding element is missing.
    """
    if not is_ambiguous(elem):
        return elem
    element = convert_raw_data_element(elem, ds=ds) if isinstance(elem, RawDataElement) else elem
    Ambiguity(ds, ancestors or (), ds.original_encoding[0]).settle(element, ByteOrder.of(is_little_endian))
    return element


def correct_ambiguous_vr(
    ds: Dataset, is_little_endian: bool, ancestors: Sequence[Dataset] | None = None
) -> Dataset:
    """Resolve the VRs of all elements of a data set and of its items (PS3.5 8, A).

    Parameters and errors are those of `correct_ambiguous_vr_element`; returns `ds`, which is changed.
    """
    order = ByteOrder.of(is_little_endian)
    for data_set, around in with_ancestors(ds, ancestors or ()):
        ambiguity = Ambiguity(data_set, around, data_set.original_encoding[0])
        for element in data_set:
            if is_ambiguous(element):
                ambiguity.settle(element, order)
    return ds


def with_ancestors(top: Dataset, ancestors: Sequence[Dataset]) -> Iterator[tuple[Dataset, Iterable[Dataset]]]:
    """A data set and all inside it, each with its enclosing data sets, the nearest first; without recursion.

    The enclosing data sets are valid until the next step. Raises DicomError for a data set that holds itself.
    """
    descent = Descent(top)
    above = deque(ancestors)
    pending: list[tuple[Dataset, int]] = [(top, 0)]
    while pending:
        data_set, depth = pending.pop()
        while len(above) > depth + len(ancestors):
            above.popleft()
        above.appendleft(data_set)
        yield data_set, above
        inside = [item for _, items in sequences_of(data_set) for item in items]
        descent.into(id(data_set), depth, map(id, inside))
        pending += [(item, depth + 1) for item in reversed(inside)]
