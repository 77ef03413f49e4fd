"""Elements with a choice of VRs, such as ``US or SS``: which they have, by the elements around them (PS3.5 8, A).

The dictionary says which element decides for which (`dictionary.ambiguous_of`); where it is looked for depends on
what it decides: the sign of pixel values holds for all that is inside, bits and table lengths where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.dataelem import DataElement, RawDataElement, element_check
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, lut_descriptor
from dicomconstruct.dataelem.element import may_hold_items
from dicomconstruct.dataelem.raw import convert_raw_data_element
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.traversal import Descent
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, Numbers
from dicomconstruct.grammar.primitives import PIXEL_DATA, ByteOrder
from dicomconstruct.tag import Tag
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.values import MultiValue

PIXEL_REPRESENTATION = "PixelRepresentation"
UNSIGNED, SIGNED = "US", "SS"
BYTES, WORDS = "OB", "OW"
BITS_OF_A_BYTE = 8
PIXEL_DATA_TAG = Tag(PIXEL_DATA)
TAG_FIRST = re.compile("[0-9A-F]{8} ")
"""How a deciding element is named, unless it is one of a repeating group or none at all."""


class Ambiguity:
    """What tells the VR of the elements of one data set.

    Parameters
    ----------
    data_set
        The data set.
    ancestors
        Those around it, the nearest first; they may have `data_set` itself among them.
    implicit
        Whether it is encoded without VRs, where words are the only choice (PS3.5 A.1); None where nobody knows.
    """

    def __init__(self, data_set: Dataset, ancestors: Iterable[Dataset] = (), implicit: bool | None = None) -> None:
        self.data_set, self._vrs = data_set, data_set._codec.vrs
        self._ancestors = ancestors
        self._implicit = implicit

    def _around(self) -> Iterator[Dataset]:
        """The data set and those around it, the nearest first."""
        yield self.data_set
        yield from (one for one in self._ancestors if one is not self.data_set)

    def vr_of(self, element: DataElement) -> str:
        """The VR that an element has; its own where that is none of a choice, or nobody knows.

        Raises AttributeError where the element is missing that decides.
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
        """Signed where the pixels are; unsigned where there are none."""
        for data_set in self._around():
            sign = data_set.get(PIXEL_REPRESENTATION)
            if sign is not None:
                return SIGNED if sign else UNSIGNED
        if any(PIXEL_DATA_TAG in data_set for data_set in self._around()):
            raise unresolved(element, PIXEL_REPRESENTATION)
        return UNSIGNED

    def _by_bits(self, element: DataElement, deciding: Sequence[str]) -> str:
        """Bytes where a sample takes one, or the value is encapsulated; words else, and always without VRs."""
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
        """A number where a table has one entry only, words else."""
        values = self.data_set.get(descriptor)
        if values is None:
            raise unresolved(element, descriptor)
        if isinstance(values, bytes):
            values = self._decoded(UNSIGNED, values, ByteOrder.LITTLE)
        first = values[0] if isinstance(values, MultiValue | list) else values
        return UNSIGNED if first == 1 else WORDS

    def settle(self, element: DataElement, order: ByteOrder) -> None:
        """Give an element the VR that it has, and a value that was given as bytes the numbers that they are.

        Raises AttributeError as `vr_of`, MalformedValue for bytes that are no whole numbers.
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
        """The numbers that bytes are."""
        return self._vrs[vr].kind.decode(data, order, DEFAULT_CHARACTER_SETS)


def unresolved(element: DataElement, keyword: str) -> AttributeError:
    """The error for an element whose VR depends on one that is missing."""
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
    """Give an element with a choice of VRs the one that it has (PS3.5 8, A).

    Parameters
    ----------
    elem
        The element, which is changed; of a raw one, an element is made. One without a choice stays what it is.
    ds
        The data set that it stands in.
    is_little_endian
        The byte order of a value given as bytes.
    ancestors
        The data sets around it, the nearest first.

    Returns
    -------
    DataElement or RawDataElement
        The element; with the choice that it had, where nothing in PS3.5 decides.

    Raises
    ------
    AttributeError
        When the element is missing that decides.
    """
    if not is_ambiguous(elem):
        return elem
    element = convert_raw_data_element(elem, ds=ds) if isinstance(elem, RawDataElement) else elem
    Ambiguity(ds, ancestors or (), ds.original_encoding[0]).settle(element, ByteOrder.of(is_little_endian))
    return element


def correct_ambiguous_vr(
    ds: Dataset, is_little_endian: bool, ancestors: Sequence[Dataset] | None = None
) -> Dataset:
    """Give all elements of a data set, and of those inside it, the VRs that they have (PS3.5 8, A).

    Parameters and errors are those of `correct_ambiguous_vr_element`; gives `ds`, which is changed.
    """
    order = ByteOrder.of(is_little_endian)
    for data_set, around in with_ancestors(ds, ancestors or ()):
        ambiguity = Ambiguity(data_set, around, data_set.original_encoding[0])
        for element in data_set:
            if is_ambiguous(element):
                ambiguity.settle(element, order)
    return ds


def with_ancestors(top: Dataset, ancestors: Sequence[Dataset]) -> Iterator[tuple[Dataset, Iterable[Dataset]]]:
    """A data set and those inside it, each with those around it, the nearest first; without recursion.

    Those around it may be asked until the next data set comes. Raises DicomError where a data set holds itself.
    """
    descent = Descent(top)
    above: list[Dataset] = []
    pending: list[tuple[Dataset, int]] = [(top, 0)]
    while pending:
        data_set, depth = pending.pop()
        del above[depth:]
        above.append(data_set)
        yield data_set, Around(above, ancestors)
        inside = [item for element in data_set if may_hold_items(element) for item in items_of(element)]
        descent.into(id(data_set), depth, map(id, inside))
        pending += [(item, depth + 1) for item in reversed(inside)]


class Around:
    """Data sets from one outwards.

    Parameters
    ----------
    above
        The outermost of them first.
    ancestors
        Those around that, the nearest first.
    """

    def __init__(self, above: list[Dataset], ancestors: Sequence[Dataset]) -> None:
        self._above = above
        self._ancestors = ancestors

    def __iter__(self) -> Iterator[Dataset]:
        yield from reversed(self._above)
        yield from self._ancestors


def items_of(element: DataElement) -> Sequence[Dataset]:
    """The items of a sequence, or none."""
    value: Any = element.value
    return () if isinstance(value, bytes) or not hasattr(value, "with_items") else value
