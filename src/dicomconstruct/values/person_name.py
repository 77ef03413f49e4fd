"""Person names (PS3.5 6.2, 6.2.1): three component groups of five components each.

A `PersonName` is the text of the value, delimiters included, with its parts as properties; so
trailing ``^`` and ``=`` survive, and it compares, sorts and hashes as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from dicomconstruct.errors import UnwritableValue
from dicomconstruct.values.charset import CharacterSets
from dicomconstruct.values.text import Text, encode_text

DELIMITERS = b"^="  # these bring back the character sets of value 1 (PS3.5 6.1.2.5.3)


class NameComponents(NamedTuple):
    """The five components of one component group (PS3.5 6.2.1.1)."""

    family: str = ""
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""


class PersonName(Text):
    """One person name, such as ``PersonName("Yamada^Tarou=山田^太郎")``.

    Equality and hash are those of the text as spelt: ``Doe^John`` and ``Doe^John^^^`` differ.
    What lies beyond five components or three groups is kept in the text but has no property.
    """

    @classmethod
    def decode(cls, raw: bytes, charsets: CharacterSets) -> Self:
        """Decode one value, each component with the sets of value 1 at its start.

        Raises
        ------
        MalformedValue
            When bytes have no meaning in the character sets.
        """
        made = cls(charsets.decode(raw, delimiters=DELIMITERS))
        made.raw = raw
        made.charsets = charsets
        return made

    @classmethod
    def of(
        cls,
        family: str = "",
        given: str = "",
        middle: str = "",
        prefix: str = "",
        suffix: str = "",
        *,
        ideographic: Iterable[str] = (),
        phonetic: Iterable[str] = (),
    ) -> Self:
        """Put a name together; trailing empty components and groups are left out.

        Parameters
        ----------
        family, given, middle, prefix, suffix
            The components of the alphabetic group.
        ideographic, phonetic
            The components of the other groups, up to five each in the same order.

        Raises
        ------
        UnwritableValue
            When a component holds a delimiter or there are too many of them.
        """
        groups = [(family, given, middle, prefix, suffix), tuple(ideographic), tuple(phonetic)]
        for group in groups:
            if len(group) > len(NameComponents._fields):
                raise UnwritableValue("too many components in a name", expected="at most 5", found=len(group))
            for component in group:
                if any(delimiter in component for delimiter in "^=\\"):
                    raise UnwritableValue("a delimiter in a component of a name", found=repr(component))
        return cls("=".join("^".join(group).rstrip("^") for group in groups).rstrip("="))

    @property
    def groups(self) -> tuple[str, ...]:
        """The component groups as spelt, however many there are."""
        return tuple(self.split("="))

    @property
    def alphabetic(self) -> str:
        """The first component group as spelt."""
        return self._group(0)

    @property
    def ideographic(self) -> str:
        """The second component group as spelt."""
        return self._group(1)

    @property
    def phonetic(self) -> str:
        """The third component group as spelt."""
        return self._group(2)

    @property
    def alphabetic_components(self) -> NameComponents:
        """The components of the first group, without spaces around them."""
        return _components(self.alphabetic)

    @property
    def ideographic_components(self) -> NameComponents:
        """The components of the second group, without spaces around them."""
        return _components(self.ideographic)

    @property
    def phonetic_components(self) -> NameComponents:
        """The components of the third group, without spaces around them."""
        return _components(self.phonetic)

    @property
    def family_name(self) -> str:
        """The family name complex of the alphabetic group."""
        return self.alphabetic_components.family

    @property
    def given_name(self) -> str:
        """The given name complex of the alphabetic group."""
        return self.alphabetic_components.given

    @property
    def middle_name(self) -> str:
        """The middle name of the alphabetic group."""
        return self.alphabetic_components.middle

    @property
    def name_prefix(self) -> str:
        """The prefix, such as a title, of the alphabetic group."""
        return self.alphabetic_components.prefix

    @property
    def name_suffix(self) -> str:
        """The suffix, such as a degree, of the alphabetic group."""
        return self.alphabetic_components.suffix

    def _group(self, place: int) -> str:
        groups = self.groups
        return groups[place] if place < len(groups) else ""


def _components(group: str) -> NameComponents:
    return NameComponents(*(part.strip(" ") for part in group.split("^")[: len(NameComponents._fields)]))


def encode_person_name(value: object, charsets: CharacterSets) -> bytes:
    """Encode a `PersonName` or the text of one; raises UnwritableValue."""
    return encode_text(value, charsets, delimiters=DELIMITERS, kind=PersonName)
