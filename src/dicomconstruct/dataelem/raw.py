"""Elements before anything is decoded: `RawDataElement`, and what makes a `DataElement` of one.

Programs meet raw elements where they put one into a data set, ask a data set for one (`Dataset.get_item`), or
change how elements are converted (`dicomconstruct.dataelem.hooks`). The reader itself works on rows of the engine.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem.element import DataElement, with_known_codec
from dicomconstruct.dataelem.encodings import Encoding
from dicomconstruct.dataelem.hooks import ConversionPolicy
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets


class RawDataElement(NamedTuple):
    """An element whose value nobody has decoded.

    Parameters
    ----------
    tag
        Its tag.
    VR
        The VR of its header; None where the header has none (PS3.5 7.1.3).
    length
        The length field; the undefined length is `grammar.primitives.UNDEFINED_LENGTH`.
    value
        The bytes of the value; None for a value that is to be read later, and for an empty one.
    value_tell
        Where the value stands in the file.
    is_implicit_VR, is_little_endian
        How the element is encoded.
    is_raw
        True, to tell it from a `DataElement`.
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
"""Fields of a raw element that its VR rests on."""


class RawElementAsRead(RawDataElement):
    """A raw element of a data set that was read, which takes along what its bytes mean there.

    Attributes
    ----------
    character_sets
        Those of its text; None where the data set that it is put into says them.
    meant
        The VR that it was found to have, whatever its header says (PS3.5 6.2.2); None where nobody looked.
    codec
        What it was read with.
    """

    character_sets: CharacterSets | None
    meant: str | None
    codec: Codec = STANDARD

    @classmethod
    def of(
        cls, raw: RawDataElement, character_sets: CharacterSets | None, meant: str | None, codec: Codec
    ) -> RawElementAsRead:
        """A raw element with what its bytes mean."""
        made = cls(*raw)
        made.character_sets = character_sets
        made.meant = meant
        made.codec = codec
        return made

    def _replace(self, **fields: Any) -> RawElementAsRead:
        """The same with other fields; what another VR or value means, nobody has looked at."""
        meant = None if fields.keys() & CHANGE_MEANING else self.meant
        return self.of(RawDataElement(*self)._replace(**fields), self.character_sets, meant, self.codec)

    def __getstate__(self) -> dict[str, Any]:
        return with_known_codec(self.__dict__)

    def __repr__(self) -> str:
        return repr(RawDataElement(*self))


def convert_raw_data_element(raw: RawDataElement, *, encoding: Encoding = None, ds: Any = None) -> DataElement:
    """The element of a raw one, its value decoded by the hooks that hold here.

    Parameters
    ----------
    raw
        The raw element.
    encoding
        The character sets of its text: what Specific Character Set means, or names of Python codecs.
    ds
        The data set that it belongs to, which tells its private creator.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    KeyError
        When nobody knows the tag and invalid values are to raise (`config.RAISE`).
    NotImplementedError
        When the VR is none.
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
