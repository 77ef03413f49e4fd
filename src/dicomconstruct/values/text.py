"""Text that remembers the bytes it was read from.

Most text has one spelling only and is a plain `str`. Where escape sequences could have been placed
otherwise, `Text` keeps the bytes found, so that unedited text is written as it was read.
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
        The bytes as found, None for text that never was in a file.
    charsets
        The character sets that `raw` was decoded under.
    """

    raw: bytes | None = None
    charsets: CharacterSets | None = None

    def __reduce_ex__(self, protocol: Any) -> Any:
        return str.__new__, (type(self), str(self)), self.__dict__ or None

    def is_read_under(self, charsets: CharacterSets) -> bool:
        """Whether it was read, and the bytes found mean the same under `charsets`."""
        return self.raw is not None and _same_bytes(self.charsets, charsets)

    @classmethod
    def spelt(cls, text: str, raw: bytes, charsets: CharacterSets) -> Self:
        """Make the text `text` that was decoded from `raw` under `charsets`."""
        made = str.__new__(cls, text)
        made.raw = raw
        made.charsets = charsets
        return made


def encode_text(
    value: object, charsets: CharacterSets, *, delimiters: bytes = b"", kind: type[Text] = Text
) -> bytes:
    """Encode text; text as found, under the sets it was found under, gives the bytes found.

    Parameters
    ----------
    value
        A `str`, or None for an empty value.
    charsets, delimiters
        As for `CharacterSets.encode`.
    kind
        Whose bytes may be reused. Names and other text do not share bytes, because only names switch back at
        delimiters.

    Raises
    ------
    UnwritableValue
        When `value` is no text or holds a character outside the sets.
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
