"""Raw elements that a program put into a data set: the VR is looked up at once, the value decoded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomconstruct.codec import Codec
from dicomconstruct.dataelem import UNREAD, DataElement, RawDataElement, RawElementAsRead, tag_of_key
from dicomconstruct.dataelem.hooks import ConversionPolicy, codec_of
from dicomconstruct.dataset.character_sets import read_under
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import scope
from dicomconstruct.tree.scope import PIXEL_REPRESENTATION, UNKNOWN, creator_name
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from dicomconstruct.dataset.element_access import ElementAccess


NOT_PICKLED = ("_data_set", "policy")
"""Attributes of a source that a pickle has in another way."""


class RawSource:
    """Decodes the value of a raw element, with the settings and hooks of when it was put in.

    Parameters
    ----------
    raw
        The raw element.
    data_set
        The data set that holds it.
    policy
        Settings and hooks of its conversion.
    data
        The result of the hook that determines the VR: a dict with ``"VR"``.
    """

    __slots__ = ("_data", "_data_set", "_raw", "layout", "policy")

    def __init__(
        self, raw: RawDataElement, data_set: ElementAccess, policy: ConversionPolicy, data: dict[str, Any]
    ) -> None:
        self._raw = raw
        self._data_set = data_set
        self._data = data
        self.policy = policy
        self.layout = Layout.of(raw.is_implicit_VR, raw.is_little_endian)

    @property
    def character_sets(self) -> CharacterSets:
        """The character sets that it was read in, else those of the data set that holds it."""
        return read_under(self._data_set, self._raw)

    @property
    def codec(self) -> Codec:
        """The codec that it was read with, else that of the data set that holds it."""
        return codec_of(self._data_set, self._raw)

    def order_of(self, row: RawDataElement) -> ByteOrder:
        """The byte order of its value."""
        return scope.order_of(row.VR, self.layout.order)

    @staticmethod
    def leaf(row: RawDataElement) -> bytes | None:
        """The bytes of the value without padding."""
        return bytes(row.value or b"")

    def decode(self, element: DataElement) -> Any:
        """The value; sets the VR of the element to what the hooks return."""
        data = {"VR": element.VR} | self._data
        data["VR"] = self._chosen_vr(str(data["VR"]))
        hooks = self.policy.hooks
        hooks.value(self._raw, data, encoding=self.character_sets, ds=self._data_set, **hooks.kwargs)
        element.VR = str(data["VR"])
        value = data["value"]
        if type(value) is list:
            element._made_by_hook = value[:]
        return value

    def _chosen_vr(self, code: str) -> str:
        """The VR; of a choice the one by Pixel Representation, else OW or the first, as in `DataSetAsRead`."""
        usual, tag = scope.usual_choice(code) or code, BaseTag(self._raw.tag)
        if code == usual or usual != scope.UNSIGNED or not scope.rests_on_sign(tag):
            return usual
        sign = self._data_set._get(PIXEL_REPRESENTATION)
        return scope.SIGNED if sign is not None and scope.is_signed(sign.value) else usual

    def raw(self, row: RawDataElement) -> bytes:
        """The bytes of the value: unchanged where they were read, else padded to an even length."""
        value = bytes(row.value or b"")
        if isinstance(row, RawElementAsRead):
            return value
        code = self._data["VR"]
        vrs = self.codec.vrs
        return vrs[code].kind.padded(value) if code in vrs else value

    def view(self, element: DataElement) -> memoryview:
        """The bytes of the value."""
        assert element._source is not None
        return memoryview(self.raw(element._row))

    def element(self) -> DataElement:
        """The element of this source; its value is decoded on first use."""
        return DataElement._read(self._raw.tag, str(self._data["VR"]), self._raw, self)

    def state(self) -> dict[str, Any]:
        """Its attributes for a pickle, without data set and policy."""
        names = (name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ()))
        return {name: getattr(self, name) for name in names if name not in NOT_PICKLED}

    @classmethod
    def of_state(cls, state: dict[str, Any], data_set: ElementAccess, policy: ConversionPolicy) -> RawSource:
        """The source of a pickled state, in a data set and with a policy."""
        made = cls.__new__(cls)
        made._data_set, made.policy = data_set, policy
        for name, held in state.items():
            setattr(made, name, held)
        return made

    def value_tell(self, element: DataElement) -> int:  # noqa: ARG002
        """The offset of the value in the file."""
        return self._raw.value_tell

    def is_undefined_length(self, element: DataElement) -> bool:  # noqa: ARG002
        """Whether the element had the undefined length (PS3.5 7.5.1)."""
        return self._raw.length == UNDEFINED_LENGTH

    @staticmethod
    def creator_named(element: DataElement) -> str | None:
        """The private creator that an element of this source names (PS3.5 7.8.1)."""
        value = element.value
        return creator_name(value) if isinstance(value, str) else None

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserves the block of a private element (PS3.5 7.8.1)."""
        return self._data_set._creator_of(tag)


def is_as_read(element: DataElement) -> bool:
    """Whether an element has a value that was read, in this data set or in the one its raw element came from."""
    source = element._source
    return element.is_original and (not isinstance(source, RawSource) or isinstance(source._raw, RawElementAsRead))


def element_of_raw(raw: RawDataElement, data_set: ElementAccess) -> DataElement:
    """The element of a raw element that is put into a data set.

    Raises KeyError for a tag that no dictionary has, where invalid values raise.
    """
    policy = ConversionPolicy.here()
    raw = policy.raw(raw)
    tag = Tag(raw.tag)
    if isinstance(raw.value, str):
        return DataElement(tag, raw.VR or "UN", raw.value)
    raw = raw._replace(tag=tag)
    data: dict[str, Any] = {}
    policy.hooks.vr(raw, data, encoding=None, ds=data_set, **policy.hooks.kwargs)
    element = RawSource(raw, data_set, policy, data).element()
    element.file_tell = raw.value_tell
    return element


def raw_of(data_set: ElementAccess, tag: BaseTag, held: Any) -> RawDataElement | None:
    """The raw element of a tag; None for an element whose value was accessed.

    Parameters
    ----------
    data_set, tag
        The data set and the tag.
    held
        The row or element that the data set has under the tag.
    """
    if type(held) is tuple:
        raw: RawDataElement = data_set._source.raw_element(tag, held)
        return raw
    source = held._source
    return source._raw if isinstance(source, RawSource) and held._value is UNREAD else None


def updated(data_set: ElementAccess, key: Any, vr: str | None, value: bytes | None) -> None:
    """Change VR, bytes, or both of an element whose value was not accessed yet.

    Parameters
    ----------
    data_set
        The data set.
    key
        A tag or keyword.
    vr, value
        The new VR and the new bytes; None to keep the old.

    Raises
    ------
    ValueError
        When both are None, or the VR is unknown.
    KeyError
        When there is no such element.
    TypeError
        When `value` is not bytes, or the value was accessed.
    """
    if vr is None and value is None:
        raise ValueError("Either or both of 'vr' and 'value' are required")
    if vr is not None and vr not in codec_of(data_set).vrs:
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
    """Give an element of VR UN its VR of the dictionary, and decode its bytes under it (PS3.5 6.2.2).

    Raises MalformedValue for bytes that cannot be decoded.
    """
    if element.VR != UNKNOWN or element._source is not None or not isinstance(element._value, bytes):
        return
    raw = RawDataElement(element.tag, UNKNOWN, len(element._value), element._value, 0, True, True)
    found = element_of_raw(raw, data_set)
    if found.VR != UNKNOWN:
        value = found.value
        element.VR, element._value = found.VR, value
