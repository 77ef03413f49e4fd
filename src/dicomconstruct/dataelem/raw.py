"""Raw elements: `RawDataElement`, and its conversion to a `DataElement`.

Programs put raw elements into a data set, get them from a data set (`Dataset.get_item`), or change their conversion
(`dicomconstruct.dataelem.hooks`). The reader itself works on rows of the engine.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem.element import DataElement
from dicomconstruct.dataelem.hooks import ConversionPolicy
from dicomconstruct.dataelem.source import with_known_codec
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import Encodings


class RawDataElement(NamedTuple):
    """An element with the bytes of its value.

    Parameters
    ----------
    tag
        Its tag.
    VR
        The VR of its header; None where the header has none (PS3.5 7.1.3).
    length
        The length field; the undefined length is `grammar.primitives.UNDEFINED_LENGTH`.
    value
        The bytes of the value; None for a deferred or empty value.
    value_tell
        The offset of the value in the file.
    is_implicit_VR, is_little_endian
        The encoding of the element.
    is_raw
        True; False in `DataElement`.
    is_buffered
        Whether `value` is a file or another buffer.
    """

    tag: BaseTag
    VR: str | None
    length: int
    value: bytes | None
    value_tell: int
    is_implicit_VR: bool  # noqa: N815
    is_little_endian: bool
    is_raw: bool = True
    is_buffered: bool = False


CHANGE_MEANING = {"VR", "value", "is_implicit_VR", "is_little_endian"}
"""The fields that determine the VR of a raw element."""


class RawElementAsRead(RawDataElement):
    """A raw element of a data set that was read, with the context that its bytes need.

    Attributes
    ----------
    character_sets
        Those of its text; None for those of the data set that holds the element.
    meant
        The VR that was found for it, instead of that of its header (PS3.5 6.2.2); None if not looked up.
    codec
        The codec that read it.
    """

    character_sets: CharacterSets | None
    meant: str | None
    codec: Codec = STANDARD

    @classmethod
    def of(
        cls, raw: RawDataElement, character_sets: CharacterSets | None, meant: str | None, codec: Codec
    ) -> RawElementAsRead:
        """A raw element with its context."""
        made = cls(*raw)
        made.character_sets = character_sets
        made.meant = meant
        made.codec = codec
        return made

    def _replace(self, **fields: Any) -> RawElementAsRead:
        """A copy with other fields; a change of `CHANGE_MEANING` resets `meant`."""
        meant = None if fields.keys() & CHANGE_MEANING else self.meant
        return self.of(RawDataElement(*self)._replace(**fields), self.character_sets, meant, self.codec)

    def __getstate__(self) -> dict[str, Any]:
        return with_known_codec(self.__dict__)

    def __repr__(self) -> str:
        return repr(RawDataElement(*self))


def convert_raw_data_element(raw: RawDataElement, *, encoding: Encodings = None, ds: Any = None) -> DataElement:
    """Convert a raw element with the hooks of the current context.

    Parameters
    ----------
    raw
        The raw element.
    encoding
        The character sets of its text, or names of Python codecs.
    ds
        The data set of the element, for its private creator.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    KeyError
        For an unknown tag under `config.RAISE`.
    NotImplementedError
        For an unknown VR.
    """
    policy = ConversionPolicy.here()
    raw = policy.raw(raw)
    vr, value = policy.converted(raw, encoding, ds)
    return DataElement(
        raw.tag,
        vr,
        value,
        file_value_tell=raw.value_tell,
        is_undefined_length=raw.length == UNDEFINED_LENGTH,
        already_converted=True,
    )
