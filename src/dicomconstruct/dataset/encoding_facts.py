"""How a data set was encoded where it was read, and how it is said to be encoded: VRs, byte order, text.

What was read answers from its source; for a data set made in memory, or one that is to count as read,
`set_original_encoding` says it.
"""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

from dicomconstruct.config import options
from dicomconstruct.dataset.character_sets import character_sets
from dicomconstruct.dataset.element_access import ElementAccess
from dicomconstruct.tree.scope import DEFAULT_CHARACTER_SETS, SPECIFIC_CHARACTER_SET
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import encodings_of

Encoding = tuple[bool | None, bool | None]
"""Whether VRs are implicit, whether the byte order is little endian; None where nobody said."""

UNSAID: Encoding = (None, None)
INSTEAD = {
    "is_implicit_VR": (
        "set the Transfer Syntax UID or use the 'implicit_vr' argument with {}.save_as() or dcmwrite()"
    ),
    "is_little_endian": (
        "set the Transfer Syntax UID or use the 'little_endian' argument with {}.save_as() or dcmwrite()"
    ),
    "read_encoding": "use '{}.original_character_set'",
    "read_implicit_vr": "use '{}.original_encoding[0]'",
    "read_little_endian": "use '{}.original_encoding[1]'",
}
"""Attributes that are deprecated, and what to do instead."""


class EncodingFacts(ElementAccess):
    """The part of a data set that knows about its encoding."""

    __slots__ = ()

    _is_of_a_file: ClassVar[bool] = False
    """Whether it counts as encoded as it was read until somebody says otherwise."""

    @property
    def original_encoding(self) -> Encoding:
        """How the data set was encoded where it was read: whether VRs were implicit, whether little endian."""
        said: Encoding | None = self.__dict__.get("original_encoding")
        if said is not None:
            return said
        layout = getattr(self._source, "layout", None)
        return UNSAID if layout is None else (layout.implicit, layout.little_endian)

    @property
    def original_character_set(self) -> str | list[str]:
        """The Python encodings of the text where the data set was read: a list where it says them itself.

        "" for a data set made in memory.
        """
        said: str | list[str] | None = self.__dict__.get("original_character_set")
        if said is not None:
            return said
        charsets = self.character_sets
        return "" if charsets is None else names_of(charsets)

    @property
    def character_sets(self) -> CharacterSets | None:
        """The character sets that the data set was read under (PS3.3 C.12.1.1.2); None for one made in memory."""
        return None if self._source is None else self._source.character_sets

    def set_original_encoding(
        self,
        is_implicit_vr: bool | None,
        is_little_endian: bool | None,
        character_encoding: str | list[str] | None = None,
    ) -> None:
        """Say how the data set was encoded where it was read.

        Parameters
        ----------
        is_implicit_vr, is_little_endian
            Whether its VRs were implicit, and its byte order little endian.
        character_encoding
            Python encodings of its text; None to leave what is known.
        """
        self.__dict__["original_encoding"] = (is_implicit_vr, is_little_endian)
        if character_encoding is not None:
            self.__dict__["original_character_set"] = character_encoding

    @property
    def is_original_encoding(self) -> bool:
        """Whether the data set is said to be encoded as it was read, text included."""
        said = (self._said("is_implicit_VR"), self._said("is_little_endian"))
        if not options().use_future and (None in said or said != self.original_encoding):
            return False
        return self._character_encoding() == self.original_character_set

    def _character_encoding(self) -> str | list[str]:
        """The Python encodings of what Specific Character Set says now; what was read where it says nothing."""
        if SPECIFIC_CHARACTER_SET not in self._elements:
            return self.original_character_set
        return names_of(character_sets(self, DEFAULT_CHARACTER_SETS))

    def _said(self, name: str) -> Any:
        """How the data set is said to be encoded: as it was read, unless somebody said otherwise."""
        place = "_" + name
        if place in self.__dict__:
            return self.__dict__[place]
        return self.original_encoding[name == "is_little_endian"] if self._is_of_a_file else None

    def _deprecated(self, name: str, *, warn: bool = True) -> None:
        """Warn of a deprecated attribute. AttributeError where the announced behaviour is asked for."""
        kind = type(self).__name__
        if options().use_future:
            raise AttributeError(f"{kind!r} object has no attribute {name!r}")
        if warn:
            problem = f"'{kind}.{name}' will be removed in v4.0, {INSTEAD[name].format(kind)} instead"
            warnings.warn(problem, DeprecationWarning, stacklevel=4)

    @property
    def is_implicit_VR(self) -> bool | None:  # noqa: N802
        """Whether the data set is said to be encoded with implicit VR; deprecated.

        Setting it decides how a data set without a Transfer Syntax UID is written, and warns.
        """
        self._deprecated("is_implicit_VR", warn=False)
        said: bool | None = self._said("is_implicit_VR")
        return said

    @is_implicit_VR.setter
    def is_implicit_VR(self, value: bool | None) -> None:  # noqa: N802
        self._deprecated("is_implicit_VR")
        self.__dict__["_is_implicit_VR"] = value

    @property
    def is_little_endian(self) -> bool | None:
        """Whether the data set is said to be encoded as little endian; deprecated, as `is_implicit_VR`."""
        self._deprecated("is_little_endian", warn=False)
        said: bool | None = self._said("is_little_endian")
        return said

    @is_little_endian.setter
    def is_little_endian(self, value: bool | None) -> None:
        self._deprecated("is_little_endian")
        self.__dict__["_is_little_endian"] = value

    @property
    def read_encoding(self) -> str | list[str]:
        """`original_character_set`; deprecated."""
        self._deprecated("read_encoding")
        return self.original_character_set

    @read_encoding.setter
    def read_encoding(self, value: str | list[str]) -> None:
        self._deprecated("read_encoding")
        self.__dict__["original_character_set"] = value

    @property
    def read_implicit_vr(self) -> bool | None:
        """The first of `original_encoding`; deprecated."""
        self._deprecated("read_implicit_vr")
        return self.original_encoding[0]

    @property
    def read_little_endian(self) -> bool | None:
        """The second of `original_encoding`; deprecated."""
        self._deprecated("read_little_endian")
        return self.original_encoding[1]


def names_of(charsets: CharacterSets) -> str | list[str]:
    """The Python encodings of character sets; of the default repertoire alone a text, not a list."""
    names = list(encodings_of(charsets))
    return names[0] if not charsets.terms else names
