"""Raw elements that a program put into a data set: their VR is found at once, their value when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET
from dicomconstruct.dataelem import UNREAD, DataElement, RawDataElement, tag_of_key
from dicomconstruct.dataelem.encodings import character_sets_of
from dicomconstruct.dataelem.hooks import UNKNOWN, How
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from dicomconstruct.dataset.element_access import ElementAccess


class RawSource:
    """What decodes the value of a raw element, as the settings and hooks say that held when it was put in.

    Parameters
    ----------
    raw
        The raw element.
    data_set
        The data set that it stands in.
    how
        How it is converted.
    data
        What the hook that finds the VR found.
    """

    __slots__ = ("_data", "_data_set", "_raw", "how", "layout")

    def __init__(self, raw: RawDataElement, data_set: ElementAccess, how: How, data: dict[str, Any]) -> None:
        self._raw = raw
        self._data_set = data_set
        self._data = data
        self.how = how
        order = ByteOrder.LITTLE if raw.is_little_endian else ByteOrder.BIG
        self.layout = Layout(raw.is_implicit_VR, order)

    @property
    def character_sets(self) -> CharacterSets:
        """The character sets of the data set that it stands in."""
        said = self._data_set._get(SPECIFIC_CHARACTER_SET)
        if said is not None and said.tag != self._raw.tag:
            return CharacterSets.of(said.value if isinstance(said.value, str | None) else list(said.value))
        source = self._data_set._source
        if source is None:
            return character_sets_of(self._data_set.__dict__.get("_parent_encoding"))
        charsets: CharacterSets = source.character_sets
        return charsets

    def decode(self, element: DataElement) -> Any:
        """The value; the element has the VR that the hooks decide on from then on."""
        data = {"VR": element.VR} | self._data
        hooks = self.how.hooks
        hooks.value(self._raw, data, encoding=self.character_sets, ds=self._data_set, **hooks.kwargs)
        element.VR = str(data["VR"])
        value = data["value"]
        if type(value) is list:
            element._made_by_hook = value[:]
        return value

    def raw(self, row: RawDataElement) -> bytes:
        """The bytes of the value, padded to an even length."""
        value = bytes(row.value or b"")
        code = self._data["VR"]
        return VRS[code].kind.padded(value) if code in VRS else value

    def view(self, element: DataElement) -> memoryview:
        """The bytes of the value."""
        assert element._source is not None
        return memoryview(self.raw(element._row))

    def value_tell(self, element: DataElement) -> int:  # noqa: ARG002
        """Where the value stood in the file."""
        return self._raw.value_tell

    def is_undefined_length(self, element: DataElement) -> bool:  # noqa: ARG002
        """Whether the element had the undefined length (PS3.5 7.5.1)."""
        return self._raw.length == UNDEFINED_LENGTH

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserved the block of a private element (PS3.5 7.8.1)."""
        return self._data_set._creator_of(tag)


def element_of_raw(raw: RawDataElement, data_set: ElementAccess) -> DataElement:
    """The element of a raw one that is put into a data set.

    Raises KeyError when nobody knows the tag and invalid values are to raise.
    """
    how = How.here()
    raw = how.raw(raw)
    tag = Tag(raw.tag)
    if isinstance(raw.value, str):
        return DataElement(tag, raw.VR or "UN", raw.value)
    raw = raw._replace(tag=tag)
    data: dict[str, Any] = {}
    how.hooks.vr(raw, data, encoding=None, ds=data_set, **how.hooks.kwargs)
    element = DataElement._read(tag, str(data["VR"]), raw, RawSource(raw, data_set, how, data))
    element.file_tell = raw.value_tell
    return element


def raw_of(data_set: ElementAccess, tag: BaseTag, held: Any) -> RawDataElement | None:
    """An element of a data set as raw as it is; None for one that somebody has looked at.

    Parameters
    ----------
    data_set, tag
        Where it stands.
    held
        What the data set has there: a row of its source, or an element.
    """
    if type(held) is tuple:
        raw: RawDataElement = data_set._source.raw_element(tag, held)
        return raw
    source = held._source
    return source._raw if isinstance(source, RawSource) and held._value is UNREAD else None


def updated(data_set: ElementAccess, key: Any, vr: str | None, value: bytes | None) -> None:
    """Give an element that nobody has looked at another VR, other bytes, or both.

    Parameters
    ----------
    data_set
        The data set.
    key
        A tag or keyword.
    vr, value
        What is to be changed.

    Raises
    ------
    ValueError
        When nothing is to be changed, or the VR is none.
    KeyError
        When there is no such element.
    TypeError
        When `value` is not bytes, or somebody has looked at the element.
    """
    if vr is None and value is None:
        raise ValueError("Either or both of 'vr' and 'value' are required")
    if vr is not None and vr not in VRS:
        raise ValueError(f"Invalid VR value '{vr}'")
    if value is not None and not isinstance(value, bytes):
        raise TypeError(f"'value' must be bytes, not '{type(value).__name__}'")
    tag = tag_of_key(key)
    held = data_set._elements.get(tag)
    if held is None:
        raise KeyError(f"No element with tag {tag} was found")
    raw = raw_of(data_set, tag, held)
    if raw is None:
        raise TypeError(
            f"The element with tag {tag} has already been converted to a 'DataElement' instance, "
            "this method must be called earlier"
        )
    if vr is not None:
        raw = raw._replace(VR=str(vr))
    if value is not None:
        raw = raw._replace(value=value, length=len(value))
    data_set[tag] = raw


def identify(element: DataElement, data_set: ElementAccess) -> None:
    """Give an element whose VR is UN the VR that the dictionary knows, and the value that its bytes have under it.

    MalformedValue where they have none (PS3.5 6.2.2).
    """
    if element.VR != UNKNOWN or element._source is not None or not isinstance(element._value, bytes):
        return
    raw = RawDataElement(element.tag, UNKNOWN, len(element._value), element._value, 0, True, True)
    found = element_of_raw(raw, data_set)
    if found.VR != UNKNOWN:
        value = found.value
        element.VR, element._value = found.VR, value
