"""Conversion of data sets to DICOM JSON models (PS3.18 F.2).

A value without JSON entry is written as ``InlineBinary`` under its own VR, as PS3.18 F.2.7 shows for US. The bytes
are little endian.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count, repeat
from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import SHAPE, Row
from dicomconstruct.config import logger
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataelem.buffered import is_buffer
from dicomconstruct.dataset.ambiguous import Ambiguity
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_writer import ElementWriter
from dicomconstruct.dataset.json_forms import OTHER, form_of
from dicomconstruct.dataset.json_places import Declarations, Place, around, depth_of, holds, is_default, path_of
from dicomconstruct.dataset.json_sources import UNICODE, BulkData, given
from dicomconstruct.dataset.json_values import (
    BULK_DATA_URI,
    INLINE_BINARY,
    LARGEST_EXACT,
    VALUE,
    VR_CODE,
    Entries,
    NoEntry,
    beyond_ascii,
    encoded,
    is_of_numbers,
    key_of,
)
from dicomconstruct.dataset.traversal import Descent
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRTable
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.scope import CHOICE, ENCAPSULATED, UNKNOWN, charsets_of
from dicomconstruct.uid import UID
from dicomconstruct.validity import form_problem

GROUP_LENGTH = "UL"
ELEMENT_NUMBER = 0xFFFF
CHARACTER_SET_KEY = "00080005"
LITTLE = ByteOrder.LITTLE
DELIMITERS = (TokenKind.ITEM_DELIMITER, TokenKind.SEQUENCE_DELIMITER, TokenKind.STRAY_DELIMITER)

Model = dict[str, Any]
BulkDataHandler = Callable[[DataElement], str]
"""``handler(element)``: stores the value of an element and returns its URI."""
Bytes = bytes | memoryview


class ModelWriter:
    """Converts data sets and elements to models, without recursion.

    Parameters
    ----------
    threshold
        Largest length of base64 text; longer values go to the handler.
    handler
        Stores a value and returns its URI; None to keep all values in the model.
    suppress
        Whether to leave out elements with invalid values.
    """

    leaves_lengths_out = True
    """Whether group lengths are left out (PS3.18 F.2.2)."""
    declares_unicode = True
    """Whether ISO_IR 192 is declared for text beyond the declared character sets."""

    def __init__(self, threshold: int, handler: BulkDataHandler | None = None, suppress: bool = False) -> None:
        self._threshold = threshold
        self._handler = handler
        self._suppress = suppress
        self._pending: list[Place] = []
        self._declarations = Declarations()
        self._undeclared: dict[int, Model] = {}
        """By their ``id``, models with text beyond the default repertoire and no other declared."""
        self._take(STANDARD)

    def _take(self, codec: Codec) -> None:
        """Set the codec of the elements to convert."""
        self._codec, self._vrs, self._forms = codec, codec.vrs, codec.vrs.by_code(form_of)

    def model(self, data_set: Dataset) -> Model:
        """The model of a data set with all its items; errors as for `Dataset.to_json_dict`."""
        self._take(data_set._codec)
        return self._model(data_set)

    def _model(self, data_set: Dataset) -> Model:
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
        source = element._source if isinstance(element._source, DataSetAsRead) else None
        alone = Dataset._of({element.tag: element}, source)
        self.leaves_lengths_out = False
        self._take(element._codec)
        alone._remember(element._codec)
        model: Model = self._model(alone)[key_of(element.tag)]
        return model

    def _fill(self, place: Place) -> None:
        """Convert the elements of a data set, and queue the items of its sequences."""
        model, last, is_ordered, forms = place[1], "", True, self._forms
        for tag, element in place[0]._all_opened().items():
            key = key_of(tag)
            if key < last:
                is_ordered = False
            last = key
            try:
                vr, value = element.VR, element._value
                if type(vr) is not str:
                    vr = str(vr)
                form = forms.get(vr, OTHER)
                if value is UNREAD:
                    if form.is_bytes:
                        model[key] = self._of_bytes(element, vr, element._source.view(element))
                        continue
                    value = element.value
                    if vr != element.VR:
                        vr = str(element.VR)
                        form = forms.get(vr, OTHER)
                kind = type(value)
                if kind is str or kind is UID:
                    if value and form.is_text and value.isascii():
                        model[key] = {"vr": vr, VALUE: [value]}
                        continue
                elif kind is int and form.is_whole and -LARGEST_EXACT <= value <= LARGEST_EXACT:
                    if vr != GROUP_LENGTH or tag & ELEMENT_NUMBER or not self.leaves_lengths_out:
                        model[key] = {"vr": vr, VALUE: [value]}
                    continue
                if isinstance(value, Sequence) and len(value):
                    inside: list[Model] = [{} for _ in value]
                    holder = place, tag, depth_of(place) + 1
                    self._pending += zip(value, inside, repeat(holder), count(), strict=False)
                    model[key] = {"vr": vr, VALUE: inside}
                    continue
                make = form.usual.get(kind)
                entries = None if make is None else make(value)
                if entries is None:
                    model[key] = self._unusual(element, place)
                elif vr == GROUP_LENGTH and not tag & ELEMENT_NUMBER and self._leaves_out(entries):
                    continue
                else:
                    model[key] = {"vr": vr, VALUE: entries} if entries else empty(element, vr)
            except (DicomError, ValueError, TypeError) as error:
                if self._suppress:
                    logger.error("Error while processing tag %s: %s", key, error)
                elif isinstance(error, DicomError) and not self._is_unopened(element):
                    model[key] = self._preserved(element, place)
                else:
                    raise
        if not is_ordered:
            sort(model)

    def _leaves_out(self, entries: Entries) -> bool:
        """Whether the entries of a group length are left out; several numbers are no group length."""
        return self.leaves_lengths_out and len(entries) < 2

    def _of_bytes(self, element: DataElement, vr: str, data: Bytes) -> Model:
        """The model of an element given by its value field, in the byte order that it was read in."""
        data = little_endian(element, data)
        if not data:
            return empty(element, vr)
        inline = encoded(data)
        if self._handler is None or len(inline) <= self._threshold:
            return {"vr": vr, INLINE_BINARY: inline}
        if type(data) is not memoryview and data is not element._value:
            element = DataElement(element.tag, vr, bytes(data), already_converted=True)
        return {"vr": vr, BULK_DATA_URI: self._handler(element)}

    def _unusual(self, element: DataElement, place: Place) -> Model:
        """The model of an element that `JsonForm.usual` did not convert. NoEntry for a value without entries."""
        value, vr = element.value, str(element.VR)
        if isinstance(value, Sequence):
            return self._no_items(element, vr, value)
        if CHOICE in vr:
            vr = chosen_vr(element, place, self._vrs)
        elif not VR_CODE.fullmatch(vr):
            vr = ENCAPSULATED
        if isinstance(value, bytes | bytearray | memoryview):
            return self._of_assigned(element, vr, bytes(value), place)
        form = self._forms.get(vr, OTHER)
        if form.is_bytes or is_buffer(value):
            data = self._vrs[vr].kind.encode(value, order_read(element), DEFAULT_CHARACTER_SETS)
            return self._of_bytes(element, vr, data)
        if self._suppress and form.is_number_text and not is_of_numbers(value):
            raise NoEntry(form_problem(vr, str(value)))
        return self._of_value(element, vr, value, place)

    def _of_value(self, element: DataElement, vr: str, value: Any, place: Place) -> Model:
        """The model of an element with a value. NoEntry for a value without entries."""
        form = self._forms.get(vr, OTHER)
        entries = form.entries(value)
        if form.is_of_any_repertoire and (texts := beyond_ascii(entries)):
            self._check_declared(element, texts, place)
        return {"vr": vr, VALUE: entries} if entries else empty(element, vr)

    def _of_assigned(self, element: DataElement, vr: str, data: bytes, place: Place) -> Model:
        """The model of an element whose value was assigned as bytes, which are decoded where possible."""
        if vr in self._forms and not self._forms[vr].is_bytes:
            read = given(element.tag, vr, data, place[0], self._declarations.at(place)[1] or DEFAULT_CHARACTER_SETS)
            with suppress(NoEntry):
                if read._source is None:
                    return self._of_value(element, vr, read.value, place)
        return self._of_bytes(element, vr, data)

    def _check_declared(self, element: DataElement, texts: list[str], place: Place) -> None:
        """Declare Unicode for text beyond ASCII where nothing is. NoEntry for text outside the declared sets."""
        owner, charsets = self._declarations.at(place)
        if is_default(charsets):
            if self.declares_unicode:
                self._undeclared[id(owner[1])] = owner[1]
        elif charsets is not None and not holds(charsets, texts) and element.is_original:
            raise NoEntry("text that the declared character sets do not hold", found=str(element.tag))

    def _no_items(self, element: DataElement, vr: str, items: Sequence) -> Model:
        """The model of a sequence without items, or of bytes that were read in the place of items."""
        source = element._source
        if isinstance(source, DataSetAsRead) and not items.changed and has_others(source, element._row):
            return self._of_bytes(element, UNKNOWN, source.raw(element._row))
        return empty(element, vr)

    def _is_unopened(self, element: DataElement) -> bool:
        """Whether an element is a sequence beyond the depth limit, which stays unopened."""
        is_sequence = element.VR in self._vrs.holding_items
        return is_sequence and element._value is UNREAD and isinstance(element._source, DataSetAsRead)

    def _preserved(self, element: DataElement, place: Place) -> Model:
        """The model of an element whose value has no entry: its value field as read, else as written.

        Raises DicomError for an assigned value that cannot be written; `path` names the element.
        """
        if element.is_original:
            vr = UNKNOWN if element.VR in self._vrs.holding_items else str(element.VR)
            return self._of_bytes(element, vr, element._source.raw(element._row))
        charsets = self._declarations.at(place)[1] or charsets_of("")
        try:
            return self._of_assigned(element, str(element.VR), element.encode(LITTLE, charsets, self._vrs), place)
        except DicomError as error:
            error.locate(path_of(place, element.tag))
            raise


def has_others(source: DataSetAsRead, row: Row) -> bool:
    """Whether a sequence that was read has tokens other than items and delimiters."""
    return any(one[SHAPE].token not in (TokenKind.ITEM, *DELIMITERS) for one in source.inside(row))


def sort(model: Model) -> None:
    """Sort a model by tag (PS3.18 F.2.2)."""
    ordered = sorted(model.items())
    model.clear()
    model.update(ordered)


def empty(element: DataElement, vr: str) -> Model:
    """The model of an element without value (PS3.18 F.2.5), or with the URI of a value that was not fetched."""
    source = element._source
    return {"vr": vr, BULK_DATA_URI: source.uri} if type(source) is BulkData else {"vr": vr}


def chosen_vr(element: DataElement, place: Place, vrs: VRTable) -> str:
    """The VR of an element with a choice: by the deciding elements, else the first that fits its value."""
    choice = str(element.VR)
    try:
        decided = Ambiguity(place[0], list(around(place))).vr_of(element)
    except AttributeError:
        decided = choice
    fitting = [one for one in (decided + CHOICE + choice).split(CHOICE) if has_form(vrs, one, element.value)]
    return fitting[0] if fitting else choice.split(CHOICE)[-1]


def has_form(vrs: VRTable, code: str, value: Any) -> bool:
    """Whether a VR can encode a value."""
    try:
        vrs[code].kind.encode(value, LITTLE, DEFAULT_CHARACTER_SETS)
    except DicomError:
        return False
    return True


def little_endian(element: DataElement, data: Bytes) -> Bytes:
    """A value field in little endian (PS3.5 7.3); swapped where the element was read in big endian."""
    source, order = element._source, order_read(element)
    if order is LITTLE:
        return data
    kind = source.codec.vrs[element.VR].kind
    around = Dataset._of(None, source) if isinstance(source, DataSetAsRead) else Dataset()
    swapped: bytes = kind.reordered(bytes(data), order, ElementWriter._word_size(element, kind, around))
    return swapped


def order_read(element: DataElement) -> ByteOrder:
    """The byte order in which a value was read; little endian for assigned values and fragments."""
    source = element._source
    if source is None or (isinstance(source, DataSetAsRead) and element._row[SHAPE].opens is not None):
        return LITTLE
    order: ByteOrder = source.order_of(element._row)
    return order
