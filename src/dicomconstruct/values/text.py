"""Text with the bytes that it was read from.

Most text has only one encoding and is a plain `str`. If escape sequences could be placed otherwise, `Text` keeps
the bytes, so that unedited text is written as it was read.
"""

from __future__ import annotations

from typing import Any, Self

from dicomconstruct.errors import UnwritableValue, shown
from dicomconstruct.values.charset import CharacterSets


class Text(str):
    """A `str` with the bytes it was decoded from.

    Attributes
    ----------
    raw
        The bytes that were read; None for other text.
    charsets
        The character sets that `raw` was decoded under.
    """

    raw: bytes | None = None
    charsets: CharacterSets | None = None

    def __reduce_ex__(self, protocol: Any) -> Any:
        return str.__new__, (type(self), str(self)), self.__dict__ or None

    def is_read_under(self, charsets: CharacterSets) -> bool:
        """Whether it has the bytes that were read, and they decode alike under `charsets`."""
        return self.raw is not None and _same_bytes(self.charsets, charsets)

    @classmethod
    def spelt(cls, text: str, raw: bytes, charsets: CharacterSets) -> Self:
        """The text `text`, decoded from `raw` under `charsets`."""
        made = str.__new__(cls, text)
        made.raw = raw
        made.charsets = charsets
        return made


def encode_text(
    value: object, charsets: CharacterSets, *, delimiters: bytes = b"", kind: type[Text] = Text
) -> bytes:
    """Encode text; text that was read under the same character sets gives the bytes that were read.

    Parameters
    ----------
    value
        A `str`, or None for an empty value.
    charsets, delimiters
        As for `CharacterSets.encode`.
    kind
        The class whose bytes may be reused. Names and other text do not share bytes, because only names reset the
        character sets at delimiters.

    Raises
    ------
    UnwritableValue
        When `value` is not text or has a character outside the sets.
    """
    if isinstance(value, Text):
        if type(value) is kind and value.raw is not None and value.is_read_under(charsets):
            return value.raw
    elif value is None:
        return b""
    elif not isinstance(value, str):
        raise UnwritableValue("not a text", expected="str", found=shown(value))
    return charsets.encode(value, delimiters=delimiters)


def _same_bytes(found: CharacterSets | None, wanted: CharacterSets) -> bool:
    """Whether text has the same bytes under both."""
    return found is wanted or (found is not None and found.resolved == wanted.resolved)
