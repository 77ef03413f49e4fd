"""Data sets as DICOM JSON models (PS3.18 F.2).

A value that the model has no entry for stops nothing: its bytes stand for it, under its own VR, as PS3.18 F.2.7
shows for US. Bytes are little endian, whatever the byte order that they were read in.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable
from contextlib import suppress
from itertools import count, repeat
from typing import Any

from dicomconstruct.compiler.runtime import SHAPE, Row
from dicomconstruct.config import logger
from dicomconstruct.dataelem import RAW_VRS, UNREAD, DataElement
from dicomconstruct.dataelem.buffered import is_buffer
from dicomconstruct.dataset.ambiguous import Ambiguity
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_writer import ElementWriter, swapped
from dicomconstruct.dataset.json_places import Declarations, Place, around, depth_of, holds, is_default, path_of
from dicomconstruct.dataset.json_sources import SEQUENCE, UNICODE, BulkData, given
from dicomconstruct.dataset.json_values import (
    BULK_DATA_URI,
    IN_ANY_REPERTOIRE,
    INLINE_BINARY,
    NUMBERS_IN_TEXT,
    PLAIN_TEXT,
    USUAL,
    VALUE,
    VR_CODE,
    Entries,
    NoEntry,
    beyond_ascii,
    is_of_numbers,
    key_of,
    unusual_entries,
)
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.dataset.traversal import Descent
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.rows import wire_vr
from dicomconstruct.tree.scope import CHOICE, ENCAPSULATED, UNKNOWN, charsets_of
from dicomconstruct.uid import UID
from dicomconstruct.validity import form_problem

GROUP_LENGTH = "UL"
SMALL_INTEGER_VRS = frozenset(("SL", "SS", "US"))
"""VRs of whole numbers that are entries whatever they are."""
ELEMENT_NUMBER = 0xFFFF
CHARACTER_SET_KEY = "00080005"
LITTLE = ByteOrder.LITTLE
DELIMITERS = (TokenKind.ITEM_DELIMITER, TokenKind.SEQUENCE_DELIMITER, TokenKind.STRAY_DELIMITER)

Model = dict[str, Any]
BulkDataHandler = Callable[[DataElement], str]
"""Stores the value of an element elsewhere and gives the URI of where."""
Bytes = bytes | memoryview


class ModelWriter:
    """Makes models of data sets and elements; without recursion.

    Parameters
    ----------
    threshold
        Binary values whose text would be longer go to the handler.
    handler
        Stores a value elsewhere and gives its URI; None to keep all values in the model.
    suppress
        Whether to leave out elements whose values are none of their VR.
    """

    leaves_lengths_out = True
    """Whether a model is without group lengths (PS3.18 F.2.2)."""
    declares_unicode = True
    """Whether a Specific Character Set that does not hold the text is said to be ISO_IR 192."""

    def __init__(self, threshold: int, handler: BulkDataHandler | None = None, suppress: bool = False) -> None:
        self._threshold = threshold
        self._handler = handler
        self._suppress = suppress
        self._pending: list[Place] = []
        self._declarations = Declarations()
        self._undeclared: dict[int, Model] = {}
        """The models, by their ``id``, whose Specific Character Set lacks characters of their text."""

    def model(self, data_set: Dataset) -> Model:
        """The model of a data set and of all inside it; errors as for `Dataset.to_json_dict`."""
        made: Model = {}
        descent, pending = Descent(data_set), self._pending
        pending.append((data_set, made, None, 0))
        while pending:
            place = pending.pop()
            known = len(pending)
            self._fill(place)
            descent.into(id(place[0]), depth_of(place), (id(one[0]) for one in pending[known:]))
        for model in self._undeclared.values():
            model[CHARACTER_SET_KEY] = {"vr": "CS", VALUE: [UNICODE]}
            sort(model)
        return made

    def element_model(self, element: DataElement) -> Model:
        """The model of one element; errors as for `DataElement.to_json_dict`."""
        source = element._source if isinstance(element._source, Stored) else None
        alone = Dataset._of({element.tag: element}, source)
        self.leaves_lengths_out = False
        model: Model = self.model(alone)[key_of(element.tag)]
        return model

    def _fill(self, place: Place) -> None:
        """Put the elements of a data set into its model."""
        model, last, is_ordered = place[1], "", True
        for tag, element in place[0]._all_opened().items():
            key = key_of(tag)
            if key < last:
                is_ordered = False
            last = key
            try:
                vr, value = element.VR, element._value
                if type(vr) is not str:
                    vr = str(vr)
                if value is UNREAD:
                    if vr in RAW_VRS:
                        model[key] = self._of_bytes(element, vr, element._source.view(element))
                        continue
                    value = element.value
                    vr = element.VR
                kind = type(value)
                if kind is str or kind is UID:
                    if value and vr in PLAIN_TEXT and value.isascii():
                        model[key] = {"vr": vr, VALUE: [value]}
                        continue
                elif kind is int and vr in SMALL_INTEGER_VRS:
                    model[key] = {"vr": vr, VALUE: [value]}
                    continue
                if isinstance(value, Sequence) and len(value):
                    inside: list[Model] = [{} for _ in value]
                    holder = place, tag, depth_of(place) + 1
                    self._pending += zip(value, inside, repeat(holder), count(), strict=False)
                    model[key] = {"vr": SEQUENCE, VALUE: inside}
                    continue
                make = USUAL.get(kind)
                entries = None if make is None else make(vr, value)
                if entries is None:
                    model[key] = self._unusual(element, place)
                elif vr == GROUP_LENGTH and not tag & ELEMENT_NUMBER and self._leaves_out(entries):
                    continue
                else:
                    model[key] = {"vr": vr, VALUE: entries} if entries else empty(element, vr)
            except (DicomError, ValueError, TypeError) as error:
                if self._suppress:
                    logger.error("Error while processing tag %s: %s", key, error)
                elif isinstance(error, DicomError) and not is_unopened(element):
                    model[key] = self._preserved(element, place)
                else:
                    raise
        if not is_ordered:
            sort(model)

    def _leaves_out(self, entries: Entries) -> bool:
        """Whether the model is without the value of a group length; several numbers are none."""
        return self.leaves_lengths_out and len(entries) < 2

    def _of_bytes(self, element: DataElement, vr: str, data: Bytes) -> Model:
        """The model of an element that its bytes stand for, in the byte order that they were read in."""
        data = little_endian(element, data)
        if not data:
            return empty(element, vr)
        inline = str(b2a_base64(data, newline=False), "ascii")
        if self._handler is None or len(inline) <= self._threshold:
            return {"vr": vr, INLINE_BINARY: inline}
        if type(data) is not memoryview and data is not element._value:
            element = DataElement(element.tag, vr, bytes(data), already_converted=True)
        return {"vr": vr, BULK_DATA_URI: self._handler(element)}

    def _unusual(self, element: DataElement, place: Place) -> Model:
        """The model of an element whose value needs a closer look. NoEntry where no entries tell it."""
        value, vr = element.value, str(element.VR)
        if isinstance(value, Sequence):
            return self._no_items(element, value)
        if CHOICE in vr:
            vr = chosen_vr(element, place)
        elif not VR_CODE.fullmatch(vr):
            vr = ENCAPSULATED
        if isinstance(value, bytes | bytearray | memoryview):
            return self._of_assigned(element, vr, bytes(value), place)
        if vr in RAW_VRS or is_buffer(value):
            return self._of_bytes(element, vr, VRS[vr].kind.encode(value, LITTLE, DEFAULT_CHARACTER_SETS))
        if self._suppress and vr in NUMBERS_IN_TEXT and not is_of_numbers(value):
            raise NoEntry(form_problem(vr, str(value)))
        return self._of_value(element, vr, value, place)

    def _of_value(self, element: DataElement, vr: str, value: Any, place: Place) -> Model:
        """The model of an element of a value. NoEntry where no entries tell it."""
        entries = unusual_entries(vr, value)
        if vr in IN_ANY_REPERTOIRE and (texts := beyond_ascii(entries)):
            self._check_declared(element, texts, place)
        return {"vr": vr, VALUE: entries} if entries else empty(element, vr)

    def _of_assigned(self, element: DataElement, vr: str, data: bytes, place: Place) -> Model:
        """The model of an element whose value was assigned as bytes: that of the value that they are, if any."""
        if vr in VRS and vr not in RAW_VRS:
            read = given(element.tag, vr, data, place[0], self._declarations.at(place)[1] or DEFAULT_CHARACTER_SETS)
            with suppress(NoEntry):
                if read._source is None:
                    return self._of_value(element, vr, read.value, place)
        return self._of_bytes(element, vr, data)

    def _check_declared(self, element: DataElement, texts: list[str], place: Place) -> None:
        """Have Unicode declared for text beyond ASCII where nothing is. NoEntry for text that was guessed."""
        owner, charsets = self._declarations.at(place)
        if is_default(charsets):
            if self.declares_unicode:
                self._undeclared[id(owner[1])] = owner[1]
        elif charsets is not None and not holds(charsets, texts) and element.is_original:
            raise NoEntry("text that the declared character sets do not hold", found=str(element.tag))

    def _no_items(self, element: DataElement, items: Sequence) -> Model:
        """The model of a sequence without items, or of the bytes that stand in their place."""
        source = element._source
        if isinstance(source, Stored) and not items.changed and has_others(source, element._row):
            return self._of_bytes(element, UNKNOWN, source.raw(element._row))
        return empty(element, SEQUENCE)

    def _preserved(self, element: DataElement, place: Place) -> Model:
        """The model of an element whose value has no entry: its bytes, as they were read or are to be written.

        Raises DicomError for an assigned value that cannot be written either; `path` names the element.
        """
        if element.is_original:
            vr = UNKNOWN if element.VR == SEQUENCE else str(element.VR)
            return self._of_bytes(element, vr, element._source.raw(element._row))
        charsets = self._declarations.at(place)[1] or charsets_of("")
        try:
            return self._of_assigned(element, str(element.VR), element.encode(LITTLE, charsets), place)
        except DicomError as error:
            error.path = path_of(place, element.tag)
            raise


def is_unopened(element: DataElement) -> bool:
    """Whether an element is a sequence that was read, and is nested too deeply to be opened."""
    return element.VR == SEQUENCE and element._value is UNREAD and isinstance(element._source, Stored)


def has_others(source: Stored, row: Row) -> bool:
    """Whether something else than items and delimiters stands in a sequence that was read."""
    return any(one[SHAPE].token not in (TokenKind.ITEM, *DELIMITERS) for one in source.inside(row))


def sort(model: Model) -> None:
    """Put the names of a model into ascending order (PS3.18 F.2.2)."""
    ordered = sorted(model.items())
    model.clear()
    model.update(ordered)


def empty(element: DataElement, vr: str) -> Model:
    """The model of an element without a value (PS3.18 F.2.5), or with one that stayed behind a URI."""
    source = element._source
    return {"vr": vr, BULK_DATA_URI: source.uri} if type(source) is BulkData else {"vr": vr}


def chosen_vr(element: DataElement, place: Place) -> str:
    """The VR of an element that has a choice of them: what others decide, or what fits its value."""
    choice = str(element.VR)
    try:
        decided = Ambiguity(place[0], list(around(place))).vr_of(element)
    except AttributeError:
        decided = choice
    fitting = [one for one in (decided + CHOICE + choice).split(CHOICE) if has_form(one, element.value)]
    return fitting[0] if fitting else choice.split(CHOICE)[-1]


def has_form(code: str, value: Any) -> bool:
    """Whether a VR has a form for a value."""
    try:
        VRS[code].kind.encode(value, LITTLE, DEFAULT_CHARACTER_SETS)
    except DicomError:
        return False
    return True


def little_endian(element: DataElement, data: Bytes) -> Bytes:
    """The bytes of an element that was read in little endian (PS3.5 7.3); bytes of any other are so already."""
    source = element._source
    if source is None or source.layout.order is LITTLE:
        return data
    if not isinstance(source, Stored):
        return swapped(bytes(data), VRS[element.VR].kind.word_size)
    row = element._row
    if row[SHAPE].opens is not None or wire_vr(row) == UNKNOWN:
        return data
    kind = source.codec.vrs[element.VR].kind
    return swapped(bytes(data), ElementWriter._word_size(element, kind, Dataset._of(None, source)))
