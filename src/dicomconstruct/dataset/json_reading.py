"""Conversion of DICOM JSON models to data sets (PS3.18 F.2).

An invalid model raises `MalformedJson`, whose `path` names the element.

The text of a model is Unicode; its Specific Character Set is that of the original data set (PS3.18 F.2.2). Where it
has none and text is beyond ASCII, ISO_IR 192 is declared, so that the data set can be written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from inspect import signature
from itertools import count, repeat
from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.config import RAISE, options
from dicomconstruct.dataelem import DataElement, tag_of_keyword
from dicomconstruct.dataset.file_meta import FileMetaDataset
from dicomconstruct.dataset.json_entries import TAG, bytes_of, check_vr, text_of_numbers, text_under
from dicomconstruct.dataset.json_forms import OTHER, form_of, value_of
from dicomconstruct.dataset.json_places import Declarations, Place, depth_of, is_default, path_of
from dicomconstruct.dataset.json_sources import UNICODE, BulkData, GivenBytes, fetched, given, raw_element
from dicomconstruct.dataset.json_text import value_of_text
from dicomconstruct.dataset.json_values import (
    BULK_DATA_URI,
    INLINE_BINARY,
    RAW_VALUE,
    SPELLING_KEYS,
    UNDEFINED_LENGTH,
    UNDEFINED_LENGTH_ITEMS,
    VALUE,
    VALUE_KEYS,
    WIRE_VR,
)
from dicomconstruct.dataset.json_writing import ModelWriter
from dicomconstruct.errors import (
    DicomError,
    MalformedJson,
    MissingJsonName,
    UnwritableValue,
    WrongJsonType,
    shown,
)
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag, tag_of_number
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET, UNKNOWN
from dicomconstruct.validity import warn
from dicomconstruct.values import CharacterSets, MultiValue

VR = "vr"
INFINITIES = (float("inf"), float("-inf"))
WRONG = (LookupError, TypeError, ValueError)
"""Exceptions that an invalid model raises where it is read without checks."""

BulkDataReader = Callable[..., Any]
"""Returns the value of a URI: ``handler(tag, vr, uri)`` or ``handler(uri)``."""


@lru_cache(maxsize=1 << 13)
def _tag_of_digits(key: str) -> BaseTag | None:
    return tag_of_number(int(key, 16)) if TAG.fullmatch(key) else None


def tag_of(key: Any) -> BaseTag:
    """The tag of a name: eight hexadecimal digits or a keyword. MalformedJson for any other name."""
    if not isinstance(key, str):
        return Tag(key)
    tag = _tag_of_digits(key)
    if tag is None:
        tag = tag_of_keyword(key)
    if tag is None:
        problem = f"Data element '{key}' could not be loaded from JSON: no tag"
        raise MalformedJson(problem, expected="eight hexadecimal digits")
    return tag


class ModelReader:
    """Converts models to data sets, without recursion.

    Parameters
    ----------
    item_class
        The class of items.
    handler
        Returns the values of URIs; without one the elements stay empty and keep their URI.
    codec
        Its VR rows determine the types of values.
    """

    def __init__(self, item_class: type[Any], handler: BulkDataReader | None, codec: Codec = STANDARD) -> None:
        self._codec, self._vrs, self._forms = codec, codec.vrs, codec.vrs.by_code(form_of)
        self._item_class = item_class
        self._handler = handler
        self._takes_uri_alone = handler is not None and takes_uri_alone(handler)
        self._text: str | None = None
        """The JSON text of the model; None for a model that was given as a dict."""
        self._elements = 0
        """The number of elements read."""
        self._pending: list[Place] = []
        self._declarations = Declarations()
        self.has_wire_vrs = False
        """Whether an element of the model has another VR in its header."""

    def parsed(self, model: Any) -> Mapping[str, Any]:
        """The model of a dict or JSON text. MalformedJson for invalid text and for other JSON types."""
        if isinstance(model, str | bytes | bytearray):
            try:
                text = model if isinstance(model, str) else model.decode(json.detect_encoding(model))
                model = value_of_text(text, parse_constant=str)
            except ValueError as error:
                raise MalformedJson(f"no JSON text: {error}") from error
            self._text = text
        if not isinstance(model, Mapping):
            raise WrongJsonType("a DICOM JSON model must be an object", found=shown(model))
        return model

    def filled(self, data_set: Any, model: Mapping[Any, Any]) -> Any:
        """Fill a data set with the elements of a model, items included; returns it."""
        self._pending.append((data_set, model, None, 0))
        while self._pending:
            self._fill(self._pending.pop())
        if self._text is not None and self._text.count(f'"{VR}"') != self._elements:
            value_of_text(self._text, object_pairs_hook=without_repeats)
        return data_set

    def _fill(self, place: Place) -> None:
        """Read the elements of a model into its data set, and queue the items of its sequences."""
        here, model, _, _ = place
        before = len(here)
        self._elements += len(model)
        texts: list[DataElement] = []
        waiting: list[tuple[BaseTag, Any, str]] = []
        for key, held in model.items():
            try:
                tag, vr = tag_of(key), held[VR]
                value_key = VALUE if VALUE in held and len(held) == 2 else checked_value_key(vr, held)
                name = RAW_VALUE if RAW_VALUE in held else value_key or VALUE
                if name != VALUE:
                    waiting.append((tag, key, name))
                    continue
                values = held.get(VALUE, [])
                if not isinstance(values, list):
                    raise WrongJsonType(f"'Value' of data element '{key}' must be a list", found=shown(values))
                if vr in self._vrs.holding_items:
                    element = self._sequence(tag, vr, values, place)
                    if value_key is None or len(held) > 2:
                        give_lengths(element, held)
                elif value_key is None:
                    element = DataElement(tag, vr, value_of(vr, [], self._vrs))
                else:
                    element = self.of_values(tag, vr, values, here)
                here.add(element)
            except WRONG as error:
                raise explained(error, key, held, place) from error
            if self._is_text(vr):
                texts.append(element)
        if waiting:
            texts += self._add_waiting(waiting, place)
        if len(here) - before != len(model):
            raise repeated(place)
        if texts:
            self._declare(texts, place)

    def _is_text(self, vr: str) -> bool:
        return self._forms.get(vr, OTHER).is_of_any_repertoire

    def made(self, data_set_class: type[Any]) -> Any:
        """A data set that remembers the codec."""
        made = data_set_class()
        made._remember(self._codec)
        return made

    def _sequence(self, tag: BaseTag, vr: str, models: list[Any], place: Place) -> DataElement:
        """A sequence; its items are queued and filled later."""
        for number, model in enumerate(models):
            if model is not None and not isinstance(model, Mapping):
                where = f"{path_of(place, tag)}[{number}]"
                raise WrongJsonType("an item must be an object", path=where, found=shown(model))
        depth = depth_of(place) + 1
        items = [self.made(self._item_class) for _ in models]
        given_models = [model or {} for model in models]
        self._pending += zip(items, given_models, repeat((place, tag, depth)), count(), strict=False)
        return DataElement(tag, vr, Sequence._of(items))

    def of_values(self, tag: BaseTag, vr: str, values: list[Any], here: Any) -> DataElement:
        """An element with the entries of ``Value``; DS and IS keep text that is no number."""
        form = self._forms.get(vr, OTHER)
        if self._text is not None and form.may_be_infinite and any(map(INFINITIES.__contains__, values)):
            raise MalformedJson("a number beyond 64-bit floats", found=shown(values))
        value = value_of(vr, values, self._vrs)
        try:
            return DataElement(tag, vr, value)
        except UnwritableValue:
            if not form.is_number_text or options().writing_mode == RAISE:
                raise
        data = self._vrs[vr].kind.padded(text_of_numbers(value))
        return GivenBytes(raw_element(tag, vr, data), vr, here, DEFAULT_CHARACTER_SETS).element()

    def _add_waiting(self, waiting: list[tuple[BaseTag, Any, str]], place: Place) -> list[DataElement]:
        """Add elements given by bytes or URIs, UN last because its VR depends on others; returns those of text."""
        here, model, _, _ = place
        texts: list[DataElement] = []
        waiting.sort(key=lambda one: (one[0] != SPECIFIC_CHARACTER_SET, bool(model[one[1]][VR] == UNKNOWN)))
        for tag, key, value_key in waiting:
            held = model[key]
            vr, charsets = held[VR], self._declarations.at(place)[1] or DEFAULT_CHARACTER_SETS
            try:
                if value_key != BULK_DATA_URI:
                    read = self._spelt if value_key == RAW_VALUE else of_bytes
                    here.add(read(tag, held, here, charsets))
                    continue
                uri = str(text_under(BULK_DATA_URI, tag, held[value_key]))
            except WRONG as error:
                raise explained(error, key, held, place) from error
            if self._handler is None:
                warn(f'No bulk data URI handler provided for retrieval of value of data element "{key}" from {uri}')
                here.add(BulkData(uri, tag, vr, here).element())
                continue
            value = self._handler(uri) if self._takes_uri_alone else self._handler(key, vr, uri)
            try:
                element = fetched(tag, vr, value, here, charsets)
            except WRONG as error:
                raise explained(error, key, held, place) from error
            here.add(element)
            if self._is_text(vr) and element._source is None:
                texts.append(element)
        return texts

    def _declare(self, texts: list[DataElement], place: Place) -> None:
        """Declare Unicode for text beyond ASCII where nothing is declared."""
        if all(text.isascii() for element in texts for text in strings(element._value)):
            return
        owner, charsets = self._declarations.at(place)
        if is_default(charsets) and not isinstance(owner[0], FileMetaDataset):
            owner[0].add(DataElement(SPECIFIC_CHARACTER_SET, "CS", UNICODE))

    def _spelt(self, tag: BaseTag, held: Mapping[str, Any], here: Any, charsets: CharacterSets) -> DataElement:
        """The element of ``RawValue``: its bytes, under the VR of its header.

        Raises MalformedJson where they differ from the value in the rest of the model.
        """
        vr, data = held[VR], bytes_of(text_under(RAW_VALUE, tag, held[RAW_VALUE]))
        wire = held.get(WIRE_VR, vr)
        if wire not in self._vrs or wire in self._vrs.holding_items:
            raise MalformedJson(f"no VR under '{WIRE_VR}'", found=shown(wire))
        self.has_wire_vrs = self.has_wire_vrs or wire != vr
        element = GivenBytes(raw_element(tag, wire, data), wire, here, charsets).element()
        meant = given(tag, wire, data, here, charsets) if wire == UNKNOWN else element
        told = ModelWriter(sys.maxsize).element_model(meant)
        if vr == meant.VR and told != {key: one for key, one in held.items() if key not in SPELLING_KEYS}:
            raise MalformedJson(f"'{RAW_VALUE}' and the value differ", expected=shown(told), found=shown(held))
        if held.get(UNDEFINED_LENGTH):
            element = DataElement(tag, wire, data, is_undefined_length=True, already_converted=True)
        return element


def of_bytes(tag: BaseTag, held: Mapping[str, Any], here: Any, charsets: CharacterSets) -> DataElement:
    """The element of ``InlineBinary``."""
    data = bytes_of(text_under(INLINE_BINARY, tag, held[INLINE_BINARY]))
    element = given(tag, held[VR], data, here, charsets)
    if held.get(UNDEFINED_LENGTH):
        element.is_undefined_length = True
    return element


def give_lengths(sequence: DataElement, held: Mapping[str, Any]) -> None:
    """Set the undefined length of a sequence and its items according to its model (PS3.5 7.5.1)."""
    items = sequence.value
    items.is_undefined_length = bool(held.get(UNDEFINED_LENGTH))
    for number in held.get(UNDEFINED_LENGTH_ITEMS, ()):
        if not isinstance(number, int) or not 0 <= number < len(items):
            raise MalformedJson(f"no number of an item under '{UNDEFINED_LENGTH_ITEMS}'", found=shown(number))
        items[number].is_undefined_length_sequence_item = True


def takes_uri_alone(handler: BulkDataReader) -> bool:
    """Whether a handler takes one argument; assumed for handlers without signature, such as methods of a dict."""
    try:
        return len(signature(handler).parameters) == 1
    except ValueError:
        return True


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of names and values. MalformedJson for a repeated name, of which `json` keeps the last."""
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise MalformedJson("a name twice in an object", found=next(one for one in names if names.count(one) > 1))
    return made


def checked_value_key(vr: Any, held: Mapping[str, Any]) -> str | None:
    """The name of an element's value in its model; None for an empty element.

    Raises MalformedJson for several values, and for an invalid VR.
    """
    check_vr(vr)
    found = [key for key in VALUE_KEYS if key in held]
    if len(found) > 1:
        raise MalformedJson(
            "more than one value", expected=f"one of {', '.join(VALUE_KEYS)}", found=", ".join(found)
        )
    if not found and (others := sorted(held.keys() - SPELLING_KEYS - {VR})):
        warn(f"no value under the names {shown(others)}: expected {', '.join(VALUE_KEYS)}")
    return found[0] if found else None


def explained(error: Exception, key: Any, held: Any, place: Place) -> DicomError:
    """The error for an invalid element of a model, with its path."""
    try:
        path = path_of(place, tag_of(key))
    except WRONG:
        path = path_of(place, shown(key))
    if isinstance(error, MalformedJson):
        error.locate(path)
        return error
    if not isinstance(held, Mapping):
        return WrongJsonType("an element must be an object", path=path, found=shown(held))
    if VR not in held:
        return MissingJsonName("an element without 'vr'", path=path, found=shown(held))
    if not isinstance(held[VR], str):
        return WrongJsonType("'vr' must be a string", path=path, found=shown(held[VR]))
    value = next((held[name] for name in VALUE_KEYS if name in held), None)
    problem = f"Data element '{key}' could not be loaded from JSON: {shown(value)}"
    return MalformedJson(f"{problem} ({error})", path=path)


def repeated(place: Place) -> MalformedJson:
    """The error for a model with a repeated element: by digits in another case, or by its keyword."""
    tags = [tag_of(key) for key in place[1]]
    twice = next((tag for tag in tags if tags.count(tag) > 1), tags[0])
    return MalformedJson("an element twice in a model", path=path_of(place, twice))


def strings(value: Any) -> Iterable[str]:
    """The texts of a value; none for a value that is not decoded yet."""
    if isinstance(value, str):
        return (value,)
    return [one for one in value if isinstance(one, str)] if isinstance(value, MultiValue) else ()
