"""Encoding of a data set: VRs, byte order and character sets, as read and as declared by the program.

A data set that was read takes them from its source; `set_original_encoding` sets them for any other.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, ClassVar

from dicomconstruct.config import options
from dicomconstruct.dataset.character_sets import character_sets
from dicomconstruct.dataset.element_access import ElementAccess
from dicomconstruct.tree.scope import DEFAULT_CHARACTER_SETS, SPECIFIC_CHARACTER_SET
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import encodings_of

Encoding = tuple[bool | None, bool | None]
"""Whether VRs are implicit, whether the byte order is little endian; None where unknown."""

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
"""Deprecated attributes, and what to use instead."""


def deprecated(
    name: str, doc: str, get: Callable[[EncodingFacts], Any], place: str = "", *, warn: bool = True
) -> Any:
    """A deprecated property of data sets.

    Parameters
    ----------
    name, doc
        Its name and docstring.
    get
        ``get(data_set)``: its value.
    place
        The attribute that setting it changes; "" for a property that cannot be set.
    warn
        Whether reading it warns; setting it always does.
    """

    def read(data_set: EncodingFacts) -> Any:
        data_set._deprecated(name, warn=warn)
        return get(data_set)

    def write(data_set: EncodingFacts, value: Any) -> None:
        data_set._deprecated(name)
        data_set.__dict__[place] = value

    return property(read, write if place else None, doc=doc)


class EncodingFacts(ElementAccess):
    """Encoding of a data set."""

    __slots__ = ()

    _is_of_a_file: ClassVar[bool] = False
    """Whether the original encoding is the declared one until the program sets another."""

    @property
    def original_encoding(self) -> Encoding:
        """The encoding in which the data set was read: whether VRs were implicit, whether little endian."""
        said: Encoding | None = self.__dict__.get("original_encoding")
        if said is not None:
            return said
        layout = getattr(self._source, "layout", None)
        return UNSAID if layout is None else (layout.implicit, layout.little_endian)

    @property
    def original_character_set(self) -> str | list[str]:
        """The Python encodings in which text was read: a list where Specific Character Set names them.

        "" for a data set made in memory.
        """
        said: str | list[str] | None = self.__dict__.get("original_character_set")
        if said is not None:
            return said
        charsets = self.character_sets
        return "" if charsets is None else names_of(charsets)

    @property
    def character_sets(self) -> CharacterSets | None:
        """The character sets in which the data set was read (PS3.3 C.12.1.1.2); None for one made in memory."""
        return None if self._source is None else self._source.character_sets

    def set_original_encoding(
        self,
        is_implicit_vr: bool | None,
        is_little_endian: bool | None,
        character_encoding: str | list[str] | None = None,
    ) -> None:
        """Set the original encoding.

        Parameters
        ----------
        is_implicit_vr, is_little_endian
            Whether its VRs were implicit, and its byte order little endian.
        character_encoding
            Python encodings of its text; None to keep those that are known.
        """
        self.__dict__["original_encoding"] = (is_implicit_vr, is_little_endian)
        if character_encoding is not None:
            self.__dict__["original_character_set"] = character_encoding

    @property
    def is_original_encoding(self) -> bool:
        """Whether the declared encoding equals the original one, character sets included."""
        said = (self._said("is_implicit_VR"), self._said("is_little_endian"))
        if not options().use_future and (None in said or said != self.original_encoding):
            return False
        return self._character_encoding() == self.original_character_set

    def _character_encoding(self) -> str | list[str]:
        """The Python encodings of the present Specific Character Set; the original ones where it is missing."""
        if SPECIFIC_CHARACTER_SET not in self._elements:
            return self.original_character_set
        return names_of(character_sets(self, DEFAULT_CHARACTER_SETS))

    def _said(self, name: str) -> Any:
        """The declared value of ``is_implicit_VR`` or ``is_little_endian``, or None."""
        place = "_" + name
        if place in self.__dict__:
            return self.__dict__[place]
        return self.original_encoding[name == "is_little_endian"] if self._is_of_a_file else None

    def _deprecated(self, name: str, *, warn: bool = True) -> None:
        """Warn of a deprecated attribute. AttributeError under `config.settings.use_future`."""
        kind = type(self).__name__
        if options().use_future:
            raise AttributeError(f"{kind!r} object has no attribute {name!r}")
        if warn:
            problem = f"'{kind}.{name}' will be removed in v4.0, {INSTEAD[name].format(kind)} instead"
            warnings.warn(problem, DeprecationWarning, stacklevel=4)

    is_implicit_VR = deprecated(  # noqa: N815
        "is_implicit_VR",
        """Whether the data set is declared to be encoded with implicit VR; deprecated.

        Setting it decides how a data set without a Transfer Syntax UID is written, and warns.
        """,
        lambda data_set: data_set._said("is_implicit_VR"),
        "_is_implicit_VR",
        warn=False,
    )
    is_little_endian = deprecated(
        "is_little_endian",
        "Whether the data set is declared to be encoded as little endian; deprecated, as `is_implicit_VR`.",
        lambda data_set: data_set._said("is_little_endian"),
        "_is_little_endian",
        warn=False,
    )
    read_encoding = deprecated(
        "read_encoding",
        "`original_character_set`; deprecated.",
        lambda data_set: data_set.original_character_set,
        "original_character_set",
    )
    read_implicit_vr = deprecated(
        "read_implicit_vr",
        "The first of `original_encoding`; deprecated.",
        lambda data_set: data_set.original_encoding[0],
    )
    read_little_endian = deprecated(
        "read_little_endian",
        "The second of `original_encoding`; deprecated.",
        lambda data_set: data_set.original_encoding[1],
    )


def names_of(charsets: CharacterSets) -> str | list[str]:
    """The Python encodings of character sets: a string for the default repertoire alone, else a list."""
    names = list(encodings_of(charsets))
    return names[0] if not charsets.terms else names
